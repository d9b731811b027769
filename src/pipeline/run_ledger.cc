#include "pipeline/run_ledger.h"

#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "adapters/files/files.h"
#include "adapters/files/secrets.h"
#include "adapters/outbound/http_caller.h"
#include "base/json_writer.h"
#include "kernel/merkle/checkpoint.h"
#include "pipeline/case_openings.h"
#include "pipeline/decision_data.h"
#include "pipeline/ledger_tiles.h"
#include "pipeline/ledger_witnesses.h"
#include "pipeline/receipt_files.h"
#include "pipeline/reconcile.h"
#include "pipeline/reconcile_labels.h"
#include "pipeline/staff_changes.h"
#include "pipeline/statement_book.h"

namespace overt {
namespace {

constexpr std::uint64_t kNoteBytesMax = std::uint64_t{1} << 20;
constexpr std::size_t kSeedBytes = 32;

Result<void> write_file(const std::string& path, std::string_view text) {
  ASSIGN_OR_RETURN(const auto sink, create_byte_sink(path));
  RETURN_IF_ERROR(sink->write(text));
  return sink->close();
}

JsonWriter& begin(JsonWriter& json, const LedgerOptions& options) {
  json.begin_object();
  json.field("command", options.verb == LedgerVerb::kReconcile ? "reconcile" : "ledger");
  if (options.verb != LedgerVerb::kReconcile) {
    json.field("verb", kLedgerVerbNames.at(static_cast<std::size_t>(options.verb)));
  }
  return json;
}

void add_mismatches(const std::vector<Mismatch>& mismatches, CommandAnswer& answer,
                    JsonWriter& json) {
  json.key("mismatches");
  json.begin_array();
  for (const Mismatch& one : mismatches) {
    answer.text += one.decision.empty() ? fmt::format("the ledger: {}\n", one.what)
                                        : fmt::format("decision {}: {}\n", one.decision, one.what);
    json.begin_object();
    json.field("decision", one.decision);
    json.field("what", one.what);
    json.end_object();
  }
  json.end_array();
  answer.sound = mismatches.empty();
}

Result<CommandAnswer> init(const LedgerOptions& options) {
  const DecisionPlaces places = decision_places(options.data);
  std::error_code error;
  std::filesystem::create_directories(options.data, error);
  if (error) {
    return Error{ErrorCode::kIo, fmt::format("{}: {}", options.data, error.message())};
  }
  if (!options.store.empty()) {
    RETURN_IF_ERROR(keep_in_database(options.data, options.store));
  }
  ASSIGN_OR_RETURN(const auto store, make_decisions(options.data));
  ASSIGN_OR_RETURN(const std::uint64_t entries, store->ledger_size());
  if (entries > 0) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} has {} entries already, signed by its own key; a ledger keeps its "
                             "key, or nobody could check what it said before",
                             places.database, entries)};
  }
  ASSIGN_OR_RETURN(const std::string seed, secret_bytes(kSeedBytes));
  ASSIGN_OR_RETURN(const auto key,
                   merkle::make_key(options.origin, merkle::KeyType::kEd25519, seed));
  RETURN_IF_ERROR(create_secret_file(places.secret_key, merkle::format_secret_key(key) + "\n"));
  const std::string public_key = merkle::format_key(key.verifier);
  RETURN_IF_ERROR(write_file(places.public_key, public_key + "\n"));
  CommandAnswer answer;
  answer.text = fmt::format(
      "The ledger {} is in {}. Its secret key: {} (keep it, and keep it to yourself). Its public "
      "key, to give to everybody: {}\n{}\n",
      options.origin, options.data, places.secret_key, places.public_key, public_key);
  JsonWriter json(answer.json);
  begin(json, options);
  json.field("origin", options.origin);
  json.field("public_key", public_key);
  json.field("public_key_file", places.public_key);
  json.end_object();
  return answer;
}

std::string key_file(const LedgerOptions& options) {
  return options.key.empty() ? decision_places(options.data).public_key : options.key;
}

