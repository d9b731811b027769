#include "kernel/text/letter_folding.h"

#include <algorithm>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>

#include "base/check.h"

namespace overt::text {
namespace {

using icu::UnicodeString;

/// Case folding may undo a mapping (Cherokee); then the last round counts.
constexpr int kRoundsMax = 8;

/// ICU's services; opened once.
class Unicode {
 public:
  Unicode() {
    UErrorCode status = U_ZERO_ERROR;
    casefold_ = icu::Normalizer2::getNFKCCasefoldInstance(status);
    decompose_ = icu::Normalizer2::getNFDInstance(status);
    spoof_ = uspoof_open(&status);
    CHECK(U_SUCCESS(status) != 0);
  }
  ~Unicode() { uspoof_close(spoof_); }
  Unicode(const Unicode&) = delete;
  Unicode& operator=(const Unicode&) = delete;

  [[nodiscard]] UnicodeString casefold(const UnicodeString& text) const {
    return normal(*casefold_, text);
  }
  [[nodiscard]] UnicodeString decompose(const UnicodeString& text) const {
    return normal(*decompose_, text);
  }
  [[nodiscard]] UnicodeString skeleton(UChar32 c) const {
    UErrorCode status = U_ZERO_ERROR;
    UnicodeString result;
    uspoof_getSkeletonUnicodeString(spoof_, 0, UnicodeString(c), result, &status);
    CHECK(U_SUCCESS(status) != 0);
    return result;
  }

 private:
  static UnicodeString normal(const icu::Normalizer2& form, const UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    UnicodeString result = form.normalize(text, status);
    CHECK(U_SUCCESS(status) != 0);
    return result;
  }

  const icu::Normalizer2* casefold_ = nullptr;
  const icu::Normalizer2* decompose_ = nullptr;
  USpoofChecker* spoof_ = nullptr;
};

const Unicode& unicode() {
  static const Unicode services;
  return services;
}

bool has_category(UChar32 c, std::uint32_t categories) {
  return (U_GET_GC_MASK(c) & categories) != 0;
}

/// A mark that adorns a letter, as opposed to a vowel sign, without which a word is another word.
bool is_diacritic(UChar32 c) {
  if (!has_category(c, U_GC_M_MASK)) return false;
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &status);
  const int combining = u_getCombiningClass(c);
  const bool fixed_position = combining >= 10 && combining <= 36;  // Hebrew, Arabic, Syriac points
  return script == USCRIPT_INHERITED || script == USCRIPT_COMMON || fixed_position ||
         combining >= 200 || u_hasBinaryProperty(c, UCHAR_DIACRITIC) != 0;
}

bool is_kept(UChar32 c) {
  return has_category(c, U_GC_L_MASK | U_GC_N_MASK) ||
         (has_category(c, U_GC_M_MASK) && !is_diacritic(c));
}

UnicodeString kept(const UnicodeString& text) {
  UnicodeString result;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    if (is_kept(text.char32At(i))) result.append(text.char32At(i));
  }
  return result;
}

bool is_ascii_letter(UChar32 c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

bool is_latin(const UnicodeString& text) {
  for (std::int32_t i = 0; i < text.length(); ++i) {
    if (!is_ascii_letter(text.charAt(i))) return false;
  }
  return !text.isEmpty();
}

/// ʙ → b; 0 where c is no small capital.
UChar32 letter_of_small_capital(UChar32 c) {
  constexpr std::string_view kStart = "LATIN LETTER SMALL CAPITAL ";
  if (c < 0x80 || !has_category(c, U_GC_LL_MASK)) return 0;
  std::array<char, 96> buffer{};
  UErrorCode status = U_ZERO_ERROR;
  u_charName(c, U_UNICODE_CHAR_NAME, buffer.data(), static_cast<std::int32_t>(buffer.size()),
             &status);
  const std::string_view name = buffer.data();
  if (U_FAILURE(status) != 0 || !name.starts_with(kStart)) return 0;
  return name.size() == kStart.size() + 1 ? name.back() + ('a' - 'A') : 0;
}

/// н → h by Н; 0 where the capital looks like no Latin one.
UChar32 letter_of_capital(UChar32 c) {
  const UChar32 capital = u_toupper(c);
  if (c < 0x80 || capital == c) return 0;
  const UnicodeString shape = unicode().skeleton(capital);
  if (shape.length() != 1 || !is_latin(shape)) return 0;
  return shape.charAt(0) | 0x20;
}

bool is_hangul(UChar32 c) { return c >= 0xAC00 && c <= 0xD7A3; }

UnicodeString shape_of(UChar32 c) {
  if (has_category(c, U_GC_ND_MASK)) c = '0' + u_charDigitValue(c);
  if (c == 'i') return {'l'};
  if (is_hangul(c)) return {c};
  if (const UChar32 letter = letter_of_small_capital(c)) return {letter};
  UnicodeString shape = kept(unicode().skeleton(c));
  if (shape.isEmpty() && is_kept(c)) return kept(unicode().decompose({c}));
  if (is_latin(shape)) return shape;
  const UChar32 letter = letter_of_capital(c);
  return letter != 0 ? UnicodeString(letter) : shape;
}

UnicodeString shapes_of(const UnicodeString& text) {
  const UnicodeString folded = unicode().casefold(text);
  UnicodeString result;
  for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    result.append(shape_of(folded.char32At(i)));
  }
  return result;
}

