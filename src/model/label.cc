#include "model/label.h"

#include <algorithm>

namespace overt {
namespace {

constexpr std::array<std::string_view, kControlCriterionCount> kCriterionNames = {
    "mission", "governance", "safeguards", "leadership", "decisions"};
constexpr std::array<std::string_view, kControlFindingCount> kFindingNames = {
    "missing", "independent", "mixed", "state"};
constexpr std::array<std::string_view, kControlOutcomeCount> kOutcomeNames = {
    "insufficient-evidence", "not-state-controlled", "state-controlled"};
constexpr std::array<std::string_view, kPublicFundingCount> kFundingNames = {"unknown", "none",
                                                                             "partly", "mostly"};
constexpr std::array<std::string_view, kAudienceAbroadCount> kAbroadNames = {"unknown", "no",
                                                                             "yes"};
constexpr std::array<std::string_view, kLabelSubjectKindCount> kSubjectNames = {
    "entity", "website", "account", "content"};
constexpr std::array<std::string_view, kControlReasonCount> kReasonNames = {
    "criteria-show-control",
    "criteria-show-independence",
    "criteria-are-mixed",
    "criterion-missing",
    "criterion-unsupported",
    "too-few-reviews",
    "reviews-disagree",
    "reviews-contradict-sheet",
    "not-yet",
    "expired",
    "review-overdue"};
constexpr std::array<std::string_view, kLabelEventKindCount> kEventNames = {
    "applied", "negated", "expired", "re-applied"};

template <typename Enum, std::size_t kCount>
std::optional<Enum> named(const std::array<std::string_view, kCount>& names,
                          std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view name_of(ControlCriterion criterion) {
  return kCriterionNames.at(static_cast<std::size_t>(criterion));
}
std::string_view name_of(ControlFinding finding) {
  return kFindingNames.at(static_cast<std::size_t>(finding));
}
std::optional<ControlFinding> control_finding_named(std::string_view name) {
  return named<ControlFinding>(kFindingNames, name);
}
std::string_view name_of(ControlOutcome outcome) {
  return kOutcomeNames.at(static_cast<std::size_t>(outcome));
}
std::optional<ControlOutcome> control_outcome_named(std::string_view name) {
  return named<ControlOutcome>(kOutcomeNames, name);
}
std::string_view name_of(PublicFunding funding) {
  return kFundingNames.at(static_cast<std::size_t>(funding));
}
std::optional<PublicFunding> public_funding_named(std::string_view name) {
  return named<PublicFunding>(kFundingNames, name);
}
std::string_view name_of(AudienceAbroad abroad) {
  return kAbroadNames.at(static_cast<std::size_t>(abroad));
}
std::optional<AudienceAbroad> audience_abroad_named(std::string_view name) {
  return named<AudienceAbroad>(kAbroadNames, name);
}
std::string_view name_of(LabelSubjectKind kind) {
  return kSubjectNames.at(static_cast<std::size_t>(kind));
}
std::string_view name_of(ControlReason reason) {
  return kReasonNames.at(static_cast<std::size_t>(reason));
}
std::string_view name_of(LabelEventKind kind) {
  return kEventNames.at(static_cast<std::size_t>(kind));
}
std::optional<LabelEventKind> label_event_kind_named(std::string_view name) {
  return named<LabelEventKind>(kEventNames, name);
}

std::string name_of(const LabelSubject& subject) {
  return std::string(name_of(subject.kind)) + ":" + subject.id;
}

std::optional<LabelSubject> parse_label_subject(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size()) return std::nullopt;
  const auto kind = named<LabelSubjectKind>(kSubjectNames, text.substr(0, colon));
  if (!kind) return std::nullopt;
  return LabelSubject{*kind, std::string(text.substr(colon + 1))};
}

}  // namespace overt
