#include "kernel/text/normal_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <initializer_list>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include "base/check.h"
#include "base/utf8.h"

namespace overt::text {
namespace {

enum class ByteClass : std::uint8_t {
  kPlain,
  kSpace,
  kControl,  // other C0 controls and DEL
  kMark,     // # @ : . /, which may begin or end what is stripped
  kNonAscii,
};

constexpr std::array<ByteClass, 256> byte_classes() {
  std::array<ByteClass, 256> classes{};
  for (unsigned c = 0; c < 256; ++c) {
    if (c < 0x20 || c == 0x7F) classes[c] = ByteClass::kControl;
    if (c >= 0x80) classes[c] = ByteClass::kNonAscii;
  }
  for (const char c : std::string_view(" \t\n\v\f\r")) {
    classes[static_cast<unsigned char>(c)] = ByteClass::kSpace;
  }
  for (const char c : std::string_view("#@:./")) {
    classes[static_cast<unsigned char>(c)] = ByteClass::kMark;
  }
  return classes;
}
constexpr std::array<ByteClass, 256> kClasses = byte_classes();

/// Every kind of space is one.
constexpr std::array<char, 256> written_bytes() {
  std::array<char, 256> bytes{};
  for (unsigned c = 0; c < 256; ++c) {
    bytes[c] = kClasses[c] == ByteClass::kSpace ? ' ' : static_cast<char>(c);
  }
  return bytes;
}
constexpr std::array<char, 256> kWritten = written_bytes();

ByteClass class_of(char c) { return kClasses[static_cast<unsigned char>(c)]; }

bool has_control(std::string_view text) {
  // Written so that compilers make vectors of it.
  std::uint8_t found = 0;
  for (const char byte : text) {
    const auto c = static_cast<std::uint8_t>(byte);
    const auto low = static_cast<std::uint8_t>(c < 0x20);
    const auto not_space = static_cast<std::uint8_t>(static_cast<std::uint8_t>(c - 9) > 4);
    found |= static_cast<std::uint8_t>(low & not_space) | static_cast<std::uint8_t>(c == 0x7F);
  }
  return found != 0;
}

/// Before anything else, so that a control hides no mention and keeps no letters apart.
std::string_view without_controls(std::string_view text, std::string& scratch) {
  if (!has_control(text)) return text;
  scratch.clear();
  for (const char c : text) {
    if (class_of(c) != ByteClass::kControl) scratch += c;
  }
  return scratch;
}

void append_lowered(std::string_view text, std::string& out) {
  const std::size_t begin = out.size();
  out.append(text);
  for (std::size_t i = begin; i < out.size(); ++i) {
    const char c = out[i];
    out[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
}

void append_well_formed(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    } else {
      out.append(text.substr(0, length));
      text.remove_prefix(length);
    }
  }
}

void append_casefolded(std::string_view text, std::string& out) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
  CHECK(U_SUCCESS(status) != 0);
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(text.size()));
  folding->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())),
                         sink, nullptr, status);
  CHECK(U_SUCCESS(status) != 0);
}

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

UChar32 code_point_at(std::string_view text, std::size_t at, std::size_t& end) {
  end = at;
  return static_cast<UChar32>(next_code_point(text, end));
}

bool is_tag_character(UChar32 c) {
  constexpr std::uint32_t kTagCategories = U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK;
  return (U_GET_GC_MASK(c) & kTagCategories) != 0;
}

/// Where the #tag that begins at `at` ends; `at` where none does. A number is no #tag.
std::size_t tag_end(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  bool only_digits = true;
  while (end < text.size()) {
    if (class_of(text[end]) != ByteClass::kNonAscii) {
      if (!is_word(text[end])) break;
      only_digits &= is_digit(text[end]);
      ++end;
      continue;
    }
    std::size_t next = 0;
    if (!is_tag_character(code_point_at(text, end, next))) break;
    only_digits = false;
    end = next;
  }
  return only_digits ? at : end;
}

bool is_handle_character(char c) { return is_word(c) || c == '.' || c == '-' || c == '@'; }

/// Where the mention that begins at `at` ends (@name, @name@server, @name.domain); `at` where none
/// does. Punctuation at the end belongs to the sentence.
std::size_t mention_end(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && is_handle_character(text[end])) ++end;
  while (end > at && !is_word(text[end - 1])) --end;
  return end;
}

/// Scripts written without spaces, and typographic punctuation, end a link.
bool ends_link(UChar32 c) {
  return c == 0x85 || c == 0x1680 || (c >= 0x2000 && c <= 0x206F) || c >= 0x2E80;
}

std::size_t link_end(std::string_view text, std::size_t at) {
  constexpr std::string_view kClosing = ".,;:!?'()[]{}*~";
  constexpr std::string_view kNever = "<>\"`";
  std::size_t end = at;
  while (end < text.size()) {
    const ByteClass kind = class_of(text[end]);
    if (kind == ByteClass::kSpace || kind == ByteClass::kControl) break;
    if (kNever.find(text[end]) != std::string_view::npos) break;
    std::size_t next = end + 1;
    if (kind == ByteClass::kNonAscii && ends_link(code_point_at(text, end, next))) break;
    end = next;
  }
  while (end > at && kClosing.find(text[end - 1]) != std::string_view::npos) --end;
  return end;
}