Result<CommandAnswer> verify(const LedgerOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(const auto key, read_public_key(key_file(options)));
  ASSIGN_OR_RETURN(const LedgerCheck check, check_ledger(*store, key));
  CommandAnswer answer;
  JsonWriter json(answer.json);
  begin(json, options);
  json.field("entries", check.entries);
  json.field("erased", check.erased);
  json.field("root", check.root);
  add_mismatches(check.mismatches, answer, json);
  json.field("sound", answer.sound);
  json.end_object();
  answer.text += fmt::format(
      "{} entries ({} erased), root {}: {}\n", check.entries, check.erased, check.root,
      answer.sound ? "every hash and the signature hold"
                   : fmt::format("{} things do not hold, named above", check.mismatches.size()));
  return answer;
}

/// They agree with everything else; but somebody was not told, and the books are not sound before.
void add_blocked(const std::vector<Mismatch>& blocked, CommandAnswer& answer, JsonWriter& json) {
  json.key("notices_blocked");
  json.begin_array();
  for (const Mismatch& one : blocked) {
    answer.text += fmt::format("{}: {}\n", one.decision, one.what);
    json.begin_object();
    json.field("decision", one.decision);
    json.field("what", one.what);
    json.end_object();
  }
  json.end_array();
  if (blocked.empty()) return;
  answer.sound = false;
  answer.text += fmt::format(
      "{} notices are blocked: nobody was told. Mend what is missing, then overt notices retry.\n",
      blocked.size());
}

