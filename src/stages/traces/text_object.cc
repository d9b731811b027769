#include "stages/traces/text_object.h"

#include <algorithm>

#include <xxhash.h>

namespace overt {
namespace {

constexpr std::size_t kStartBytes = 32;

}  // namespace

void append_text_object(std::string_view normal, std::string& out) {
  std::size_t start = std::min(normal.size(), kStartBytes);
  while (start > 0 && start < normal.size() &&
         (static_cast<unsigned char>(normal[start]) & 0xC0U) == 0x80U) {
    --start;
  }
  out.append(normal.substr(0, start));
  out += "… ";
  XXH128_canonical_t digest;
  XXH128_canonicalFromHash(&digest, XXH3_128bits(normal.data(), normal.size()));
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const unsigned char byte : digest.digest) {
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
}

}  // namespace overt
