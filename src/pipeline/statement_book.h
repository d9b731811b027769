#pragma once
// The statements of reasons that follow from decisions, and which of them the transparency database
// has: nothing is queued for them, so that whoever sends can be killed at any point and begin anew.
// Thread safety: as the store's. Cost: all decisions and records of statements are read.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pipeline/ledger_book.h"
#include "ports/decision_store.h"
#include "stages/disclosures/statement_of_reasons.h"

namespace overt {

enum class StatementState : std::uint8_t {
  kWaiting,   // the action was not carried out yet, or given up: nothing is restricted
  kDue,       // it was, and the database does not have the statement as far as we know
  kAccepted,  // the database has it
};
/// "waiting", "due", "accepted".
std::string_view name_of(StatementState state);

struct StatementEntry {
  StatementOfReasons statement;
  std::string payload;  // of kAccepted: as it was sent
  StatementState state = StatementState::kWaiting;
  std::string uuid;           // the database's
  TimeUs accepted_at = 0;     // of kAccepted
  std::string ended_on_file;  // the day that record or payload say it ended; empty: neither does
};

/// Of every live decision, in the order they were proposed, for each restriction the accounts as
/// the record has them; of one decision where `decision` is named. What
/// was taken back before it was carried out needs none. Erased decisions have none any more.
Result<std::vector<StatementEntry>> read_statements(DecisionStore& store,
                                                    std::string_view decision = {});

/// {"puid":…,"decision":…,"account":…,"action":…,"state":…,…,"payload":{…}}
std::string render_entry(const StatementEntry& entry);

struct StatementCheck {
  bool checked = false;  // whether there was anything to hold to
  std::uint64_t needed = 0;
  std::uint64_t accepted = 0;
  std::vector<Mismatch> mismatches;
};

/// Whether each restriction that was carried out has exactly one statement that the database took
/// for each account that it falls on, and each that was taken back since is followed up. Not
/// `demanded`: only once a first statement was accepted, since not everybody owes them.
Result<StatementCheck> reconcile_statements(DecisionStore& store, bool demanded);

}  // namespace overt
