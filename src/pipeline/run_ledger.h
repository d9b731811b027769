#pragma once
// overt ledger and overt reconcile: make the ledger and its keys, check it, take receipts out of it
// and check them without it, show that it only ever grew.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "pipeline/command_answer.h"

namespace overt {

enum class LedgerVerb : std::uint8_t {
  kInit,          // the folder, its database and its keys
  kVerify,        // every hash, every record, the signed checkpoint
  kReceipt,       // of one event of a decision, as a file
  kCheckReceipt,  // offline, with the public key alone
  kCheckpoint,    // the newest signed note
  kConsistency,   // a newer checkpoint's tree begins with an older one's
  kWitness,       // has others sign the newest checkpoint
  kTiles,         // the whole ledger as files for everybody (C2SP tiles)
  kReconcile,     // decisions, actions and entries agree one to one (overt reconcile)
};
inline constexpr std::array<std::string_view, 9> kLedgerVerbNames = {
    "init",        "verify",  "receipt", "check-receipt", "checkpoint",
    "consistency", "witness", "tiles",   "reconcile"};

struct LedgerOptions {
  LedgerVerb verb = LedgerVerb::kVerify;
  std::string data = "overt-data";
  std::vector<std::string> operands;          // a decision; files
  std::string origin = "overt.local/ledger";  // of init: the ledger's name, in every checkpoint
  std::string store;        // of init: a PostgreSQL database's address; empty: a file of the folder
  std::string key;          // a public key's file; empty: the folder's own
  std::string out;          // of receipt, checkpoint, consistency, tiles; empty: printed
  std::int64_t event = -1;  // of receipt: which of the decision's; -1: its last
  std::string record;     // of receipt: where record and salt go; of check-receipt: where they are
  std::string witnesses;  // of witness and check-receipt: a file of their keys and URLs
  std::int64_t at_least = -1;  // of these: how many of them must have signed; -1: all
  std::string ca_file;         // of witness
  bool allow_private = false;  // of witness: also plain http and addresses that are not public
  bool statements = false;     // of reconcile: also where none was ever accepted
  std::string proof;           // of consistency: a proof's file, checked offline
};

/// Not sound where something does not verify or agree; each such thing is named.
Result<CommandAnswer> run_ledger(const LedgerOptions& options, Progress& progress);

}  // namespace overt
