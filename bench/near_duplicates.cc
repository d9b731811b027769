// Finds the near-duplicates among the lines of a file, and says how long that took without reading
// and writing. bench/peers/near_duplicates.py compares it with a peer.
//
// usage: near_duplicates POSTS.txt [--threads 1] [--repeats 1] [--forms OUT] [--pairs OUT]
//                        [--groups OUT]
//
// --forms: the matching form of each line. --pairs: the verified pairs, two line numbers from 0.
// --groups: the group of each line, -1 where it stands alone.

#include "kernel/text/near_duplicates.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/text/matching_form.h"

namespace {

using overt::text::NearDuplicates;

struct Arguments {
  std::string input;
  std::string forms;
  std::string pairs;
  std::string groups;
  std::size_t threads = 1;
  int repeats = 1;
};

bool parse(int argc, char** argv, Arguments& arguments) {
  if (argc < 2 || argc % 2 != 0) return false;
  arguments.input = argv[1];
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    if (name == "--threads") {
      arguments.threads = std::strtoull(argv[i + 1], nullptr, 10);
    } else if (name == "--repeats") {
      arguments.repeats = std::atoi(argv[i + 1]);
    } else if (name == "--forms") {
      arguments.forms = argv[i + 1];
    } else if (name == "--pairs") {
      arguments.pairs = argv[i + 1];
    } else if (name == "--groups") {
      arguments.groups = argv[i + 1];
    } else {
      return false;
    }
  }
  return true;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void write_results(const Arguments& arguments, const std::vector<std::string_view>& lines,
                   const NearDuplicates& found) {
  if (!arguments.forms.empty()) {
    std::ofstream out(arguments.forms);
    overt::text::FormFolder folder;
    for (const std::string_view line : lines) out << folder.fold(line) << '\n';
  }
  if (!arguments.pairs.empty()) {
    std::ofstream out(arguments.pairs);
    for (const auto& edge : found.edges) out << edge.a << ' ' << edge.b << '\n';
  }
  if (!arguments.groups.empty()) {
    std::ofstream out(arguments.groups);
    for (const std::uint32_t group : found.cluster) {
      out << (group == NearDuplicates::kAlone ? -1 : static_cast<std::int64_t>(group)) << '\n';
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!parse(argc, argv, arguments)) {
    std::fputs(
        "usage: near_duplicates POSTS.txt [--threads 1] [--repeats 1] [--forms OUT]\n"
        "                       [--pairs OUT] [--groups OUT]\n",
        stderr);
    return 2;
  }
  std::ifstream file(arguments.input, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::vector<std::string_view> lines = lines_of(text);
  overt::ThreadPool pool(arguments.threads);
  NearDuplicates found;
  double seconds = 1e300;
  double cpu_seconds = 1e300;
  for (int i = 0; i < arguments.repeats; ++i) {
    const std::clock_t cpu_begin = std::clock();
    const auto begin = std::chrono::steady_clock::now();
    found = overt::text::find_near_duplicates(lines, {}, pool);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    seconds = std::min(seconds, took.count());
    const double cpu = static_cast<double>(std::clock() - cpu_begin) / CLOCKS_PER_SEC;
    cpu_seconds = std::min(cpu_seconds, cpu);
  }
  std::printf(
      "{\"lines\": %zu, \"bytes\": %zu, \"seconds\": %.4f, \"cpu_seconds\": %.4f, "
      "\"mb_per_cpu_second\": %.1f, \"compared\": %llu, \"edges\": %zu, \"groups\": %zu, "
      "\"too_short\": %llu, "
      "\"large_buckets\": %llu, \"crowded_texts\": %llu, \"busy_texts\": %llu}\n",
      lines.size(), text.size(), seconds, cpu_seconds,
      static_cast<double>(text.size()) / cpu_seconds / 1e6,
      static_cast<unsigned long long>(found.compared), found.edges.size(),
      found.representative.size(), static_cast<unsigned long long>(found.too_short),
      static_cast<unsigned long long>(found.large_buckets),
      static_cast<unsigned long long>(found.crowded_texts),
      static_cast<unsigned long long>(found.busy_texts));
  write_results(arguments, lines, found);
  return 0;
}
