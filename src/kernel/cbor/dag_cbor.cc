#include "kernel/cbor/dag_cbor.h"

#include <algorithm>

#include "base/check.h"
#include "base/utf8.h"

namespace overt::cbor {
namespace {

// The first three bits of a value (RFC 8949, section 3.1).
enum class Major : std::uint8_t {
  kUnsigned = 0,
  kNegative = 1,
  kBytes = 2,
  kText = 3,
  kList = 4,
  kMap = 5,
};

/// The head of a value: what it is, and its number or length in the fewest bytes.
std::string head(Major major, std::uint64_t number) {
  constexpr std::uint64_t kInline = 24;
  const auto first = static_cast<std::uint8_t>(static_cast<unsigned>(major) << 5U);
  std::string out;
  if (number < kInline) {
    out += static_cast<char>(first | number);
    return out;
  }
  unsigned power = 0;  // 1, 2, 4 or 8 bytes follow
  while (power < 3 && number >> (8U << power) != 0) ++power;
  out += static_cast<char>(first | (kInline + power));
  for (unsigned byte = 1U << power; byte > 0; --byte) {
    out += static_cast<char>(number >> (8U * (byte - 1)) & 0xFFU);
  }
  return out;
}

bool comes_before(const std::pair<std::string, std::string>& a,
                  const std::pair<std::string, std::string>& b) {
  if (a.first.size() != b.first.size()) return a.first.size() < b.first.size();
  return a.first < b.first;
}

}  // namespace

std::string integer(std::int64_t number) {
  if (number >= 0) return head(Major::kUnsigned, static_cast<std::uint64_t>(number));
  return head(Major::kNegative, static_cast<std::uint64_t>(-(number + 1)));
}

std::string text(std::string_view text) {
  CHECK(is_valid_utf8(text));
  return head(Major::kText, text.size()) + std::string(text);
}

std::string bytes(std::string_view bytes) {
  return head(Major::kBytes, bytes.size()) + std::string(bytes);
}

std::string flag(bool value) { return value ? "\xF5" : "\xF4"; }

std::string list(std::span<const std::string> values) {
  std::string out = head(Major::kList, values.size());
  for (const std::string& value : values) out += value;
  return out;
}

std::string map(std::vector<std::pair<std::string, std::string>> entries) {
  std::sort(entries.begin(), entries.end(), comes_before);
  std::string out = head(Major::kMap, entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    CHECK(i == 0 || entries[i - 1].first != entries[i].first);
    out += text(entries[i].first) + entries[i].second;
  }
  return out;
}

}  // namespace overt::cbor
