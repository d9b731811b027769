// No bytes may crash the folding; its result is well-formed and depends on the normal text only.

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/utf8.h"
#include "kernel/text/matching_form.h"
#include "kernel/text/normal_text.h"
#include "kernel/text/shingles.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static overt::text::FormFolder folder;
  static overt::text::TextNormalizer normalizer;
  static overt::text::Shingler shingler;
  const std::string input(data, data + size);
  const std::string form(folder.fold(input));
  CHECK(overt::is_valid_utf8(form));
  const std::string normal(normalizer.normalize(input));
  CHECK_EQ(form, std::string(folder.fold(normal)));
  CHECK_LE(shingler.shingles(form).size(), form.size());
  return 0;
}
