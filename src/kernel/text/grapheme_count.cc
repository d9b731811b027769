#include "kernel/text/grapheme_count.h"

#include <cstdint>

#include <unicode/uchar.h>

#include "base/utf8.h"

namespace overt::text {
namespace {

/// What the rules must know of the text before the next code point.
struct Before {
  std::int32_t type = U_GCB_CONTROL;
  bool pictogram = false;      // a pictogram, then extenders only (GB11)
  bool joined = false;         // and then a joiner
  bool odd_indicator = false;  // an odd number of regional indicators (GB12, GB13)
};

std::int32_t type_of(UChar32 c) { return u_getIntPropertyValue(c, UCHAR_GRAPHEME_CLUSTER_BREAK); }

bool is_break(std::int32_t type) {
  return type == U_GCB_CONTROL || type == U_GCB_CR || type == U_GCB_LF;
}

/// GB6 to GB8: a Hangul syllable written in parts.
bool continues_syllable(std::int32_t before, std::int32_t type) {
  const bool ends_in_vowel = before == U_GCB_LV || before == U_GCB_V;
  if (before == U_GCB_L) {
    return type == U_GCB_L || type == U_GCB_V || type == U_GCB_LV || type == U_GCB_LVT;
  }
  if (ends_in_vowel && type == U_GCB_V) return true;
  return type == U_GCB_T && (ends_in_vowel || before == U_GCB_LVT || before == U_GCB_T);
}

bool starts_cluster(const Before& before, std::int32_t type, bool is_pictogram) {
  if (before.type == U_GCB_CR && type == U_GCB_LF) return false;
  if (is_break(before.type) || is_break(type)) return true;
  if (type == U_GCB_EXTEND || type == U_GCB_ZWJ || type == U_GCB_SPACING_MARK) return false;
  if (before.type == U_GCB_PREPEND || continues_syllable(before.type, type)) return false;
  if (before.joined && is_pictogram) return false;
  return !(before.odd_indicator && type == U_GCB_REGIONAL_INDICATOR);
}

Before advance(const Before& before, std::int32_t type, bool is_pictogram) {
  Before after;
  after.type = type;
  after.pictogram = is_pictogram || (before.pictogram && type == U_GCB_EXTEND);
  after.joined = before.pictogram && type == U_GCB_ZWJ;
  after.odd_indicator = type == U_GCB_REGIONAL_INDICATOR && !before.odd_indicator;
  return after;
}

}  // namespace

std::size_t count_graphemes(std::string_view text, std::size_t limit) {
  std::size_t count = 0;
  Before before;
  for (std::size_t i = 0; i < text.size() && count < limit;) {
    if (text[i] >= ' ' && text[i] <= '~') {  // of no type and no pictogram: nothing to look up
      count += static_cast<std::size_t>(before.type != U_GCB_PREPEND);
      before = Before{U_GCB_OTHER, false, false, false};
      ++i;
      continue;
    }
    const auto c = static_cast<UChar32>(next_code_point(text, i));
    const std::int32_t type = type_of(c);
    const bool is_pictogram = u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) != 0;
    count += static_cast<std::size_t>(starts_cluster(before, type, is_pictogram));
    before = advance(before, type, is_pictogram);
  }
  return count;
}

}  // namespace overt::text
