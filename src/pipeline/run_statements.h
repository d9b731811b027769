#pragma once
// overt statements: the statements of reasons that follow from decisions (Regulation (EU)
// 2022/2065, articles 17 and 24(5)), looked at, written to a file, and handed over to the
// transparency database.

#include <cstdint>
#include <functional>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "pipeline/command_answer.h"

namespace overt {

enum class StatementsFormat : std::uint8_t { kNdjson, kJson, kCsv };

struct StatementsOptions {
  std::string data = "overt-data";
  std::string decision;  // of one; empty: of all
  bool all = false;      // also those that are accepted, or wait for their action
  std::string out;       // a file; empty: none is written
  StatementsFormat format = StatementsFormat::kNdjson;
  std::string send;        // the database's URL; empty: nothing is sent
  std::string token_file;  // of sending
  std::string ca_file;     // empty: the system's certificates
  bool allow_private = false;
  std::string rejects;            // of sending; empty: statement-rejects.ndjson in the data folder
  std::uint32_t batch = 100;      // statements a call, at most
  std::uint32_t tries = 8;        // of a call
  std::function<TimeUs()> clock;  // of sending
};

/// Not sound where a statement may not be sent, was refused, or is left. An interrupt ends it in
/// order.
Result<CommandAnswer> run_statements(const StatementsOptions& options, Progress& progress);

}  // namespace overt
