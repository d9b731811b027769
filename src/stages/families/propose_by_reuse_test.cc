#include "stages/families/propose_by_reuse.h"

#include <gtest/gtest.h>

#include "stages/families/planted_log_internal.h"

namespace overt {
namespace {

using Groups = std::vector<std::vector<std::uint32_t>>;

Groups members_of(const ReuseProposals& proposals) {
  Groups groups;
  for (const ReuseGroup& group : proposals.groups) groups.push_back(group.members);
  return groups;
}

class ReuseLog {
 public:
  std::uint32_t text() { return traces_.object(ObjectKind::kText); }
  std::uint32_t media() { return traces_.object(ObjectKind::kMedia); }
  std::uint32_t link() { return traces_.object(ObjectKind::kUrl); }
  std::uint32_t hash() { return aside_.object(ObjectKind::kInfra); }
  /// Everybody at a time of its own.
  void use(const std::vector<std::uint32_t>& accounts, std::uint32_t object) {
    for (const std::uint32_t account : accounts) traces_.act(account, object, ++clock_);
  }
  void use_together(const std::vector<std::uint32_t>& accounts,
                    const std::vector<std::uint32_t>& objects) {
    for (const std::uint32_t account : accounts) {
      ++clock_;
      for (const std::uint32_t object : objects) traces_.act(account, object, clock_);
    }
  }
  void seen_on(const std::vector<std::uint32_t>& accounts, std::uint32_t hash) {
    for (const std::uint32_t account : accounts) aside_.act(account, hash, ++clock_);
  }
  /// Everyone follows the next, and the last the first.
  void follow_in_a_ring(const std::vector<std::uint32_t>& accounts) {
    for (std::size_t i = 0; i < accounts.size(); ++i) {
      const std::uint32_t followed = aside_.object(ObjectKind::kFollow);
      named_.resize(followed + std::size_t{1}, TraceIndex::kNoAccount);
      named_[followed] = accounts[(i + 1) % accounts.size()];
      aside_.act(accounts[i], followed, ++clock_);
    }
  }
  ReuseProposals propose(ReuseOptions options = {}) {
    const auto traces = traces_.index(100);
    const auto aside = aside_.index(100);
    named_.resize(aside.objects(), TraceIndex::kNoAccount);
    return propose_by_reuse({traces, aside, {}, named_}, options);
  }

