#pragma once
// RecordingConsole: a console for tests that remembers what was printed and goes by its own clock.
// Thread-safe as every console.

#include <atomic>
#include <cerrno>
#include <mutex>
#include <string>

#include "edge/cli/console.h"

namespace overt::cli {

class RecordingConsole final : public Console {
 public:
  int out(std::string_view text) override {
    const std::lock_guard lock(mutex_);
    if (closed) return EPIPE;
    output += text;
    return 0;
  }
  void err(std::string_view text) override {
    const std::lock_guard lock(mutex_);
    errors += text;
  }
  [[nodiscard]] bool out_closed() const override { return closed; }
  [[nodiscard]] bool err_redraws() const override { return terminal; }
  [[nodiscard]] std::size_t err_columns() const override { return columns; }
  [[nodiscard]] std::int64_t now_us() const override { return now.load(); }

  std::string output;
  std::string errors;
  bool closed = false;
  bool terminal = false;
  std::size_t columns = 80;
  std::atomic<std::int64_t> now{0};

 private:
  std::mutex mutex_;
};

}  // namespace overt::cli
