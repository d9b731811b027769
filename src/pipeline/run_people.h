#pragma once
// overt people: who may do what, and how they show that it is them: roles, passwords, tokens, and
// whom an OpenID provider means. Each change is in the ledger when this returns.

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "model/credential.h"
#include "pipeline/command_answer.h"
#include "pipeline/staff_proof.h"

namespace overt {

enum class PeopleVerb : std::uint8_t {
  kAdd,
  kList,
  kRoles,        // other roles
  kDisable,      // none, and every token and session ends
  kPassword,     // a new one
  kTokenCreate,  // shows its secret this once
  kTokenList,
  kTokenRevoke,
  kLink,    // whom a provider means
  kUnlink,  // nobody any more
};
inline constexpr std::array<std::string_view, 10> kPeopleVerbNames = {
    "add",          "list",       "roles",        "disable", "password",
    "token create", "token list", "token revoke", "link",    "unlink"};

struct PeopleOptions {
  PeopleVerb verb = PeopleVerb::kList;
  std::string data = "overt-data";
  Person person;            // whom it is about; of kAdd and kRoles with their roles
  bool may_be_new = false;  // of kRoles: adds somebody who is not there
  std::string token;        // of kTokenRevoke: its id
  std::string by;           // who does it; empty: the first person, who must be an admin
  StaffProof proof;         // that it is them
  /// Of kPassword: asks for the new password, twice where somebody types it.
  std::function<Result<std::string>(const std::string& person)> new_password;
  bool from_input = false;  // of kPassword: a line of standard input
  /// Of kPassword, of an admin's own: by access to the files alone, where it was lost.
  bool recover = false;
  std::vector<Right> scope = {Right::kRead};  // of kTokenCreate
  TimeUs life = 90 * kMicrosPerDay;           // of kTokenCreate
  std::string label;                          // of kTokenCreate
  ProviderIdentity identity;                  // of kLink, kUnlink
};

Result<CommandAnswer> run_people(const PeopleOptions& options, Progress& progress);

/// The same by somebody who is signed in at the server: `by` is not read, nor of `proof` more than
/// the clock. kAdd, kList and kPassword with `recover` are not for here.
Result<CommandAnswer> change_people(const PeopleOptions& options, const Person& signed_in);

}  // namespace overt
