#include "stages/cases/agreement.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace overt {
namespace {

constexpr double kIntervalConfidence = .95;
using Table = std::array<std::uint64_t, kCaseVerdictCount * kCaseVerdictCount>;

void count(Table& table, CaseVerdict first, CaseVerdict second) {
  ++table.at(static_cast<std::size_t>(first) * kCaseVerdictCount +
             static_cast<std::size_t>(second));
}

ReviewerAgreement summed_up(const Table& table) {
  ReviewerAgreement agreement;
  for (std::size_t i = 0; i < table.size(); ++i) {
    agreement.cases += table.at(i);
    if (i / kCaseVerdictCount == i % kCaseVerdictCount) agreement.agreed += table.at(i);
  }
  agreement.kappa = stats::cohen_kappa(table, kIntervalConfidence);
  return agreement;
}

}  // namespace

AgreementReport agreement_of(const std::vector<Case>& cases, const CaseDesk& desk) {
  std::map<std::pair<std::string, std::string>, Table> pairs;
  std::map<std::string, Table> queues;
  std::map<std::string, GoldenScore> golden;
  AgreementReport report;
  for (const Case& one : cases) {
    const std::vector<CaseJudgement> judgements = judgements_of(one);
    if (const auto answer = desk.golden.find(one.id); answer != desk.golden.end()) {
      for (const CaseJudgement& judgement : judgements) {
        GoldenScore& score = golden[judgement.by];
        score.reviewer = judgement.by;
        ++score.judged;
        score.right += judgement.verdict == answer->second ? 1U : 0U;
      }
      continue;
    }
    if (judgements.size() < 2) continue;
    const CaseJudgement* first = judgements.data();
    const CaseJudgement* second = first + 1;
    count(queues[one.queue], first->verdict, second->verdict);
    report.disputed += first->verdict != second->verdict ? 1U : 0U;
    if (second->by < first->by) std::swap(first, second);
    count(pairs[{first->by, second->by}], first->verdict, second->verdict);
  }
  for (const auto& [people, table] : pairs) {
    ReviewerAgreement& agreement = report.pairs.emplace_back(summed_up(table));
    agreement.first = people.first;
    agreement.second = people.second;
  }
  for (const auto& [queue, table] : queues) {
    report.queues.emplace_back(summed_up(table)).queue = queue;
  }
  for (const auto& [reviewer, score] : golden) report.golden.push_back(score);
  return report;
}

}  // namespace overt
