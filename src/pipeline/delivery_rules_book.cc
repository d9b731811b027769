#include "pipeline/delivery_rules_book.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include "base/json_writer.h"
#include "pipeline/decision_data.h"
#include "pipeline/deliver_breakers.h"
#include "pipeline/ledger_book.h"

namespace overt {
namespace {

constexpr std::string_view kSubject = "delivery";
constexpr int kTriesMax = 20;  // while others write to the ledger
constexpr std::string_view kRemedy =
    "mend breakers.yaml, or let an approver accept it: overt breakers accept --by PERSON --reason "
    "TEXT";

Error no_record() {
  return {ErrorCode::kBadInput,
          "a record of limits in the ledger is none; overt reconcile says "
          "what was changed, restore the store from a backup"};
}

std::string text_of(const simdjson::dom::element& object, const char* key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

/// What of it is looser, with the lines where the file says so.
std::string loosened(const RulesStanding& standing) {
  std::string words;
  for (const RuleChange& change : standing.changes) {
    if (!change.looser) continue;
    const auto line = standing.file.lines.find(change.field);
    words += words.empty() ? "" : "; ";
    if (line != standing.file.lines.end()) words += fmt::format("breakers.yaml:{}: ", line->second);
    words += change.words;
  }
  if (words.empty()) return words;
  const bool there = !standing.file.sha256.empty();
  return fmt::format("{}{}: looser than what was last accepted; {}",
                     there ? "" : "there is no breakers.yaml, so that its limits no longer hold: ",
                     words, kRemedy);
}

Result<AcceptedRules> last_accepted(DecisionStore& store) {
  ASSIGN_OR_RETURN(auto all, read_accepted_rules(store));
  return all.empty() ? AcceptedRules() : std::move(all.back());
}

/// The number of the next record: those that were erased count as well.
Result<std::uint32_t> next_number(DecisionStore& store) {
  std::uint32_t number = 0;
  RETURN_IF_ERROR(store.records(RecordKind::kLimits, [&](const LedgerRecord& record) {
    number = std::max(number, record.number + 1);
    return true;
  }));
  return number;
}

Result<AcceptedRules> record_rules(const std::string& data, DecisionStore& store,
                                   const RulesStanding& standing,
                                   const RulesAcceptance& acceptance) {
  AcceptedRules next{0,
                     standing.file.rules,
                     standing.file.sha256,
                     acceptance.at,
                     acceptance.by,
                     acceptance.known_by,
                     acceptance.reason,
                     {}};
  for (const RuleChange& change : standing.changes) next.changes.push_back(change.words);
  ASSIGN_OR_RETURN(next.number, next_number(store));
  LedgerRecord record;
  record.kind = RecordKind::kLimits;
  record.subject = kSubject;
  record.number = next.number;
  record.text = render_accepted_rules(next);
  ASSIGN_OR_RETURN(const merkle::SignerKey key, read_ledger_key(data));
  DecisionBatch batch;
  batch.records.push_back(std::move(record));
  RETURN_IF_ERROR(commit_to_ledger(store, key, strong_random, std::move(batch)));
  return next;
}

}  // namespace

std::string render_accepted_rules(const AcceptedRules& accepted) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("at", format_rfc3339(accepted.at));
  json.field("by", accepted.by);
  json.field("known_by", name_of(accepted.known_by));
  json.field("reason", accepted.reason);
  json.field("sha256", accepted.sha256);
  json.key("changes");
  json.begin_array();
  for (const std::string& change : accepted.changes) json.value(change);
  json.end_array();
  json.field("rules", render_delivery_rules(accepted.rules));
  json.end_object();
  return text;
}

Result<AcceptedRules> parse_accepted_rules(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element object;
  simdjson::dom::array changes;
  const simdjson::padded_string padded(json);
  if (parser.parse(padded).get(object) != simdjson::SUCCESS ||
      object["changes"].get(changes) != simdjson::SUCCESS) {
    return no_record();
  }
  AcceptedRules accepted;
  const auto at = parse_rfc3339(text_of(object, "at"));
  const auto known_by = known_by_named(text_of(object, "known_by"));
  const auto rules = parse_delivery_rules(text_of(object, "rules"), "a record of limits");
  if (!at || !known_by || !rules.ok()) return no_record();
  accepted.at = *at;
  accepted.known_by = *known_by;
  accepted.rules = rules.value().rules;
  accepted.by = text_of(object, "by");
  accepted.reason = text_of(object, "reason");
  accepted.sha256 = text_of(object, "sha256");
  for (const simdjson::dom::element one : changes) {
    std::string_view words;
    if (one.get(words) != simdjson::SUCCESS) return no_record();
    accepted.changes.emplace_back(words);
  }
  return accepted;
}

Result<std::vector<AcceptedRules>> read_accepted_rules(DecisionStore& store) {
  std::vector<AcceptedRules> all;
  Result<void> state;
  RETURN_IF_ERROR(store.records(RecordKind::kLimits, [&](const LedgerRecord& record) {
    if (record.text.empty()) return true;
    auto accepted = parse_accepted_rules(record.text);
    if (!accepted.ok()) {
      state = std::move(accepted).error();
      return false;
    }
    all.push_back(std::move(accepted).value());
    all.back().number = record.number;
    return true;
  }));
  RETURN_IF_ERROR(state);
  return all;
}

Result<RulesStanding> rules_standing(const std::string& data, DecisionStore& store) {
  RulesStanding standing;
  ASSIGN_OR_RETURN(standing.accepted, last_accepted(store));
  auto file = read_delivery_rules(data);
  if (!file.ok()) {
    standing.readable = false;
    standing.doubt = file.error().message;
    return standing;
  }
  standing.file = std::move(file).value();
  standing.changes = changes_of(standing.accepted.rules, standing.file.rules);
  standing.doubt = loosened(standing);
  return standing;
}

Result<AcceptedRules> accept_rules(const std::string& data, DecisionStore& store,
                                   const RulesAcceptance& acceptance) {
  for (int i = 0;; ++i) {
    ASSIGN_OR_RETURN(const RulesStanding standing, rules_standing(data, store));
    if (!standing.readable) return Error{ErrorCode::kBadInput, standing.doubt};
    if (standing.changes.empty()) {
      return Error{ErrorCode::kInvalidArgument,
                   "the limits of breakers.yaml are those that hold; there is nothing to accept"};
    }
    if (standing.accepted.at > acceptance.at) {
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("the limits were last changed at {}; the past is not added to",
                               format_rfc3339(standing.accepted.at))};
    }
    auto done = record_rules(data, store, standing, acceptance);
    const bool again = !done.ok() && done.error().code == ErrorCode::kUnavailable;
    if (!again || i == kTriesMax) return done;
  }
}

