#include <gtest/gtest.h>

#include "stages/claims/hosts_internal.h"

namespace overt {
namespace {

TEST(HostsTest, RefangsEveryWayOfWritingAnAddressHarmlessly) {
  EXPECT_EQ(refanged("hxxps://a[.]b[.]com/x"), "https://a.b.com/x");
  EXPECT_EQ(refanged("HXXP[:]//a.com"), "http://a.com");
  EXPECT_EQ(refanged("a(dot)com"), "a.com");
  EXPECT_EQ(refanged("a[DOT]com"), "a.com");
  EXPECT_EQ(refanged("a(.)b{.}com"), "a.b.com");
  EXPECT_EQ(refanged("a[.com"), "a.com");
  EXPECT_EQ(refanged("info[at]a[.]com"), "info@a.com");
  EXPECT_EQ(refanged("plain.com"), "plain.com");
  EXPECT_EQ(refanged(""), "");
}

TEST(HostsTest, FindsTheHostOfAnAddressOrOfABareName) {
  EXPECT_EQ(web_host("https://WWW.Example.org:8080/path?q#f"), "example.org");
  EXPECT_EQ(web_host("example.org."), "example.org");
  EXPECT_EQ(web_host("http://user@example.org"), "example.org");
  EXPECT_EQ(web_host("http://свр.рф/"), "свр.рф");
  EXPECT_EQ(web_host("xn--c1acbl2abdlkab1og.xn--p1ai"), "xn--c1acbl2abdlkab1og.xn--p1ai");
  for (const auto* none : {"", "no host", "localhost", "1.2.3.4", "a..b", ".com", "a.c", "17 pages",
                           "(^|\\.)gab\\.com$", "https://eurologistics-ru", "…"}) {
    EXPECT_EQ(web_host(none), "") << none;
  }
}

TEST(HostsTest, ReadsTheAccountOutOfTheAddressOfItsPage) {
  const auto name = [](std::string_view address) {
    const auto account = service_account(address);
    return account ? std::string(account->service) + " " + account->username : "none";
  };
  EXPECT_EQ(name("https://www.twitter.com/RT_com?lang=en"), "x RT_com");
  EXPECT_EQ(name("https://x.com/a/status/1"), "x a");
  EXPECT_EQ(name("https://t.me/s/rt_russian"), "telegram rt_russian");
  EXPECT_EQ(name("https://www.tiktok.com/@sputnik.by"), "tiktok sputnik.by");
  EXPECT_EQ(name("https://www.youtube.com/channel/UCabcDEF"), "youtube UCabcDEF");
  EXPECT_EQ(name("https://www.youtube.com/@name/videos"), "youtube name");
  EXPECT_EQ(name("https://www.facebook.com/profile.php?id=100063824414668"),
            "facebook 100063824414668");
  EXPECT_EQ(name("https://www.facebook.com/pages/Name/123"), "facebook 123");
  EXPECT_EQ(name("http://vk.com/club68692201"), "vk club68692201");
  EXPECT_EQ(name("https://ok.ru/group/123"), "ok 123");
  EXPECT_EQ(name("https://www.linkedin.com/company/rt"), "linkedin rt");
  EXPECT_EQ(name("https://www.reddit.com/user/abc/"), "reddit abc");
  EXPECT_EQ(name("https://medium.com/@xcvvdax"), "medium xcvvdax");
  for (const auto* none :
       {"https://twitter.com/hashtag/x", "https://t.me/joinchat/abc", "https://t.me/+abc",
        "https://www.reddit.com/r/x/comments/1", "https://nottwitter.com/a", "https://x.com",
        "https://www.linkedin.com/posts/x", "https://facebook.com/groups/1", "rt.com"}) {
    EXPECT_EQ(name(none), "none") << none;
  }
}

TEST(HostsTest, SaysWhyASiteSaysNothingOfWhoIsBehindIt) {
  for (const auto* host : {"m.youtube.com", "youtube.com", "ground.news", "zerohedge.com", "bit.ly",
                           "t.me", "rthkradiopth-live.akamaized.net", "web.archive.org",
                           "bellingcat.com", "drive.google.com", "blogspot.com"}) {
    EXPECT_NE(generic_host_reason(host), "") << host;
  }
  for (const auto* host : {"rt.com", "swentr.site", "somebody.blogspot.com", "notyoutube.com",
                           "spiegel.ltd", "theguardian.co.com", "com", ""}) {
    EXPECT_EQ(generic_host_reason(host), "") << host;
  }
}

TEST(HostsTest, AListOfNamesHostedForOthersStaysInOrderAndIsFound) {
  EXPECT_EQ(generic_host_reason("9gag.com"), "platform");
  EXPECT_EQ(generic_host_reason("zoom.us"), "company whose software many use");
}

}  // namespace
}  // namespace overt
