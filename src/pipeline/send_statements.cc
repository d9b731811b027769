#include "pipeline/send_statements.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"
#include "stages/disclosures/check_reasons.h"
#include "stages/disclosures/reasons_record.h"

namespace overt {
namespace {

constexpr int kCommitTriesMax = 50;

RejectedReasons rejected_as(const StatementEntry& entry, bool by_database) {
  RejectedReasons rejected;
  rejected.puid = entry.statement.puid;
  rejected.decision = entry.statement.decision;
  rejected.owed_to = entry.statement.owed_to;
  rejected.action = name_of(entry.statement.step.action);
  rejected.by_database = by_database;
  return rejected;
}

LedgerRecord record_of(const StatementEntry& entry, const ReasonsRecord& said) {
  LedgerRecord record;
  record.kind = RecordKind::kStatement;
  record.subject = entry.statement.puid;
  record.number = said.step == ReasonsStep::kAccepted ? 0 : 1;
  record.decision = entry.statement.decision;
  record.text = render_reasons_record(said);
  return record;
}

class Sending {
 public:
  Sending(const SendingPlaces& places, const SendRules& rules, Progress& progress,
          SendSummary& summary)
      : places_(places), rules_(rules), progress_(progress), summary_(summary) {}

  Result<void> run() {
    RETURN_IF_ERROR(places_.store.take_delivery_turn(DeliveryTurn::kStatements));
    summary_ = SendSummary();
    summary_.begun = true;
    ASSIGN_OR_RETURN(auto entries, read_statements(places_.store));
    std::vector<StatementEntry> due;
    for (StatementEntry& entry : entries) {
      if (entry.state == StatementState::kDue) due.push_back(std::move(entry));
    }
    due = take_sound(std::move(due), summary_.rejected);
    progress_.begin("sending", due.size(), "statements");
    while (next_ < due.size() && summary_.paused.empty()) {
      const std::size_t count = std::min(rules_.batch_max, due.size() - next_);
      batch_.assign(due.begin() + static_cast<std::ptrdiff_t>(next_),
                    due.begin() + static_cast<std::ptrdiff_t>(next_ + count));
      next_ += count;
      const auto sent = send_batch();
      summary_.left = batch_.size() + (due.size() - next_);
      RETURN_IF_ERROR(sent);
      progress_.advance(count);
    }
    progress_.end();
    return follow_up();
  }

 private:
  /// Until nobody is left in it, or the run is paused.
  Result<void> send_batch() {
    while (!batch_.empty()) {
      std::vector<OutgoingStatement> out;
      for (const StatementEntry& entry : batch_) {
        out.push_back({entry.statement.puid, entry.payload});
      }
      ASSIGN_OR_RETURN(const DsaAnswer answer,
                       with_patience([&] { return places_.database.create(out); }));
      if (answer.outcome == DsaOutcome::kLater) return {};
      if (answer.outcome == DsaOutcome::kDone) {
        RETURN_IF_ERROR(accept(batch_, answer.uuids, false));
        summary_.created += batch_.size();
        batch_.clear();
        return {};
      }
      const std::size_t before = batch_.size();
      RETURN_IF_ERROR(take_existing(answer.existing));
      if (!summary_.paused.empty()) return {};
      take_refused(answer.refused, out);
      CHECK_LT(batch_.size(), before);
    }
    return {};
  }

  /// Tries until the answer is not "later", at most as often as the rules say; then it is paused.
  template <typename Call>
  Result<DsaAnswer> with_patience(const Call& call) {
    std::int64_t wait_s = rules_.wait_s_first;
    for (std::uint32_t tries = 1;; ++tries) {
      DsaAnswer answer = call();
      if (answer.outcome == DsaOutcome::kStop) {
        const bool denied = answer.words.find("token") != std::string::npos;
        return Error{denied ? ErrorCode::kPermissionDenied : ErrorCode::kBadInput,
                     fmt::format("the transparency database: {}", answer.words)};
      }
      if (answer.outcome != DsaOutcome::kLater) return answer;
      const std::int64_t asked_s = std::max(wait_s, answer.wait_s);
      if (tries >= rules_.tries_max || asked_s > rules_.wait_s_max) {
        summary_.paused =
            fmt::format("{} (tried {} times); run it again later", answer.words, tries);
        return answer;
      }
      if (!places_.wait(asked_s)) {
        summary_.paused = "interrupted; run it again to go on";
        return answer;
      }
      wait_s = std::min(wait_s * 2, rules_.wait_s_max);
    }
  }

