#pragma once
// Scorecard: how often a detector was right on logs whose truth is known, and how often the rules
// that the field uses were, on the same logs. Plain values; shares carry exact bounds.

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"

namespace overt {

/// `count` of `trials`, with the bounds that the true share misses upwards, and downwards, with a
/// probability of at most 5 % each.
struct BoundedShare {
  std::uint64_t count = 0;
  std::uint64_t trials = 0;
  double lower = 0;
  double upper = 1;

  [[nodiscard]] bool known() const { return trials > 0; }
  [[nodiscard]] double share() const {
    return known() ? static_cast<double>(count) / static_cast<double>(trials) : 0;
  }
};

/// What one rule did, on one log or on many.
struct ScoreCounts {
  std::uint64_t organic_accounts = 0;
  std::uint64_t organic_accused = 0;
  std::uint64_t planted_accounts = 0;
  std::uint64_t planted_found = 0;
  std::uint64_t networks_planted = 0;
  std::uint64_t networks_confirmed = 0;  // planted ones of which at least half was found

  ScoreCounts& operator+=(const ScoreCounts& more);
  friend bool operator==(const ScoreCounts&, const ScoreCounts&) = default;
};

/// Recall among the planted networks that have one thing in common.
struct RecallLine {
  std::string dimension;  // "goal", "kind", "size", "targets", "jitter", …
  std::string value;      // "campaigns", "farm", "20"
  std::string among;      // "all", or the part of the networks the line is about
  BoundedShare accounts;
  std::uint64_t networks = 0;
  std::uint64_t networks_confirmed = 0;
};

/// Honest accounts of one kind, and how many of them were accused.
struct AccusedLine {
  std::string kind;  // of their group: "fan-club"; "nobody's" for those in none
  std::uint64_t accounts = 0;
  std::uint64_t accused = 0;
};

struct RuleScore {
  std::string name;   // "overt", "k3"
  std::string about;  // one sentence: what it accuses
  bool is_rival = false;
  ScoreCounts counts;
  BoundedShare accused;         // of the organic accounts
  BoundedShare found;           // of the planted accounts: recall
  BoundedShare right;           // of the accounts it accused: precision
  BoundedShare confirmed;       // of the planted networks
  BoundedShare seeds_accusing;  // seeds in which it accused any organic account
  std::vector<RecallLine> recall;
  std::vector<AccusedLine> accused_by_kind;
};

/// One planted network, and what became of it.
struct PlantedScore {
  std::string id;
  std::string kind;  // "campaign", "farm", "operation"
  std::uint64_t accounts = 0;
  std::uint64_t targets = 0;
  std::uint32_t sources = 0;
  std::uint32_t jitter_s = 0;
  double camouflage = 0;
  std::string paraphrase;
  std::vector<std::string> families;  // of its truth, beside the timing
  std::vector<std::uint64_t> found;   // accounts, by rule
  /// The finding that holds most of its accounts.
  std::uint64_t accounts_in_finding = 0;  // 0: there is none, and the rest is empty
  std::string status;
  std::string tier;
  std::string explanation;
  std::vector<std::string> families_held;
  double log10_q = 0;
};

/// One network that was confirmed, whoever is in it.
struct ConfirmedScore {
  std::string group;  // the truth's group of most of its members; empty: nobody's
  std::string kind;   // of that group
  std::uint64_t members = 0;
  std::uint64_t planted_members = 0;
  std::string tier;
  std::string explanation;
  std::vector<std::string> families_held;
  std::uint32_t sources = 0;
  std::uint32_t triggers = 0;
  double log10_q = 0;
};

/// Accounts whose reported q lies in (above, to].
struct ReliabilityBin {
  double above = 0;
  double to = 1;
  std::uint64_t undisclosed = 0;  // accounts of networks that no explanation fits
  std::uint64_t planted = 0;      // of these
  std::uint64_t all = 0;          // accounts of networks explained or not
  std::uint64_t together = 0;     // of these, accounts of a planted network or an honest group
  double sum_q = 0;               // of the undisclosed

  ReliabilityBin& operator+=(const ReliabilityBin& more);
};

/// Confirmed networks by what they were and what was said of them.
struct VerdictLine {
  std::string kind;  // of the group of most of their members; "nobody's"
  bool planted = false;
  std::string explanation;
  std::string tier;
  std::uint64_t networks = 0;
  std::uint64_t members = 0;
};

struct SeedScore {
  std::uint64_t seed = 0;
  std::uint64_t events = 0;
  std::uint64_t candidates = 0;         // networks the engine reported, confirmed or not
  std::uint64_t networks_reported = 0;  // confirmed and undisclosed
  std::uint64_t networks_mistaken = 0;  // of these, with more organic than planted members
  std::vector<ScoreCounts> rules;
  std::vector<PlantedScore> planted;
  std::vector<ConfirmedScore> confirmed;
  std::vector<std::string> kinds;  // of honest accounts, sorted
  std::vector<std::uint64_t> kind_accounts;
  std::vector<std::vector<std::uint64_t>> kind_accused;  // by rule, then by kind
  std::vector<ReliabilityBin> reliability;
};

struct Scorecard {
  std::string version;
  std::string scenario;
  std::uint64_t first_seed = 1;
  std::uint64_t accounts = 0;  // organic ones a seed
  bool planted = true;         // whether networks were planted among them
  TimeUs window = 0;
  double level = 0.05;
  std::uint64_t events = 0;
  std::uint64_t candidates = 0;
  std::uint64_t networks_reported = 0;
  std::uint64_t networks_mistaken = 0;
  std::vector<RuleScore> rules;  // the engine's first, as SeedScore::rules
  std::vector<VerdictLine> verdicts;
  std::vector<ReliabilityBin> reliability;
  double calibration_error = 0;  // mean distance of 1 − q from the share planted, undisclosed
  std::vector<SeedScore> seeds;
};

}  // namespace overt
