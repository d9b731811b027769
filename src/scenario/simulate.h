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
#include "scenario/truth.h"

namespace overt {

struct ScenarioOptions {
  std::string scenario = "fall-2024";  // or "scorecard"
  std::uint64_t seed = 1;
  std::uint64_t accounts = 20'000;       // of "scorecard": organic accounts, the planted on top
  std::string format = "events-ndjson";  // or "coortweet"
  bool planted = true;                   // false: the same honest people and nobody else
};

/// Opens a file of the output folder by its name ("events.ndjson", "truth/accounts.csv", …).
using OpenSink = std::function<Result<std::unique_ptr<ByteSink>>(std::string_view name)>;

std::vector<std::string> scenario_names();

/// Writes the log, the account profiles and the truth.
Result<Truth> simulate(const ScenarioOptions& options, const OpenSink& open, ThreadPool& pool,
                       Progress& progress);

/// Writes the log and the account profiles only, as they are made.
Result<Truth> generate_into(const ScenarioOptions& options, ByteSink& events, ByteSink& accounts,
                            ThreadPool& pool, Progress& progress = no_progress());

/// A scenario in memory, for measuring without a disk.
struct GeneratedLog {
  std::string events;    // NDJSON, or the table of shares
  std::string accounts;  // NDJSON of profiles
  std::string registry;  // the dossier
  Truth truth;
};
/// The same bytes as simulate() writes to events.ndjson (shares.csv), accounts.ndjson and
/// registry.yaml. Memory:
/// about 450 bytes an event.
Result<GeneratedLog> generate(const ScenarioOptions& options, ThreadPool& pool,
                              Progress& progress = no_progress());

}  // namespace overt
