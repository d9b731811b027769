#pragma once
// Statements of reasons on their way to the transparency database: at least once, in batches. What
// is due follows from decisions and from the ledger's records of what was accepted, so that a run
// that was killed, at whatever point, goes on by running again: a statement that is there already
// is refused by its puid, asked for, and taken as accepted.
//
// Nothing is sent that our own check finds fault with, and nothing of a policy that is not live.
// What the database refuses goes to the rejects with its reasons; the rest of its batch is sent
// again. Thread safety: one thread.

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/dsa/transparency_database.h"
#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "kernel/merkle/note.h"
#include "pipeline/ledger_book.h"
#include "pipeline/statement_book.h"

namespace overt {

struct SendRules {
  std::size_t batch_max = kDsaBatchMax;
  std::uint32_t tries_max = 8;    // of one call
  std::int64_t wait_s_first = 1;  // doubled with each try
  std::int64_t wait_s_max = 300;  // nobody waits longer: run again later
};

struct SendingPlaces {
  DecisionStore& store;
  const merkle::SignerKey& key;
  RandomBytes random;
  TransparencyDatabase& database;
  std::function<TimeUs()> clock;
  std::function<bool(std::int64_t seconds)> wait;  // false: interrupted
};

struct RejectedReasons {
  std::string puid;
  std::string decision;
  std::size_t owed_to = 0;  // which of the accounts of its record, from 1; 0: its subject
  std::string action;
  bool by_database = false;  // else by our own check; it was not sent
  std::vector<std::pair<std::string, std::string>> errors;  // field, what
};

struct SendSummary {
  bool begun = false;  // nobody else was sending
  std::uint64_t created = 0;
  std::uint64_t existing = 0;  // were there already
  std::uint64_t unclear = 0;   // the puid was called taken, and is not there: the next run tries
  std::uint64_t followed_up = 0;
  std::uint64_t left = 0;  // not tried
  std::string paused;      // why; empty: it went through
  std::vector<RejectedReasons> rejected;
};

/// kUnavailable while somebody else sends; kPermissionDenied or kBadInput, with the database's
/// words, where trying again is of no use. What was accepted until then is on record, and `summary`
/// says what was done until then, errors or not.
Result<void> send_statements(const SendingPlaces& places, const SendRules& rules,
                             Progress& progress, SendSummary& summary);

/// Our own check: what may be sent, and the rejects.
std::vector<StatementEntry> take_sound(std::vector<StatementEntry> entries,
                                       std::vector<RejectedReasons>& rejected);

}  // namespace overt
