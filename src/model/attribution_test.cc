#include "model/attribution.h"

#include <type_traits>

#include <gtest/gtest.h>

namespace overt {
namespace {

static_assert(!std::is_constructible_v<DecidingStep, PathStep>);
static_assert(!std::is_default_constructible_v<DecidingStep>);
static_assert(!std::is_constructible_v<DecidingPath, EvidencePath>);
static_assert(!std::is_constructible_v<DecidingPath, PathKind, std::string, std::vector<PathStep>>);
static_assert(!std::is_default_constructible_v<DecidingPath>);
static_assert(!std::is_constructible_v<Decided, std::string, std::string, std::vector<EvidencePath>,
                                       Confidence>);

StepClaim claim_with(ClaimStatus status) {
  StepClaim claim;
  claim.status = status;
  claim.grade = {'A', '1'};
  return claim;
}

PathStep good_step() {
  PathStep step;
  step.claims.push_back(claim_with(ClaimStatus::kReported));
  step.status = ClaimStatus::kReported;
  step.may_decide = true;
  return step;
}

TEST(AttributionTest, AGoodStepDecides) {
  EXPECT_TRUE(DecidingStep::from(good_step()).has_value());
}

TEST(AttributionTest, NoStepDecidesAgainstItsClaimsWhateverItSaysOfItself) {
  for (const ClaimStatus status : {ClaimStatus::kWithdrawn, ClaimStatus::kDisputed,
                                   ClaimStatus::kAlleged, ClaimStatus::kCharged}) {
    PathStep step = good_step();
    step.claims.push_back(claim_with(status));
    EXPECT_FALSE(DecidingStep::from(step).has_value()) << name_of(status);
  }
  for (const ClaimFlag flag : {ClaimFlag::kUnverified, ClaimFlag::kIndicatorOnly,
                               ClaimFlag::kNegativeList, ClaimFlag::kConflicting}) {
    PathStep step = good_step();
    step.claims.front().flags = {flag};
    EXPECT_FALSE(DecidingStep::from(step).has_value()) << name_of(flag);
  }
  PathStep stale = good_step();
  stale.holds_then = false;
  EXPECT_FALSE(DecidingStep::from(stale).has_value());
  PathStep groundless = good_step();
  groundless.claims.clear();
  EXPECT_FALSE(DecidingStep::from(groundless).has_value());
}

TEST(AttributionTest, WhatAnAccountSaysOfItselfIsNoDecidingPath) {
  const DecidingStep step = *DecidingStep::from(good_step());
  EXPECT_FALSE(DecidingPath::from(PathKind::kDeclares, "e", {step}).has_value());
  EXPECT_FALSE(DecidingPath::from(PathKind::kListed, "e", {}).has_value());
  EXPECT_TRUE(DecidingPath::from(PathKind::kListed, "e", {step}).has_value());
}

TEST(AttributionTest, OneStepThatMayNotTakesThePathWithIt) {
  EvidencePath path;
  path.kind = PathKind::kListed;
  path.entity = "e";
  path.power = PathPower::kDecides;
  path.steps = {good_step(), good_step()};
  EXPECT_TRUE(DecidingPath::from(path).has_value());
  path.steps[1].may_decide = false;
  EXPECT_FALSE(DecidingPath::from(path).has_value());
}

TEST(AttributionTest, LikelihoodsHaveTheirWords) {
  EXPECT_EQ(name_of(likelihood_of(.01)), "almost-no-chance");
  EXPECT_EQ(name_of(likelihood_of(.05)), "almost-no-chance");
  EXPECT_EQ(name_of(likelihood_of(.06)), "very-unlikely");
  EXPECT_EQ(name_of(likelihood_of(.3)), "unlikely");
  EXPECT_EQ(name_of(likelihood_of(.5)), "roughly-even-chance");
  EXPECT_EQ(name_of(likelihood_of(.6)), "likely");
  EXPECT_EQ(name_of(likelihood_of(.9)), "very-likely");
  EXPECT_EQ(name_of(likelihood_of(.99)), "almost-certain");
}

}  // namespace
}  // namespace overt
