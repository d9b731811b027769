#include "pipeline/case_work.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "adapters/files/secrets.h"
#include "base/check.h"
#include "base/digest.h"
#include "pipeline/case_openings.h"
#include "stages/cases/work_on_case.h"

namespace overt {
namespace {

constexpr int kTriesMax = 50;
constexpr std::size_t kKeyBytes = 32;

Error denied(std::string message) { return {ErrorCode::kPermissionDenied, std::move(message)}; }

Result<void> may_record(const DeskRecord& record, const Person& by) {
  const bool admin = may(by, Right::kAdministrate);
  switch (record.kind) {
    case DeskRecordKind::kRule:
    case DeskRecordKind::kGolden:
    case DeskRecordKind::kGoldenEnded:
      if (admin) return {};
      return denied(
          fmt::format("{} may not set how cases are handed out; that needs an admin", by.id));
    case DeskRecordKind::kInterest:
      if (admin || record.about == by.id) return {};
      return denied(
          fmt::format("{} may declare their own interests; those of {} that person or an "
                      "admin declares",
                      by.id, record.about));
    case DeskRecordKind::kInterestEnded:
      if (admin && record.about != by.id) return {};
      return denied(
          fmt::format("that {} has an interest no more, another person who is an admin "
                      "must say",
                      record.about));
  }
  CHECK(false);
}

}  // namespace

Result<CaseWork> CaseWork::open(const std::string& data, DecisionAccess access) {
  // Says what to do where there is no such folder.
  ASSIGN_OR_RETURN(auto people, open_decisions(data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(auto cases, open_cases(data, access));
  return CaseWork(data, std::move(people), std::move(cases));
}

Result<void> CaseWork::add(const std::vector<Case>& cases) {
  if (cases.empty()) return {};
  ASSIGN_OR_RETURN(const auto store, open_decisions(data_, DecisionAccess::kWrite));
  ASSIGN_OR_RETURN(const auto key, read_ledger_key(data_));
  return open_cases_on_record(*store, key, strong_random, cases);
}

Result<CaseDesk> CaseWork::desk() {
  ASSIGN_OR_RETURN(const auto records, cases_->records());
  return desk_of(records);
}

Result<Person> CaseWork::person(const std::string& id) {
  ASSIGN_OR_RETURN(Person person, find_staff(*people_, id));
  ASSIGN_OR_RETURN(const CaseDesk now, desk());
  return with_interests(std::move(person), now);
}

Result<Case> CaseWork::find(const std::string& id) {
  ASSIGN_OR_RETURN(auto found, cases_->find(id));
  if (found) return *std::move(found);
  return Error{ErrorCode::kNotFound,
               fmt::format("there is no case '{}'; overt cases list names them", id)};
}

Result<void> CaseWork::must_be_decision(const std::string& id) {
  ASSIGN_OR_RETURN(const auto found, people_->find(id));
  if (found) return {};
  return Error{ErrorCode::kNotFound,
               fmt::format("there is no decision '{}'; overt decide list names them", id)};
}

Result<Case> CaseWork::change(const std::string& id, const Step& step) {
  ASSIGN_OR_RETURN(Case one, find(id));
  const std::size_t before = one.events.size();
  RETURN_IF_ERROR(step(one));
  CHECK_EQ(one.events.size(), before + 1);
  RETURN_IF_ERROR(cases_->append(one.id, before, one.events.back()));
  return one;
}

Result<CaseWork::Handed> CaseWork::next(const Person& person, std::string_view queue, TimeUs at) {
  ASSIGN_OR_RETURN(const CaseDesk rules, desk());
  for (int i = 0; i < kTriesMax; ++i) {
    ASSIGN_OR_RETURN(const std::vector<Case> cases, cases_->all());
    ASSIGN_OR_RETURN(const NextCase next, next_case(cases, rules, person, queue, at));
    Case one = *next.one;
    if (next.taken_already) return Handed{std::move(one), next.why};
    const std::size_t before = one.events.size();
    // A case that others wrote in a moment ago by another clock is taken after that.
    const TimeUs now = std::max(at, one.events.back().at);
    RETURN_IF_ERROR(take_case(one, person, now, now + rules.rules.lease));
    const auto taken = cases_->append(one.id, before, one.events.back());
    if (taken.ok()) return Handed{std::move(one), next.why};
    // Somebody else was faster: what is next now?
    if (taken.error().code != ErrorCode::kUnavailable) return taken.error();
  }
  return Error{ErrorCode::kUnavailable, "too many people take cases at this moment; try again"};
}

Result<Case> CaseWork::renew(const std::string& id, const Person& by, TimeUs at) {
  ASSIGN_OR_RETURN(const CaseDesk rules, desk());
  return change(id, [&](Case& one) { return renew_case(one, by, at, at + rules.rules.lease); });
}

Result<void> CaseWork::make_key(const Person& by, TimeUs at) {
  ASSIGN_OR_RETURN(const auto records, cases_->records());
  if (!desk_of(records).rules.key.empty()) return {};
  ASSIGN_OR_RETURN(const std::string bytes, secret_bytes(kKeyBytes));
  DeskRecord key{DeskRecordKind::kRule, at, by.id, "key", sha256_hex(bytes), {}};
  return cases_->record(records.size(), key);
}

Result<void> CaseWork::record(DeskRecord record, const Person& by) {
  RETURN_IF_ERROR(may_record(record, by));
  record.by = by.id;
  if (record.kind == DeskRecordKind::kGolden) RETURN_IF_ERROR(find(record.about));
  // Without a secret key anybody could tell which cases are drawn.
  RETURN_IF_ERROR(make_key(by, record.at));
  ASSIGN_OR_RETURN(const auto records, cases_->records());
  return cases_->record(records.size(), record);
}

Result<AgreementReport> CaseWork::agreement(const Person& by) {
  if (!may(by, Right::kReadPeople)) {
    return denied(fmt::format("{} may not read who judged what; that needs an auditor", by.id));
  }
  ASSIGN_OR_RETURN(const CaseDesk rules, desk());
  ASSIGN_OR_RETURN(const auto cases, cases_->all());
  return agreement_of(cases, rules);
}

}  // namespace overt
