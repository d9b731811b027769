// The real lists, where they are at hand: counts that were made apart from this code (with a few
// lines of Python's csv module), and the traps that they are known to hold.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "stages/claims/collected_claims_internal.h"

namespace overt {
namespace {

namespace fs = std::filesystem;

class RealListsTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* datasets = std::getenv("OVERT_DATASETS");
    if (datasets == nullptr) GTEST_SKIP() << "OVERT_DATASETS is not set";
    root_ = fs::path(datasets) / "registry";
  }

  [[nodiscard]] CollectedClaims read(const fs::path& path) const {
    std::ifstream in(root_ / path, std::ios::binary);
    EXPECT_TRUE(in.good()) << path;
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    ClaimDecoderRequest request;
    request.path = path.string();
    auto got = collect_claims(text, request);
    EXPECT_EQ(got.error, "") << path;
    EXPECT_TRUE(got.rejects.empty()) << path;
    return got;
  }

  fs::path root_;
};

std::size_t flagged(const std::vector<Claim>& claims, ClaimFlag flag) {
  std::size_t count = 0;
  for (const Claim& claim : claims) count += claim.flags.has(flag) ? 1U : 0U;
  return count;
}

TEST_F(RealListsTest, TheMatrixHas1156OutletsAndSharedHandlesAttributeNobody) {
  const auto got = read("state_media/State_Media_Matrix.csv");
  EXPECT_EQ(got.report.records, 1156U);
  EXPECT_EQ(got.stating("website").size(), 1074U) << "rows with an address";
  EXPECT_TRUE(got.entity_with("name", "ANO TV-Novosti").empty());
  const auto sputnik = got.stating("owner", "handle:tiktok:sputnik.by");
  EXPECT_EQ(sputnik.size(), 10U) << "ten editions point at one account";
  EXPECT_EQ(flagged(sputnik, ClaimFlag::kConflicting), 10U);
  const auto russian = got.stating("owner", "handle:tiktok:russian_rt");
  ASSERT_EQ(russian.size(), 1U) << "the international edition's link is another edition's account";
  EXPECT_TRUE(russian[0].flags.has(ClaimFlag::kUnverified));
  for (const Claim& claim : got.stating("owner")) {
    EXPECT_EQ(claim.flags.has(ClaimFlag::kUnverified), claim.schema == "UserAccount");
  }
  std::set<std::string> types;
  for (const Claim& claim : got.stating("classification")) types.insert(claim.value);
  EXPECT_EQ(types,
            (std::set<std::string>{"CaPr", "CaPu", "IP", "ISF", "ISFM", "ISFM?", "ISM", "SC"}));
  EXPECT_EQ(got.report.skipped, (std::vector<ReasonCount>{{"streaming_address", 49}}));
}

TEST_F(RealListsTest, TheDomainListsNameTheirOwnersAndTheBlockedOnesAreOnTheNegativeList) {
  const auto rt = read("outlet_domains/rt.txt");
  EXPECT_EQ(rt.stating("website").size(), 112U);
  EXPECT_EQ(flagged(rt.claims, ClaimFlag::kNegativeList), 0U);
  const auto segodnya = read("outlet_domains/rossiyasegodnya.txt");
  EXPECT_EQ(segodnya.stating("website").size(), 18U);
  EXPECT_EQ(segodnya.report.entities, 1U);
  const auto media = read("outlet_domains/category-media-ru.txt");
  EXPECT_EQ(media.stating("website").size(), 12U);
  EXPECT_EQ(media.report.entities, 12U);
  const auto blocked = read("outlet_domains/category-media-ru-blocked.txt");
  EXPECT_EQ(blocked.stating("website").size(), 131U);
  EXPECT_EQ(flagged(blocked.claims, ClaimFlag::kNegativeList), blocked.claims.size());
}

