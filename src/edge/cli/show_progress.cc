#include "edge/cli/show_progress.h"

#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "base/json_writer.h"

namespace overt::cli {
namespace {

constexpr std::int64_t kQuietUs = 1'000'000;
constexpr std::chrono::milliseconds kRedrawEvery{200};
constexpr std::string_view kStartOfLineAndErase = "\r\x1b[K";

double seconds_of(std::int64_t us) { return static_cast<double>(us) / 1e6; }

}  // namespace

std::string short_number(double number) {
  if (number >= 1e9) return fmt::format("{:.1f} G", number / 1e9);
  if (number >= 1e6) return fmt::format("{:.1f} M", number / 1e6);
  if (number >= 1e4) return fmt::format("{:.1f} k", number / 1e3);
  return fmt::format("{:.0f}", number);
}

std::string clock_time(std::int64_t seconds) {
  const std::int64_t minutes = seconds / 60;
  if (minutes < 60) return fmt::format("{}:{:02}", minutes, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, seconds % 60);
}

void StageProgress::begin(std::string_view stage, std::uint64_t total, std::string_view unit) {
  end();  // a stage that was left early
  {
    const std::lock_guard lock(mutex_);
    stage_ = {std::string(stage), std::string(unit), total, 0, 0};
    begun_us_ = console_.now_us();
    done_ = 0;
    open_ = true;
  }
  on_begin(snapshot());
}

void StageProgress::end() {
  const Stage ended = snapshot();
  {
    const std::lock_guard lock(mutex_);
    if (!open_) return;
    open_ = false;
  }
  on_end(ended);
}

StageProgress::Stage StageProgress::snapshot() const {
  const std::lock_guard lock(mutex_);
  Stage stage = stage_;
  stage.done = done_.load(std::memory_order_relaxed);
  stage.elapsed_us = console_.now_us() - begun_us_;
  return stage;
}

bool StageProgress::current(Stage& stage) const {
  stage = snapshot();
  const std::lock_guard lock(mutex_);
  return open_;
}

void JsonProgress::on_begin(const Stage& stage) {
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.field("event", "begin");
  json.field("stage", stage.name);
  json.field("total", stage.total);
  json.field("unit", stage.unit);
  json.end_object();
  console().err(line + "\n");
}

void JsonProgress::on_end(const Stage& stage) {
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.field("event", "end");
  json.field("stage", stage.name);
  json.field("done", stage.done);
  json.field("unit", stage.unit);
  json.field("seconds", seconds_of(stage.elapsed_us));
  json.end_object();
  console().err(line + "\n");
}

LineProgress::LineProgress(Console& console, const std::atomic<bool>& interrupted, Redraw redraw)
    : StageProgress(console, interrupted), begun_us_(console.now_us()) {
  if (redraw == Redraw::kWhenTold) return;
  redrawer_ = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      draw();
      std::unique_lock lock(waiting_);
      wake_.wait_for(lock, stop, kRedrawEvery, [] { return false; });
    }
  });
}

LineProgress::~LineProgress() {
  if (redrawer_.joinable()) {
    redrawer_.request_stop();
    redrawer_.join();
  }
  clear();
}

void LineProgress::draw() {
  if (console().now_us() - begun_us_ < kQuietUs) return;
  Stage stage;
  if (!current(stage)) return;
  std::string line = line_of(stage);
  const std::size_t columns = console().err_columns();
  if (line.size() >= columns) line.resize(columns > 0 ? columns - 1 : 0);
  const std::lock_guard lock(drawing_);
  drawn_ = true;
  console().err(std::string(kStartOfLineAndErase) + line);
}

void LineProgress::clear() {
  const std::lock_guard lock(drawing_);
  if (drawn_) console().err(kStartOfLineAndErase);
  drawn_ = false;
}

std::string LineProgress::line_of(const Stage& stage) const {
  const double seconds = seconds_of(stage.elapsed_us);
  const auto done = static_cast<double>(stage.done);
  const double rate = seconds > 0 ? done / seconds : 0;
  std::string line = stage.name;
  const auto add = [&line](const std::string& part) { line += "   " + part; };
  if (cancelled()) add("stopping");
  if (stage.total > 0) {
    add(fmt::format("{:.0f}%", 100 * std::min(1.0, done / static_cast<double>(stage.total))));
  } else if (stage.done > 0 && stage.unit != "bytes") {
    add(short_number(done) + " " + stage.unit);
  }
  if (rate > 0) {
    add(stage.unit == "bytes" ? fmt::format("{:.1f} MB/s", rate / 1e6)
                              : fmt::format("{} {}/s", short_number(rate), stage.unit));
  }
  if (rate > 0 && stage.total > stage.done) {
    const double left = (static_cast<double>(stage.total) - done) / rate;
    add(clock_time(static_cast<std::int64_t>(std::ceil(std::min(left, 359999.0)))) + " left");
  } else {
    add(clock_time(stage.elapsed_us / 1'000'000));
  }
  return line;
}

}  // namespace overt::cli
