#pragma once
// The page behind a link to appeal: HTML that works without script, with a reader for the blind and
// by keyboard, in the notice's language and its direction. What is put in is escaped.
// Thread safety: pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "stages/decisions/notice.h"
#include "stages/decisions/notice_words.h"

namespace overt {

/// As browsers count a textarea; a statement has at most three bytes for each.
inline constexpr std::size_t kStatementUnitsMax = 5'000;
inline constexpr std::size_t kStatementBytesMax = 3 * kStatementUnitsMax;

struct AppealPage {
  std::string lang = "en";       // in which there are words
  std::string platform;          // empty: not known
  std::string heading;           // empty: the page's title
  std::vector<std::string> now;  // how it stands, a paragraph each
  std::string alert;             // what is wrong; empty: nothing
  std::vector<NoticeSection> told;
  std::string number;
  bool form = false;
  std::string statement;  // what stands in the form already
};

std::string render_appeal_page(const AppealPage& page);

/// The page's own style, as it stands in it: for the header that allows it by its hash.
std::string_view appeal_page_style();

}  // namespace overt
