#include <gtest/gtest.h>

#include "stages/explanations/network_fixture_internal.h"

namespace overt {
namespace {

constexpr Explanation kThis = Explanation::kNewsroom;
constexpr std::uint32_t kOutlet = 7;

/// Posts with a link to the outlet, each with a caption that all copy.
void post_links(NetworkFixture& fixture, std::uint32_t occasions) {
  fixture.network.sources.push_back(
      {kOutlet, SourceKind::kOutlet, "harbor-ledger.example", occasions * 8ULL});
  fixture.add_bursts(occasions, [](BurstFigure& burst, std::uint32_t) {
    burst.source = kOutlet;
    burst.kind = ObjectKind::kUrl;
  });
  for (std::uint32_t i = 0; i < occasions; ++i) {
    BurstFigure caption = fixture.network.bursts[i];
    caption.source = 5000 + i;
    caption.kind = ObjectKind::kText;
    fixture.network.bursts.push_back(caption);
    fixture.network.sources.push_back({caption.source, SourceKind::kObject, "", 8});
  }
}

void link_home(AccountProfile& profile, std::uint32_t) {
  profile.links = {"https://www.harbor-ledger.example"};
}

TEST(NewsroomTest, FitsThePagesOfAnOutlet) {
  NetworkFixture fixture(8);
  post_links(fixture, 10);
  fixture.describe(8, link_home);
  const auto tried = fixture.tried(kThis);
  EXPECT_TRUE(tried.fits);
  EXPECT_EQ(tried.evidence,
            "harbor-ledger.example is behind 10 of 10 moments, and 8 of the 8 accounts show it in "
            "link, entity or name.");
  EXPECT_EQ(fixture.best(), kThis);
}

TEST(NewsroomTest, FitsAccountsThatBearABrandsName) {
  NetworkFixture fixture(5);
  post_links(fixture, 5);
  fixture.describe(5, [](AccountProfile& profile, std::uint32_t i) {
    profile.handle = "HarborLedger_city" + std::to_string(i);
  });
  EXPECT_TRUE(fixture.tried(kThis).fits);
}

TEST(NewsroomTest, ItsOfficeAndItsHeadlinesDoNotSpeakAgainstIt) {
  NetworkFixture fixture(8);
  post_links(fixture, 10);
  fixture.describe(8, link_home);
  fixture.add_family(Family::kIdentity);
  fixture.add_family(Family::kContentReuse);
  EXPECT_TRUE(fixture.tried(kThis).fits);
}

TEST(NewsroomTest, StrangersThatPushAnOutletAreNotItsPages) {
  NetworkFixture fixture(16);
  post_links(fixture, 20);
  fixture.describe(16, [](AccountProfile&, std::uint32_t) {});
  const auto tried = fixture.tried(kThis);
  EXPECT_FALSE(tried.fits);
  EXPECT_EQ(tried.evidence,
            "harbor-ledger.example is behind 20 of 20 moments, and 0 of the 16 accounts show it in "
            "link, entity or name; 13 would have to.");
}

TEST(NewsroomTest, AFewPagesAreNoCoverForTheOthers) {
  NetworkFixture fixture(16);
  post_links(fixture, 20);
  fixture.describe(8, link_home);
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(NewsroomTest, FailsWhereOtherSourcesWeigh) {
  NetworkFixture fixture(8);
  post_links(fixture, 7);
  fixture.describe(8, link_home);
  EXPECT_TRUE(fixture.tried(kThis).fits);
  fixture.add_bursts(3, [](BurstFigure& burst, std::uint32_t i) { burst.occasion = 700 + i; });
  const auto tried = fixture.tried(kThis);
  EXPECT_FALSE(tried.fits);
  EXPECT_EQ(tried.evidence,
            "The outlet behind most is harbor-ledger.example, with 7 of 10 moments; 8 would be "
            "needed.");
}

TEST(NewsroomTest, ALinkToASiteOfEverybodyShowsNothing) {
  NetworkFixture fixture(8);
  post_links(fixture, 10);
  fixture.describe(8, link_home);
  const std::vector<HostFigure> hosts = {{"harbor-ledger.example", 3000}};
  fixture.network.hosts = hosts;
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(NewsroomTest, APageOnASiteShowsItsOutletOnlyWhereItIsKnownToBeIts) {
  NetworkFixture fixture(8);
  post_links(fixture, 10);
  fixture.describe(8, [](AccountProfile& profile, std::uint32_t i) {
    profile.links = {"https://berlin.harbor-ledger.example/desk" + std::to_string(i)};
  });
  EXPECT_FALSE(fixture.tried(kThis).fits);
  const std::vector<HostFigure> hosts = {{"berlin.harbor-ledger.example", 9},
                                         {"notharbor-ledger.example", 9000}};
  fixture.network.hosts = hosts;
  EXPECT_TRUE(fixture.tried(kThis).fits);
}

TEST(NewsroomTest, WithoutProfilesItMustBeTheOnlySource) {
  NetworkFixture fixture(8);
  post_links(fixture, 10);
  const auto tried = fixture.tried(kThis);
  EXPECT_TRUE(tried.fits);
  EXPECT_NE(tried.evidence.find("cannot be told"), std::string::npos) << tried.evidence;
  fixture.network.sources.push_back({8, SourceKind::kCreator, "someone", 1});
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(NewsroomTest, WithoutProfilesSharedDevicesSpeakAgainstIt) {
  NetworkFixture fixture(8);
  post_links(fixture, 10);
  fixture.add_family(Family::kIdentity);
  const auto tried = fixture.tried(kThis);
  EXPECT_FALSE(tried.fits);
  EXPECT_NE(tried.evidence.find("does not account for identity and infrastructure"),
            std::string::npos)
      << tried.evidence;
}

TEST(NewsroomTest, ActsCountWhereNoMomentsAreCommon) {
  NetworkFixture fixture(8);
  fixture.network.sources = {{1, SourceKind::kOutlet, "harbor-ledger.example", 90},
                             {2, SourceKind::kCreator, "someone", 10},
                             {3, SourceKind::kObject, "", 500}};
  fixture.describe(8, link_home);
  const auto tried = fixture.tried(kThis);
  EXPECT_TRUE(tried.fits);
  EXPECT_NE(tried.evidence.find("behind 90 of 100 acts"), std::string::npos) << tried.evidence;
  fixture.network.sources[1].member_acts = 40;
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

}  // namespace
}  // namespace overt
