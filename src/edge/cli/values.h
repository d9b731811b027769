#pragma once
// The values of options: durations, sizes, shares and counts, from and to the words people write.
// Every error says what was given and which form is accepted.
// Thread safety: pure functions.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace overt::cli {

/// "10s", "500ms", "1.5m", "1h", "2d", "250us": longer than zero, at most ten years.
Result<TimeUs> parse_duration(std::string_view text);
/// Comma-separated, each different; ascending whatever the order given.
Result<std::vector<TimeUs>> parse_durations(std::string_view text);
/// The shortest form that parse_duration reads back the same: "90s", "5m", "500ms".
std::string describe_duration(TimeUs duration);
std::string describe_durations(const std::vector<TimeUs>& durations);

/// "8GiB", "640MB", "65536": bytes; KiB, MiB, GiB, TiB and K, M, G, T are powers of 1024, kB, MB,
/// GB, TB of 1000.
Result<std::uint64_t> parse_bytes(std::string_view text);
/// "16MiB" where it divides, else "8.2 MB".
std::string describe_bytes(std::uint64_t bytes);

/// A share between 0 and 1, or a percentage: "0.01" and "1%" are the same.
Result<double> parse_share(std::string_view text);
/// "2024-09-04": the last microsecond of that day (UTC).
Result<TimeUs> parse_end_of_day(std::string_view text);
/// A false discovery rate: a share above 0 and below 1.
Result<double> parse_level(std::string_view text);
/// A number between 0 and 1.
Result<double> parse_quantile(std::string_view text);

struct CountRange {
  std::uint64_t min = 0;
  std::uint64_t max = ~std::uint64_t{0};
};
/// A whole number in the range; "20k" is 20,000 and "1M" is 1,000,000.
Result<std::uint64_t> parse_count(std::string_view text, const CountRange& range);
/// "1,234,567".
std::string describe_count(std::uint64_t count);

/// The pieces between commas, without surrounding spaces.
std::vector<std::string_view> split_list(std::string_view text);

/// Folders between commas, each named once.
Result<std::vector<std::string>> parse_paths(std::string_view text);

/// The one of `words` that `word` is most likely a slip of; empty where none is close.
std::string_view closest_word(std::string_view word, const std::vector<std::string>& words);

/// "a, b or c".
std::string describe_choice(const std::vector<std::string>& words);

}  // namespace overt::cli
