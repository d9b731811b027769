#include "stages/attribution/attribute.h"

#include "stages/attribution/attribution_fixture_internal.h"

namespace overt {
namespace {

// An outlet with an account and a site, held by a company, which a state controls.
class AttributeTest : public AttributionFixture {
 protected:
  void SetUp() override {
    registry_.entity("outlet", "Organization", "The Outlet");
    registry_.entity("holding", "Company", "Holding");
    registry_.entity("state", "PublicBody", "Ministry");
    registry_.state("outlet", "website", "https://www.outlet.example/");
    registry_.account("ua-outlet", "outlet", "TikTok", "@TheOutlet");
    registry_.link("Ownership", "holding", "outlet", {.share = 1});
    registry_.link("Control", "state", "holding", {.role = "appointment"});
    add_readers();
    outlet_ = add_account("theoutlet");
    act(outlet_, add_object(ObjectKind::kText, "hello"), 1);
    members_ = add_accounts("member", 8);
    for (const std::uint32_t member : members_) {
      act(member, add_object(ObjectKind::kUrl, "https://elsewhere.example/x"), member);
    }
  }

  std::uint32_t outlet_ = 0;
  std::vector<std::uint32_t> members_;
};

TEST_F(AttributeTest, AnAccountThatTheRegistryListsIsItsOwners) {
  const Attribution result = attribute_account(outlet_);
  ASSERT_TRUE(result.decided.has_value());
  EXPECT_EQ(result.decided->entity(), "outlet");
  EXPECT_EQ(result.role, Role::kOperator);
  EXPECT_EQ(result.decided->paths().front().kind(), PathKind::kListed);
  EXPECT_EQ(result.decided->confidence(), Confidence::kModerate);
}

TEST_F(AttributeTest, NamedBothWaysIsSurerThanOneWay) {
  const double one_way = attribute_account(outlet_).hypotheses.front().probability;
  profile(outlet_).links = {"http://outlet.example/about"};
  const Attribution both = attribute_account(outlet_);
  EXPECT_GT(both.hypotheses.front().probability, one_way);
  EXPECT_EQ(both.decided->confidence(), Confidence::kHigh);
}

TEST_F(AttributeTest, TellsWhoControlsTheEntityWithTheChain) {
  const Attribution result = attribute_account(outlet_);
  const Principal* state = principal(result, "state");
  ASSERT_NE(state, nullptr);
  EXPECT_EQ(state->power, PathPower::kDecides);
  EXPECT_EQ(state->basis, "control");
  ASSERT_EQ(state->steps.size(), 2U);
  EXPECT_EQ(state->steps[0].to, "Holding");
  EXPECT_EQ(state->steps[1].to, "Ministry");
  EXPECT_DOUBLE_EQ(principal(result, "holding")->share, 1);
}

TEST_F(AttributeTest, NothingIsUnknown) {
  const auto result = attribute(members_);
  EXPECT_FALSE(result.network.decided.has_value());
  EXPECT_EQ(result.network.hypotheses.front().kind, HypothesisKind::kUnknown);
  EXPECT_EQ(result.network.unknown_reasons.front(),
            "No path of evidence leads to an entity of the registry.");
  EXPECT_TRUE(result.members.empty());
}

TEST_F(AttributeTest, SharedDevicesLeadToTheEntity) {
  for (const std::uint32_t member : members_) share_device({member, outlet_});
  const auto result = attribute(members_);
  ASSERT_TRUE(result.network.decided.has_value());
  EXPECT_EQ(result.network.decided->entity(), "outlet");
  EXPECT_EQ(result.network.decided->paths().front().kind(), PathKind::kInfrastructure);
  ASSERT_EQ(result.members.size(), members_.size());
  EXPECT_EQ(result.members.front().role, Role::kControlled);
}

TEST_F(AttributeTest, AnAddressThatManyShareLeadsNowhere) {
  std::vector<std::uint32_t> all = readers_;
  all.resize(120);
  all.insert(all.end(), members_.begin(), members_.end());
  all.push_back(outlet_);
  share_device(all);
  const auto result = attribute(members_);
  EXPECT_FALSE(result.network.decided.has_value());
  EXPECT_EQ(path(result.network, PathKind::kInfrastructure), nullptr);
}

TEST_F(AttributeTest, MaterialPublishedBeforeItsOwnersLeadsToThem) {
  const auto material = publish(outlet_, 10);
  for (const std::uint32_t object : material) {
    for (std::uint32_t m = 0; m < 5; ++m) act(members_[m], object, 3000);
  }
  const auto result = attribute(members_);
  ASSERT_TRUE(result.network.decided.has_value());
  EXPECT_EQ(result.network.decided->paths().front().kind(), PathKind::kContentOrigin);
  EXPECT_EQ(result.network.decided->confidence(), Confidence::kModerate);
}

TEST_F(AttributeTest, MembersListedInSilenceSpeakForTheirNetwork) {
  for (std::uint32_t m = 0; m < 4; ++m) {
    registry_.account("ua" + std::to_string(m), "outlet", "tiktok", "member" + std::to_string(m),
                      {.status = ClaimStatus::kSanctioned});
  }
  auto members = members_;
  const auto more = add_accounts("extra", 6);
  members.insert(members.end(), more.begin(), more.end());
  add_readers(3000);
  const auto result = attribute(members);
  ASSERT_TRUE(result.network.decided.has_value());
  EXPECT_EQ(result.network.decided->paths().front().kind(), PathKind::kMembership);
  EXPECT_EQ(result.network.decided->confidence(), Confidence::kLow);
}

TEST_F(AttributeTest, TwoOutletsOfOneHoldingAreTheHoldings) {
  registry_.entity("sister", "Organization", "The Sister");
  registry_.link("Ownership", "holding", "sister", {.share = .6});
  registry_.account("ua-sister", "sister", "tiktok", "sister");
  const std::uint32_t sister = add_account("sister");
  act(sister, add_object(ObjectKind::kText, "hello too"), 1);
  for (const std::uint32_t member : members_) share_device({member, outlet_, sister});
  const auto result = attribute(members_);
  ASSERT_TRUE(result.network.decided.has_value());
  EXPECT_EQ(result.network.decided->entity(), "holding");
}

TEST_F(AttributeTest, TwoStrangersCannotBeSeparated) {
  registry_.entity("rival", "Organization", "Rival");
  registry_.account("ua-rival", "rival", "tiktok", "rival");
  const std::uint32_t rival = add_account("rival");
  act(rival, add_object(ObjectKind::kText, "hello too"), 1);
  for (const std::uint32_t member : members_) share_device({member, outlet_, rival});
  const auto result = attribute(members_);
  EXPECT_FALSE(result.network.decided.has_value());
  EXPECT_NE(result.network.unknown_reasons.front().find("cannot be separated"), std::string::npos);
}

TEST_F(AttributeTest, WhatTheLogShowsOfAnotherShortOfDecidingIsEnoughToAbstain) {
  registry_.entity("rival", "Organization", "Rival");
  registry_.account("ua-rival", "rival", "tiktok", "rival");
  const std::uint32_t rival = add_account("rival");
  act(rival, add_object(ObjectKind::kText, "hello too"), 1);
  for (const std::uint32_t member : members_) share_device({member, outlet_});
  share_device({members_[0], rival});
  const auto result = attribute(members_);
  EXPECT_FALSE(result.network.decided.has_value());
  EXPECT_NE(result.network.unknown_reasons.front().find("something of Rival"), std::string::npos);
}

TEST_F(AttributeTest, AWittingContractorWorksForWhoPays) {
  registry_.entity("agency", "Company", "Agency");
  registry_.entity("shell", "Company", "Shell");
  registry_.account("ua-agency", "agency", "tiktok", "agency");
  registry_.link("Payment", "holding", "shell", {.amount = 100});
  registry_.link("Payment", "shell", "agency", {.amount = 80});
  registry_.link("Representation", "agency", "holding");
  const std::uint32_t agency = add_account("agency");
  act(agency, add_object(ObjectKind::kText, "hi"), 1);
  const Attribution result = attribute_account(agency);
  const Principal* payer = principal(result, "holding");
  ASSERT_NE(payer, nullptr);
  EXPECT_EQ(payer->power, PathPower::kDecides);
  EXPECT_EQ(payer->role, Role::kPaidWitting);
  EXPECT_DOUBLE_EQ(payer->share, 1);
  EXPECT_EQ(result.role, Role::kPaidWitting);
  EXPECT_EQ(principal(result, "state")->basis, "payment");
}

}  // namespace
}  // namespace overt
