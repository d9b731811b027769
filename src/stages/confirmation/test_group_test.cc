#include "stages/confirmation/test_group.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "stages/confirmation/planted_log_internal.h"

namespace overt {
namespace {

constexpr TimeUs kSecond = kMicrosPerSecond;
constexpr TimeUs kMinute = kMicrosPerMinute;
constexpr TimeUs kHour = kMicrosPerHour;
constexpr TimeUs kWindow = 60 * kSecond;
constexpr std::uint32_t kSplits = 24;

std::vector<GroupTest> tests_of(const TraceIndex& index, const Accounts& members) {
  const SourceSplits splits(index, 11, kSplits);
  const BurstScanner scanner(index, {.window = kWindow}, test_threads());
  const GroupTester tester(index, splits, scanner, test_threads());
  std::vector<GroupTest> tests;
  for (std::uint32_t split = 0; split < kSplits; ++split) {
    tests.push_back(tester.test(members, split));
  }
  return tests;
}

/// The mean e-value over the splits, and the most triggers in one.
struct Verdict {
  double e = 0;
  std::uint32_t triggers = 0;
  std::uint32_t sources = 0;
};

Verdict verdict_on(const TraceIndex& index, const Accounts& members) {
  Verdict verdict;
  for (const GroupTest& test : tests_of(index, members)) {
    verdict.e += std::exp(test.log_e) / kSplits;
    verdict.triggers = std::max(verdict.triggers, test.triggers);
    verdict.sources = std::max(verdict.sources, test.sources);
  }
  return verdict;
}

/// A background of 150 objects and 800 accounts, below those of the groups.
class TestGroupTest : public ::testing::Test {
 protected:
  void SetUp() override { log.add_background(150, 0, 800); }

  Verdict verdict(const Accounts& members) { return verdict_on(log.index(), members); }