std::string folded(UChar32 c) {
  UnicodeString text(c);
  for (int round = 0; round < kRoundsMax; ++round) {
    UnicodeString next = shapes_of(text);
    if (next == text) break;
    text = std::move(next);
  }
  std::string result;
  return text.toUTF8String(result);
}

std::string_view leet_of(UChar32 c) {
  constexpr std::array<std::string_view, 10> kDigits = {"o", "l", "2", "e", "a",
                                                        "s", "6", "t", "b", "g"};
  if (has_category(c, U_GC_ND_MASK)) {
    return kDigits[static_cast<std::size_t>(u_charDigitValue(c))];
  }
  if (c == '@') return "a";
  if (c == '$') return "s";
  if (c == '!') return "l";
  return {};
}

LetterKind kind_of(UChar32 c, bool latin) {
  if (has_category(c, U_GC_ND_MASK)) return LetterKind::kDigit;
  if (is_kept(c)) return LetterKind::kLetter;
  if (has_category(c, U_GC_M_MASK | U_GC_CF_MASK)) return LetterKind::kMark;
  const bool shows = has_category(c, U_GC_S_MASK | U_GC_P_MASK);
  return shows && (latin || !leet_of(c).empty()) ? LetterKind::kSymbol : LetterKind::kBreak;
}

bool ends_in_latin(std::string_view text) {
  return !text.empty() && is_ascii_letter(static_cast<unsigned char>(text.back()));
}

}  // namespace

const LetterFolding& LetterFolding::instance() {
  static const LetterFolding folding;
  return folding;
}

LetterFolding::~LetterFolding() {
  for (const auto& page : pages_) delete page.load();
}

std::unique_ptr<LetterFolding::Page> LetterFolding::make_page(std::size_t number) {
  auto page = std::make_unique<Page>();
  for (std::size_t i = 0; i < page->entries.size(); ++i) {
    const auto c = static_cast<UChar32>(number * 256 + i);
    const std::string text = folded(c);
    const bool latin = std::all_of(text.begin(), text.end(), is_ascii_letter) && !text.empty();
    Entry& entry = page->entries[i];
    entry.kind = kind_of(c, latin);
    if (entry.kind == LetterKind::kBreak || entry.kind == LetterKind::kMark) continue;
    std::string_view leet = leet_of(c);
    const bool is_symbol = entry.kind == LetterKind::kSymbol;
    if (is_symbol && leet.empty()) leet = text;
    CHECK_LT(page->pool.size(), 0x1'0000U);
    entry.begin = static_cast<std::uint16_t>(page->pool.size());
    entry.text = static_cast<std::uint8_t>(is_symbol ? 0 : text.size());
    entry.leet = static_cast<std::uint8_t>(leet.size());
    entry.latin = entry.kind == LetterKind::kLetter && ends_in_latin(text);
    page->pool.append(text, 0, entry.text);
    page->pool.append(leet);
  }
  return page;
}

const LetterFolding::Page& LetterFolding::page(std::size_t number) const {
  const Page* known = pages_[number].load(std::memory_order_acquire);
  if (known != nullptr) [[likely]] {
    return *known;
  }
  // Threads that come at once make equal pages, and the first one stays.
  std::unique_ptr<Page> made = make_page(number);
  if (pages_[number].compare_exchange_strong(known, made.get())) return *made.release();
  return *known;
}

FoldedLetter LetterFolding::fold(char32_t c) const {
  CHECK_LT(static_cast<std::uint32_t>(c), 0x11'0000U);
  const Page& found = page(c >> 8U);
  const Entry& entry = found.entries[c & 0xFFU];
  const char* const text = found.pool.data() + entry.begin;
  return {.text = {text, entry.text},
          .leet = {text + entry.text, entry.leet},
          .kind = entry.kind,
          .latin = entry.latin};
}

}  // namespace overt::text
