// No bytes may crash the normaliser; its result is well-formed and its own normal form.

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/utf8.h"
#include "kernel/text/grapheme_count.h"
#include "kernel/text/normal_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static overt::text::TextNormalizer texts;
  const std::string input(data, data + size);
  const std::string once(texts.normalize(input));
  CHECK(overt::is_valid_utf8(once));
  CHECK_EQ(once, std::string(texts.normalize(once)));
  CHECK_LE(overt::text::count_graphemes(once, size), once.size());
  return 0;
}
