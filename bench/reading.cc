// Reads a file again and again as `overt pairs` does, names made numbers and all, and says how
// fast.
//
// usage: reading FILE [--threads 1] [--repeats 9]
//
// The first time the system clears every page before it gives it; how long that takes depends on
// the machine, and on a virtual one on what its host has taken back meanwhile. It is said by
// itself. From the second time on memory is there. One line of JSON: bytes a second, in millions,
// of the time that passed, and of the processor's time, of all threads together.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/large_blocks.h"
#include "base/progress.h"
#include "pipeline/ingest.h"

namespace {

struct Speed {
  double wall = 0;
  double processor = 0;
};

double seconds(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

Speed read_once(const overt::IngestOptions& options, overt::ThreadPool& pool, double megabytes) {
  const double wall = seconds(CLOCK_MONOTONIC);
  const double processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
  const auto log = overt::ingest(options, pool, overt::no_progress());
  if (!log.ok()) {
    std::fprintf(stderr, "reading: %s\n", log.error().message.c_str());
    std::exit(1);
  }
  return {megabytes / (seconds(CLOCK_MONOTONIC) - wall),
          megabytes / (seconds(CLOCK_PROCESS_CPUTIME_ID) - processor)};
}

template <typename Part>
std::string list(const std::vector<Speed>& speeds, const Part& part) {
  std::string text;
  for (const Speed& speed : speeds) {
    text += fmt::format("{}{:.0f}", text.empty() ? "" : ",", part(speed));
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  std::size_t threads = 1;
  int repeats = 9;
  bool understood = words.size() % 2 == 1;
  for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
    const int number = std::max(1, std::atoi(words[i + 1].c_str()));
    if (words[i] == "--threads") {
      threads = static_cast<std::size_t>(number);
    } else if (words[i] == "--repeats") {
      repeats = number;
    } else {
      understood = false;
    }
  }
  if (!understood) {
    std::fputs("usage: reading FILE [--threads 1] [--repeats 9]\n", stderr);
    return 2;
  }
  overt::IngestOptions options;
  options.input.paths = {words[0]};
  options.objects = overt::parse_object_selection(options.input.objects).value();
  overt::ThreadPool pool(threads);
  const overt::KeepLargeBlocks keep;
  std::error_code missing;
  const double megabytes = static_cast<double>(std::filesystem::file_size(words[0], missing)) / 1e6;
  const Speed first = read_once(options, pool, megabytes);
  std::vector<Speed> later;
  for (int i = 0; i < repeats; ++i) later.push_back(read_once(options, pool, megabytes));
  fmt::print(
      "{{\"threads\":{},\"first_mb_per_s\":{:.0f},\"mb_per_s\":[{}],"
      "\"mb_per_processor_s\":[{}]}}\n",
      threads, first.wall, list(later, [](const Speed& s) { return s.wall; }),
      list(later, [](const Speed& s) { return s.processor; }));
  return 0;
}
