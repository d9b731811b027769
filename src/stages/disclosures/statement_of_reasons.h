#pragma once
// Statements of reasons for the DSA Transparency Database (Regulation (EU) 2022/2065, articles 17
// and 24(5)): one for each account that a decision falls on and each restriction, made from the
// decision's record alone and without personal data. The readings are ours and stand in
// docs/statements.md.
//
// Thread safety: pure. The same decision and salt give the same bytes. O(text).

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/decision.h"

namespace overt {

struct StatementOfReasons {
  // Ours; not sent.
  std::string decision;
  std::string action_key;  // of the action that restricts
  LadderStep step;
  std::size_t owed_to = 0;    // which of draft.affected, from 1; 0: the subject
  std::string ended;          // the day it was taken back; empty: it stands
  std::size_t taken_out = 0;  // pieces of free text that were personal data

  // What is sent; empty: not said.
  std::string puid;
  std::string_view visibility;
  std::string_view monetary;
  std::string monetary_other;
  std::string_view account;
  bool illegal = false;  // else incompatible with the terms and conditions
  std::string ground;
  std::string explanation;
  std::string content_other;  // what it is about, in words
  std::string_view category;
  std::string_view keyword;
  std::vector<std::string> territory;  // of the EU and the EEA, ascending
  std::string content_date;
  std::string application_date;
  std::string facts;
  std::string_view source_type;
  bool automated_detection = false;
  std::string_view automated_decision;

  friend bool operator==(const StatementOfReasons&, const StatementOfReasons&) = default;
};

/// Where a restriction holds within the EU and the EEA; empty: outside of them alone, and there is
/// nothing to state.
std::vector<std::string> stated_territory(const DecisionDraft& draft, const LadderStep& step);

/// Whether that step of a live decision that took effect needs a statement: it restricts, and
/// within the EU or the EEA.
bool needs_statement(const Decision& decision, const LadderStep& step);

/// The statement's name for ever, which says nothing about anybody: made from the key of the
/// action, the account where the decision falls on several ("platform:id"; empty: on its subject),
/// and `salt`, the decision's secret salt in the ledger. 32 hexadecimal digits.
std::string statement_puid(std::string_view salt, std::string_view action_key,
                           std::string_view account = {});

/// Of an action of a decision for which needs_statement() holds: on its subject as a whole.
StatementOfReasons state_reasons(const Decision& decision, const PlatformAction& action,
                                 std::string_view salt);

/// The same, one for each account that the decision fell on, in the record's order and each once,
/// with the day it ended for that account;
/// where it is about one account, or its record names none: the one on its subject.
std::vector<StatementOfReasons> state_reasons_each(const Decision& decision,
                                                   const PlatformAction& action,
                                                   std::string_view salt);

/// What is sent: one JSON object on one line.
std::string render_reasons(const StatementOfReasons& statement);

/// For looking at: a header, then a row each.
std::string reasons_csv(const std::vector<StatementOfReasons>& statements);

}  // namespace overt
