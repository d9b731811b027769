#include <gtest/gtest.h>

#include "stages/explanations/network_fixture_internal.h"

namespace overt {
namespace {

constexpr Explanation kThis = Explanation::kDisclosed;

TEST(DisclosedTest, FitsWhereNearlyAllDeclareOneEntity) {
  NetworkFixture fixture(12);
  fixture.describe(10, [](AccountProfile& profile, std::uint32_t i) {
    profile.declared_entity = i % 2 == 0 ? "Linden & Quay" : "linden  quay";
  });
  const auto tried = fixture.tried(kThis);
  EXPECT_TRUE(tried.fits);
  EXPECT_EQ(tried.evidence,
            "10 of the 12 accounts declare \"Linden & Quay\" as who they are or work for.");
  EXPECT_EQ(fixture.best(), kThis);
}

TEST(DisclosedTest, FailsWhereHalfDeclare) {
  NetworkFixture fixture(12);
  fixture.describe(
      6, [](AccountProfile& profile, std::uint32_t) { profile.declared_entity = "Linden & Quay"; });
  const auto tried = fixture.tried(kThis);
  EXPECT_FALSE(tried.fits);
  EXPECT_EQ(tried.evidence,
            "6 of the 12 accounts declare \"Linden & Quay\" as who they are or work for; 10 would "
            "have to.");
  EXPECT_EQ(fixture.best(), Explanation::kUndisclosed);
}

TEST(DisclosedTest, UnknownProfilesCountAsNotDeclaring) {
  NetworkFixture fixture(12);
  fixture.describe(12, [](AccountProfile& profile, std::uint32_t) {
    profile.declared_entity = "Linden & Quay";
  });
  ASSERT_TRUE(fixture.tried(kThis).fits);
  for (std::size_t i = 0; i < 4; ++i) fixture.network.profiles[i] = nullptr;
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(DisclosedTest, EachDeclaringAnotherEntityIsNoDisclosure) {
  NetworkFixture fixture(12);
  fixture.describe(12, [](AccountProfile& profile, std::uint32_t i) {
    profile.declared_entity = "Shop number " + std::to_string(i);
  });
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(DisclosedTest, DeclaringNobodyIsNoDisclosure) {
  for (const char* nobody : {"Independent", "n/a", "none", "--", "Myself"}) {
    NetworkFixture fixture(12);
    fixture.describe(
        12, [&](AccountProfile& profile, std::uint32_t) { profile.declared_entity = nobody; });
    EXPECT_FALSE(fixture.tried(kThis).fits) << nobody;
  }
}

TEST(DisclosedTest, FitsVerifiedAccountsOfOneSite) {
  NetworkFixture fixture(10);
  const auto verified = [](AccountProfile& profile, std::uint32_t i) {
    profile.verified = true;
    profile.links = {i % 2 == 0 ? "https://www.ministry.example" : "http://Ministry.example/"};
  };
  fixture.describe(9, verified);
  const auto tried = fixture.tried(kThis);
  EXPECT_TRUE(tried.fits);
  EXPECT_EQ(tried.evidence, "9 of the 10 accounts are verified and link to ministry.example.");
  fixture.describe(9, [&](AccountProfile& profile, std::uint32_t i) {
    verified(profile, i);
    profile.verified = i < 5;
  });
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(DisclosedTest, PagesOnASiteOfEverybodyDiscloseNothing) {
  NetworkFixture fixture(10);
  fixture.describe(10, [](AccountProfile& profile, std::uint32_t i) {
    profile.verified = true;
    profile.links = {"https://links.example/user" + std::to_string(i)};
  });
  EXPECT_FALSE(fixture.tried(kThis).fits) << "a page, and hosts are not known";
  const std::vector<HostFigure> everybodys = {{"links.example", 5000}};
  fixture.network.hosts = everybodys;
  EXPECT_FALSE(fixture.tried(kThis).fits);
  const std::vector<HostFigure> own = {{"links.example", 14}};
  fixture.network.hosts = own;
  EXPECT_TRUE(fixture.tried(kThis).fits);
}

TEST(DisclosedTest, SaysThatNoProfileIsKnown) {
  NetworkFixture fixture(5);
  EXPECT_EQ(fixture.tried(kThis).evidence, "No profile of the accounts is known.");
}

}  // namespace
}  // namespace overt
