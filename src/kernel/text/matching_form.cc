#include "kernel/text/matching_form.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "base/check.h"
#include "base/utf8.h"
#include "kernel/text/letter_folding.h"

namespace overt::text {
namespace {

constexpr char32_t kKeycap = 0x20E3;

/// Letters and breaks of ASCII, which need no look around.
struct Plain {
  std::array<char, 2> text{};
  std::uint8_t size = 0;
  bool plain = false;
  bool letter = false;
};

using PlainTable = std::array<Plain, 256>;

PlainTable make_plain_table() {
  PlainTable table{};
  for (char32_t c = 0; c < 0x80; ++c) {
    const FoldedLetter folded = LetterFolding::instance().fold(c);
    Plain& plain = table[c];
    plain.letter = folded.kind == LetterKind::kLetter;
    plain.plain = plain.letter || folded.kind == LetterKind::kBreak;
    if (!plain.letter) continue;
    CHECK_LE(folded.text.size(), plain.text.size());
    plain.size = static_cast<std::uint8_t>(folded.text.size());
    std::memcpy(plain.text.data(), folded.text.data(), folded.text.size());
  }
  return table;
}

const PlainTable& plain_table() {
  static const PlainTable table = make_plain_table();
  return table;
}

/// Writes the matching form of a normal text.
class Folding {
 public:
  Folding(std::string_view text, std::string& out)
      : text_(text), out_(out), plain_(plain_table()), letters_(LetterFolding::instance()) {
    make_room();
  }

  void run() {
    while (at_ < text_.size()) {
      copy_plain();
      if (at_ < text_.size()) on_other();
    }
    out_.resize(used_);
  }

 private:
  /// A letter of the text and where it ends.
  struct Letter {
    FoldedLetter folded;
    std::size_t end = 0;
  };

  [[nodiscard]] Letter letter_at(std::size_t at) const {
    const char32_t c = next_code_point(text_, at);
    return {letters_.fold(c), at};
  }

  /// For the rest of the text, each of whose bytes becomes two at most, with two to spare; save
  /// for letters that become more, after which append() makes room again.
  void make_room() { out_.resize(std::max(out_.size(), used_ + 2 * (text_.size() - at_) + 2)); }

  void copy_plain() {
    char* to = out_.data() + used_;
    const std::size_t begin = at_;
    for (; at_ < text_.size(); ++at_) {
      const Plain& plain = plain_[static_cast<unsigned char>(text_[at_])];
      if (!plain.plain) break;
      std::memcpy(to, plain.text.data(), 2);
      to += plain.size;
    }
    used_ = static_cast<std::size_t>(to - out_.data());
    if (at_ > begin) latin_before_ = plain_[static_cast<unsigned char>(text_[at_ - 1])].letter;
  }

  void append(std::string_view text) {
    if (out_.size() < used_ + text.size() + 2 * (text_.size() - at_) + 2) {
      out_.resize(2 * (used_ + text.size() + 2 * (text_.size() - at_)) + 2);
    }
    std::memcpy(out_.data() + used_, text.data(), text.size());
    used_ += text.size();
  }

  void on_other() {
    const Letter letter = letter_at(at_);
    switch (letter.folded.kind) {
      case LetterKind::kBreak:
        latin_before_ = false;
        break;
      case LetterKind::kMark:
        if (is_keycap()) used_ = digits_begin_;
        break;
      case LetterKind::kLetter:
        append(letter.folded.text);
        latin_before_ = letter.folded.latin;
        break;
      case LetterKind::kDigit:
      case LetterKind::kSymbol:
        on_leet_run();
        return;
    }
    at_ = letter.end;
  }

  /// A digit in a box is an emoji.
  [[nodiscard]] bool is_keycap() const {
    std::size_t end = at_;
    return at_ == digits_end_ && next_code_point(text_, end) == kKeycap;
  }

  /// Digits and symbols in a row mean one thing or the other together.
  void on_leet_run() {
    const std::size_t begin = at_;
    bool latin_after = false;
    std::size_t end = begin;
    while (end < text_.size()) {
      const Letter letter = letter_at(end);
      const LetterKind kind = letter.folded.kind;
      latin_after = letter.folded.latin;
      if (kind != LetterKind::kDigit && kind != LetterKind::kSymbol) break;
      end = letter.end;
    }
    append_leet_run(end, latin_before_, latin_after);
    latin_before_ = latin_before_ || latin_after;
  }

  void append_leet_run(std::size_t end, bool before, bool after) {
    while (at_ < end) {
      const Letter letter = letter_at(at_);
      const bool is_digit = letter.folded.kind == LetterKind::kDigit;
      // A sum of money and a share's symbol have the sign on one side.
      const bool one_side = is_digit || text_[at_] == '$';
      digits_begin_ = used_;
      append((one_side ? before || after : before && after) ? letter.folded.leet
                                                            : letter.folded.text);
      at_ = letter.end;
      if (is_digit) digits_end_ = at_;
    }
  }

  std::string_view text_;
  std::string& out_;
  const PlainTable& plain_;
  const LetterFolding& letters_;
  std::size_t at_ = 0;
  std::size_t used_ = 0;
  std::size_t digits_begin_ = 0;  // where the last digit's folding begins in out_
  std::size_t digits_end_ = static_cast<std::size_t>(-1);  // where that digit ends in text_
  bool latin_before_ = false;
};

}  // namespace

std::string_view FormFolder::fold(std::string_view text) {
  Folding(normalizer_.normalize(text), form_).run();
  return form_;
}

std::string matching_form(std::string_view text) { return std::string(FormFolder().fold(text)); }

}  // namespace overt::text
