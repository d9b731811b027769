// The findings of the made-up run: what stages/networks would hold about its six networks, one of
// each verdict, with a chance beyond what a double holds.

#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "stages/reports/report_fixture.h"
#include "stages/reports/verdict_internal.h"

namespace overt {
namespace {

double log_of(double digits, double exponent) {
  return std::log(digits) + exponent * std::log(10.0);
}

struct Verdicts {
  FindingStatus status = FindingStatus::kConfirmed;
  FindingTier tier = FindingTier::kNone;
  Explanation explanation = Explanation::kUndisclosed;
  double log_p = 0;
  double log_q = 0;
  std::vector<FamilyEvidence> families;
};

// In the order of the networks: two for review, one to watch, one not confirmed, two explained.
std::vector<Verdicts> fixture_verdicts() {
  using enum FindingStatus;
  using enum FindingTier;
  return {{kConfirmed,
           kReview,
           Explanation::kUndisclosed,
           log_of(1.0, -400),
           log_of(6.0, -400),
           {{Family::kSynchrony, true, log_of(1.0, -400),
             "31 of 38 accounts met on 12 sources within 60 seconds; by chance 0.4 would have."},
            {Family::kContentReuse, true, log_of(3.1, -12),
             "22 accounts posted the same three texts, which nobody else in the log did."},
            {Family::kIdentity, false, log_of(2.0, -1),
             "4 accounts were created on one day; 2.9 would have been by chance."}}},
          {kConfirmed,
           kReview,
           Explanation::kUndisclosed,
           log_of(2.4, -9),
           log_of(7.2, -9),
           {{Family::kContentReuse, true, log_of(2.4, -9),
             "All 24 accounts posted two texts of more than 30 graphemes, letter for letter."},
            {Family::kIdentity, true, log_of(5.0, -6),
             "19 accounts share one keyed hash of their infrastructure, which 19 in all have."}}},
          {kConfirmed,
           kWatch,
           Explanation::kUndisclosed,
           log_of(8.8, -5),
           log_of(1.8, -4),
           {{Family::kSynchrony, true, log_of(8.8, -5), "11 accounts met on 7 sources."},
            {Family::kContentReuse, false, log_of(8.0, -2),
             "3 accounts posted the same sequence of hashtags; 1.1 would have by chance."}}},
          {kNotConfirmed,
           kNone,
           Explanation::kUndisclosed,
           log_of(1.4, -1),
           log_of(2.1, -1),
           {{Family::kSynchrony, false, log_of(1.4, -1), "15 accounts met on 3 sources."}}},
          {kConfirmed,
           kNone,
           Explanation::kFandom,
           log_of(3.0, -21),
           log_of(1.8, -20),
           {{Family::kSynchrony, true, log_of(3.0, -21), "14 accounts met on 9 objects."}}},
          {kConfirmed,
           kNone,
           Explanation::kNewsroom,
           log_of(6.0, -33),
           log_of(3.6, -32),
           {{Family::kSynchrony, true, log_of(6.0, -33), "10 accounts met on 20 objects."}}}};
}

std::vector<ExplanationTried> explanations_tried(Explanation held) {
  const std::vector<std::pair<Explanation, std::pair<std::string_view, std::string_view>>> tried = {
      {Explanation::kDisclosed,
       {"A declared organisation runs all of them.", "None of the accounts is declared."}},
      {Explanation::kNewsroom,
       {"20 of 20 objects come from norddesk.example, whose pages these are.",
        "The objects have 12 sources; the largest gives 18 % of them."}},
      {Explanation::kFandom,
       {"lunaverde is the source of 96 % of the bursts, which follow her posts within 40 seconds.",
        "The largest source opens 18 % of the bursts; the median burst is 6 hours after the "
        "post."}},
      {Explanation::kScheduler,
       {"The posts fall on full minutes.", "Seconds of the minute are even (p = 0.41)."}},
      {Explanation::kBreakingNews,
       {"Everybody acted then.",
        "In those minutes the rest of the log was at its usual rate (1.1 times)."}},
      {Explanation::kTrend,
       {"Many took it up.", "The curve of adoption has no tail: 90 % within two minutes."}}};
  std::vector<ExplanationTried> out;
  for (const auto& one : tried) {
    const bool fits = one.first == held;
    out.push_back({one.first, fits, std::string(fits ? one.second.first : one.second.second)});
  }
  return out;
}

void give_evidence_to_members(NetworkReport& network, const Verdicts& verdict) {
  const bool is_confirmed = verdict.status == FindingStatus::kConfirmed;
  const double share = std::max(verdict.log_p, log_of(1, -40));
  for (std::size_t m = 0; m < network.members.size(); ++m) {
    MemberReport& member = network.members[m];
    const bool is_own = is_confirmed && m % 5 != 4;
    member.standing = is_own ? Standing::kMember : Standing::kAdjacent;
    const double weight =
        1 - static_cast<double>(m) / static_cast<double>(2 * network.members.size());
    member.log_p = is_own ? share * weight : std::log(0.08 + 0.02 * static_cast<double>(m));
    member.log_q = std::min(0.0, member.log_p + std::log(1.5));
    member.bursts = is_own ? 6 + static_cast<std::uint32_t>(m % 7) : 1;
  }
  for (EdgeReport& edge : network.edges) {
    edge.lambda = 0.02 + 0.001 * edge.objects;
    edge.log_p = -3.0 * edge.objects;
    edge.log_q = std::min(0.0, edge.log_p + 10);
  }
}

}  // namespace

void give_findings(std::vector<NetworkReport>& networks) {
  const std::vector<Verdicts> verdicts = fixture_verdicts();
  for (std::size_t i = 0; i < networks.size(); ++i) {
    const Verdicts& verdict = verdicts[i % verdicts.size()];
    NetworkFinding& finding = networks[i].finding;
    finding.id = networks[i].id;
    finding.status = verdict.status;
    finding.tier = verdict.tier;
    finding.explanation = verdict.explanation;
    finding.log_p = verdict.log_p;
    finding.log_q = verdict.log_q;
    finding.log_e = -verdict.log_p;
    finding.families = verdict.families;
    if (verdict.status == FindingStatus::kConfirmed) {
      finding.explanations = explanations_tried(verdict.explanation);
    } else {
      finding.power =
          "with 3 sources left to confirm on, a group of 15 would have been confirmed in 12 of 100 "
          "cases.";
    }
    finding.sources = 12 - static_cast<std::uint32_t>(i % 6);
    finding.triggers = i % 6 == 2 ? 3 : 9;
    finding.splits = 20 - static_cast<std::uint32_t>(i % 6);
    give_evidence_to_members(networks[i], verdict);
  }
}

void give_chance(RunReport& report) {
  report.chance = {0.05, 20'113, 202'256'328, 412, 187, 20, "3f1c9a0e77b2"};
  report.observed_at_least = {20418, 2240, 641, 310, 171, 90, 44, 20, 8};
  report.nulls = {{"within hour", 20, {20944.2, 611.4, 21.6, 1.2, 0.05}, 0.05, 1.35, 0, 0},
                  {"within object", 20, {19870.8, 702.1, 34.9, 2.4, 0.15}, 0, 2.1, 0.05, 0.15}};
}

namespace {

TEST(ReportFixtureFindingsTest, HasNetworksOfEveryVerdict) {
  const VerdictCounts counts = count_verdicts(fixture_report().networks);
  EXPECT_EQ(counts.of(Verdict::kReview), 2U);
  EXPECT_EQ(counts.of(Verdict::kWatch), 1U);
  EXPECT_EQ(counts.of(Verdict::kExplained), 2U);
  EXPECT_EQ(counts.of(Verdict::kNotConfirmed), 1U);
}

}  // namespace
}  // namespace overt
