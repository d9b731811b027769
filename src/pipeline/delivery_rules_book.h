#pragma once
// Which rules of delivery hold: each change of them is a record of the ledger. Stricter rules are
// taken up from breakers.yaml by the next delivery; looser ones hold once an approver accepts them,
// and until then nothing but undoing goes out. The records are the store's, so that whoever shares
// it shares the rules.
//
// Thread safety: as the store's. Cost: all records of changed rules are read, and the file.

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kernel/merkle/note.h"
#include "pipeline/delivery_rules.h"
#include "ports/decision_store.h"

namespace overt {

/// Rules that came to hold.
struct AcceptedRules {
  std::uint32_t number = 0;  // of the record
  DeliveryRules rules;
  std::string sha256;  // of breakers.yaml then; empty: there was none
  TimeUs at = 0;       // 0: the defaults, before anything was changed
  std::string by;      // empty: a delivery took up what was stricter
  KnownBy known_by = KnownBy::kNotAsked;
  std::string reason;
  std::vector<std::string> changes;  // in words
};
std::string render_accepted_rules(const AcceptedRules& accepted);
/// kBadInput where it is none.
Result<AcceptedRules> parse_accepted_rules(std::string_view json);

/// In the order they came to hold; erased ones are left out.
Result<std::vector<AcceptedRules>> read_accepted_rules(DecisionStore& store);

/// How breakers.yaml stands to the rules that hold.
struct RulesStanding {
  AcceptedRules accepted;  // the last
  DeliveryRulesFile file;  // where it can be read
  bool readable = true;
  std::vector<RuleChange> changes;  // that the file makes to them
  /// Why nothing but undoing goes out, with file, line and remedy; empty: nothing stops it.
  std::string doubt;
};
/// Errors are the store's.
Result<RulesStanding> rules_standing(const std::string& data, DecisionStore& store);

/// Who accepts the file as it is, and why.
struct RulesAcceptance {
  std::string by;  // empty: nobody; only for what is stricter
  KnownBy known_by = KnownBy::kNotAsked;
  std::string reason;
  TimeUs at = 0;
};
/// The file's rules hold from now on: in the ledger when it returns. Errors: the file's,
/// kInvalidArgument where it changes nothing or the last change is of later, the store's.
Result<AcceptedRules> accept_rules(const std::string& data, DecisionStore& store,
                                   const RulesAcceptance& acceptance);

/// The same as rules_standing(), after stricter rules were taken up; where they could not be put
/// into the ledger, that is the doubt.
Result<RulesStanding> take_up_rules(const std::string& data, DecisionStore& store, TimeUs at);

/// The steps that tripped the breakers that are, and trip_of_limits() where there is doubt.
Result<std::vector<DeliveryStep>> tripped_breakers(const std::string& data, DecisionStore& store,
                                                   TimeUs now);

}  // namespace overt
