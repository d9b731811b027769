#include <cstdint>

#include "stages/events/list_values_internal.h"
#include "stages/events/trimmed_internal.h"

namespace overt {
namespace {

void add(std::string_view element, std::vector<std::string_view>& out) {
  element = trimmed(element);
  if (!element.empty()) out.push_back(element);
}

// Writes a code point as UTF-8; returns the place after it.
char* put_utf8(char* out, std::uint32_t c) {
  const auto put = [&out](std::uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
  return out;
}

// Reads the little JSON that a list needs. Every method returns false on what is not that.
class ListReader {
 public:
  ListReader(std::string_view text, Arena& arena) : text_(text), arena_(arena) {}

  bool read(std::vector<std::string_view>& out) {
    skip_space();
    if (!take('[')) return false;
    skip_space();
    if (take(']')) return at_end();
    do {
      skip_space();
      std::string_view element;
      if (!read_element(element)) return false;
      if (!element.empty()) out.push_back(element);
      skip_space();
    } while (take(','));
    return take(']') && at_end();
  }

 private:
  bool take(char wanted) {
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) < 4) ++at_;
  }
  bool at_end() {
    skip_space();
    return at_ == text_.size();
  }

  bool read_element(std::string_view& element) {
    if (take('"')) return read_string(element);
    const std::size_t begin = at_;
    take('-');
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    element = text_.substr(begin, at_ - begin);
    return !element.empty() && element != "-";
  }

  bool read_string(std::string_view& element) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\') ++at_;
    if (take('"')) {
      element = text_.substr(begin, at_ - 1 - begin);
      return true;
    }
    return read_escaped(begin, element);
  }

  // From the string's start, with at_ at its first backslash.
  bool read_escaped(std::size_t begin, std::string_view& element) {
    char* place = arena_.allocate(text_.size() - begin);
    char* out = place;
    for (std::size_t i = begin; i < at_; ++i) *out++ = text_[i];
    while (at_ < text_.size()) {
      if (take('"')) {
        element = {place, static_cast<std::size_t>(out - place)};
        return true;
      }
      if (!take('\\')) {
        *out++ = text_[at_++];
      } else if (!read_escape(out)) {
        return false;
      }
    }
    return false;
  }

  // A \uXXXX takes six bytes and gives at most three, a pair twelve and four: `out` never
  // overtakes.
  bool read_escape(char*& out) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (at_ >= text_.size()) return false;
    const char letter = text_[at_++];
    const auto found = kLetters.find(letter);
    if (found != std::string_view::npos) {
      *out++ = kMeanings[found];
      return true;
    }
    std::uint32_t code = 0;
    if (letter != 'u' || !read_hex(code)) return false;
    if (code >= 0xDC00 && code < 0xE000) return false;
    if (code >= 0xD800 && code < 0xDC00) {
      std::uint32_t low = 0;
      if (!take('\\') || !take('u') || !read_hex(low)) return false;
      if (low < 0xDC00 || low >= 0xE000) return false;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    out = put_utf8(out, code);
    return true;
  }

  bool read_hex(std::uint32_t& code) {
    code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      if (at_ >= text_.size()) return false;
      const auto digit = std::string_view("0123456789abcdef0123456789ABCDEF").find(text_[at_]);
      if (digit == std::string_view::npos) return false;
      code = code * 16 + static_cast<std::uint32_t>(digit % 16);
    }
    return true;
  }

  std::string_view text_;
  Arena& arena_;
  std::size_t at_ = 0;
};

bool separates(std::string_view text, std::size_t comma, bool urls) {
  if (!urls) return true;
  const std::string_view after = text.substr(comma + 1);
  return after.empty() || after.front() == ' ' || after.substr(0, 4) == "http";
}

// The end of an element that starts at `at`; quoted elements end at their quote.
std::size_t end_of_element(std::string_view text, std::size_t at, bool urls) {
  if (text[at] == '\'' || text[at] == '"') {
    const std::size_t close = text.find(text[at], at + 1);
    if (close != std::string_view::npos) {
      const std::size_t comma = text.find(',', close);
      return comma == std::string_view::npos ? text.size() : comma;
    }
  }
  while (at < text.size() && !(text[at] == ',' && separates(text, at, urls))) ++at;
  return at;
}

std::string_view unquoted(std::string_view element) {
  if (element.size() < 2 || element.front() != element.back()) return element;
  if (element.front() != '\'' && element.front() != '"') return element;
  return element.substr(1, element.size() - 2);
}

}  // namespace

bool split_json_array(std::string_view text, Arena& arena, std::vector<std::string_view>& out) {
  return ListReader(text, arena).read(out);
}

void split_separated(std::string_view text, char separator, std::vector<std::string_view>& out) {
  while (separator != '\0') {
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos) break;
    add(text.substr(0, at), out);
    text.remove_prefix(at + 1);
  }
  add(text, out);
}

void split_bracketed(std::string_view text, bool urls, std::vector<std::string_view>& out) {
  text = trimmed(text);
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == ' ' || text[at] == ',') {
      ++at;
      continue;
    }
    const std::size_t end = end_of_element(text, at, urls);
    add(unquoted(trimmed(text.substr(at, end - at))), out);
    at = end + 1;
  }
}

}  // namespace overt
