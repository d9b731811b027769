#pragma once
// How far reviewers agree: with each other, on cases that two of them judged without seeing each
// other's answer, and with the known answers. Pure. O(cases · judgements).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/stats/cohen_kappa.h"
#include "model/case.h"
#include "model/case_desk.h"

namespace overt {

/// Two reviewers, or all pairs of a queue (first and second judgement).
struct ReviewerAgreement {
  std::string first;   // of a queue: empty
  std::string second;  // likewise
  std::string queue;   // of a pair: empty
  std::uint64_t cases = 0;
  std::uint64_t agreed = 0;
  std::optional<stats::Kappa> kappa;  // nullopt: too few, or all said the same
};

struct GoldenScore {
  std::string reviewer;
  std::uint64_t judged = 0;
  std::uint64_t right = 0;
};

struct AgreementReport {
  std::vector<ReviewerAgreement> pairs;   // by names, in byte order
  std::vector<ReviewerAgreement> queues;  // by name
  std::vector<GoldenScore> golden;        // by reviewer
  std::uint64_t disputed = 0;             // cases whose judges disagree
};

AgreementReport agreement_of(const std::vector<Case>& cases, const CaseDesk& desk);

}  // namespace overt
