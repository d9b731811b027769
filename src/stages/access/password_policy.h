#pragma once
// Which passwords are taken, after NIST SP 800-63B (2017), section 5.1.1.2: long ones, without
// rules about kinds of characters, and none that is guessed first. Thread safety: pure.

#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace overt {

inline constexpr std::size_t kPasswordLettersMin = 12;
inline constexpr std::size_t kPasswordBytesMax = 1024;

/// kInvalidArgument, with what is wrong and never the password.
Result<void> check_new_password(std::string_view password, std::string_view person);

}  // namespace overt
