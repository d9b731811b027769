#pragma once
// The platform simulator: a seeded video platform in the weeks before an election, with its truth.
// Same scenario, options and version → same bytes, at any thread count.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/parallel.h"
#include "base/progress.h"
#include "base/result.h"
#include "ports/byte_sink.h"

namespace overt {

struct ScenarioOptions {
  std::string scenario = "fall-2024";
  std::uint64_t seed = 1;
  std::uint64_t accounts = 20'000;
  std::string format = "events-ndjson";  // or "coortweet"
};

struct ScenarioSummary {
  std::uint64_t events = 0;
  std::uint64_t organic_accounts = 0;
  std::uint64_t planted_accounts = 0;
  std::uint64_t planted_networks = 0;
};

/// Opens a file of the output folder by its name ("events.ndjson", "truth/accounts.csv", …).
using OpenSink = std::function<Result<std::unique_ptr<ByteSink>>(std::string_view name)>;

std::vector<std::string> scenario_names();

Result<ScenarioSummary> simulate(const ScenarioOptions& options, const OpenSink& open,
                                 ThreadPool& pool, Progress& progress);

}  // namespace overt
