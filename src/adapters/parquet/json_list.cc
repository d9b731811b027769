#include "adapters/parquet/json_list.h"

#include <cstdint>
#include <optional>
#include <string>

namespace overt {
namespace {

class ListReader {
 public:
  ListReader(std::string_view text, Arena& arena, std::vector<std::string_view>& items)
      : text_(text), arena_(arena), items_(items) {}

  bool read() {
    skip_space();
    if (!take('[')) return false;
    skip_space();
    if (!take(']') && !read_items()) return false;
    skip_space();
    return at_ == text_.size();
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }

  void skip_space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }

  // After '[' and up to the closing ']'.
  bool read_items() {
    for (;;) {
      skip_space();
      if (!read_item()) return false;
      skip_space();
      if (take(']')) return true;
      if (!take(',')) return false;
    }
  }

  bool read_item() {
    if (take('"')) return read_string();
    if (text_.substr(at_).starts_with("null")) {
      at_ += 4;
      return true;
    }
    return read_number();
  }

  bool read_number() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           std::string_view("0123456789+-.eE").find(text_[at_]) != std::string_view::npos) {
      ++at_;
    }
    items_.push_back(text_.substr(begin, at_ - begin));
    return at_ > begin;
  }

  // After the opening quote.
  bool read_string() {
    const std::size_t end = text_.find_first_of("\"\\", at_);
    if (end == std::string_view::npos) return false;
    if (text_[end] == '\\') return read_escaped();
    items_.push_back(text_.substr(at_, end - at_));
    at_ = end + 1;
    return true;
  }

  bool read_escaped() {
    unescaped_.clear();
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') {
        items_.push_back(arena_.keep(unescaped_));
        return true;
      }
      if (c != '\\') {
        unescaped_ += c;
      } else if (!read_escape()) {
        return false;
      }
    }
    return false;
  }

  // After the backslash.
  bool read_escape() {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (take('u')) return read_unicode();
    const std::size_t which = at_ < text_.size() ? kNames.find(text_[at_]) : std::string_view::npos;
    if (which == std::string_view::npos) return false;
    unescaped_ += kMeanings[which];
    ++at_;
    return true;
  }

  // After "\u"; a high surrogate needs its low one.
  bool read_unicode() {
    const auto first = read_hex();
    if (!first) return false;
    std::uint32_t point = *first;
    if (point >= 0xDC00 && point <= 0xDFFF) return false;
    if (point >= 0xD800 && point <= 0xDBFF) {
      if (!take('\\') || !take('u')) return false;
      const auto second = read_hex();
      if (!second || *second < 0xDC00 || *second > 0xDFFF) return false;
      point = 0x10000 + ((point - 0xD800) << 10) + (*second - 0xDC00);
    }
    append_utf8(point);
    return true;
  }

  std::optional<std::uint32_t> read_hex() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const std::size_t digit = std::string_view("0123456789abcdef").find(lower(peek()));
      if (digit == std::string_view::npos) return {};
      value = value * 16 + static_cast<std::uint32_t>(digit);
      ++at_;
    }
    return value;
  }

  static char lower(char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; }

  void append_utf8(std::uint32_t point) {
    const auto put = [this](std::uint32_t byte) { unescaped_ += static_cast<char>(byte); };
    if (point < 0x80) {
      put(point);
    } else if (point < 0x800) {
      put(0xC0 | (point >> 6));
      put(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
      put(0xE0 | (point >> 12));
      put(0x80 | ((point >> 6) & 0x3F));
      put(0x80 | (point & 0x3F));
    } else {
      put(0xF0 | (point >> 18));
      put(0x80 | ((point >> 12) & 0x3F));
      put(0x80 | ((point >> 6) & 0x3F));
      put(0x80 | (point & 0x3F));
    }
  }

  std::string_view text_;
  Arena& arena_;
  std::vector<std::string_view>& items_;
  std::string unescaped_;
  std::size_t at_ = 0;
};

}  // namespace

bool parse_json_list(std::string_view text, Arena& arena, std::vector<std::string_view>& items) {
  return ListReader(text, arena, items).read();
}

}  // namespace overt