Result<RulesStanding> take_up_rules(const std::string& data, DecisionStore& store, TimeUs at) {
  for (int i = 0;; ++i) {
    ASSIGN_OR_RETURN(RulesStanding standing, rules_standing(data, store));
    if (!standing.doubt.empty() || standing.changes.empty()) return standing;
    RulesAcceptance nobody;
    // A clock that went back changes no order.
    nobody.at = std::max(at, standing.accepted.at);
    auto done = record_rules(data, store, standing, nobody);
    if (done.ok()) {
      standing.accepted = std::move(done).value();
      return standing;
    }
    if (done.error().code == ErrorCode::kUnavailable && i < kTriesMax) continue;
    // Undoing goes on where, for one, the ledger's key is on another machine.
    standing.doubt = fmt::format("the stricter limits of breakers.yaml are not in the ledger: {}",
                                 done.error().message);
    return standing;
  }
}

Result<std::vector<DeliveryStep>> tripped_breakers(const std::string& data, DecisionStore& store,
                                                   TimeUs now) {
  ASSIGN_OR_RETURN(const auto steps, store.breaker_steps());
  std::vector<DeliveryStep> tripped;
  for (const DeliveryStep& step : steps) {
    std::erase_if(tripped, [&](const auto& one) { return one.breaker == step.breaker; });
    if (step.kind == DeliveryStepKind::kTripped) tripped.push_back(step);
  }
  ASSIGN_OR_RETURN(const RulesStanding standing, rules_standing(data, store));
  if (!standing.doubt.empty()) tripped.push_back(trip_of_limits(standing.doubt, now));
  return tripped;
}

}  // namespace overt
