#include "pipeline/policy_book.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "pipeline/decision_data.h"
#include "pipeline/ledger_book.h"
#include "pipeline/policy_files.h"
#include "pipeline/policy_text.h"
#include "stages/policies/check_policy.h"

namespace overt {
namespace {

Error refused(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

Result<void> passes_check(const UsablePolicy& policy, const std::string& path) {
  for (const PolicyProblem& problem :
       check_policy(policy.file.decoded.policy, policy.file.calendar)) {
    if (!problem.fatal) continue;
    return Error{ErrorCode::kBadInput,
                 fmt::format("{}:{}: {}; {}", path, problem.line, problem.message, problem.remedy)};
  }
  const auto misses = run_golden(policy.evaluator, policy.file.golden);
  if (misses.empty()) return {};
  return Error{ErrorCode::kBadInput,
               fmt::format("{}: {} of its golden decisions are missed (overt policy test says "
                           "which)",
                           path, misses.size())};
}

/// Where the new version stands among those that there are.
Result<std::uint32_t> place_of(const std::vector<PolicyVersion>& versions,
                               const PolicyVersion& added) {
  std::uint32_t place = 0;
  const PolicyVersion* last = nullptr;
  for (const PolicyVersion& one : versions) {
    if (one.policy != added.policy) continue;
    place = one.place + 1;
    last = &one;
    if (one.version == added.version && one.hash != added.hash) {
      return refused(
          fmt::format("{} {} is on record with another text; give this one a version of "
                      "its own",
                      added.policy, added.version));
    }
  }
  if (last == nullptr) return place;
  if (last->hash == added.hash) {
    return refused(fmt::format("{} {} is in use already, since {}", added.policy, added.version,
                               format_rfc3339(last->at)));
  }
  if (last->at > added.at) {
    return refused(fmt::format("the last version of {} is of {}; the past is not added to",
                               added.policy, format_rfc3339(last->at)));
  }
  return place;
}

}  // namespace

Result<std::vector<PolicyVersion>> read_policy_versions(DecisionStore& store) {
  std::vector<PolicyVersion> versions;
  Result<void> state;
  RETURN_IF_ERROR(store.records(RecordKind::kPolicy, [&](const LedgerRecord& kept) {
    if (kept.text.empty()) return true;
    auto version = parse_policy_version(kept.text);
    if (!version.ok()) {
      state = std::move(version).error();
      return false;
    }
    versions.push_back(std::move(version).value());
    versions.back().place = kept.number;
    return true;
  }));
  RETURN_IF_ERROR(state);
  return versions;
}

std::vector<PolicyHistory> policy_histories(std::vector<PolicyVersion> versions) {
  std::map<std::string, PolicyHistory> by_policy;
  for (PolicyVersion& version : versions) {
    PolicyHistory& history = by_policy[version.policy];
    history.policy = version.policy;
    history.versions.push_back(std::move(version));
  }
  std::vector<PolicyHistory> histories;
  for (auto& [id, history] : by_policy) histories.push_back(std::move(history));
  return histories;
}

Result<PolicyVersion> adopt_policy(const std::string& data, const PolicyAdoption& adoption) {
  ASSIGN_OR_RETURN(const UsablePolicy policy, read_usable_policy(adoption.path, adoption.calendar));
  RETURN_IF_ERROR(passes_check(policy, adoption.path));
  const Policy& read = policy.file.decoded.policy;
  PolicyVersion version{read.id,   0,         read.version, read.title,     read.summary,
                        read.mode, read.hash, {},           adoption.by.id, adoption.at};
  ASSIGN_OR_RETURN(version.text, read_policy_text(adoption.path));
  ASSIGN_OR_RETURN(const OpenDesk open, open_desk(data));
  ASSIGN_OR_RETURN(const auto versions, read_policy_versions(*open.store));
  ASSIGN_OR_RETURN(version.place, place_of(versions, version));
  LedgerRecord record;
  record.kind = RecordKind::kPolicy;
  record.subject = version.policy;
  record.number = version.place;
  record.text = render_policy_version(version);
  // Text and hash come of two readings of the file.
  RETURN_IF_ERROR(parse_policy_version(record.text));
  DecisionBatch batch;
  batch.records.push_back(std::move(record));
  RETURN_IF_ERROR(commit_to_ledger(*open.store, open.key, strong_random, std::move(batch)));
  return version;
}

}  // namespace overt
