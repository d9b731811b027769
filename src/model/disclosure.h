#pragma once
// Disclosure: what leaves the platform about what it did: a statement, a report, a package for
// peers. Everything here is a count or an assessment. No account and no person is in it, so that it
// may be kept in the ledger and shown to anybody; only a package that is marked for few has
// accounts.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "model/attribution.h"
#include "model/policy.h"

namespace overt {

/// Who may see it: the Traffic Light Protocol 2.0 (FIRST), from everybody to those present alone.
enum class Tlp : std::uint8_t { kClear, kGreen, kAmber, kAmberStrict, kRed };
inline constexpr std::size_t kTlpCount = 5;
/// "clear", "green", "amber", "amber+strict", "red".
std::string_view name_of(Tlp tlp);
std::optional<Tlp> tlp_named(std::string_view name);

enum class DisclosureKind : std::uint8_t {
  kStatement,   // on one network: what was done, and who is assessed to be behind it
  kOperations,  // covert influence operations of a period, one row a network
  kDsa,         // the quantitative templates of Implementing Regulation (EU) 2024/2835
};
inline constexpr std::size_t kDisclosureKindCount = 3;
/// "statement", "operations", "dsa".
std::string_view name_of(DisclosureKind kind);
std::optional<DisclosureKind> disclosure_kind_named(std::string_view name);

/// A run of days, both inclusive, since 1970-01-01.
struct Period {
  std::int32_t first_day = 0;
  std::int32_t last_day = 0;
  friend auto operator<=>(const Period&, const Period&) = default;
};
/// "2024-09" (a month), "2024" (a year), or "2024-07-01/2024-12-31"; nullopt for anything else.
std::optional<Period> parse_period(std::string_view text);
/// "2024-09-01/2024-09-30".
std::string format_period(const Period& period);
inline bool holds(const Period& period, TimeUs at) {
  const TimeUs day = at >= 0 ? at / kMicrosPerDay : (at - kMicrosPerDay + 1) / kMicrosPerDay;
  return day >= period.first_day && day <= period.last_day;
}

/// An entity in the words of an attribution.
struct AssessedEntity {
  std::string id;
  std::string name;
  Likelihood likelihood = Likelihood::kAlmostNoChance;
  Confidence confidence = Confidence::kLow;
  /// Whom evidence that may decide sets above it, by name.
  std::vector<std::string> principals;

  friend bool operator==(const AssessedEntity&, const AssessedEntity&) = default;
};

/// What a run says of a network, without its accounts.
struct ToldNetwork {
  std::string id;
  std::string run;
  std::string first_day;  // "2024-09-04", of its co-actions
  std::string last_day;
  std::uint64_t members = 0;
  bool confirmed = false;
  std::string explanation;               // empty: it was not confirmed
  std::vector<std::string> families;     // kinds of evidence that hold
  std::optional<AssessedEntity> behind;  // none: unknown
  bool by_the_deceived = false;          // it was run by somebody who was paid unknowingly: unnamed
  std::vector<std::string> returns_from;  // earlier networks that it goes on from

  friend bool operator==(const ToldNetwork&, const ToldNetwork&) = default;
};

/// What a person put on record for what is said in public about a network.
struct DisclosureNotes {
  std::string name;           // of the operation, where it has one
  std::string operated_from;  // a country or region, in words
  std::string audience;       // whom it addressed, in words
  std::string tip_from;       // who pointed to it from outside; empty: found here
  std::string asked_whom;
  std::string asked_on;    // a day; empty: nobody was asked
  std::string replied_on;  // empty: no reply
  std::string reply;
  std::vector<std::string> domains;  // the operation's own, that may be named
  std::vector<std::string> urls;

  friend bool operator==(const DisclosureNotes&, const DisclosureNotes&) = default;
};

/// One kind of restriction on accounts of a network.
struct DisclosedAction {
  ActionKind action = ActionKind::kLabel;
  std::string audience;        // of limiting reach
  std::uint64_t accounts = 0;  // on which it stands

  friend bool operator==(const DisclosedAction&, const DisclosedAction&) = default;
};

/// What was decided on a network by a time.
struct DecidedNetwork {
  std::vector<DisclosedAction> actions;   // mildest first
  std::uint64_t accounts = 0;             // on which any restriction stands
  std::uint64_t accounts_taken_back = 0;  // on which none stands any more
  std::uint64_t accounts_asked = 0;       // only asked to say who pays: they may have been deceived
  std::uint64_t appeals = 0;
  std::uint64_t appeals_upheld = 0;
  std::uint64_t appeals_reversed = 0;
  std::uint64_t returning = 0;        // of `accounts`: of a network that was acted on before
  std::string first_day;              // when the first of it took effect
  std::vector<std::string> policies;  // "covert-influence 1.0.0, operated-account"
  PolicyMode mode = PolicyMode::kLive;

  friend bool operator==(const DecidedNetwork&, const DecidedNetwork&) = default;
};

/// All that a statement says.
struct DisclosedNetwork {
  ToldNetwork told;
  DisclosureNotes notes;
  DecidedNetwork decided;
  std::optional<std::uint64_t> followers;  // of the accounts acted on, added up; none: not known

  friend bool operator==(const DisclosedNetwork&, const DisclosedNetwork&) = default;
};

/// A document, in the forms it is published in: name of the file, its bytes.
using DisclosureFiles = std::vector<std::pair<std::string, std::string>>;

}  // namespace overt
