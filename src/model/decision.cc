#include "model/decision.h"

#include <algorithm>
#include <array>

namespace overt {
namespace {

constexpr std::array<std::string_view, kStaffRoleCount> kRoles = {
    "viewer", "analyst", "reviewer", "approver", "policy_editor", "auditor", "admin"};

constexpr std::array<std::string_view, kRightCount> kRights = {
    "read",         "work_on_cases", "review",      "approve",
    "hear_appeals", "edit_policies", "read_people", "administrate"};

constexpr std::array<std::string_view, kKnownByCount> kKnownBy = {"", "file_access", "password",
                                                                  "token", "single_sign_on"};

constexpr std::uint32_t bit(Right right) { return 1U << static_cast<unsigned>(right); }

constexpr std::uint32_t rights_of(StaffRole role) {
  switch (role) {
    case StaffRole::kViewer:
      return bit(Right::kRead);
    case StaffRole::kAnalyst:
      return bit(Right::kRead) | bit(Right::kWorkOnCases);
    case StaffRole::kReviewer:
      return bit(Right::kRead) | bit(Right::kWorkOnCases) | bit(Right::kReview) |
             bit(Right::kHearAppeals);
    case StaffRole::kApprover:
      return bit(Right::kRead) | bit(Right::kReview) | bit(Right::kApprove) |
             bit(Right::kHearAppeals);
    case StaffRole::kPolicyEditor:
      return bit(Right::kRead) | bit(Right::kEditPolicies);
    case StaffRole::kAuditor:
      return bit(Right::kRead) | bit(Right::kReadPeople);
    case StaffRole::kAdmin:
      return bit(Right::kAdministrate);
  }
  return 0;
}

}  // namespace

std::string_view name_of(StaffRole role) { return kRoles.at(static_cast<std::size_t>(role)); }

std::optional<StaffRole> staff_role_named(std::string_view name) {
  const auto found = std::find(kRoles.begin(), kRoles.end(), name);
  if (found == kRoles.end()) return std::nullopt;
  return static_cast<StaffRole>(found - kRoles.begin());
}

std::string_view name_of(Right right) { return kRights.at(static_cast<std::size_t>(right)); }

std::optional<Right> right_named(std::string_view name) {
  const auto found = std::find(kRights.begin(), kRights.end(), name);
  if (found == kRights.end()) return std::nullopt;
  return static_cast<Right>(found - kRights.begin());
}

std::string_view name_of(KnownBy known_by) {
  return kKnownBy.at(static_cast<std::size_t>(known_by));
}

std::optional<KnownBy> known_by_named(std::string_view name) {
  const auto found = std::find(kKnownBy.begin(), kKnownBy.end(), name);
  if (found == kKnownBy.end()) return std::nullopt;
  return static_cast<KnownBy>(found - kKnownBy.begin());
}

bool may(const Person& person, Right right) {
  const auto& only = person.only;
  if (only && std::find(only->begin(), only->end(), right) == only->end()) return false;
  return std::any_of(person.roles.begin(), person.roles.end(),
                     [right](StaffRole role) { return (rights_of(role) & bit(right)) != 0; });
}

std::string conflict_of(const Person& person, const std::vector<std::string>& touches) {
  for (const std::string& interest : person.interests) {
    if (std::find(touches.begin(), touches.end(), interest) != touches.end()) return interest;
  }
  return {};
}

std::string_view name_of(DecisionEventKind kind) {
  static constexpr std::array<std::string_view, kDecisionEventKindCount> kNames = {
      "proposed", "agreed",   "refused", "taken_effect", "appealed",
      "upheld",   "reversed", "undone",  "reversed_for"};
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string_view name_of(DecisionState state) {
  static constexpr std::array<std::string_view, 5> kNames = {"open", "refused", "in_effect",
                                                             "appealed", "undone"};
  return kNames.at(static_cast<std::size_t>(state));
}

}  // namespace overt
