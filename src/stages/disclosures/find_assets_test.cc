#include "stages/disclosures/find_assets.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

PeerAsset asset(PeerAssetKind kind, std::string value, std::string handle = "") {
  return {kind, std::move(value), std::move(handle), "", "x--1"};
}

TEST(FindAssetsTest, SaysOfEveryAssetWhetherAndWhereItIs) {
  std::vector<AccountProfile> profiles(2);
  profiles[0].account_id = "clipper:1";
  profiles[0].handle = "Anna";
  profiles[0].links = {"https://www.Echo.example/about/"};
  profiles[1].account_id = "clipper:2";
  std::vector<NetworkOfRun> networks(1);
  networks[0].told.id = "n1";
  networks[0].accounts = {{"clipper:2", "", true, "", "", ""}};
  networks[0].objects = {"https://news.example/a"};
  const std::vector<PeerAsset> assets = {asset(PeerAssetKind::kAccount, "", "@anna"),
                                         asset(PeerAssetKind::kAccount, "2"),
                                         asset(PeerAssetKind::kAccount, "3"),
                                         asset(PeerAssetKind::kDomain, "echo.example"),
                                         asset(PeerAssetKind::kDomain, "cho.example"),
                                         asset(PeerAssetKind::kUrl, "http://news.example/a"),
                                         asset(PeerAssetKind::kUrl, "http://news.example/A"),
                                         asset(PeerAssetKind::kName, "ANO")};
  const auto found = find_assets(assets, {profiles, networks});
  ASSERT_EQ(found.size(), 7U) << "names are for people";
  EXPECT_EQ(found[0].accounts, (std::vector<std::string>{"clipper:1"}));
  EXPECT_EQ(found[1].accounts, (std::vector<std::string>{"clipper:2"}));
  EXPECT_EQ(found[1].networks, (std::vector<std::string>{"n1"}));
  EXPECT_FALSE(found[2].found());
  EXPECT_EQ(found[3].accounts, (std::vector<std::string>{"clipper:1"}));
  EXPECT_FALSE(found[4].found()) << "a part of a host is another host";
  EXPECT_EQ(found[5].networks, (std::vector<std::string>{"n1"}));
  EXPECT_FALSE(found[6].found()) << "paths tell upper case from lower";
}

}  // namespace
}  // namespace overt
