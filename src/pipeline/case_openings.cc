#include "pipeline/case_openings.h"

#include <map>

#include <fmt/format.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/json_writer.h"

namespace overt {
namespace {

constexpr int kTriesMax = 20;  // while others decide something
constexpr std::size_t kSubjectDigits = 32;
constexpr std::string_view kBegin = R"({"case":")";

/// The same of a case as long as it is: what it was opened as never changes.
std::string text_of(const Case& one) {
  CHECK(!one.events.empty());
  const CaseEvent& opened = one.events.front();
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("case", one.id);
  json.field("kind", name_of(one.kind));
  json.field("subject", one.subject);
  json.field("run", one.run);
  json.field("title", one.title);
  json.field("due_at", format_rfc3339(one.due_at));
  json.field("at", format_rfc3339(opened.at));
  json.field("by", opened.by);
  json.end_object();
  return text;
}

/// Of a record's text, as text_of() writes it; empty where it is none.
std::string case_in(std::string_view text) {
  if (!text.starts_with(kBegin)) return {};
  text.remove_prefix(kBegin.size());
  return std::string(text.substr(0, text.find('"')));
}

}  // namespace

void add_opening(const Case& one, const merkle::SignerKey& key, DecisionBatch& batch) {
  const std::string seed(key.seed.begin(), key.seed.end());
  LedgerRecord record;
  record.kind = RecordKind::kCase;
  record.subject = sha256_hex(fmt::format("overt case\n{}\n{}", sha256_hex(seed + "case"), one.id))
                       .substr(0, kSubjectDigits);
  record.text = text_of(one);
  batch.records.push_back(std::move(record));
  batch.cases.push_back(one);
}

Result<void> open_cases_on_record(DecisionStore& store, const merkle::SignerKey& key,
                                  const RandomBytes& random, const std::vector<Case>& cases) {
  if (cases.empty()) return {};
  for (int i = 0;; ++i) {
    DecisionBatch batch;
    for (const Case& one : cases) add_opening(one, key, batch);
    const Result<void> done = commit_to_ledger(store, key, random, std::move(batch));
    const bool again = !done.ok() && done.error().code == ErrorCode::kUnavailable;
    if (!again || i == kTriesMax) return done;
  }
}

Result<std::vector<Mismatch>> reconcile_cases(DecisionStore& store, CaseStore& cases) {
  std::vector<Mismatch> mismatches;
  std::map<std::string, LedgerRecord> recorded;
  bool erased = false;
  RETURN_IF_ERROR(store.records(RecordKind::kCase, [&](const LedgerRecord& record) {
    if (record.text.empty()) {
      erased = true;
    } else {
      recorded.emplace(case_in(record.text), record);
    }
    return true;
  }));
  ASSIGN_OR_RETURN(const auto kept, cases.all());
  bool on_record = false;  // of the cases so far, one is
  for (const Case& one : kept) {
    const auto found = recorded.find(one.id);
    if (found == recorded.end()) {
      // Of one whose record was erased there is nothing to compare with.
      if (on_record && !erased) {
        mismatches.push_back({{}, fmt::format("case {} is not in the ledger", one.id)});
      }
      continue;
    }
    on_record = true;
    if (found->second.text != text_of(one)) {
      mismatches.push_back({record_reference(RecordKind::kCase, found->second.subject),
                            fmt::format("case {} is not what the ledger says was opened", one.id)});
    }
    recorded.erase(found);
  }
  for (const auto& [id, record] : recorded) {
    mismatches.push_back(
        {record_reference(RecordKind::kCase, record.subject),
         fmt::format("the ledger says that case {} was opened, which is not kept", id)});
  }
  return mismatches;
}

Result<std::string> opening_of(DecisionStore& store, const std::string& case_id) {
  std::string subject;
  RETURN_IF_ERROR(store.records(RecordKind::kCase, [&](const LedgerRecord& record) {
    if (case_in(record.text) == case_id) subject = record.subject;
    return subject.empty();
  }));
  return subject;
}

}  // namespace overt
