// Each case tries to break a hard rule: what must never attribute does not, however much of it
// there is.

#include "stages/attribution/attribution_fixture_internal.h"

namespace overt {
namespace {

class AttributionAttackTest : public AttributionFixture {
 protected:
  void SetUp() override {
    registry_.entity("outlet", "Organization", "The Outlet");
    registry_.state("outlet", "website", "https://outlet.example");
    registry_.account("ua-outlet", "outlet", "tiktok", "theoutlet");
    add_readers();
    outlet_ = add_account("theoutlet");
    act(outlet_, add_object(ObjectKind::kText, "hello"), 1);
    members_ = add_accounts("member", 10);
    for (const std::uint32_t member : members_) {
      act(member, add_object(ObjectKind::kUrl, "https://elsewhere.example/x"), member);
    }
  }

  void expect_unknown(const Attribution& result) {
    EXPECT_FALSE(result.decided.has_value()) << result.decided->entity();
    EXPECT_FALSE(result.unknown_reasons.empty());
    for (const EvidencePath& path : result.paths) {
      EXPECT_EQ(path.power, PathPower::kOpensCase) << name_of(path.kind);
      EXPECT_FALSE(path.why.empty());
    }
  }
  void expect_all_unknown(const NetworkAttribution& result) {
    expect_unknown(result.network);
    for (const Attribution& member : result.members) expect_unknown(member);
  }

  // An account of its own that the registry lists as somebody's, under these circumstances.
  Attribution listed(const SmallClaim& how) {
    registry_.account("ua-listed", "outlet", "tiktok", "listed", how);
    const std::uint32_t account = add_account("listed");
    act(account, add_object(ObjectKind::kText, "me"), 100);
    return attribute_account(account);
  }