TEST_F(RealListsTest, TheEuListsKeepActAnnexAndDate) {
  const auto asset = read("eu_sanctions/eu_32014R0269.csv");
  EXPECT_EQ(asset.stating("entity").size(), 2802U);
  const std::string novosti = asset.entity_with("name", "ANO TV-Novosti");
  const std::string listing = asset.entity_with("entity", novosti);
  EXPECT_EQ(asset.values("startDate", listing), std::vector<std::string>{"2022-12-16"});
  EXPECT_EQ(asset.values("registrationNumber", novosti), std::vector<std::string>{"1057746595367"});
  EXPECT_EQ(asset.values("website", novosti),
            std::vector<std::string>{"https://partners.rt.com/contacts/"});
  const std::string segodnya = asset.entity_with(
      "name", "Federal State Unitary Enterprise Rossiya Segodnya International Information Agency");
  EXPECT_EQ(asset.values("startDate", asset.entity_with("entity", segodnya)),
            std::vector<std::string>{"2023-02-25"});

  const auto market = read("eu_sanctions/eu_32014R0833.csv");
  EXPECT_EQ(market.stating("entity").size(), 1746U);
  std::size_t outlets = 0;
  for (const Claim& claim : market.stating("program")) {
    if (claim.value != "Council Regulation (EU) No 833/2014, Annex XV") continue;
    ++outlets;
    EXPECT_TRUE(market.values("startDate", claim.entity).empty()) << "the file gives no date";
  }
  EXPECT_EQ(outlets, 32U);
  EXPECT_EQ(market.stating("startDate").size(), 1665U);

  const auto hybrid = read("eu_sanctions/eu_32024R2642.csv");
  EXPECT_EQ(hybrid.stating("entity").size(), 100U);
  EXPECT_EQ(hybrid.stating("startDate").size(), 100U);
}

TEST_F(RealListsTest, TheIndicatorTablesAreFiftySixOperationsEachGivenTwice) {
  std::map<std::string, std::set<ClaimId>> ids;  // by kind of file
  std::set<std::string> sites;
  std::set<std::string> operations;
  const fs::path folder = root_ / "threat_research" / "indicators";
  for (const std::string kind : {"csv", "tsv"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder / kind)) {
      if (!entry.is_regular_file()) continue;
      const auto got = read(fs::relative(entry.path(), root_));
      for (const std::string& name : got.values("name")) operations.insert(name);
      for (const Claim& claim : got.claims) {
        ids[kind].insert(id_of(claim, got.source_of(claim)));
        if (claim.property != "website") continue;
        EXPECT_TRUE(claim.flags.has(ClaimFlag::kIndicatorOnly)) << claim.value;
        if (claim.value.find('/') == std::string::npos) sites.insert(claim.value);
      }
    }
  }
  EXPECT_EQ(ids["csv"], ids["tsv"]) << "a copy in another form says nothing new";
  EXPECT_EQ(operations.size(), 56U) << "the other twelve tables are about hackers";
  EXPECT_EQ(sites.size(), 6110U);
}

TEST_F(RealListsTest, TheLargestIndicatorTableNames5952Sites) {
  const auto got = read(
      "threat_research/indicators/csv/Q2_2023 /"
      "Q2_2023_Doppelganger_Russia_based_CIB_network_updated.csv");
  std::size_t sites = 0;
  for (const std::string& value : got.values("website")) {
    sites += value.find('/') == std::string::npos ? 1U : 0U;
  }
  EXPECT_EQ(sites, 5952U);
}

TEST_F(RealListsTest, TheOperationDomainsAre2295OfWhichPatternsAndGenericHostsAreNotUsable) {
  const auto got = read("operation_domains/domains.csv");
  EXPECT_EQ(got.report.records, 2353U);
  std::set<std::string> domains;
  for (const std::string& value : got.values("website")) domains.insert(value);
  EXPECT_EQ(domains.size() + 4, 2295U) << "four are patterns";
  for (const Claim& claim : got.stating("website")) {
    EXPECT_TRUE(claim.flags.has(ClaimFlag::kUnverified));
    if (claim.value == "m.youtube.com" || claim.value == "ground.news" ||
        claim.value == "zerohedge.com") {
      EXPECT_TRUE(claim.flags.has(ClaimFlag::kGenericHost)) << claim.value;
    }
  }
}

TEST_F(RealListsTest, TheLegislatorsAreAllProtected) {
  const auto got = read("officials/legislators-social-media.yaml");
  EXPECT_EQ(got.report.records, 519U);
  EXPECT_EQ(flagged(got.claims, ClaimFlag::kProtected), got.claims.size());
  EXPECT_FALSE(got.entity_with("username", "SenToddYoung").empty());
}

}  // namespace
}  // namespace overt
