#pragma once
// LineReader: the lines of a text that arrives in blocks cut anywhere, each with simdjson's padding
// behind it. Memory O(longest line allowed).

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace overt {

inline constexpr std::size_t kLinePadding = 64;  // at least simdjson's
inline constexpr std::size_t kTooLongShown = 1024;

struct TextLine {
  std::string_view text;     // without its end; padded
  std::uint64_t number = 0;  // from 1
  bool too_long = false;     // `text` is its beginning
  bool terminated = true;    // false: the file ends before the line does
};

class LineReader {
 public:
  explicit LineReader(std::uint64_t line_bytes_max) : line_bytes_max_(line_bytes_max) {}

  /// Bytes before the line that is being read; nullopt inside one that is too long.
  [[nodiscard]] std::optional<std::uint64_t> bytes_read() const {
    if (too_long_) return std::nullopt;
    return taken_ - held_;
  }
  [[nodiscard]] std::uint64_t lines_read() const { return number_; }
  /// Before the first take(): the lines to come are those after.
  void start_after(std::uint64_t bytes, std::uint64_t lines) {
    taken_ = bytes;
    number_ = lines;
  }

  /// Calls on_line(TextLine), which returns a Result<void>, for every line that ends in `bytes`.
  template <typename OnLine>
  Result<void> take(std::string_view bytes, const OnLine& on_line) {
    while (!bytes.empty()) {
      const std::size_t end = bytes.find('\n');
      keep(bytes.substr(0, end));
      taken_ += end == std::string_view::npos ? bytes.size() : end + 1;
      if (end == std::string_view::npos) return {};
      RETURN_IF_ERROR(hand_over(true, on_line));
      bytes.remove_prefix(end + 1);
    }
    return {};
  }

  /// The line that the end of the file cuts, where there is one.
  template <typename OnLine>
  Result<void> finish(const OnLine& on_line) {
    return held_ == 0 ? Result<void>{} : hand_over(false, on_line);
  }

 private:
  void keep(std::string_view part) {
    const std::size_t room = too_long_ ? 0 : static_cast<std::size_t>(line_bytes_max_) - held_;
    if (part.size() > room) {
      too_long_ = true;
      part = part.substr(0, room);
    }
    if (buffer_.size() < held_ + part.size() + kLinePadding) {
      buffer_.resize(std::max(2 * buffer_.size(), held_ + part.size() + kLinePadding));
    }
    std::copy(part.begin(), part.end(), buffer_.begin() + static_cast<std::ptrdiff_t>(held_));
    held_ += part.size();
  }

  template <typename OnLine>
  Result<void> hand_over(bool terminated, const OnLine& on_line) {
    std::string_view text(buffer_.data(), too_long_ ? std::min(held_, kTooLongShown) : held_);
    if (text.ends_with('\r')) text.remove_suffix(1);
    const TextLine line{text, ++number_, too_long_, terminated};
    held_ = 0;
    too_long_ = false;
    return on_line(line);
  }

  std::uint64_t line_bytes_max_;
  std::vector<char> buffer_ = std::vector<char>(kLinePadding);
  std::size_t held_ = 0;
  std::uint64_t number_ = 0;
  std::uint64_t taken_ = 0;
  bool too_long_ = false;
};

}  // namespace overt
