#pragma once
// Ctrl-C (SIGINT) and SIGTERM: the first asks the run to stop, which then removes what it had not
// finished; the second removes it at once and leaves. SIGPIPE is ignored while this lives, so that
// a closed output is an answer of write() and not the end of the process.
// Thread safety: at most one object at a time, made before the run's threads.

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <thread>

#include "edge/cli/console.h"

namespace overt::cli {

class Interrupts {
 public:
  static constexpr std::size_t kSignalCount = 3;

  explicit Interrupts(Console& console);
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  [[nodiscard]] const std::atomic<bool>& requested() const { return requested_; }

 private:
  void watch();

  Console& console_;
  std::atomic<bool> requested_{false};
  int pipe_[2] = {-1, -1};  // from the signal handler to the watching thread
  std::array<struct sigaction, kSignalCount> before_{};
  std::jthread watcher_;
};

/// Ends the process the way a closed pipe ends one that does not care, after removing unfinished
/// outputs: no message, and 141 to a shell.
[[noreturn]] void end_as_closed_pipe();

}  // namespace overt::cli