bool is_space(UChar32 c) {
  if (c > 0xA0 && c < 0x1680) return false;  // letters: the common case
  return c == 0x85 || u_isUWhiteSpace(c) != 0;
}

/// Copies folded text without what is stripped. Whether something may be stripped is decided on
/// what has been written, so that a second pass finds nothing more.
class Stripper {
 public:
  /// What is written is never longer than the text, but for a space that is taken back.
  Stripper(std::string_view text, std::string& out) : text_(text), out_(out) {
    out_.resize(text.size() + 1);
  }

  void run() {
    while (at_ < text_.size()) {
      switch (class_of(text_[at_])) {
        case ByteClass::kPlain:
          copy_plain();
          break;
        case ByteClass::kSpace:
        case ByteClass::kControl:  // none is left: without_controls()
          skip(at_ + 1);
          break;
        case ByteClass::kMark:
          on_mark();
          break;
        case ByteClass::kNonAscii:
          on_non_ascii();
          break;
      }
    }
    out_.resize(used_);
  }

 private:
  void skip(std::size_t end) {
    space_ = true;
    at_ = end;
  }

  void write_space() {
    if (space_ && used_ > 0) out_[used_++] = ' ';
    space_ = false;
  }

  void copy(std::size_t end) {
    write_space();
    std::memcpy(out_.data() + used_, text_.data() + at_, end - at_);
    used_ += end - at_;
    at_ = end;
  }

  /// Words and the spaces between them, without a branch a word.
  void copy_plain() {
    write_space();
    char* to = out_.data() + used_;
    const char* from = text_.data() + at_;
    const char* const end = text_.data() + text_.size();
    bool after_space = false;
    for (; from < end; ++from) {
      const ByteClass kind = class_of(*from);
      if (kind > ByteClass::kSpace) break;
      const bool is_space = kind == ByteClass::kSpace;
      *to = kWritten[static_cast<unsigned char>(*from)];
      to += 1 - (static_cast<int>(is_space) & static_cast<int>(after_space));
      after_space = is_space;
    }
    space_ = after_space;
    used_ = static_cast<std::size_t>(to - out_.data()) - static_cast<std::size_t>(after_space);
    at_ = static_cast<std::size_t>(from - text_.data());
  }

  void on_non_ascii() {
    std::size_t end = 0;
    const UChar32 c = code_point_at(text_, at_, end);
    if (c < 0x3000 && is_space(c)) {
      skip(end);
    } else {
      copy(end);
    }
  }

  void on_mark() {
    std::size_t end = at_;
    if (text_[at_] == '#' && last() != '&') end = tag_end(text_, at_);
    if (text_[at_] == '@' && !continues_address(last())) end = mention_end(text_, at_);
    if (text_[at_] == ':' && text_.substr(at_, 3) == "://") end = take_back({"https", "http"}, 3);
    if (text_[at_] == '.' && at_word_start("www")) end = take_back({"www"}, 1);
    if (text_[at_] == '/' && at_word_start("pic.twitter.com"))
      end = take_back({"pic.twitter.com"}, 1);
    if (text_[at_] == '/' && at_word_start("pic.x.com")) end = take_back({"pic.x.com"}, 1);
    if (end == at_) {
      copy(at_ + 1);
    } else {
      skip(end);
    }
  }

  /// The last byte written since the last space or stripped token; a space where there is none.
  [[nodiscard]] char last() const { return space_ || used_ == 0 ? ' ' : out_[used_ - 1]; }

  [[nodiscard]] std::string_view written() const { return {out_.data(), used_}; }

  [[nodiscard]] static bool continues_address(char c) {
    return is_word(c) || c == '.' || c == '-' || c == '+' || c == '@';
  }

  [[nodiscard]] bool at_word_start(std::string_view word) const {
    if (space_ || !written().ends_with(word)) return false;
    if (used_ == word.size()) return true;
    const char before = out_[used_ - word.size() - 1];
    return !continues_address(before) && before != '/';
  }

  /// A link whose beginning has been written already: takes that back, and says where it ends.
  std::size_t take_back(std::initializer_list<std::string_view> beginnings, std::size_t mark) {
    for (const std::string_view beginning : beginnings) {
      if (space_ || !written().ends_with(beginning)) continue;
      used_ -= beginning.size();
      if (written().ends_with(' ')) --used_;
      return link_end(text_, at_ + mark);
    }
    return at_;
  }

  std::string_view text_;
  std::string& out_;
  std::size_t at_ = 0;
  std::size_t used_ = 0;  // bytes of out_ that are written
  bool space_ = false;
};

}  // namespace

void append_folded(std::string_view text, std::string& out) {
  if (is_ascii(text)) return append_lowered(text, out);
  if (is_valid_utf8(text)) return append_casefolded(text, out);
  std::string well_formed;
  append_well_formed(text, well_formed);
  append_casefolded(well_formed, out);
}

std::string_view TextNormalizer::normalize(std::string_view text) {
  folded_.clear();
  append_folded(without_controls(text, cleaned_), folded_);
  Stripper(folded_, normal_).run();
  return normal_;
}

}  // namespace overt::text
