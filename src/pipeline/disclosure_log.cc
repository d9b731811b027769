#include "pipeline/disclosure_log.h"

#include "base/digest.h"
#include "pipeline/case_openings.h"
#include "pipeline/ledger_book.h"

namespace overt {
namespace {

/// Stands in the ledger for everybody to see: what a step is about, without saying what.
std::string subject_of(const DisclosureRecord& record) {
  constexpr std::size_t kDigits = 24;
  return sha256_hex(record.subject).substr(0, kDigits);
}

}  // namespace

Result<std::vector<DisclosureRecord>> read_disclosures(DecisionStore& store) {
  std::vector<DisclosureRecord> records;
  Result<void> state;
  RETURN_IF_ERROR(store.records(RecordKind::kDisclosure, [&](const LedgerRecord& kept) {
    if (kept.text.empty()) return true;
    auto record = parse_disclosure_record(kept.text);
    if (!record.ok()) {
      state = std::move(record).error();
      return false;
    }
    records.push_back(std::move(record).value());
    return true;
  }));
  RETURN_IF_ERROR(state);
  return records;
}

Result<DisclosureLog> DisclosureLog::open(const std::string& data) {
  DisclosureLog log;
  ASSIGN_OR_RETURN(log.open_, open_desk(data));
  ASSIGN_OR_RETURN(log.records_, read_disclosures(*log.open_.store));
  return log;
}

Result<void> DisclosureLog::add(const DisclosureRecord& record, const std::optional<Case>& opened) {
  LedgerRecord kept;
  kept.kind = RecordKind::kDisclosure;
  kept.subject = subject_of(record);
  for (;; ++kept.number) {
    ASSIGN_OR_RETURN(const auto there,
                     open_.store->find_record(kept.kind, kept.subject, kept.number));
    if (!there) break;
  }
  kept.text = render_disclosure_record(record);
  DecisionBatch batch;
  batch.records.push_back(std::move(kept));
  if (opened) add_opening(*opened, open_.key, batch);
  RETURN_IF_ERROR(commit_to_ledger(*open_.store, open_.key, strong_random, std::move(batch)));
  records_.push_back(record);
  return {};
}

}  // namespace overt
