#pragma once
// PasswordHashing: passwords as they may be kept. Slow on purpose. Thread safety: implementations
// are thread-safe.

#include <string>
#include <string_view>

#include "base/result.h"

namespace overt {

class PasswordHashing {
 public:
  virtual ~PasswordHashing() = default;

  /// Salted: another one each time. kLimitExceeded where the memory for it is not to be had.
  virtual Result<std::string> hash(std::string_view password) const = 0;
  /// Takes as long for every password and, beside nobodys(), for a person who does not exist.
  virtual Result<bool> matches(const std::string& hash, std::string_view password) const = 0;
  /// A hash that no password has.
  [[nodiscard]] virtual const std::string& nobodys() const = 0;
};

}  // namespace overt