  Result<void> take_existing(const std::vector<std::string>& puids) {
    for (const std::string& puid : puids) {
      const auto found = std::find_if(batch_.begin(), batch_.end(), [&](const auto& entry) {
        return entry.statement.puid == puid;
      });
      CHECK(found != batch_.end());
      ASSIGN_OR_RETURN(const DsaAnswer there,
                       with_patience([&] { return places_.database.find(puid); }));
      if (there.outcome == DsaOutcome::kLater) return {};
      if (there.outcome == DsaOutcome::kDone) {
        RETURN_IF_ERROR(accept({*found}, there.uuids, true));
        ++summary_.existing;
      } else {
        ++summary_.unclear;
      }
      batch_.erase(found);
    }
    return {};
  }

  void take_refused(const std::vector<RefusedStatement>& refused,
                    const std::vector<OutgoingStatement>& sent) {
    for (const RefusedStatement& one : refused) {
      const std::string& puid = sent.at(one.place).puid;
      const auto found = std::find_if(batch_.begin(), batch_.end(), [&](const auto& entry) {
        return entry.statement.puid == puid;
      });
      if (found == batch_.end()) continue;
      RejectedReasons rejected = rejected_as(*found, true);
      rejected.errors = one.errors;
      summary_.rejected.push_back(std::move(rejected));
      batch_.erase(found);
    }
  }

  Result<void> accept(const std::vector<StatementEntry>& entries,
                      const std::vector<std::string>& uuids, bool existing) {
    CHECK_EQ(entries.size(), uuids.size());
    std::vector<LedgerRecord> records;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      ReasonsRecord said;
      said.action_key = entries[i].statement.action_key;
      said.at = places_.clock();
      said.uuid = uuids[i];
      said.existing = existing;
      said.payload = entries[i].payload;
      said.ended = entries[i].statement.ended;
      records.push_back(record_of(entries[i], said));
    }
    return commit(std::move(records));
  }

  /// What was taken back after its statement was accepted: the database takes no change, so it is
  /// on record here alone.
  Result<void> follow_up() {
    ASSIGN_OR_RETURN(const auto entries, read_statements(places_.store));
    std::vector<LedgerRecord> records;
    for (const StatementEntry& entry : entries) {
      const bool ended = entry.state == StatementState::kAccepted && !entry.statement.ended.empty();
      if (!ended || !entry.ended_on_file.empty()) continue;
      ReasonsRecord said;
      said.step = ReasonsStep::kEnded;
      said.action_key = entry.statement.action_key;
      said.at = places_.clock();
      said.ended = entry.statement.ended;
      records.push_back(record_of(entry, said));
    }
    summary_.followed_up = records.size();
    return records.empty() ? Result<void>() : commit(std::move(records));
  }

  /// Others decide meanwhile: whoever is faster goes first.
  Result<void> commit(std::vector<LedgerRecord> records) {
    DecisionBatch batch;
    batch.records = std::move(records);
    for (int tries = 1;; ++tries) {
      auto done = commit_to_ledger(places_.store, places_.key, places_.random, batch);
      const bool busy = !done.ok() && done.error().code == ErrorCode::kUnavailable;
      if (!busy || tries == kCommitTriesMax) return done;
    }
  }

  const SendingPlaces& places_;
  const SendRules& rules_;
  Progress& progress_;
  SendSummary& summary_;
  std::vector<StatementEntry> batch_;  // handed over and not answered for
  std::size_t next_ = 0;
};

}  // namespace

std::vector<StatementEntry> take_sound(std::vector<StatementEntry> entries,
                                       std::vector<RejectedReasons>& rejected) {
  std::vector<StatementEntry> sound;
  for (StatementEntry& entry : entries) {
    const auto faults = check_reasons(entry.payload);
    if (faults.empty()) {
      sound.push_back(std::move(entry));
      continue;
    }
    RejectedReasons one = rejected_as(entry, false);
    for (const ReasonsFault& fault : faults) one.errors.emplace_back(fault.field, fault.what);
    rejected.push_back(std::move(one));
  }
  return sound;
}

Result<void> send_statements(const SendingPlaces& places, const SendRules& rules,
                             Progress& progress, SendSummary& summary) {
  CHECK(rules.batch_max >= 1);
  CHECK(rules.batch_max <= kDsaBatchMax);
  return Sending(places, rules, progress, summary).run();
}

}  // namespace overt
