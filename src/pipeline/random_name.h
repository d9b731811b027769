#pragma once
// Names that nobody can guess, for what comes in through the server.

#include <string>
#include <string_view>

#include "adapters/files/secrets.h"
#include "base/result.h"

namespace overt {

/// `prefix` and 32 hexadecimal digits from the system's generator.
inline Result<std::string> random_name(std::string_view prefix) {
  constexpr std::size_t kBytes = 16;
  constexpr std::string_view kDigits = "0123456789abcdef";
  ASSIGN_OR_RETURN(const std::string bytes, secret_bytes(kBytes));
  std::string name(prefix);
  for (const char c : bytes) {
    name += kDigits[static_cast<unsigned char>(c) >> 4U];
    name += kDigits[static_cast<unsigned char>(c) & 0xFU];
  }
  return name;
}

}  // namespace overt
