#pragma once
// Words: what the simulated people say, per language. Captions are an opener, a core sentence of
// the topic and a closer; slots in braces are filled by captions.cc. All places, outlets and people
// are invented. No string holds a quote, a backslash or a control character, so that the event
// formatter can copy them into JSON as they are (a test holds this).
//
// Slots: {p} place  {w} person  {d} day  {t} time of day  {n} 3–59  {y} 100–9999  {m} an amount
// of money in the language's notation.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace overt {

enum class Language : std::uint8_t { kEnglish, kSpanish, kPortuguese, kFrench, kGerman, kJapanese };
inline constexpr std::size_t kLanguageCount = 6;

enum class Topic : std::uint8_t {
  kPrices,
  kBridge,
  kDebate,
  kPower,
  kLunches,
  kCooking,
  kPets,
  kSports,
  kMusic,
  kGarden,
};
inline constexpr std::size_t kTopicCount = 10;

using WordList = std::span<const std::string_view>;

struct Words {
  std::string_view code;       // ISO 639-1
  std::string_view separator;  // between opener and core; closers bring their own
  std::string_view money;      // a pattern: '1' is a digit 1–9, '9' any digit, the rest stands
  WordList openers;
  WordList closers;
  WordList places;
  WordList people;
  WordList days;
  WordList times;
  WordList short_comments;
  WordList long_comments;
  WordList general_tags;
  std::array<WordList, kTopicCount> cores;
  std::array<WordList, kTopicCount> tags;
};

const Words& words_of(Language language);

const Words& english_words();
const Words& spanish_words();
const Words& portuguese_words();
const Words& french_words();
const Words& german_words();
const Words& japanese_words();

/// Captions that many honest people copy with a trend sound.
WordList meme_captions();

}  // namespace overt
