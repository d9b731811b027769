#pragma once
// The form in which two posts with the same words are the same bytes: links, mentions and
// #tags out, NFKC with case folded and default-ignorable characters (zero width, bidi controls,
// variation selectors) dropped, whitespace collapsed. docs/formats/objects.md states the rules.
//
// Normalising a normal text gives it back; the result is well-formed UTF-8 whatever the bytes.
// One normaliser per thread; linear in the text.

#include <cstddef>
#include <string>
#include <string_view>

namespace overt::text {

class TextNormalizer {
 public:
  /// The view is valid until the next call.
  std::string_view normalize(std::string_view text);

 private:
  std::string cleaned_;
  std::string folded_;
  std::string normal_;
};

/// NFKC with case folded, appended; ill-formed bytes become U+FFFD.
void append_folded(std::string_view text, std::string& out);

}  // namespace overt::text
