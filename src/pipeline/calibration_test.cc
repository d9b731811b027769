// The method on real logs. Dealt out again, they hold nothing but chance: what is found there is
// false. As they are, they hold what others have found in them by hand.

#include <cstdlib>
#include <set>

#include <gtest/gtest.h>

#include "pipeline/null_replays.h"
#include "pipeline/told_findings.h"

namespace overt {
namespace {

constexpr const char* kMapping = OVERT_SOURCE_DIR "/docs/examples/mappings/rumour_reposts.toml";

class CalibrationTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("OVERT_DATASETS");
    if (folder == nullptr) GTEST_SKIP() << "OVERT_DATASETS names no folder of real logs";
    datasets_ = folder;
  }

  std::unique_ptr<TraceLog> read(const std::string& path, const std::string& mapping = {}) {
    return ingested(datasets_ + "/" + path, pool, mapping).value();
  }

  void expect_nothing_by_chance(const TraceLog& log, std::uint32_t replays) {
    const auto nulls =
        replay_nulls({log, log.rows, log.aside, {}}, plain_options(), replays, pool, no_progress())
            .value();
    ASSERT_EQ(nulls.size(), 2U);
    for (const NullSummary& null : nulls) {
      EXPECT_EQ(null.replays, replays);
      EXPECT_GT(null.pairs_at_least[0], 0) << null.shuffle;
      EXPECT_LE(null.significant_pairs, 0.05) << null.shuffle;
      EXPECT_EQ(null.networks_confirmed, 0) << null.shuffle;
      EXPECT_EQ(null.accounts_accused, 0) << null.shuffle;
    }
  }

  ThreadPool pool{2};

 private:
  std::string datasets_;
};

TEST_F(CalibrationTest, RetweetsDealtOutAgainHoldNothing) {
  expect_nothing_by_chance(*read("coordination/russian_retweets/shares.csv.gz"), 60);
}

TEST_F(CalibrationTest, RumourCascadesDealtOutAgainHoldNothing) {
  expect_nothing_by_chance(*read("organic/twitter15/reposts.csv.gz", kMapping), 8);
}

/// The accounts that acted on all of the objects.
std::set<std::uint32_t> takers_of_all(const TraceLog& log, const std::set<std::string>& names) {
  std::map<std::uint32_t, std::set<std::uint32_t>> taken;
  for (const auto& block : log.rows) {
    for (const auto& row : block) {
      const std::string name(log.objects.name(row.item));
      if (names.contains(name)) taken[row.actor].insert(row.item);
    }
  }
  std::set<std::uint32_t> accounts;
  for (const auto& [account, objects] : taken) {
    if (objects.size() == names.size()) accounts.insert(account);
  }
  return accounts;
}

/// Of the accounts, those that meet another one of them on three objects within the window.
std::set<std::uint32_t> in_lockstep(const PairTable& table,
                                    const std::set<std::uint32_t>& accounts) {
  std::set<std::uint32_t> found;
  for (const Pair& pair : table.pairs) {
    if (pair.objects < 3) continue;
    if (!accounts.contains(pair.a.value) || !accounts.contains(pair.b.value)) continue;
    found.insert({pair.a.value, pair.b.value});
  }
  return found;
}

std::size_t confirmed_members(const Assessment& assessment,
                              const std::set<std::uint32_t>& accounts) {
  std::set<std::uint32_t> found;
  for (const NetworkFinding& finding : assessment.findings) {
    if (finding.status != FindingStatus::kConfirmed) continue;
    for (const MemberFinding& member : finding.members) {
      if (member.standing != Standing::kMember) continue;
      if (accounts.contains(member.account.value)) found.insert(member.account.value);
    }
  }
  return found.size();
}

// 132 of the 197 accounts that act on all three do so in lockstep: two farms, and passers-by.
TEST_F(CalibrationTest, ThreeQuartersOfTheFarmsOnThreeRumourCascadesAreConfirmed) {
  const auto log = read("organic/twitter15/reposts.csv.gz", kMapping);
  const auto takers =
      takers_of_all(*log, {"692742353736568833", "693087256727388161", "693792605755285504"});
  ASSERT_EQ(takers.size(), 197U);
  const auto assessment =
      assess_networks(*log, {std::move(log->rows), {}, {}}, plain_options(), pool, no_progress())
          .value();
  const auto lockstep = in_lockstep(assessment.table, takers);
  EXPECT_EQ(lockstep.size(), 132U);
  EXPECT_GE(confirmed_members(assessment, lockstep) * 4, lockstep.size() * 3);
}

}  // namespace
}  // namespace overt