Result<CommandAnswer> reconcile_books(const LedgerOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(Reconciliation books, reconcile(*store));
  ASSIGN_OR_RETURN(const auto access, open_access(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(const auto staff, reconcile_staff(*store, *access));
  books.mismatches.insert(books.mismatches.end(), staff.begin(), staff.end());
  ASSIGN_OR_RETURN(const auto cases, open_cases(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(const auto opened, reconcile_cases(*store, *cases));
  books.mismatches.insert(books.mismatches.end(), opened.begin(), opened.end());
  ASSIGN_OR_RETURN(const StatementCheck stated, reconcile_statements(*store, options.statements));
  books.mismatches.insert(books.mismatches.end(), stated.mismatches.begin(),
                          stated.mismatches.end());
  ASSIGN_OR_RETURN(const LabelCheck labelled, reconcile_labels(*store, options.data));
  books.mismatches.insert(books.mismatches.end(), labelled.mismatches.begin(),
                          labelled.mismatches.end());
  CommandAnswer answer;
  JsonWriter json(answer.json);
  begin(json, options);
  json.field("decisions", books.decisions);
  json.field("events", books.events);
  json.field("actions", books.actions);
  json.field("notices", books.notices);
  json.field("records", books.records);
  json.field("ledger_entries", books.ledger_entries);
  json.field("erased", books.erased);
  json.field("statements_needed", stated.needed);
  json.field("statements_accepted", stated.accepted);
  json.field("labels_decided", labelled.decided);
  json.field("labels_held", labelled.held);
  add_mismatches(books.mismatches, answer, json);
  add_blocked(books.blocked, answer, json);
  json.field("sound", answer.sound);
  json.end_object();
  answer.text += fmt::format(
      "{} decisions ({} erased), {} events, {} actions, {} notices, {} other records, {} ledger "
      "entries: {}\n",
      books.decisions, books.erased, books.events, books.actions, books.notices, books.records,
      books.ledger_entries,
      books.mismatches.empty()
          ? "they agree one to one"
          : fmt::format("{} do not agree, named above", books.mismatches.size()));
  if (stated.checked) {
    answer.text += fmt::format("{} of {} statements of reasons are with the database.\n",
                               stated.accepted, stated.needed);
  }
  if (labelled.checked) {
    answer.text += fmt::format("{} of {} decided labels hold at the labeler.\n", labelled.held,
                               labelled.decided);
  }
  return answer;
}

/// Of a case's id, like case:0123456789ab, the reference that the ledger has for its opening.
Result<void> take_case(DecisionStore& store, std::string& id) {
  const std::string prefix = record_reference(RecordKind::kCase, "");
  if (!id.starts_with(prefix)) return {};
  ASSIGN_OR_RETURN(const std::string subject, opening_of(store, id.substr(prefix.size())));
  if (!subject.empty()) id = prefix + subject;
  return {};
}

Result<CommandAnswer> receipt(const LedgerOptions& options) {
  ASSIGN_OR_RETURN(auto open, open_desk(options.data));
  std::string id = options.operands.front();
  RETURN_IF_ERROR(take_case(*open.store, id));
  DecisionDesk desk = open.desk();
  std::uint32_t event = static_cast<std::uint32_t>(std::max<std::int64_t>(options.event, 0));
  const bool of_record = id.find(':') != id.npos;  // like notice:0123
  if (options.event < 0 && !of_record) {
    ASSIGN_OR_RETURN(const auto kept, open.store->find(id));
    if (!kept || kept->events.empty()) {
      return Error{ErrorCode::kNotFound, fmt::format("there is no decision '{}'", id)};
    }
    event = static_cast<std::uint32_t>(kept->events.size() - 1);
  }
  // A checkpoint that witnesses have signed says more than a newer one.
  std::string witnessed;
  const std::string kept = witnessed_note_path(options.data);
  if (std::error_code error; std::filesystem::exists(kept, error)) {
    ASSIGN_OR_RETURN(witnessed, read_whole_file(kept, kNoteBytesMax));
  }
  ASSIGN_OR_RETURN(auto made, desk.receipt(id, event, witnessed));
  // Whoever checks it needs the entry; it is the log's own data, and holds nothing personal.
  made.receipt.extra = made.line.entry;
  RETURN_IF_ERROR(write_file(options.out, merkle::format_receipt(made.receipt)));
  if (!options.record.empty()) {
    if (made.line.salt.empty()) {
      return Error{ErrorCode::kNotFound,
                   fmt::format("decision {} was erased: there is no record to write", id)};
    }
    RETURN_IF_ERROR(write_file(options.record, render_record(made.line)));
  }
  CommandAnswer answer;
  answer.text = fmt::format("Receipt of event {} of decision {}, entry {}: {}\n", event, id,
                            made.receipt.index, options.out);
  if (!options.record.empty()) {
    answer.text += fmt::format("What the entry commits to, with names: {}\n", options.record);
  }
  JsonWriter json(answer.json);
  begin(json, options);
  json.field("decision", id);
  json.field("event", event);
  json.field("index", made.receipt.index);
  json.field("file", options.out);
  json.field("record_file", options.record);
  json.end_object();
  return answer;
}

Result<std::vector<LedgerWitness>> read_witnesses(const LedgerOptions& options) {
  ASSIGN_OR_RETURN(const std::string text, read_whole_file(options.witnesses, kNoteBytesMax));
  ASSIGN_OR_RETURN(auto witnesses, parse_witnesses(text, options.witnesses));
  if (options.at_least > static_cast<std::int64_t>(witnesses.size())) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("--at-least {}: {} has {} witnesses", options.at_least,
                             options.witnesses, witnesses.size())};
  }
  return witnesses;
}

std::size_t wanted_witnesses(const LedgerOptions& options, std::size_t all) {
  return options.at_least < 0 ? all : static_cast<std::size_t>(options.at_least);
}

/// What was signed before is kept beside the store: it says what each witness has seen.
Result<CommandAnswer> witness(const LedgerOptions& options) {
  ASSIGN_OR_RETURN(const auto witnesses, read_witnesses(options));
  for (const LedgerWitness& one : witnesses) {
    RETURN_IF_ERROR(check_outbound_url(one.url, options.allow_private,
                                       fmt::format("the URL of witness {}", one.key.name)));
  }
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
  const std::string path = witnessed_note_path(options.data);
  std::string kept;
  if (std::error_code error; std::filesystem::exists(path, error)) {
    ASSIGN_OR_RETURN(kept, read_whole_file(path, kNoteBytesMax));
  }
  HttpCallerOptions http;
  http.ca_file = options.ca_file;
  http.allow_private = options.allow_private;
  HttpCaller caller(http);
  const AskWitness ask = [&](const std::string& url, const std::string& body) {
    const HttpAnswer answer =
        caller.call({"POST", url, {"content-type: text/plain; charset=utf-8"}, body});
    return WitnessReply{answer.status, std::string(answer.header("content-type")), answer.body,
                        answer.words};
  };
  ASSIGN_OR_RETURN(const auto asked, ask_witnesses(*store, witnesses, kept, ask));
  std::size_t have_signed = 0;
  for (const WitnessAnswer& one : asked.answers) have_signed += one.has_signed ? 1 : 0;
  CommandAnswer answer;
  answer.sound = have_signed >= wanted_witnesses(options, witnesses.size());
  if (answer.sound) {
    RETURN_IF_ERROR(write_file(path, asked.note));
    if (!options.out.empty()) RETURN_IF_ERROR(write_file(options.out, asked.note));
  }
  answer.text = fmt::format("{} of {} witnesses have signed the ledger of {} entries{}\n",
                            have_signed, witnesses.size(), asked.size,
                            answer.sound ? ": " + path : "; too few, nothing is kept");
  JsonWriter json(answer.json);
  begin(json, options);
  json.field("entries", asked.size);
  json.field("signed", static_cast<std::uint64_t>(have_signed));
  json.field("sound", answer.sound);
  json.key("witnesses");
  json.begin_array();
  for (const WitnessAnswer& one : asked.answers) {
    if (!one.has_signed) answer.text += fmt::format("  {}: {}\n", one.name, one.words);
    json.begin_object();
    json.field("name", one.name);
    json.field("signed", one.has_signed);
    json.field("signed_at", one.signed_at);
    json.field("why_not", one.words);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return answer;
}

Result<CommandAnswer> check_receipt(const LedgerOptions& options) {
  merkle::ReceiptPolicy policy;
  ASSIGN_OR_RETURN(policy.log, read_public_key(options.key));
  if (!options.witnesses.empty()) {
    ASSIGN_OR_RETURN(const auto witnesses, read_witnesses(options));
    for (const LedgerWitness& witness : witnesses) policy.witnesses.push_back(witness.key);
    policy.witnesses_min = wanted_witnesses(options, witnesses.size());
  }
  const std::string& path = options.operands.front();
  ASSIGN_OR_RETURN(const std::string text, read_whole_file(path, kNoteBytesMax));
  CommandAnswer answer;
  ReceiptSaid said;
  if (const auto checked = check_receipt_text(text, policy); checked.ok()) {
    said = checked.value();
  } else {
    answer.sound = false;
    answer.text = fmt::format("{}: does not hold: {}\n", path, checked.error().message);
  }
  bool record_holds = false;
  if (answer.sound && !options.record.empty()) {
    ASSIGN_OR_RETURN(const std::string record, read_whole_file(options.record, kRecordBytesMax));
    ASSIGN_OR_RETURN(record_holds, record_is_of(record, said.entry));
    answer.sound = record_holds;
  }
  if (answer.sound) {
    answer.text = fmt::format("{}: holds. Entry {} of ledger {} of {} entries: {}\n", path,
                              said.index, said.origin, said.size, said.entry);
    if (record_holds)
      answer.text += fmt::format("{}: is what that entry commits to.\n", options.record);
    if (policy.witnesses_min > 0) {
      answer.text += fmt::format("At least {} of the {} witnesses have signed that ledger.\n",
                                 policy.witnesses_min, policy.witnesses.size());
    }
  } else if (answer.text.empty()) {
    answer.text = fmt::format("{}: is not what entry {} commits to\n", options.record, said.index);
  }
  JsonWriter json(answer.json);
  begin(json, options);
  json.field("file", path);
  json.field("sound", answer.sound);
  json.field("origin", said.origin);
  json.field("index", said.index);
  json.field("size", said.size);
  json.field("entry", said.entry);
  json.field("record_holds", record_holds);
  json.field("witnesses", static_cast<std::uint64_t>(answer.sound ? policy.witnesses_min : 0));
  if (!answer.sound) json.field("why", answer.text.substr(0, answer.text.size() - 1));
  json.end_object();
  return answer;
}

Result<CommandAnswer> checkpoint(const LedgerOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(const std::string note, store->checkpoint());
  if (note.empty()) {
    return Error{ErrorCode::kNotFound,
                 "the ledger has no checkpoint yet: nothing was decided; the first decision "
                 "makes one"};
  }
  CommandAnswer answer;
  answer.text = note;
  if (!options.out.empty()) {
    RETURN_IF_ERROR(write_file(options.out, note));
    answer.text = fmt::format("Checkpoint: {}\n", options.out);
  }
  JsonWriter json(answer.json);
  begin(json, options);
  json.field("checkpoint", note);
  json.field("file", options.out);
  json.end_object();
  return answer;
}

Result<merkle::Checkpoint> read_checkpoint(const std::string& path,
                                           const merkle::VerifierKey& key) {
  ASSIGN_OR_RETURN(const std::string note, read_whole_file(path, kNoteBytesMax));
  auto opened = merkle::open_checkpoint(note, key);
  if (opened.ok()) return opened;
  return Error{ErrorCode::kBadInput, fmt::format("{}: {}", path, opened.error().message)};
}

Result<CommandAnswer> consistency(const LedgerOptions& options) {
  ASSIGN_OR_RETURN(const auto key, read_public_key(key_file(options)));
  ASSIGN_OR_RETURN(const auto older, read_checkpoint(options.operands[0], key));
  ASSIGN_OR_RETURN(const auto newer, read_checkpoint(options.operands[1], key));
  if (older.size > newer.size) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} is of {} entries and {} of {}: the older comes first",
                             options.operands[0], older.size, options.operands[1], newer.size)};
  }
  std::vector<merkle::Hash> proof;
  if (options.proof.empty()) {
    ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
    ASSIGN_OR_RETURN(proof, ledger_consistency(*store, older.size, newer.size));
  } else {
    ASSIGN_OR_RETURN(const std::string text, read_whole_file(options.proof, kNoteBytesMax));
    ASSIGN_OR_RETURN(proof, parse_proof(text, options.proof));
  }
  const bool holds =
      merkle::verify_consistency(older.size, older.root, newer.size, newer.root, proof);
  if (holds && !options.out.empty()) RETURN_IF_ERROR(write_file(options.out, render_proof(proof)));
  CommandAnswer answer;
  answer.sound = holds;
  answer.text = fmt::format(
      "{} entries, then {}: {}\n", older.size, newer.size,
      holds ? "the later ledger begins with the earlier one, nothing was changed or taken out"
            : "the later ledger does NOT begin with the earlier one, or the proof is of others");
  JsonWriter json(answer.json);
  begin(json, options);
  json.field("older", older.size);
  json.field("newer", newer.size);
  json.field("sound", holds);
  json.field("hashes", static_cast<std::uint64_t>(proof.size()));
  json.end_object();
  return answer;
}

