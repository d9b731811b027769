#include "adapters/outbound/web_address.h"

#include <memory>

#include "adapters/outbound/curl_library.h"
#include "base/check.h"

namespace overt {
namespace {

constexpr std::size_t kUrlBytesMax = 2'000;

struct UrlCleanup {
  void operator()(CURLU* url) const { curl().url_cleanup(url); }
};

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl().url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl().free(text);
  return copy;
}

}  // namespace

std::optional<WebAddress> parse_web_address(const std::string& url) {
  if (url.size() > kUrlBytesMax || !load_curl()) return std::nullopt;
  const std::unique_ptr<CURLU, UrlCleanup> parsed(curl().url());
  CHECK(parsed != nullptr);
  if (curl().url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return std::nullopt;
  CURLU* const parts = parsed.get();
  return WebAddress{part_of(parts, CURLUPART_SCHEME), part_of(parts, CURLUPART_HOST),
                    part_of(parts, CURLUPART_USER), part_of(parts, CURLUPART_PASSWORD),
                    part_of(parts, CURLUPART_FRAGMENT)};
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

}  // namespace overt
