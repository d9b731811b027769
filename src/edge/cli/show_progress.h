#pragma once
// Progress, shown: one line that is redrawn on a terminal, JSON lines for programs, or nothing.
// Thread safety: begin() and end() from one thread at a time, the rest from any.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/progress.h"
#include "edge/cli/console.h"

namespace overt::cli {

/// What all of them share: the stage at work, how far it is, and whether the user wants to stop.
class StageProgress : public Progress {
 public:
  StageProgress(Console& console, const std::atomic<bool>& interrupted)
      : console_(console), interrupted_(interrupted) {}

  void begin(std::string_view stage, std::uint64_t total, std::string_view unit) override;
  void advance(std::uint64_t amount) override {
    done_.fetch_add(amount, std::memory_order_relaxed);
  }
  void end() override;
  [[nodiscard]] bool cancelled() const override { return interrupted_.load(); }

 protected:
  struct Stage {
    std::string name;
    std::string unit;
    std::uint64_t total = 0;  // 0: not known
    std::uint64_t done = 0;
    std::int64_t elapsed_us = 0;
  };

  /// Called with a stage that begins or has ended.
  virtual void on_begin(const Stage& stage) = 0;
  virtual void on_end(const Stage& stage) = 0;
  /// The stage at work; false between stages.
  bool current(Stage& stage) const;
  [[nodiscard]] Console& console() const { return console_; }

 private:
  Stage snapshot() const;

  Console& console_;
  const std::atomic<bool>& interrupted_;
  mutable std::mutex mutex_;
  Stage stage_;
  bool open_ = false;
  std::int64_t begun_us_ = 0;
  std::atomic<std::uint64_t> done_{0};
};

class SilentProgress final : public StageProgress {
 public:
  using StageProgress::StageProgress;

 private:
  void on_begin(const Stage& /*stage*/) override {}
  void on_end(const Stage& /*stage*/) override {}
};

/// {"event":"begin",…} and {"event":"end",…} lines on standard error.
class JsonProgress final : public StageProgress {
 public:
  using StageProgress::StageProgress;

 private:
  void on_begin(const Stage& stage) override;
  void on_end(const Stage& stage) override;
};

/// "reading   43%   312.0 MB/s   0:12 left", redrawn, once the command has run for a second.
class LineProgress final : public StageProgress {
 public:
  enum class Redraw : unsigned char { kByItself, kWhenTold };

  LineProgress(Console& console, const std::atomic<bool>& interrupted, Redraw redraw);
  ~LineProgress() override;
  LineProgress(const LineProgress&) = delete;
  LineProgress& operator=(const LineProgress&) = delete;

  /// Shows the present state, where it is time to show any.
  void draw();
  /// Leaves an empty line to go on from.
  void clear();

 private:
  void on_begin(const Stage& /*stage*/) override {}
  void on_end(const Stage& /*stage*/) override {}
  std::string line_of(const Stage& stage) const;

  const std::int64_t begun_us_;
  std::mutex drawing_;
  bool drawn_ = false;
  std::mutex waiting_;
  std::condition_variable_any wake_;
  std::jthread redrawer_;  // last: it uses the rest
};

/// "1.2 M", "312.4 k", "87".
std::string short_number(double number);
/// "0:07", "12:00", "1:02:03".
std::string clock_time(std::int64_t seconds);

}  // namespace overt::cli
