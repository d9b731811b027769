#include "stages/families/weigh_families.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "stages/families/planted_log_internal.h"

namespace overt {
namespace {

constexpr std::uint32_t kAccounts = 2000;

FamilyEvidence evidence_of(FamiliesLog& log, const std::vector<std::uint32_t>& members,
                           Family family, FamilySet chosen_by = {}) {
  const FamilyWeigher weigher(log.inputs());
  const auto all = weigher.weigh(members, chosen_by);
  EXPECT_EQ(all.size(), kFamilyCount - 1);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const FamilyEvidence& evidence = all[i].evidence;
    EXPECT_EQ(static_cast<std::size_t>(evidence.family), i + 1);
    EXPECT_LE(evidence.log_p, 0);
    EXPECT_FALSE(evidence.summary.empty());
    EXPECT_TRUE(std::includes(members.begin(), members.end(), all[i].speaks_for.begin(),
                              all[i].speaks_for.end()));
  }
  return all[static_cast<std::size_t>(family) - 1].evidence;
}

void share(FamiliesLog& log, std::span<const std::uint32_t> members, ObjectKind kind, int objects,
           double participation = .8) {
  for (int i = 0; i < objects; ++i) {
    const std::uint32_t object = log.traces().object(kind);
    for (const std::uint32_t member : members) {
      if (log.random().chance(participation)) log.traces().act(member, object, log.moment());
    }
  }
}

TEST(WeighFamiliesTest, FindsTextsThatOnlyMembersUse) {
  FamiliesLog log(1, kAccounts);
  const auto members = log.some_accounts(12);
  share(log, members, ObjectKind::kText, 3);
  const auto evidence = evidence_of(log, members, Family::kContentReuse);
  EXPECT_TRUE(evidence.holds) << evidence.summary;
  EXPECT_LT(evidence.log_p, -20);
  EXPECT_NE(evidence.summary.find("of the 12 accounts used one text"), std::string::npos)
      << evidence.summary;
  EXPECT_NE(evidence.summary.find("0 of the other 1,988 did"), std::string::npos);
  EXPECT_NE(evidence.summary.find("3 such things in different posts"), std::string::npos);
}

TEST(WeighFamiliesTest, FindsOneSharedTranscript) {
  FamiliesLog log(2, kAccounts);
  const auto members = log.some_accounts(10);
  share(log, members, ObjectKind::kTranscript, 1, 1);
  EXPECT_TRUE(evidence_of(log, members, Family::kContentReuse).holds);
}

TEST(WeighFamiliesTest, APetitionProvesNothing) {
  FamiliesLog log(3, kAccounts);
  const auto signers = log.some_accounts(300);
  share(log, signers, ObjectKind::kText, 1, 1);
  const std::vector<std::uint32_t> members(signers.begin(), signers.begin() + 12);
  const auto evidence = evidence_of(log, members, Family::kContentReuse);
  EXPECT_FALSE(evidence.holds) << evidence.summary;
  EXPECT_GT(evidence.log_p, std::log(.01));
}

TEST(WeighFamiliesTest, ATextOfFewMembersDoesNotSpeakForTheNetwork) {
  FamiliesLog log(4, kAccounts);
  const auto members = log.some_accounts(40);
  share(log, std::span(members).first(5), ObjectKind::kText, 2, 1);
  const auto evidence = evidence_of(log, members, Family::kContentReuse);
  EXPECT_LT(evidence.log_p, -9.3);
  EXPECT_FALSE(evidence.holds) << evidence.summary;
}

TEST(WeighFamiliesTest, OneSequenceOfHashtagsProvesNothing) {
  FamiliesLog log(5, kAccounts);
  const auto members = log.some_accounts(12);
  share(log, members, ObjectKind::kHashtags, 1, 1);
  EXPECT_FALSE(evidence_of(log, members, Family::kContentReuse).holds);
}

TEST(WeighFamiliesTest, SeveralSequencesOfHashtagsDo) {
  FamiliesLog log(6, kAccounts);
  const auto members = log.some_accounts(12);
  share(log, members, ObjectKind::kHashtags, 4);
  EXPECT_TRUE(evidence_of(log, members, Family::kContentReuse).holds);
}

TEST(WeighFamiliesTest, ThingsInTheSamePostsAreCountedOnce) {
  FamiliesLog log(7, kAccounts);
  const auto members = log.some_accounts(12);
  const auto text = log.traces().object(ObjectKind::kText);
  const auto media = log.traces().object(ObjectKind::kMedia);
  const auto tags = log.traces().object(ObjectKind::kHashtags);
  for (const std::uint32_t member : members) {
    const TimeUs at = log.moment();
    for (const auto object : {text, media, tags}) log.traces().act(member, object, at);
  }
  const auto evidence = evidence_of(log, members, Family::kContentReuse);
  EXPECT_TRUE(evidence.holds);
  EXPECT_EQ(evidence.summary.find("such things"), std::string::npos) << evidence.summary;
}

TEST(WeighFamiliesTest, WhatProposedAGroupIsHeldToTheChanceOfAnyGroup) {
  const FamilySet chosen(1U << static_cast<unsigned>(Family::kContentReuse));
  FamiliesLog one(8, kAccounts);
  const auto members = one.some_accounts(10);
  share(one, members, ObjectKind::kText, 1, 1);
  // The users of one text are no finding: every text has its users.
  EXPECT_TRUE(evidence_of(one, members, Family::kContentReuse).holds);
  EXPECT_FALSE(evidence_of(one, members, Family::kContentReuse, chosen).holds);
  FamiliesLog several(8, kAccounts);
  share(several, members, ObjectKind::kText, 5, .9);
  EXPECT_TRUE(evidence_of(several, members, Family::kContentReuse, chosen).holds);
}

TEST(WeighFamiliesTest, FindsInfrastructureThatOnlyMembersUse) {
  FamiliesLog log(9, kAccounts);
  const auto members = log.some_accounts(12);
  const auto hash = log.infra_hash();
  for (std::size_t i = 0; i < 10; ++i) log.infra(members[i], hash);
  const auto evidence = evidence_of(log, members, Family::kIdentity);
  EXPECT_TRUE(evidence.holds) << evidence.summary;
  EXPECT_NE(evidence.summary.find("10 of the 12 accounts were seen on one piece"),
            std::string::npos)
      << evidence.summary;
}

TEST(WeighFamiliesTest, ACarrierThatManyUseProvesNothing) {
  FamiliesLog log(10, kAccounts);
  const auto members = log.some_accounts(12);
  const auto carrier = log.infra_hash();
  for (const std::uint32_t customer : log.some_accounts(400)) log.infra(customer, carrier);
  for (const std::uint32_t member : members) log.infra(member, carrier);
  EXPECT_FALSE(evidence_of(log, members, Family::kIdentity).holds);
}

TEST(WeighFamiliesTest, FindsAccountsMadeInOneGo) {
  FamiliesLog log(11, kAccounts);
  const auto members = log.some_accounts(12);
  for (const std::uint32_t member : members) {
    log.profile(member).created_at =
        micros_from_civil(2022, 5, 3) +
        static_cast<TimeUs>(log.random().below(2 * 86'400)) * kMicrosPerSecond;
  }
  const auto evidence = evidence_of(log, members, Family::kIdentity);
  EXPECT_TRUE(evidence.holds) << evidence.summary;
  EXPECT_NE(evidence.summary.find("were made within 7 days"), std::string::npos)
      << evidence.summary;
}

TEST(WeighFamiliesTest, AClassThatJoinedOnTheDayOfTheLaunchProvesNothing) {
  FamiliesLog log(12, kAccounts);
  const TimeUs launch = micros_from_civil(2018, 1, 1);
  for (const std::uint32_t one : log.some_accounts(900)) {
    log.profile(one).created_at = launch + static_cast<TimeUs>(log.random().below(kMicrosPerDay));
  }
  const auto members = log.some_accounts(12);
  for (const std::uint32_t member : members) {
    log.profile(member).created_at =
        launch + static_cast<TimeUs>(log.random().below(kMicrosPerDay));
  }
  const auto evidence = evidence_of(log, members, Family::kIdentity);
  EXPECT_FALSE(evidence.holds) << evidence.summary;
}

TEST(WeighFamiliesTest, FindsAGrammarOfHandles) {
  for (const bool beginning : {false, true}) {
    FamiliesLog log(13, kAccounts);
    const auto members = log.some_accounts(12);
    for (std::size_t i = 0; i < members.size(); ++i) {
      const std::string number = std::to_string(300'000 + 7919 * i);
      log.profile(members[i]).handle =
          beginning ? "Patriot" + std::string(1 + i % 3, static_cast<char>('a' + i))
                    : std::string(3 + i % 4, static_cast<char>('b' + i)) + ".parent." + number;
    }
    const auto evidence = evidence_of(log, members, Family::kIdentity);
    EXPECT_TRUE(evidence.holds) << evidence.summary;
  }
}

TEST(WeighFamiliesTest, NamesWithYearsProveNothing) {
  FamiliesLog log(14, kAccounts);
  const auto members = log.some_accounts(12);
  for (const std::uint32_t member : members) {
    log.profile(member).handle = "maria" + std::to_string(1960 + log.random().below(40));
  }
  EXPECT_FALSE(evidence_of(log, members, Family::kIdentity).holds);
}

TEST(WeighFamiliesTest, FindsOneBiographyDealtOut) {
  FamiliesLog log(15, kAccounts);
  const auto members = log.some_accounts(12);
  for (const std::uint32_t member : members) log.profile(member).bio = "Proud parent. Truth first.";
  EXPECT_TRUE(evidence_of(log, members, Family::kIdentity).holds);
  FamiliesLog common(15, kAccounts);
  for (const std::uint32_t member : members) common.profile(member).bio = "opinions are mine, anna";
  EXPECT_FALSE(evidence_of(common, members, Family::kIdentity).holds);
}

TEST(WeighFamiliesTest, AccountsThatOpenlyAreOneBrandHideNothing) {
  for (const bool open : {false, true}) {
    FamiliesLog log(25, kAccounts);
    const auto members = log.some_accounts(10);
    const auto office = log.infra_hash();
    for (std::size_t i = 0; i < members.size(); ++i) {
      log.infra(members[i], office);
      log.profile(members[i]).handle = "HarborBikes_" + std::string(2, static_cast<char>('a' + i));
      if (open) log.profile(members[i]).links = {"https://www.harbor-bikes.com/shop"};
    }
    const auto evidence = evidence_of(log, members, Family::kIdentity);
    EXPECT_LT(evidence.log_p, -20);
    EXPECT_EQ(evidence.holds, !open) << evidence.summary;
    EXPECT_EQ(FamilyWeigher(log.inputs()).openly_one_brand(members), open ? 10U : 0U);
  }
}

TEST(WeighFamiliesTest, ATradeInTheHandlesOfSomeProvesNothing) {
  FamiliesLog log(26, kAccounts);
  const auto members = log.some_accounts(40);
  constexpr const char* kTrades[] = {"bakery", "florist", "roasters", "pottery", "barbers"};
  for (std::size_t i = 0; i < members.size(); ++i) {
    log.profile(members[i]).handle += std::string("_") + kTrades[i % 5];
  }
  EXPECT_FALSE(evidence_of(log, members, Family::kIdentity).holds);
}

void tie_all(FamiliesLog& log, std::span<const std::uint32_t> members, double chance) {
  for (const std::uint32_t from : members) {
    for (const std::uint32_t to : members) {
      if (from != to && log.random().chance(chance)) log.follow(from, to);
    }
  }
}

constexpr TimeUs kFirstWeek = 5 * kMicrosPerDay;

// Everybody has a name; one in so many takes a new one after the first week.
std::vector<std::uint32_t> name_everybody(FamiliesLog& log, std::uint32_t one_in) {
  std::vector<std::uint32_t> names;
  for (std::uint32_t account = 0; account < kAccounts; ++account) {
    names.push_back(log.handle());
    log.go_by(account, names.back(), kMicrosPerDay);
    if (account % one_in == 0) log.go_by(account, log.handle(), kFirstWeek);
  }
  return names;
}

TEST(WeighFamiliesTest, FindsHandlesPassedOnAmongTheMembers) {
  FamiliesLog log(60, kAccounts);
  const auto members = log.some_accounts(10);
  const auto names = name_everybody(log, 25);
  for (std::size_t i = 0; i < members.size(); ++i) {
    log.go_by(members[i], names[members[(i + 1) % members.size()]], kFirstWeek + 1);
  }
  const auto evidence = evidence_of(log, members, Family::kIdentity);
  EXPECT_TRUE(evidence.holds) << evidence.summary;
  EXPECT_NE(evidence.summary.find("handles that the accounts gave up"), std::string::npos);
}

TEST(WeighFamiliesTest, RenamingOneselfProvesNothing) {
  FamiliesLog log(61, kAccounts);
  const auto members = log.some_accounts(10);
  name_everybody(log, 25);
  for (const std::uint32_t member : members) log.go_by(member, log.handle(), kFirstWeek + 1);
  EXPECT_FALSE(evidence_of(log, members, Family::kIdentity).holds);
}

TEST(WeighFamiliesTest, FreeNamesThatStrangersTakeProveNothing) {
  FamiliesLog log(62, kAccounts);
  const auto members = log.some_accounts(10);
  const auto names = name_everybody(log, 25);
  for (std::uint32_t account = 0; account < kAccounts; account += 25) {
    const auto taker = static_cast<std::uint32_t>(log.random().below(kAccounts));
    log.go_by(taker, names[account], kFirstWeek + 2);
  }
  for (const std::uint32_t member : members) {
    const auto taker = static_cast<std::uint32_t>(log.random().below(kAccounts));
    log.go_by(member, log.handle(), kFirstWeek + 1);
    log.go_by(taker, names[member], kFirstWeek + 2);
  }
  EXPECT_FALSE(evidence_of(log, members, Family::kIdentity).holds);
}

TEST(WeighFamiliesTest, ANameThatSeveralGoByAtATimeIsNotPassedOn) {
  FamiliesLog log(63, kAccounts);
  const auto members = log.some_accounts(10);
  name_everybody(log, 25);
  const std::uint32_t common = log.handle();
  for (int day = 1; day < 9; ++day) {
    TimeUs at = day * kMicrosPerDay;
    for (const std::uint32_t member : members) log.go_by(member, common, at += kMicrosPerMinute);
  }
  EXPECT_FALSE(evidence_of(log, members, Family::kIdentity).holds);
}

TEST(WeighFamiliesTest, WhereOnlyTheMembersRenameThemselvesNothingIsKnownOfOthers) {
  FamiliesLog log(64, kAccounts);
  const auto members = log.some_accounts(10);
  const auto names = name_everybody(log, kAccounts);
  for (std::size_t i = 0; i < members.size(); ++i) {
    log.go_by(members[i], names[members[(i + 1) % members.size()]], kFirstWeek + 1);
  }
  EXPECT_FALSE(evidence_of(log, members, Family::kIdentity).holds);
}

TEST(WeighFamiliesTest, FindsAccountsThatFollowEachOther) {
  FamiliesLog log(16, kAccounts);
  const auto members = log.some_accounts(14);
  tie_all(log, members, .7);
  const auto evidence = evidence_of(log, members, Family::kNetwork);
  EXPECT_TRUE(evidence.holds) << evidence.summary;
}

TEST(WeighFamiliesTest, FindsPodsThatReactToEachOther) {
  FamiliesLog log(17, kAccounts);
  const auto members = log.some_accounts(10);
  for (const std::uint32_t author : members) {
    for (int i = 0; i < 3; ++i) {
      const auto post = log.repost_of(author);
      for (const std::uint32_t other : members) {
        if (other != author && log.random().chance(.6)) log.traces().act(other, post, log.moment());
      }
    }
  }
  const auto evidence = evidence_of(log, members, Family::kNetwork);
  EXPECT_TRUE(evidence.holds) << evidence.summary;
}

TEST(WeighFamiliesTest, FansOfOneHubProveNothing) {
  for (const bool followed_back : {false, true}) {
    FamiliesLog log(18, kAccounts);
    const auto members = log.some_accounts(30);
    for (const std::uint32_t fan : std::span(members).subspan(1)) {
      log.follow(fan, members[0]);
      log.mention(fan, members[0]);
      if (followed_back) log.follow(members[0], fan);
    }
    const auto evidence = evidence_of(log, members, Family::kNetwork);
    EXPECT_FALSE(evidence.holds) << evidence.summary;
    EXPECT_GT(evidence.log_p, std::log(.01)) << evidence.summary;
  }
}

TEST(WeighFamiliesTest, OneSidedTiesProveNothingHoweverMany) {
  FamiliesLog log(19, kAccounts);
  const auto members = log.some_accounts(20);
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) log.follow(members[i], members[j]);
  }
  EXPECT_FALSE(evidence_of(log, members, Family::kNetwork).holds);
}

// Targets that so many others act on as well, each by an author of its own or all by one.
std::vector<std::uint32_t> targets_of_many(FamiliesLog& log, int count, std::uint32_t others,
                                           bool one_author = false) {
  std::vector<std::uint32_t> targets;
  for (int i = 0; i < count; ++i) {
    targets.push_back(log.repost_of(one_author ? 0 : static_cast<std::uint32_t>(i)));
    for (const std::uint32_t one : log.some_accounts(others)) {
      if (one < kAccounts) log.traces().act(one, targets.back(), log.moment());
    }
  }
  return targets;
}

std::vector<std::uint32_t> idle_accounts(std::uint32_t count) {
  std::vector<std::uint32_t> idle(count);
  std::iota(idle.begin(), idle.end(), kAccounts);
  return idle;
}

void act_on(FamiliesLog& log, std::span<const std::uint32_t> accounts,
            std::span<const std::uint32_t> targets, double participation) {
  for (const std::uint32_t account : accounts) {
    for (const std::uint32_t target : targets) {
      if (log.random().chance(participation)) log.traces().act(account, target, log.moment());
    }
  }
}

TEST(WeighFamiliesTest, FindsAccountsThatLiveForTheSameTargets) {
  FamiliesLog log(20, kAccounts, 60);
  const auto members = idle_accounts(60);
  act_on(log, members, targets_of_many(log, 4, 300), .9);
  const auto evidence = evidence_of(log, members, Family::kExclusivity);
  EXPECT_TRUE(evidence.holds) << evidence.summary;
}

TEST(WeighFamiliesTest, ReadersWhoDoLittleProveNothing) {
  // Of a hundred readers of the same few targets, some are proposed: the others are like them.
  FamiliesLog log(21, kAccounts, 200);
  const auto readers = idle_accounts(200);
  act_on(log, readers, targets_of_many(log, 4, 100), .7);
  const auto evidence =
      evidence_of(log, {readers.begin(), readers.begin() + 60}, Family::kExclusivity);
  EXPECT_FALSE(evidence.holds) << evidence.summary;
  EXPECT_GT(evidence.log_p, std::log(.01)) << evidence.summary;
}

TEST(WeighFamiliesTest, DevotionToOneAuthorProvesNothing) {
  FamiliesLog log(22, kAccounts, 60);
  const auto members = idle_accounts(60);
  act_on(log, members, targets_of_many(log, 6, 200, true), .9);
  EXPECT_EQ(evidence_of(log, members, Family::kExclusivity).log_p, 0);
}

TEST(WeighFamiliesTest, MembersWhoLeadALifeAreNotExclusive) {
  FamiliesLog log(23, kAccounts);
  const auto members = log.some_accounts(30);
  act_on(log, members, targets_of_many(log, 4, 300), .9);
  EXPECT_FALSE(evidence_of(log, members, Family::kExclusivity).holds);
}

TEST(WeighFamiliesTest, BusyAccountsLiveForNoFewTargets) {
  FamiliesLog log(24, kAccounts, 30);
  const auto members = idle_accounts(30);
  act_on(log, members, targets_of_many(log, 120, 30), .8);
  EXPECT_FALSE(evidence_of(log, members, Family::kExclusivity).holds);
}

TEST(WeighFamiliesTest, SpeaksForThoseWhoHaveThePartInIt) {
  FamiliesLog log(27, kAccounts);
  const auto members = log.some_accounts(20);
  const auto partners = std::span(members).first(15);
  share(log, partners, ObjectKind::kText, 4, 1);
  tie_all(log, partners, .8);
  const auto weighed = FamilyWeigher(log.inputs()).weigh(members);
  const std::vector<std::uint32_t> expected(partners.begin(), partners.end());
  EXPECT_TRUE(weighed[0].evidence.holds);
  EXPECT_EQ(weighed[0].speaks_for, expected);
  EXPECT_TRUE(weighed[2].evidence.holds) << weighed[2].evidence.summary;
  EXPECT_EQ(weighed[2].speaks_for, expected);
}

TEST(WeighFamiliesTest, SaysWhyWhereThereIsNothingToGoBy) {
  const TraceIndex traces = IndexDraft().index(5);
  const TraceIndex aside = IndexDraft().index(5);
  const FamilyWeigher weigher({traces, aside, {}, {}});
  const std::vector<std::uint32_t> members = {0, 2, 4};
  for (const auto& [evidence, speaks_for, together] : weigher.weigh(members)) {
    EXPECT_TRUE(speaks_for.empty());
    EXPECT_TRUE(together.empty());
    EXPECT_FALSE(evidence.holds);
    EXPECT_EQ(evidence.log_p, 0);
    EXPECT_GT(evidence.summary.size(), 20U);
  }
}

// Random members of an organic log: small chances are as rare as they say.
TEST(WeighFamiliesTest, RandomMembersAreRarelySurprising) {
  constexpr int kSets = 400;
  std::array<int, kFamilyCount> surprising{};
  std::array<int, kFamilyCount> holding{};
  for (std::uint64_t seed = 0; seed < 2; ++seed) {
    FamiliesLog log(100 + seed, 1000);
    const FamilyWeigher weigher(log.inputs());
    for (int i = 0; i < kSets / 2; ++i) {
      const auto size = static_cast<std::uint32_t>(3 + log.random().below(60));
      for (const auto& [evidence, speaks_for, together] : weigher.weigh(log.some_accounts(size))) {
        surprising[static_cast<std::size_t>(evidence.family)] += evidence.log_p <= std::log(.05);
        holding[static_cast<std::size_t>(evidence.family)] += evidence.holds;
      }
    }
  }
  const double most = .05 * kSets + 3 * std::sqrt(.05 * .95 * kSets);
  for (std::size_t family = 1; family < kFamilyCount; ++family) {
    EXPECT_LE(surprising[family], most) << name_of(static_cast<Family>(family));
    EXPECT_EQ(holding[family], 0) << name_of(static_cast<Family>(family));
  }
}

}  // namespace
}  // namespace overt
