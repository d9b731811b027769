#include "edge/cli/ledger_command.h"

#include <fmt/format.h>

#include "edge/cli/decide_command.h"
#include "edge/cli/values.h"
#include "edge/cli/verb_forms.h"

namespace overt::cli {
namespace {

// In the order of LedgerVerb, without reconcile.
const std::vector<VerbForm>& forms() {
  static const std::vector<VerbForm> all = {
      {"init", "init", 0, 0, {"--data", "--origin", "--store"}, {}},
      {"verify", "verify", 0, 0, {"--data", "--key"}, {}},
      {"receipt",
       "receipt DECISION --out FILE.tlog-proof",
       1,
       1,
       {"--data", "--event", "--out", "--record"},
       {"--out"}},
      {"check-receipt",
       "check-receipt FILE --key FILE",
       1,
       1,
       {"--key", "--record", "--witnesses", "--at-least"},
       {"--key"}},
      {"checkpoint", "checkpoint", 0, 0, {"--data", "--out"}, {}},
      {"consistency", "consistency OLD NEW", 2, 2, {"--data", "--key", "--out", "--proof"}, {}},
      {"witness",
       "witness --witnesses FILE",
       0,
       0,
       {"--data", "--witnesses", "--at-least", "--out", "--ca-file", "--allow-private"},
       {"--witnesses"}},
      {"tiles", "tiles --out FOLDER", 0, 0, {"--data", "--out"}, {"--out"}}};
  return all;
}

Result<std::string> parse_origin(std::string_view text) {
  const bool fine = !text.empty() && text.find_first_of(" \t\r\n+") == text.npos;
  if (fine) return std::string(text);
  return Error{
      ErrorCode::kInvalidArgument,
      fmt::format("'{}' is not a ledger's name like example.org/ledger: no space, no plus", text)};
}

}  // namespace

CommandText ledger_command_text() {
  const LedgerOptions defaults;
  std::vector<OptionText> options = {
      data_option(),
      {"--origin", "", "NAME", "Of init: the ledger's name, in every checkpoint.", defaults.origin},
      {"--store", "", "URL",
       "Of init: keep decisions, cases and who signs in in that PostgreSQL database, like "
       "postgres://overt@db.example/overt. A password belongs into PGPASSWORD or ~/.pgpass.",
       "a file in --data"},
      {"--key", "", "FILE", "The ledger's public key; check-receipt needs nothing else.",
       "ledger.pub in --data", ValueKind::kFile},
      {"--event", "", "N", "Of receipt: the decision's event, from 0, the proposal.", "its last"},
      {"--out", "-o", "FILE",
       "Where to: the receipt, the checkpoint, the proof of consistency, the folder of tiles.", "",
       ValueKind::kFile},
      {"--record", "", "FILE",
       "Of receipt: also write what the entry commits to, with names and salt. Of check-receipt: "
       "check that this is it.",
       "", ValueKind::kFile},
      {"--witnesses", "", "FILE",
       "Of witness and check-receipt: a line for each witness, its key and, to be asked, its URL.",
       "", ValueKind::kFile},
      {"--at-least", "", "N", "How many of them must have signed.", "all"},
      {"--ca-file", "", "FILE", "Of witness: trust these certificates, in PEM.",
       "those of the system", ValueKind::kFile},
      {"--allow-private", "", "",
       "Of witness: also plain http, and addresses that are not of the public internet.", "",
       ValueKind::kFlag},
      {"--proof", "", "FILE", "Of consistency: check this proof offline, without the ledger.", "",
       ValueKind::kFile}};
  for (OptionText& option : options) option.group = "Ledger";
  return {
      "ledger",
      "prove what was decided: keys, receipts, checkpoints, and the check of it all",
      {"Every step of every decision is an entry of an append-only Merkle tree (RFC 6962) whose "
       "size and root are signed (C2SP checkpoints). Entries are salted commitments and hold no "
       "personal data. 'init' makes the folder and its keys; the secret one is for its owner "
       "alone.",
       "'verify' computes every hash again and names what does not hold. 'receipt' writes a file "
       "that shows offline, with the public key alone, that an event is in the ledger; "
       "'check-receipt' checks one. 'checkpoint' prints the newest signed note; 'consistency OLD "
       "NEW' shows that the ledger of one checkpoint begins with that of the other. 'witness' "
       "has others sign the newest checkpoint who remember the one before (C2SP witnesses); "
       "receipts rest on it from then on, and check-receipt asks for their signatures. 'tiles' "
       "writes "
       "the whole ledger as files for everybody (C2SP tiles), without personal data; run again, it "
       "adds what is new."},
      {"VERB [DECISION|FILE...]",
       "init, verify, receipt DECISION, check-receipt FILE, checkpoint, consistency OLD NEW, "
       "witness, or tiles.",
       {}},
      options,
      {{"overt ledger init --origin example.org/ledger", "once"},
       {"overt ledger receipt 9f86d081884c7d659a2feaa0c55ad015 --out decision.tlog-proof",
        "for the affected, or a regulator"},
       {"overt ledger check-receipt decision.tlog-proof --key ledger.pub",
        "anywhere, without the ledger"},
       {"overt ledger consistency monday.note tuesday.note --out grown.proof",
        "nothing was taken out"},
       {"overt ledger witness --witnesses witnesses.txt --at-least 2", "others sign it too"},
       {"overt ledger tiles --out public/ledger", "for a web server"}}};
}

CommandText reconcile_command_text() {
  return {
      "reconcile",
      "show that decisions, actions and the ledger agree one to one",
      {"Every event of every decision is in the ledger once and is what its entry commits to; "
       "every action that follows from a decision is queued as it was decided; nothing else is "
       "in the ledger or queued. What does not agree is named, and the exit code is 3; so it is "
       "where "
       "a notice is blocked, since somebody was not told.",
       "Once a first statement of reasons was accepted by the transparency database, each "
       "restriction that was carried out must have exactly one, and each that was taken back "
       "its follow-up (overt statements). Where the folder has a labeler, the labels that hold "
       "are those that were decided and carried out."},
      {},
      {data_option(),
       {"--statements", "", "", "Ask for statements of reasons also where none was ever accepted.",
        "", ValueKind::kFlag}},
      {{"overt reconcile --data overt-data", ""}}};
}

Result<LedgerOptions> interpret_ledger(const Arguments& arguments) {
  LedgerOptions options;
  ASSIGN_OR_RETURN(const std::size_t verb, read_verb(arguments, forms()));
  options.verb = static_cast<LedgerVerb>(verb);
  options.operands = operands_of(arguments);
  if (arguments.has("--data")) options.data = value_of(arguments, "--data");
  options.store = value_of(arguments, "--store");
  options.key = value_of(arguments, "--key");
  options.out = value_of(arguments, "--out");
  options.record = value_of(arguments, "--record");
  options.proof = value_of(arguments, "--proof");
  options.witnesses = value_of(arguments, "--witnesses");
  options.ca_file = value_of(arguments, "--ca-file");
  options.allow_private = arguments.has("--allow-private");
  RETURN_IF_ERROR(read_option(arguments, "--at-least", options.at_least, [](std::string_view text) {
    return parse_count(text, {0, 50});
  }));
  RETURN_IF_ERROR(read_option(arguments, "--origin", options.origin, parse_origin));
  RETURN_IF_ERROR(read_option(arguments, "--event", options.event, [](std::string_view text) {
    return parse_count(text, {0, 1'000'000});
  }));
  return options;
}

Result<LedgerOptions> interpret_reconcile(const Arguments& arguments) {
  LedgerOptions options;
  options.verb = LedgerVerb::kReconcile;
  options.statements = arguments.has("--statements");
  if (arguments.has("--data")) options.data = value_of(arguments, "--data");
  if (arguments.operands.empty()) return options;
  return usage_error(arguments, "overt reconcile takes no operand; name the folder with --data");
}

}  // namespace overt::cli
