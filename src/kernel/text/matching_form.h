#pragma once
// The form in which two texts that a person reads alike are the same bytes, whatever was done to
// hide it. For matching only: it is not for showing, and not a spelling of the text.
//
//   1. the normal text (normal_text.h): links, mentions and #tags out, case folded, zero-width
//      characters, bidi controls and variation selectors dropped;
//   2. every letter becomes its look-alike (letter_folding.h), diacritics vanish. Case comes first,
//      so a Greek capital Ν is ν, which looks like v: one letter that is left for near-duplicates;
//   3. inside words digits and symbols become the letters they stand for (v4cc!ne, $cam); the
//      digits 0 and 1, which look like letters, become letters everywhere;
//   4. what is no letter and no number goes: spaces, punctuation, emoji. So respacing changes
//      nothing, and the words' boundaries are gone.
//
// Texts with one normal text have one matching form. The result is well-formed UTF-8 whatever the
// bytes. One folder per thread; linear in the text.

#include <cstddef>
#include <string>
#include <string_view>

#include "kernel/text/normal_text.h"

namespace overt::text {

class FormFolder {
 public:
  /// The view is valid until the next call.
  std::string_view fold(std::string_view text);

 private:
  TextNormalizer normalizer_;
  std::string form_;
};

std::string matching_form(std::string_view text);

}  // namespace overt::text
