#pragma once
// What somebody brings to show who they are: at the command line a token or a password; a server
// has asked already. Thread safety: as usual for values.

#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "model/decision.h"

namespace overt {

struct StaffProof {
  std::string token;          // from the environment; empty: none
  std::string token_file;     // goes before it
  std::string password_file;  // mode 0600, as the token's
  /// A password, typed without being shown; none: there is no terminal.
  std::function<Result<std::string>(const std::string& prompt)> ask;
  /// Who signed in at the server, with the rights of their session or token; nothing else is asked.
  std::optional<Person> shown = std::nullopt;
  std::function<TimeUs()> clock;  // the real one: what an option says decides no expiry
};

}  // namespace overt
