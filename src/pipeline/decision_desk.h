#pragma once
// DecisionDesk: where people decide. Each step reads a decision, asks the rules (stages/decisions),
// and commits the new events, their ledger entries, the actions that follow and the notices to the
// affected in one batch. And what proves it afterwards: receipts.
//
// Thread safety: one desk belongs to one thread. Cost of a step: one transaction.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kernel/merkle/checkpoint.h"
#include "kernel/merkle/note.h"
#include "model/case_desk.h"
#include "model/decision.h"
#include "model/notice.h"
#include "pipeline/ledger_book.h"
#include "ports/decision_store.h"
#include "stages/decisions/decide.h"
#include "stages/decisions/notice.h"

namespace overt {

class DecisionDesk {
 public:
  /// The store and the key must outlive the desk, and so must `cases`: what people have an interest
  /// in, for the rule that they then take no part; and `notices`, without which every notice is
  /// blocked.
  DecisionDesk(DecisionStore& store, const merkle::SignerKey& key, RandomBytes random,
               const CaseDesk* cases = nullptr, const NoticeSettings* notices = nullptr)
      : store_(store), key_(key), random_(std::move(random)), cases_(cases), notices_(notices) {}

  Result<Decision> propose(DecisionDraft draft, const Person& by, std::string reason, TimeUs at);
  /// All in one batch, or none; in the order given.
  Result<std::vector<Decision>> propose_all(std::vector<DecisionDraft> drafts, const Person& by,
                                            const std::string& reason, TimeUs at);
  Result<Decision> agree(std::string_view id, const Person& by, TimeUs at);
  Result<std::vector<Decision>> agree_all(const std::vector<std::string>& ids, const Person& by,
                                          TimeUs at);
  Result<Decision> refuse(std::string_view id, const Person& by, std::string reason, TimeUs at);
  Result<std::vector<Decision>> refuse_all(const std::vector<std::string>& ids, const Person& by,
                                           const std::string& reason, TimeUs at);
  Result<Decision> appeal(std::string_view id, std::string reason, TimeUs at,
                          const Appellant& appellant = {});
  Result<Decision> hear_appeal(std::string_view id, const Person& by, const Ruling& ruling,
                               const std::string& reason, TimeUs at);
  Result<Decision> undo(std::string_view id, const Person& by, const std::string& reason,
                        TimeUs at);
  /// Several decisions in one batch: all, or none. In the order given.
  Result<std::vector<Decision>> undo_all(const std::vector<std::string>& ids, const Person& by,
                                         const std::string& reason, TimeUs at);

  struct NoticeRetry {
    std::uint64_t queued = 0;
    std::uint64_t blocked = 0;    // still
    std::uint64_t withdrawn = 0;  // of decisions that were undone meanwhile
  };
  /// Writes every notice anew that is blocked, or that a decision from before there were any lacks.
  Result<NoticeRetry> retry_notices(TimeUs at);

  /// kNotFound where there is none; kInvalidArgument where it was erased.
  Result<Decision> find(std::string_view id);
  /// Those that `wanted` takes, in the order they were proposed; erased ones are left out.
  Result<std::vector<Decision>> select(const std::function<bool(const Decision&)>& wanted);

  /// Shows offline that event number `number` of a decision, or of record_reference() the record
  /// of that number, is in the ledger; the record and its salt are beside it, not in it.
  struct ReceiptWithRecord {
    merkle::Receipt receipt;
    LedgerLine line;
  };
  /// `note`: a signed checkpoint, perhaps with witnesses' signatures, that it is to rest on; empty,
  /// or older than the entry: the newest.
  Result<ReceiptWithRecord> receipt(std::string_view reference, std::uint32_t number,
                                    std::string_view note = {});

 private:
  using Change = std::function<Result<void>(Decision&)>;
  Result<Decision> change(std::string_view id, const Change& change);
  Result<std::vector<Decision>> change_all(const std::vector<std::string>& ids,
                                           const Change& change);
  /// With what they have an interest in.
  [[nodiscard]] Person known(const Person& by) const {
    return cases_ == nullptr ? by : with_interests(by, *cases_);
  }
  Result<void> commit(const std::vector<std::pair<const Decision*, std::size_t>>& changed);
  Result<void> add_notices(const Decision& decision, std::size_t events_before,
                           DecisionBatch& batch);
  [[nodiscard]] WrittenNotice write(const Decision& decision, const NoticeAddress& address,
                                    TimeUs at) const;

  DecisionStore& store_;
  const merkle::SignerKey& key_;
  RandomBytes random_;
  const CaseDesk* cases_;
  const NoticeSettings* notices_;
};

/// kInvalidArgument where it was erased, kBadInput where it cannot be read.
Result<Decision> read_decision(const KeptDecision& kept);

}  // namespace overt
