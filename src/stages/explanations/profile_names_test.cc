#include <gtest/gtest.h>

#include "stages/explanations/profile_names_internal.h"

namespace overt {
namespace {

TEST(ProfileNamesTest, ReadsHosts) {
  EXPECT_EQ(read_link("https://www.Outlet.example").host, "outlet.example");
  EXPECT_EQ(read_link("outlet.example:8080/berlin?x=1").host, "outlet.example");
  EXPECT_EQ(read_link("http://a.outlet.example#top").host, "a.outlet.example");
  EXPECT_EQ(read_link("call me").host, "");
  EXPECT_EQ(read_link("").host, "");
  EXPECT_TRUE(read_link("https://outlet.example/").root);
  EXPECT_TRUE(read_link("https://outlet.example").root);
  EXPECT_FALSE(read_link("https://outlet.example/berlin").root);
  EXPECT_FALSE(read_link("https://outlet.example?page=2").root);
}

TEST(ProfileNamesTest, AHostIsWithinItsDomainOnly) {
  EXPECT_TRUE(is_within("outlet.example", "outlet.example"));
  EXPECT_TRUE(is_within("berlin.outlet.example", "outlet.example"));
  EXPECT_FALSE(is_within("myoutlet.example", "outlet.example"));
  EXPECT_FALSE(is_within("outlet.example", "berlin.outlet.example"));
  EXPECT_FALSE(is_within("outlet.example", ""));
}

TEST(ProfileNamesTest, SqueezesNames) {
  EXPECT_EQ(squeezed("The Harbor-Ledger 12"), "theharborledger12");
  EXPECT_EQ(squeezed("Maré"), "maré");
  EXPECT_EQ(squeezed("--"), "");
}

TEST(ProfileNamesTest, CountsAccountsByHost) {
  AccountProfile one;
  one.links = {"https://a.example/x", "https://www.a.example", "http://b.example"};
  AccountProfile two;
  two.links = {"a.example", "nothing"};
  const std::vector<const AccountProfile*> profiles = {&one, nullptr, &two};
  const auto hosts = count_profile_hosts(profiles);
  ASSERT_EQ(hosts.size(), 2U);
  EXPECT_EQ(hosts[0].host, "a.example");
  EXPECT_EQ(hosts[0].accounts, 2U);
  EXPECT_EQ(hosts[1].host, "b.example");
  EXPECT_EQ(hosts[1].accounts, 1U);
}

}  // namespace
}  // namespace overt
