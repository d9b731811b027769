#pragma once
// What somebody at the command line brings to show who they are. Thread safety: as usual for
// values.

#include <functional>
#include <string>

#include "base/result.h"
#include "base/time.h"

namespace overt {

struct StaffProof {
  std::string token;          // from the environment; empty: none
  std::string token_file;     // goes before it
  std::string password_file;  // mode 0600, as the token's
  /// A password, typed without being shown; none: there is no terminal.
  std::function<Result<std::string>(const std::string& prompt)> ask;
  std::function<TimeUs()> clock;  // the real one: what an option says decides no expiry
};

}  // namespace overt
