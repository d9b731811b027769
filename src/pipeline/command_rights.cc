#include "pipeline/command_rights.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"

namespace overt {
namespace {

constexpr std::string_view kAdmin = "an admin";
constexpr std::string_view kAnalyst = "an analyst";
constexpr std::string_view kApprover = "an approver";
constexpr std::string_view kAuditor = "an auditor";
constexpr std::string_view kPolicyEditor = "a policy editor";
constexpr std::string_view kReviewer = "a reviewer";

constexpr CommandRight kRights[] = {
    {"breakers", "accept", Right::kApprove, "loosen limits on what goes out", kApprover},
    {"cases", "open", Right::kWorkOnCases, "work on cases", kAnalyst},
    {"cases", "assign", Right::kWorkOnCases, "work on cases", kAnalyst},
    {"cases", "note", Right::kWorkOnCases, "work on cases", kAnalyst},
    {"cases", "close", Right::kWorkOnCases, "work on cases", kAnalyst},
    {"cases", "reopen", Right::kWorkOnCases, "work on cases", kAnalyst},
    {"cases", "next", Right::kWorkOnCases, "work on cases", kAnalyst},
    {"cases", "renew", Right::kWorkOnCases, "work on cases", kAnalyst},
    {"cases", "release", Right::kWorkOnCases, "work on cases", kAnalyst},
    {"cases", "evidence", Right::kWorkOnCases, "work on cases", kAnalyst},
    {"cases", "hypothesis", Right::kWorkOnCases, "work on cases", kAnalyst},
    {"cases", "task", Right::kWorkOnCases, "work on cases", kAnalyst},
    {"cases", "done", Right::kWorkOnCases, "work on cases", kAnalyst},
    {"cases", "judge", Right::kWorkOnCases, "work on cases", kAnalyst},
    {"cases", "link", Right::kWorkOnCases, "work on cases", kAnalyst},
    {"cases", "agreement", Right::kReadPeople, "read who judged what", kAuditor},
    {"cases", "golden", Right::kAdministrate, "set how cases are handed out", kAdmin},
    {"cases", "rules", Right::kAdministrate, "set how cases are handed out", kAdmin},
    {"decide", "propose", Right::kWorkOnCases, "propose decisions", kAnalyst},
    {"decide", "agree", Right::kReview, "review decisions", kReviewer},
    {"decide", "refuse", Right::kReview, "review decisions", kReviewer},
    {"decide", "hear", Right::kHearAppeals, "hear appeals", kReviewer},
    {"disclose", "note", Right::kWorkOnCases, "work on disclosures", kAnalyst},
    {"disclose", "publish", Right::kApprove, "publish", kApprover},
    {"disclose", "withdraw", Right::kApprove, "withdraw what was published", kApprover},
    {"disclose", "export", Right::kApprove, "hand packages to peers", kApprover},
    {"disclose", "import", Right::kWorkOnCases, "take in what peers disclose", kAnalyst},
    {"notices", "retry", Right::kApprove, "let notices go out", kApprover},
    {"notices", "link", Right::kWorkOnCases, "hand out links to appeal", kAnalyst},
    {"undo", "", Right::kApprove, "undo decisions", kApprover},
    {"deliver", "replay", Right::kApprove, "let actions go out", kApprover},
    {"deliver", "reset", Right::kApprove, "let actions go out", kApprover},
    {"policy", "adopt", Right::kEditPolicies, "bring policies into use", kPolicyEditor},
    {"people", "add", Right::kAdministrate, "add or change people", kAdmin},
    {"people", "roles", Right::kAdministrate, "add or change people", kAdmin},
    {"people", "disable", Right::kAdministrate, "add or change people", kAdmin},
    {"people", "link", Right::kAdministrate, "say whom a provider means", kAdmin},
    {"people", "unlink", Right::kAdministrate, "say whom a provider means", kAdmin},
    {"people", "password", Right::kAdministrate, "set others' passwords", kAdmin},
    {"people", "token", Right::kAdministrate, "make or revoke others' tokens", kAdmin},
};

}  // namespace

std::span<const CommandRight> command_rights() { return kRights; }

Result<void> check_command_right(const Person& person, std::string_view command,
                                 std::string_view verb) {
  const auto* const found = std::find_if(
      std::begin(kRights), std::end(kRights),
      [&](const CommandRight& row) { return row.command == command && row.verb == verb; });
  CHECK(found != std::end(kRights));
  if (may(person, found->right)) return {};
  const bool only_the_token = may({person.id, person.roles}, found->right);
  return Error{ErrorCode::kPermissionDenied,
               only_the_token ? fmt::format("{} may not {} with this token; its scope lacks {}",
                                            person.id, found->doing, name_of(found->right))
                              : fmt::format("{} may not {}; that needs {}", person.id, found->doing,
                                            found->needs)};
}

}  // namespace overt