  std::uint32_t outlet_ = 0;
  std::vector<std::uint32_t> members_;
};

TEST_F(AttributionAttackTest, SharingAThousandLinksOfAnOutletIsNoPath) {
  for (std::uint32_t i = 0; i < 100; ++i) {
    const auto link = add_object(ObjectKind::kUrl, "https://outlet.example/" + std::to_string(i));
    for (const std::uint32_t member : members_) act(member, link, 5000 + i);
  }
  const auto result = attribute(members_);
  expect_all_unknown(result);
  EXPECT_TRUE(result.network.paths.empty());
  ASSERT_EQ(result.network.readings.size(), 1U);
  EXPECT_EQ(result.network.readings.front().objects, 1000U);
  EXPECT_LT(result.network.readings.front().log_p, -100);
}

TEST_F(AttributionAttackTest, ReadersWhoRepeatAnOutletAtOnceAreReaders) {
  for (const std::uint32_t object : publish(outlet_, 40)) {
    for (const std::uint32_t member : members_) act(member, object, 10'000 + 24'000);
  }
  const auto result = attribute(members_);
  expect_all_unknown(result);
  EXPECT_EQ(path(result.network, PathKind::kContentOrigin), nullptr);
}

TEST_F(AttributionAttackTest, ReadersWithinTheSameSecondAreReaders) {
  for (std::uint32_t i = 0; i < 30; ++i) {
    const auto clip = add_object(ObjectKind::kMedia, "clip");
    act(outlet_, clip, 20'000 + i);
    for (const std::uint32_t member : members_) act(member, clip, 20'000 + i);
  }
  expect_all_unknown(attribute(members_));
}

TEST_F(AttributionAttackTest, WhoIsEarlyWithWhatManyHadEarlyHadItFromElsewhere) {
  // An agency sends its film to everybody: the outlet is one customer among many.
  for (std::uint32_t i = 0; i < 30; ++i) {
    const auto film = add_object(ObjectKind::kMedia, "film");
    for (std::uint32_t r = 0; r < 10; ++r) act(readers_[(7 * i + r) % 300], film, 20'000 + i);
    for (const std::uint32_t member : members_) act(member, film, 20'000 + i);
    act(outlet_, film, 30'000 + i);
  }
  expect_all_unknown(attribute(members_));
}

TEST_F(AttributionAttackTest, NobodyKnowsHowEarlyIsEarlyWhereNobodyElseRepeatsIt) {
  for (std::uint32_t i = 0; i < 30; ++i) {
    const auto clip = add_object(ObjectKind::kMedia, "clip");
    for (const std::uint32_t member : members_) act(member, clip, 20'000 + i);
    act(outlet_, clip, 30'000 + i);
  }
  expect_all_unknown(attribute(members_));
}

TEST_F(AttributionAttackTest, PublicMoneyIsNoControl) {
  registry_.entity("treasury", "PublicBody", "Treasury");
  registry_.link("Payment", "treasury", "outlet", {.amount = 1e9});
  const Attribution result = attribute_account(outlet_);
  ASSERT_TRUE(result.decided.has_value());
  EXPECT_EQ(result.decided->entity(), "outlet");
  const Principal* treasury = principal(result, "treasury");
  ASSERT_NE(treasury, nullptr);
  EXPECT_EQ(treasury->power, PathPower::kOpensCase);
  EXPECT_EQ(treasury->basis, "payment");
}

TEST_F(AttributionAttackTest, ADeceivedCreatorIsPaidUnwittingAndNobodysOperator) {
  registry_.entity("creator", "Person", "Creator");
  registry_.entity("company", "Company", "Company");
  registry_.account("ua-creator", "creator", "tiktok", "creator");
  registry_.link("Payment", "outlet", "company", {.amount = 9.7e6});
  registry_.link("Payment", "company", "creator", {.amount = 4e5});
  registry_.link("Employment", "company", "creator");
  const std::uint32_t creator = add_account("creator");
  act(creator, add_object(ObjectKind::kText, "me"), 1);
  const Attribution result = attribute_account(creator);
  EXPECT_EQ(result.role, Role::kPaidUnwitting);
  ASSERT_TRUE(result.decided.has_value());
  EXPECT_EQ(result.decided->entity(), "creator");
  const Principal* payer = principal(result, "outlet");
  ASSERT_NE(payer, nullptr);
  EXPECT_EQ(payer->power, PathPower::kOpensCase);
  EXPECT_EQ(payer->why, "nothing shows that the one who was paid knew for whom");
}

TEST_F(AttributionAttackTest, AnAccusationOpensACaseAndDecidesNone) {
  for (const ClaimStatus status :
       {ClaimStatus::kAlleged, ClaimStatus::kCharged, ClaimStatus::kDisputed}) {
    const Attribution result = listed({.status = status});
    expect_unknown(result);
    EXPECT_EQ(result.paths.size(), 1U) << name_of(status);
  }
}

TEST_F(AttributionAttackTest, AnAllegedPaymentChainNeverDecides) {
  registry_.entity("creator", "Person", "Creator");
  registry_.account("ua-creator", "creator", "tiktok", "creator");
  registry_.link("Payment", "outlet", "creator", {.amount = 10}, {.status = ClaimStatus::kAlleged});
  registry_.link("Representation", "creator", "outlet", {}, {.status = ClaimStatus::kCharged});
  const std::uint32_t creator = add_account("creator");
  act(creator, add_object(ObjectKind::kText, "me"), 1);
  const Attribution result = attribute_account(creator);
  EXPECT_EQ(principal(result, "outlet")->power, PathPower::kOpensCase);
  EXPECT_EQ(result.role, Role::kPaidUnwitting);
}

TEST_F(AttributionAttackTest, AnAllegedOwnerOfAConfirmedOutletIsNotItsController) {
  registry_.entity("state", "PublicBody", "Ministry");
  registry_.link("Ownership", "state", "outlet", {.share = 1}, {.status = ClaimStatus::kAlleged});
  const Attribution result = attribute_account(outlet_);
  EXPECT_EQ(principal(result, "state")->power, PathPower::kOpensCase);
}

TEST_F(AttributionAttackTest, OwnershipThatEndedBeforeTheBehaviourIsOver) {
  registry_.entity("old", "Company", "Old Owner");
  registry_.link("Ownership", "old", "outlet", {.share = 1}, {.from = "2010", .to = "2024-03"});
  const Attribution result = attribute_account(outlet_);
  const Principal* old_owner = principal(result, "old");
  ASSERT_NE(old_owner, nullptr);
  EXPECT_EQ(old_owner->power, PathPower::kOpensCase);
  EXPECT_EQ(old_owner->why, "its dates do not cover the behaviour");
}

TEST_F(AttributionAttackTest, AListingThatEndedBeforeTheBehaviourIsOver) {
  expect_unknown(listed({.to = "2024-08-14"}));
}

TEST_F(AttributionAttackTest, ANamesakeIsNobody) {
  const std::uint32_t other = add_account("somebody");
  profile(other).declared_entity = "the outlet";
  act(other, add_object(ObjectKind::kText, "me"), 1);
  const Attribution result = attribute_account(other);
  expect_unknown(result);
  EXPECT_EQ(path(result, PathKind::kDeclares)->power, PathPower::kOpensCase);
}

TEST_F(AttributionAttackTest, AParodyThatLinksTheSiteIsNobody) {
  for (const std::uint32_t member : members_) {
    profile(member).links = {"https://www.outlet.example/live", "https://tiktok.com/@theoutlet"};
    profile(member).declared_entity = "The Outlet";
  }
  const auto result = attribute(members_);
  expect_all_unknown(result);
  EXPECT_EQ(result.network.paths.size(), 1U);
}

TEST_F(AttributionAttackTest, OneHandleOnAnotherServiceIsAnotherAccount) {
  registry_.account("ua-other", "outlet", "Telegram", "member0");
  expect_unknown(attribute_account(members_[0]));
}

// Somebody has an opponent's accounts share and repeat all that an outlet publishes, and link it.
TEST_F(AttributionAttackTest, AFrameUpGivesUnknown) {
  const auto material = publish(outlet_, 40);
  for (const std::uint32_t member : members_) {
    profile(member).links = {"https://outlet.example"};
    profile(member).declared_entity = "The Outlet";
    for (std::uint32_t i = 0; i < material.size(); ++i) {
      act(member, material[i], 10'000 + 600 * i + 1);
      act(member, add_object(ObjectKind::kUrl, "https://outlet.example/" + std::to_string(i)),
          10'000 + 600 * i + 2);
    }
  }
  std::vector<std::uint32_t> shared_exit(readers_.begin(), readers_.begin() + 60);
  shared_exit.push_back(outlet_);
  shared_exit.insert(shared_exit.end(), members_.begin(), members_.end());
  share_device(shared_exit);
  const auto result = attribute(members_);
  expect_all_unknown(result);
  EXPECT_NE(result.network.hypotheses.front().kind, HypothesisKind::kEntity);
}

TEST_F(AttributionAttackTest, FansInOneNetworkWithTheOutletsAccountAreFans) {
  profile(outlet_).links = {"https://outlet.example"};
  auto network = members_;
  network.push_back(outlet_);
  const auto result = attribute(network);
  EXPECT_FALSE(result.network.decided.has_value());
  EXPECT_EQ(path(result.network, PathKind::kMembership)->power, PathPower::kOpensCase);
}

TEST_F(AttributionAttackTest, AHandleTakenUpLaterIsSomebodyElses) {
  const std::uint32_t taken = add_account("member_old");
  registry_.account("ua-old", "outlet", "tiktok", "member_old");
  profile(taken).created_at = 1'710'000'000 * kMicrosPerSecond;  // after the registry's source
  act(taken, add_object(ObjectKind::kText, "me"), 1);
  const Attribution result = attribute_account(taken);
  expect_unknown(result);
  EXPECT_EQ(result.paths.front().why,
            "the account was made after the registry's source had the handle");
}

TEST_F(AttributionAttackTest, HoldingsInACircleControlNobodyElseAndEnd) {
  registry_.entity("a", "Company", "A");
  registry_.entity("b", "Company", "B");
  registry_.entity("c", "Company", "C");
  registry_.link("Ownership", "a", "b", {.share = .9});
  registry_.link("Ownership", "b", "a", {.share = .9});
  registry_.link("Ownership", "a", "outlet", {.share = .6});
  registry_.link("Ownership", "c", "a", {.share = .1});
  const Attribution result = attribute_account(outlet_);
  EXPECT_EQ(principal(result, "a")->power, PathPower::kDecides);
  EXPECT_EQ(principal(result, "b")->power, PathPower::kDecides);
  EXPECT_EQ(principal(result, "c"), nullptr);
}

TEST_F(AttributionAttackTest, AWithdrawnClaimIsNone) {
  const Attribution result = listed({.status = ClaimStatus::kWithdrawn});
  expect_unknown(result);
  EXPECT_TRUE(result.paths.empty());
}

TEST_F(AttributionAttackTest, ARetractedClaimIsNotInTheView) {
  // The view of a registry is made without what was retracted: here without the owner.
  registry_.state("ua-orphan", "service", "tiktok");
  registry_.state("ua-orphan", "username", "member0");
  registry_.entity("ua-orphan", "UserAccount", "member0");
  expect_unknown(attribute_account(members_[0]));
}

TEST_F(AttributionAttackTest, AHandleThatFourteenOutletsShareIsNobodys) {
  for (int i = 0; i < 14; ++i) {
    const std::string id = "edition" + std::to_string(i);
    registry_.entity(id, "Organization", "Edition " + std::to_string(i));
    registry_.account("ua-" + id, id, "tiktok", "member0");
  }
  const Attribution result = attribute_account(members_[0]);
  expect_unknown(result);
  EXPECT_EQ(result.paths.size(), 14U);
}

TEST_F(AttributionAttackTest, AnUnverifiedListingOpensACase) {
  const Attribution result = listed({.flags = {ClaimFlag::kUnverified}});
  expect_unknown(result);
  EXPECT_EQ(result.paths.front().why, "a claim it rests on is unverified");
}

TEST_F(AttributionAttackTest, AnIndicatorAGenericHostAndABlockedOutletAreNoSteps) {
  for (const ClaimFlag flag : {ClaimFlag::kIndicatorOnly, ClaimFlag::kGenericHost,
                               ClaimFlag::kConflicting, ClaimFlag::kNegativeList}) {
    registry_.state("outlet", "website", "https://seen.example", {.flags = {flag}});
    const std::uint32_t linker = add_account("linker");
    profile(linker).links = {"https://seen.example"};
    act(linker, add_object(ObjectKind::kText, "me"), 1);
    EXPECT_TRUE(attribute_account(linker).paths.empty()) << name_of(flag);
    expect_unknown(listed({.flags = {flag}}));
  }
}

TEST_F(AttributionAttackTest, APlatformIsNobodysSite) {
  registry_.state("outlet", "website", "https://www.youtube.com/");
  const std::uint32_t tuber = add_account("tuber");
  profile(tuber).links = {"https://m.youtube.com/watch?v=1"};
  act(tuber, add_object(ObjectKind::kText, "me"), 1);
  EXPECT_TRUE(attribute_account(tuber).paths.empty());
}

TEST_F(AttributionAttackTest, BadlyGradedSourcesDecideNothing) {
  expect_unknown(listed({.status = ClaimStatus::kReported, .grade = {'C', '3'}}));
}

TEST_F(AttributionAttackTest, AnAgencyThatServesBothIsNotTheOutlet) {
  for (const std::uint32_t member : members_) {
    profile(member).declared_entity = "A Shop";
    share_device({member, outlet_});
  }
  expect_all_unknown(attribute(members_));
}

}  // namespace
}  // namespace overt