  PlantedLog log{5};
  const Accounts crowd = accounts_from(0, 800);
  const Accounts twelve = accounts_from(1000, 12);
};

TEST_F(TestGroupTest, ConfirmsACampaign) {
  log.add_campaign(twelve, 12, 40 * kSecond, crowd);
  const Verdict found = verdict(twelve);
  EXPECT_GT(found.e, 1e6);
  EXPECT_GE(found.triggers, 6U);
  EXPECT_EQ(found.sources, 12U);
}

TEST_F(TestGroupTest, ConfirmsALargeFarmOnFourTargets) {
  const Accounts farm = accounts_from(1000, 60);
  const auto targets = log.add_campaign(farm, 4, 40 * kSecond, crowd);
  EXPECT_GT(verdict(farm).e, 1e6);
}

TEST_F(TestGroupTest, OneImpossibleSourceInHalfCIsEnoughForAFarm) {
  const Accounts farm = accounts_from(1000, 60);
  const auto targets = log.add_campaign(farm, 4, 40 * kSecond, crowd);
  const TraceIndex index = log.index();
  const SourceSplits splits(index, 11, kSplitsMax);
  const BurstScanner scanner(index, {.window = kWindow}, test_threads());
  const GroupTester tester(index, splits, scanner, test_threads());
  int cuts = 0;
  for (std::uint32_t split = 0; split < kSplitsMax; ++split) {
    std::size_t confirming = 0;
    for (const auto t : targets) confirming += splits.discovers(index.source(t), split) ? 0 : 1;
    const GroupTest test = tester.test(farm, split);
    if (confirming == 1) {
      ++cuts;
      EXPECT_GT(test.log_e, std::log(1e6)) << split;
    }
    if (confirming == 0) {
      EXPECT_LT(test.log_e, 0) << split;
    }
  }
  EXPECT_GT(cuts, 3);
}

TEST_F(TestGroupTest, DoesNotConfirmACampaignThatIsTooLoose) {
  log.add_campaign(twelve, 12, 4 * kHour, crowd);
  EXPECT_LT(verdict(twelve).e, 2);
}

TEST_F(TestGroupTest, AFanClubThatAHubLeadsIsNotConfirmed) {
  for (const std::uint32_t hub : {1011U, 1500U}) {  // one of them, or somebody they follow
    PlantedLog led(hub);
    led.add_background(150, 0, 800);
    for (std::uint32_t i = 0; i < 12; ++i) {
      const auto object = led.add_object();
      const TimeUs born = 9 * kHour * i;
      led.add_crowd(object, born, 0, 800, 40);
      led.act(hub, object, born + 5 * kHour);
      led.act_together(accounts_from(1000, 11), object, born + 5 * kHour + 2 * kSecond,
                       40 * kSecond);
    }
    const Verdict found = verdict_on(led.index(), twelve);
    EXPECT_LT(found.e, 1) << hub;
    EXPECT_LT(found.triggers, kTriggersMin) << hub;
  }
}

TEST_F(TestGroupTest, FansOfOneIdolAreNotConfirmed) {
  const auto first = log.add_object();
  log.name_author(first, 1500);
  for (std::uint32_t i = 0; i < 12; ++i) {
    const auto post = i == 0 ? first : log.add_object_like(first);
    log.publish(post, 9 * kHour * i);
    log.add_crowd(post, 9 * kHour * i, 0, 800, 40);
    log.act_together(twelve, post, 9 * kHour * i + 30 * kSecond, 60 * kSecond);
    // Some of them come back to it at one later time: still one source.
    log.act_together(twelve, post, 9 * kHour * i + 7 * kHour, 40 * kSecond);
  }
  const Verdict found = verdict(twelve);
  EXPECT_LT(found.e, 1);
  EXPECT_EQ(found.sources, 1U);
}

TEST_F(TestGroupTest, FansOfManyAuthorsWhoAreNotifiedAreNotConfirmed) {
  for (std::uint32_t i = 0; i < 12; ++i) {
    const auto post = log.add_object();
    log.name_author(post, 1500 + i);
    log.publish(post, 9 * kHour * i);
    log.add_crowd(post, 9 * kHour * i, 0, 800, 40);
    log.act_together(twelve, post, 9 * kHour * i + 20 * kSecond, 60 * kSecond);
  }
  EXPECT_LT(verdict(twelve).e, 1);
}

TEST_F(TestGroupTest, OnePostWithManyObjectsDoesNotConfirmItself) {
  // Each of five posts names four objects: a link, its domain, two hashtags.
  for (std::uint32_t i = 0; i < 2; ++i) {
    std::vector<TimeUs> times;
    for (std::size_t m = 0; m < twelve.size(); ++m) {
      times.push_back(9 * kHour * i + log.below(40 * kSecond));
    }
    for (int named = 0; named < 6; ++named) {
      const auto object = log.add_object();
      log.add_crowd(object, 9 * kHour * i - 5 * kHour, 0, 800, 40);
      for (std::size_t m = 0; m < twelve.size(); ++m) log.act(twelve[m], object, times[m]);
    }
  }
  const Verdict found = verdict(twelve);
  EXPECT_EQ(found.sources, 12U);
  EXPECT_LE(found.triggers, 2U);
  EXPECT_LT(found.e, 1);
}

TEST_F(TestGroupTest, ACommentAndARepostOfOnePostAreOneTrigger) {
  for (std::uint32_t i = 0; i < 2; ++i) {
    const auto repost = log.add_object();
    const auto comment = log.add_object_like(repost);
    const TimeUs born = 20 * kHour * i;
    for (const auto object : {repost, comment}) log.add_crowd(object, born, 0, 800, 40);
    log.act_together(twelve, repost, born + 5 * kHour, 40 * kSecond);
    log.act_together(twelve, comment, born + 9 * kHour, 40 * kSecond);
  }
  const Verdict found = verdict(twelve);
  EXPECT_EQ(found.sources, 2U);
  EXPECT_LE(found.triggers, 2U);
  EXPECT_LT(found.e, 1);
}

TEST_F(TestGroupTest, ThreeTriggersAreTheLeast) {
  for (std::uint32_t targets = 1; targets <= 4; ++targets) {
    PlantedLog some(20 + targets);
    some.add_background(150, 0, 800);
    for (std::uint32_t i = 0; i < targets; ++i) {
      const auto target = some.add_object();
      some.add_crowd(target, 9 * kHour * i, 0, 800, 40);
      some.act_together(twelve, target, 9 * kHour * i + 5 * kHour, 40 * kSecond);
      // Each is opened by another, so that there is no leader.
      some.act(twelve[i], target, 9 * kHour * i + 5 * kHour - 2 * kSecond);
    }
    const Verdict found = verdict_on(some.index(), twelve);
    EXPECT_EQ(found.triggers, targets);
    if (targets < kTriggersMin) {
      EXPECT_LT(found.e, 1) << targets;
    } else {
      EXPECT_GT(found.e, 100) << targets;
    }
  }
}

TEST_F(TestGroupTest, NotesWhenTheGroupMetOnHalfDAlone) {
  const auto targets = log.add_campaign(twelve, 12, 40 * kSecond, crowd);
  const TraceIndex index = log.index();
  const SourceSplits splits(index, 11, kSplits);
  const auto tests = tests_of(index, twelve);
  for (std::uint32_t split = 0; split < kSplits; ++split) {
    std::set<std::uint32_t> met;
    for (const Meeting& meeting : tests[split].meetings) met.insert(meeting.object);
    for (const auto target : targets) {
      EXPECT_EQ(met.contains(target), splits.discovers(index.source(target), split));
    }
  }
}

TEST_F(TestGroupTest, AGroupThatDoesNothingTogetherHasNoEvidence) {
  EXPECT_LT(verdict(accounts_from(0, 12)).e, 1);
  EXPECT_LT(verdict(twelve).e, 1);  // nothing at all
}

TEST_F(TestGroupTest, NumbersOfTheAccountsChangeNothing) {
  log.add_campaign(twelve, 12, 40 * kSecond, crowd);
  // Times so coarse that every burst is opened by several at once.
  for (auto& trace : log.log.traces) trace.at -= trace.at % (20 * kSecond);
  const auto expected = tests_of(log.index(), twelve);
  for (int round = 0; round < 10; ++round) {
    Accounts number = twelve;
    for (std::size_t i = 12; i > 1; --i) std::swap(number[i - 1], number[log.random.below(i)]);
    PlantedLog other(1);
    other.log = log.log;
    for (auto& trace : other.log.traces) {
      if (trace.account >= 1000) trace.account = number[trace.account - 1000];
    }
    const auto tests = tests_of(other.index(), twelve);
    for (std::uint32_t split = 0; split < kSplits; ++split) {
      EXPECT_EQ(tests[split].triggers, expected[split].triggers) << round;
      EXPECT_EQ(tests[split].log_e, expected[split].log_e) << round;
    }
  }
}

/// Deals the accounts of the traces on each object out again, or of each hour.
enum class Deal { kWithinObject, kWithinHour };

std::vector<SmallTrace> dealt(std::vector<SmallTrace> traces, Deal deal, Random& random) {
  std::map<std::uint64_t, std::vector<std::size_t>> strata;
  for (std::size_t i = 0; i < traces.size(); ++i) {
    const auto stratum = deal == Deal::kWithinObject
                             ? traces[i].object
                             : static_cast<std::uint64_t>(traces[i].at / kHour);
    strata[stratum].push_back(i);
  }
  for (auto& [stratum, rows] : strata) {
    for (std::size_t i = rows.size(); i > 1; --i) {
      std::swap(traces[rows[i - 1]].account, traces[rows[random.below(i)]].account);
    }
  }
  return traces;
}

/// The groups that half D makes look best: around each account, those that met it most often.
std::vector<Accounts> proposed_on(const TraceIndex& index, const SourceSplits& splits,
                                  std::uint32_t split) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::set<std::uint32_t>> met;
  for (std::uint32_t object = 0; object < index.objects(); ++object) {
    if (!splits.discovers(index.source(object), split)) continue;
    const auto acts = index.on(object);
    for (std::size_t i = 0; i < acts.size(); ++i) {
      for (std::size_t j = i + 1; j < acts.size() && acts[j].at - acts[i].at <= kWindow; ++j) {
        if (acts[i].account == acts[j].account) continue;
        met[std::minmax(acts[i].account, acts[j].account)].insert(index.source(object));
      }
    }
  }
  std::map<std::uint32_t, std::set<std::uint32_t>> friends;
  for (const auto& [two, sources] : met) {
    if (sources.size() < 2) continue;
    friends[two.first].insert({two.first, two.second});
    friends[two.second].insert({two.first, two.second});
  }
  std::set<Accounts> groups;
  for (const auto& [account, circle] : friends) {
    if (circle.size() >= 3) groups.insert(Accounts(circle.begin(), circle.end()));
  }
  return {groups.begin(), groups.end()};
}

struct Evidence {
  double sum = 0;
  double most = 0;
  std::size_t groups = 0;
};

/// Few busy accounts on few objects with waves, so that chance proposes many groups.
Evidence evidence_by_chance(std::uint64_t seed, Deal deal) {
  PlantedLog log(seed);
  for (std::uint32_t i = 0; i < 60; ++i) {
    const auto object = log.add_object();
    const TimeUs born = log.below(2 * kMicrosPerDay);
    log.add_crowd(object, born, 0, 60, 40);
    for (int wave = 0; wave < 12 && i % 3 == 0; ++wave) {
      log.act(static_cast<std::uint32_t>(log.random.below(60)), object,
              born + 3 * kHour + log.below(4 * kMinute));
    }
  }
  log.log.traces = dealt(log.log.traces, deal, log.random);
  const TraceIndex index = log.index();
  const SourceSplits splits(index, seed, 4);
  const BurstScanner scanner(index, {.window = kWindow}, test_threads());
  const GroupTester tester(index, splits, scanner, test_threads());
  Evidence evidence;
  for (std::uint32_t split = 0; split < splits.splits(); ++split) {
    for (const Accounts& group : proposed_on(index, splits, split)) {
      const double e = std::exp(tester.test(group, split).log_e);
      evidence.sum += e;
      evidence.most = std::max(evidence.most, e);
      ++evidence.groups;
    }
  }
  return evidence;
}

void expect_no_evidence_by_chance(Deal deal) {
  Evidence all;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Evidence one = evidence_by_chance(seed, deal);
    all.sum += one.sum;
    all.groups += one.groups;
    all.most = std::max(all.most, one.most);
  }
  ASSERT_GT(all.groups, 500U);
  EXPECT_LE(all.sum / static_cast<double>(all.groups), 1.0) << all.most;
}

TEST(GroupChanceTest, GroupsOfALogDealtOutWithinTheHourHaveNoEvidence) {
  expect_no_evidence_by_chance(Deal::kWithinHour);
}

TEST(GroupChanceTest, GroupsOfALogDealtOutWithinTheObjectHaveNoEvidence) {
  expect_no_evidence_by_chance(Deal::kWithinObject);
}

}  // namespace
}  // namespace overt
