#include "pipeline/acting_staff.h"

#include <algorithm>

#include <fmt/format.h>

#include "adapters/files/secrets.h"
#include "pipeline/access_desk.h"
#include "pipeline/command_rights.h"
#include "pipeline/decision_data.h"

namespace overt {
namespace {

Error denied(std::string message) { return {ErrorCode::kPermissionDenied, std::move(message)}; }

Result<std::string> secret_in(const std::string& path) {
  ASSIGN_OR_RETURN(std::string text, read_secret_file(path));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

Result<bool> has_credentials(AccessStore& access, const std::string& person) {
  ASSIGN_OR_RETURN(const auto login, access.find_login(person));
  if (login && !login->hash.empty()) return true;
  ASSIGN_OR_RETURN(const auto tokens, access.tokens());
  ASSIGN_OR_RETURN(const auto identities, access.identities());
  const auto theirs = [&](const auto& one) { return one.person == person; };
  return std::any_of(tokens.begin(), tokens.end(), theirs) ||
         std::any_of(identities.begin(), identities.end(), theirs);
}

Result<Person> by_token(const ActingStaff& asked, AccessDesk& desk, const std::string& token) {
  ASSIGN_OR_RETURN(Person person, desk.by_token(token, asked.proof.clock()));
  if (person.id == asked.by) return person;
  return denied(fmt::format("the token is {}'s, and --by says {}", person.id, asked.by));
}

Result<std::string> password_of(const ActingStaff& asked) {
  if (!asked.proof.password_file.empty()) return secret_in(asked.proof.password_file);
  if (asked.proof.ask) return asked.proof.ask(fmt::format("Password of {}: ", asked.by));
  return denied(
      fmt::format("{} has credentials, so --by {} must be shown: by --token-file FILE or "
                  "OVERT_TOKEN, by --password-file FILE, or by a password at a terminal",
                  asked.by, asked.by));
}

Result<Person> by_password(const ActingStaff& asked, AccessDesk& desk) {
  ASSIGN_OR_RETURN(std::string password, password_of(asked));
  ASSIGN_OR_RETURN(auto answer,
                   desk.sign_in({asked.by, std::move(password), {}, asked.proof.clock()}));
  if (answer.person) return *std::move(answer.person);
  if (answer.wait_until == 0) {
    return denied(fmt::format("this is not the password of {}, or there is none", asked.by));
  }
  return Error{ErrorCode::kUnavailable,
               fmt::format("too many wrong passwords for {}; the next try is at {}", asked.by,
                           format_rfc3339(answer.wait_until))};
}

}  // namespace

Result<Person> known_staff(const ActingStaff& asked) {
  if (asked.proof.shown) {
    CHECK(asked.proof.shown->id == asked.by);
    return *asked.proof.shown;
  }
  ASSIGN_OR_RETURN(Person person, find_staff(asked.people, asked.by));
  if (person.roles.empty()) {
    return denied(fmt::format("{} is disabled: without roles nobody may do anything", asked.by));
  }
  ASSIGN_OR_RETURN(const auto access, open_access(asked.data, DecisionAccess::kWrite));
  AccessDesk desk(*access, asked.people, password_hashing(), strong_random);
  std::string token = asked.proof.token;
  if (!asked.proof.token_file.empty()) {
    ASSIGN_OR_RETURN(token, secret_in(asked.proof.token_file));
  }
  if (!token.empty()) return by_token(asked, desk, token);
  ASSIGN_OR_RETURN(const bool asks, has_credentials(*access, asked.by));
  if (asks || !asked.proof.password_file.empty()) return by_password(asked, desk);
  person.known_by = KnownBy::kFileAccess;
  return person;
}

Result<Person> acting_staff(const ActingStaff& asked) {
  ASSIGN_OR_RETURN(Person person, known_staff(asked));
  RETURN_IF_ERROR(check_command_right(person, asked.command, asked.verb));
  return person;
}

}  // namespace overt
