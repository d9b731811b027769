#pragma once
// What every public page is written with: escaped text, links that keep the reader's language,
// days, counts, and the frame around a page. No page has a script or a style in it, and none asks
// for anything from elsewhere.
// Thread safety: pure.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/time.h"
#include "edge/transparency/texts.h"

namespace overt::transparency {

/// Who reads, as far as it matters.
struct Reader {
  Language language = Language::kEnglish;
  bool chosen = false;  // by a link: the links of the page keep it

  [[nodiscard]] const Texts& texts() const { return texts_in(language); }
};

enum class Section : std::uint8_t {
  kFront,
  kStatements,
  kPolicies,
  kLabels,
  kLedger,
  kData,
  kNone
};

struct Frame {
  Reader reader;
  std::string path;  // of the page, for the links to its other languages
  std::string title;
  Section section = Section::kNone;
  bool checks_receipts = false;  // the page that has a script of ours
};

/// Escaped, for content and for quoted attributes.
std::string escaped(std::string_view text);
/// The pattern with its "{}" replaced, in order.
std::string filled(std::string_view pattern, std::initializer_list<std::string_view> values);

/// A path of ours for an href.
std::string address(const Reader& reader, std::string_view path);
/// One part of a path, from anywhere.
std::string path_part(std::string_view text);
std::string link(const Reader& reader, std::string_view path, std::string_view words);
/// To somewhere else: followed when somebody asks for it, and told nothing about where from. An
/// address that is not http or https is shown and leads nowhere.
std::string outside_link(std::string_view url, std::string_view words);

/// <time>2024-09-16</time>
std::string day(TimeUs at);
/// With the separators of the language.
std::string count(const Reader& reader, std::uint64_t number);

/// A small word about a state: "good", "bad" or "" (neither).
std::string tag(std::string_view words, std::string_view tone = {});
/// What people wrote, in English unless they say otherwise.
std::string in_english(std::string_view text);
/// An empty state: a sentence, in a frame of its own.
std::string nothing_yet(std::string_view words);

std::string page(const Frame& frame, std::string_view body);

/// The styles of all pages.
std::string_view style_sheet();

}  // namespace overt::transparency