 private:
  IndexDraft traces_;
  IndexDraft aside_;
  std::vector<std::uint32_t> named_;
  TimeUs clock_ = 0;
};

TEST(ProposeByReuseTest, LinksAccountsWithTwoTextsInCommon) {
  ReuseLog log;
  log.use({1, 5, 9, 20}, log.text());
  log.use({9, 5, 20, 1, 40}, log.text());
  EXPECT_EQ(members_of(log.propose()), (Groups{{1, 5, 9, 20}}));
}

TEST(ProposeByReuseTest, LinksAccountsWithATextAndAHashInCommon) {
  ReuseLog log;
  log.use({1, 5, 9, 30}, log.text());
  log.seen_on({1, 5, 9, 31}, log.hash());
  const auto proposals = log.propose();
  EXPECT_EQ(members_of(proposals), (Groups{{1, 5, 9}}));
  EXPECT_EQ(proposals.groups[0].chosen_by, FamilySet(0b110));
}

TEST(ProposeByReuseTest, SaysWhereContentAloneMakesTheGroup) {
  ReuseLog log;
  for (int i = 0; i < 2; ++i) log.use({1, 5, 9, 20}, log.text());
  log.seen_on({1, 5, 9}, log.hash());
  const auto proposals = log.propose();
  ASSERT_EQ(proposals.groups.size(), 1U);
  EXPECT_EQ(proposals.groups[0].chosen_by, FamilySet(0b010));
}

TEST(ProposeByReuseTest, LinksAccountsWithAHashInCommonThatFollowEachOther) {
  ReuseLog log;
  log.seen_on({1, 5, 9, 30}, log.hash());
  log.follow_in_a_ring({1, 5, 9});
  const auto proposals = log.propose();
  EXPECT_EQ(members_of(proposals), (Groups{{1, 5, 9}}));
  EXPECT_EQ(proposals.groups[0].chosen_by, FamilySet(0b1100));
}

TEST(ProposeByReuseTest, WhoSharesWithFewOfAGroupIsNotOfIt) {
  ReuseLog log;
  for (int i = 0; i < 3; ++i) log.use({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, log.text());
  for (int i = 0; i < 2; ++i) log.use({1, 2, 40}, log.text());
  for (int i = 0; i < 2; ++i) log.use({3, 50, 51, 52, 53}, log.text());
  EXPECT_EQ(members_of(log.propose()), (Groups{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, {50, 51, 52, 53}}));
}

TEST(ProposeByReuseTest, OneTextOrHashesAloneLinkNobody) {
  ReuseLog log;
  log.use({1, 5, 9}, log.text());
  log.seen_on({11, 15, 19}, log.hash());
  log.seen_on({11, 15, 19}, log.hash());
  log.use({21, 25, 29}, log.link());
  log.use({21, 25, 29}, log.link());
  EXPECT_TRUE(log.propose().groups.empty());
}

TEST(ProposeByReuseTest, ThingsInTheSamePostsCountOnce) {
  ReuseLog log;
  log.use_together({1, 5, 9}, {log.text(), log.media()});
  EXPECT_TRUE(log.propose().groups.empty());
  log.use({1, 5, 9}, log.media());
  EXPECT_EQ(members_of(log.propose()), (Groups{{1, 5, 9}}));
}

TEST(ProposeByReuseTest, ChainsMakeNoGroup) {
  ReuseLog log;
  for (std::uint32_t account = 1; account < 8; ++account) {
    for (int i = 0; i < 2; ++i) log.use({account, account + 1}, log.text());
  }
  EXPECT_TRUE(log.propose().groups.empty());
}

TEST(ProposeByReuseTest, ReportsWhatIsTooCommonOrTooMuch) {
  ReuseLog log;
  std::vector<std::uint32_t> many(18);
  std::iota(many.begin(), many.end(), 0U);
  for (int i = 0; i < 2; ++i) log.use(many, log.text());
  for (int i = 0; i < 2; ++i) log.use({60, 61, 62}, log.text());
  auto proposals = log.propose({.content_accounts_max = 17});
  EXPECT_EQ(members_of(proposals), (Groups{{60, 61, 62}}));
  EXPECT_EQ(proposals.objects_too_common, 2U);
  proposals = log.propose({.pairs_max = 100});
  EXPECT_EQ(members_of(proposals), (Groups{{60, 61, 62}}));
  EXPECT_EQ(proposals.objects_left_out, 2U);
  proposals = log.propose({.group_accounts_max = 10});
  EXPECT_EQ(members_of(proposals), (Groups{{60, 61, 62}}));
  EXPECT_EQ(proposals.groups_too_large, 1U);
  EXPECT_EQ(log.propose().groups.size(), 2U);
}

TEST(ProposeByReuseTest, FindsAnOperationAndWeighingTellsItFromTheRest) {
  FamiliesLog log(1, 3000);
  const auto members = log.some_accounts(16);
  for (int i = 0; i < 4; ++i) {
    const auto text = log.traces().object(ObjectKind::kText);
    for (const std::uint32_t member : members) {
      if (log.random().chance(.8)) log.traces().act(member, text, log.moment());
    }
  }
  const std::uint32_t hashes[] = {log.infra_hash(), log.infra_hash()};
  for (const std::uint32_t member : members) log.infra(member, hashes[member % 2]);
  const auto inputs = log.inputs();
  const auto proposals = propose_by_reuse(inputs);
  const FamilyWeigher weigher(inputs);
  std::size_t raised = 0;
  for (const auto& group : proposals.groups) {
    const auto& proposed = group.members;
    std::vector<std::uint32_t> planted;
    std::set_intersection(proposed.begin(), proposed.end(), members.begin(), members.end(),
                          std::back_inserter(planted));
    const auto families = weigher.weigh(proposed, group.chosen_by);
    const bool both = families[0].evidence.holds && families[1].evidence.holds;
    if (both) {
      EXPECT_EQ(planted.size(), proposed.size()) << families[0].evidence.summary;
    }
    raised = std::max(raised, both ? planted.size() : 0);
  }
  EXPECT_GE(raised, 12U);
}

}  // namespace
}  // namespace overt