Result<CommandAnswer> tiles(const LedgerOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(const WrittenTiles told, write_ledger_tiles(*store, options.out));
  CommandAnswer answer;
  answer.text = fmt::format("{} entries as tiles in {}: {} files written, {} were there already\n",
                            told.entries, options.out, told.written, told.kept);
  JsonWriter json(answer.json);
  begin(json, options);
  json.field("entries", told.entries);
  json.field("written", told.written);
  json.field("kept", told.kept);
  json.field("folder", options.out);
  json.end_object();
  return answer;
}

}  // namespace

Result<CommandAnswer> run_ledger(const LedgerOptions& options, Progress& /*progress*/) {
  switch (options.verb) {
    case LedgerVerb::kInit:
      return init(options);
    case LedgerVerb::kVerify:
      return verify(options);
    case LedgerVerb::kReceipt:
      return receipt(options);
    case LedgerVerb::kCheckReceipt:
      return check_receipt(options);
    case LedgerVerb::kCheckpoint:
      return checkpoint(options);
    case LedgerVerb::kConsistency:
      return consistency(options);
    case LedgerVerb::kWitness:
      return witness(options);
    case LedgerVerb::kTiles:
      return tiles(options);
    case LedgerVerb::kReconcile:
      return reconcile_books(options);
  }
  CHECK(false);
}

}  // namespace overt
