#include "model/policy.h"

#include <algorithm>
#include <array>

namespace overt {
namespace {

constexpr std::uint8_t bit(SubjectKind kind) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind));
}
constexpr std::uint8_t kAccounts = bit(SubjectKind::kAccount);
constexpr std::uint8_t kNetworks = bit(SubjectKind::kNetwork);
constexpr std::uint8_t kFound = kAccounts | kNetworks;
constexpr std::uint8_t kEveryone = kFound | bit(SubjectKind::kEntity) | bit(SubjectKind::kContent);

constexpr std::string_view kStatuses[] = {"not_confirmed", "confirmed"};
constexpr std::string_view kTiers[] = {"none", "watch", "review"};
constexpr std::string_view kExplanations[] = {"undisclosed", "disclosed",     "newsroom", "fandom",
                                              "scheduler",   "breaking_news", "trend"};
constexpr std::string_view kStandings[] = {"adjacent", "member"};
constexpr std::string_view kConfidences[] = {"unknown", "low", "moderate", "high"};
constexpr std::string_view kRoles[] = {"operator",       "controlled", "paid-witting",
                                       "paid-unwitting", "amplifier",  "adjacent"};
constexpr std::string_view kAnswers[] = {"unknown", "no", "yes"};

// By name.
constexpr std::array kTerms = {
    FactTerm{"account.declares_entity",
             FactType::kFlag,
             kAccounts,
             {},
             "the account says who it is or works for"},
    FactTerm{"account.followers", FactType::kNumber, kAccounts, {}, "followers"},
    FactTerm{"account.protected",
             FactType::kFlag,
             kAccounts,
             {},
             "on the list of public officials and news organisations"},
    FactTerm{"account.region", FactType::kTexts, kAccounts, {}, "ISO 3166-1 alpha-2, upper case"},
    FactTerm{"account.verified", FactType::kFlag, kAccounts, {}, "verified by the platform"},
    FactTerm{"attribution.confidence", FactType::kRank, kEveryone, kConfidences,
             "how sure the assessment is who is behind it"},
    FactTerm{"attribution.decides",
             FactType::kFlag,
             kEveryone,
             {},
             "a path of evidence that may carry a decision"},
    FactTerm{"attribution.entities",
             FactType::kTexts,
             kEveryone,
             {},
             "ids of the entities assessed to be behind it, and of those who control them"},
    FactTerm{"attribution.role", FactType::kChoice, kAccounts, kRoles,
             "what the account is in the operation"},
    FactTerm{"audience.abroad",
             FactType::kNumber,
             kEveryone,
             {},
             "share of the audience outside the home country, 0 to 1"},
    FactTerm{"audience.regions",
             FactType::kTexts,
             kEveryone,
             {},
             "where at least a tenth of the audience is, ISO 3166-1 alpha-2, upper case"},
    FactTerm{"content.paid",
             FactType::kFlag,
             bit(SubjectKind::kContent) | kAccounts,
             {},
             "somebody paid for it"},
    FactTerm{"content.payment_disclosed",
             FactType::kFlag,
             bit(SubjectKind::kContent) | kAccounts,
             {},
             "and it says so"},
    FactTerm{"content.political",
             FactType::kFlag,
             bit(SubjectKind::kContent) | kAccounts,
             {},
             "on elections, parties, candidates or legislation, as the platform classifies it"},
    FactTerm{"disclosure.peers",
             FactType::kTexts,
             kEveryone,
             {},
             "platforms that disclosed an action against the same entity"},
    FactTerm{"finding.explanation", FactType::kChoice, kFound, kExplanations,
             "what else explains the network"},
    FactTerm{"finding.families",
             FactType::kNumber,
             kFound,
             {},
             "independent families of evidence that hold"},
    FactTerm{"finding.members", FactType::kNumber, kNetworks, {}, "its accounts"},
    FactTerm{"finding.q", FactType::kNumber, kFound, {}, "false discovery rate, 0 to 1"},
    FactTerm{"finding.standing", FactType::kChoice, kAccounts, kStandings,
             "the account's own place in the network"},
    FactTerm{"finding.status", FactType::kChoice, kFound, kStatuses,
             "confirmed on evidence the search never saw"},
    FactTerm{"finding.tier", FactType::kRank, kFound, kTiers, "who should look"},
    FactTerm{"label.current_affairs_abroad", FactType::kChoice, kEveryone, kAnswers,
             "the labelled speaks to people abroad on current affairs"},
    FactTerm{"label.values", FactType::kTexts, kEveryone, {}, "labels in force"},
    FactTerm{"sanction.annexes",
             FactType::kTexts,
             kEveryone,
             {},
             "\"act annex\" of the listings in force of the entity behind it"},
};

template <typename Enum, std::size_t kCount>
std::optional<Enum> named(const std::array<std::string_view, kCount>& names,
                          std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

constexpr std::array<std::string_view, kSubjectKindCount> kSubjects = {"account", "network",
                                                                       "entity", "content"};
constexpr std::array<std::string_view, 4> kComparisons = {"is", "at_least", "at_most", "has"};
constexpr std::array<std::string_view, kActionKindCount> kActions = {
    "request_disclosure", "label",          "limit_reach", "no_ads",   "demonetise",
    "geo_restrict",       "remove_content", "suspend",     "terminate"};
constexpr std::array<std::string_view, 3> kModes = {"shadow", "dry_run", "live"};

}  // namespace

std::string_view name_of(SubjectKind kind) { return kSubjects.at(static_cast<std::size_t>(kind)); }
std::optional<SubjectKind> subject_kind_named(std::string_view name) {
  return named<SubjectKind>(kSubjects, name);
}

std::span<const FactTerm> fact_terms() { return kTerms; }

std::optional<TermIndex> fact_term_named(std::string_view name) {
  const auto found = std::lower_bound(
      kTerms.begin(), kTerms.end(), name,
      [](const FactTerm& term, std::string_view sought) { return term.name < sought; });
  if (found == kTerms.end() || found->name != name) return std::nullopt;
  return static_cast<TermIndex>(found - kTerms.begin());
}

std::string_view name_of(Comparison comparison) {
  return kComparisons.at(static_cast<std::size_t>(comparison));
}

std::string_view name_of(ActionKind kind) { return kActions.at(static_cast<std::size_t>(kind)); }
std::optional<ActionKind> action_kind_named(std::string_view name) {
  return named<ActionKind>(kActions, name);
}

std::string_view name_of(PolicyMode mode) { return kModes.at(static_cast<std::size_t>(mode)); }
std::optional<PolicyMode> policy_mode_named(std::string_view name) {
  return named<PolicyMode>(kModes, name);
}

}  // namespace overt
