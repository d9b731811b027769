#pragma once
// overt serve: the whole server, until it is told to stop.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "pipeline/command_answer.h"

namespace overt::http {

struct ServeOptions {
  std::string data = "overt-data";
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any that is free
  std::uint32_t threads = 0;  // that answer; 0: as many as cores, at least two
  std::string store;          // a PostgreSQL database's address; empty: as the folder says
  std::string policies;       // a folder; empty: DATA/policies where it is there
  std::string access_log;     // a file to append to; "-": standard error; empty: none
  std::uint64_t upload_bytes_max = std::uint64_t{8} << 30;   // of one upload; all: eight times
  std::uint64_t events_bytes_max = std::uint64_t{64} << 30;  // of the events that are kept
  TimeUs events_kept_for = 30 * kMicrosPerDay;
  std::uint32_t runs_at_once = 1;
  std::uint32_t requests_per_second = 100;  // of one person or program; six times that at once
  std::function<TimeUs()> clock;
  /// Told once where the server listens, as one line.
  std::function<void(std::string_view)> announce;
  /// Lines of the access log, where it goes to standard error.
  std::function<void(std::string_view)> log;
};

/// Serves until `progress` is cancelled; what was taken is then finished, and runs are interrupted.
/// Errors: no such folder, a port that is taken.
Result<CommandAnswer> run_serve(const ServeOptions& options, Progress& progress);

}  // namespace overt::http
