// No bytes may crash the canonicaliser, and a canonical URL is its own canonical form.

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "stages/traces/canonical_url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static overt::UrlCanonicalizer urls;
  const std::string input(data, data + size);
  const auto first = urls.canonicalize(input);
  if (!first) return 0;
  const std::string text(first->text);
  const std::string domain(first->domain);
  CHECK(text.starts_with("https://"));
  CHECK(!domain.empty());
  for (const char c : text) CHECK(c > ' ' && c < 0x7F);
  const auto second = urls.canonicalize(text);
  CHECK(second.has_value());
  CHECK_EQ(text, std::string(second->text));
  CHECK_EQ(domain, std::string(second->domain));
  return 0;
}
