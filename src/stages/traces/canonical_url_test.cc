#include "stages/traces/canonical_url.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace overt {
namespace {

std::string canonical(std::string_view url) {
  UrlCanonicalizer urls;
  const auto result = urls.canonicalize(url);
  return result ? std::string(result->text) : "none";
}

std::string domain(std::string_view url) {
  UrlCanonicalizer urls;
  const auto result = urls.canonicalize(url);
  return result ? std::string(result->domain) : "none";
}

TEST(CanonicalUrlTest, FoldsSchemeHostPortAndUser) {
  EXPECT_EQ(canonical("HTTP://user:pw@EXAMPLE.com:80"), "https://example.com/");
  EXPECT_EQ(canonical("http://example.com:443/"), "https://example.com/");
  EXPECT_EQ(canonical("https://example.com.:8443/a"), "https://example.com:8443/a");
  EXPECT_EQ(canonical(" https:\\\\example.com\\a\t "), "https://example.com/a");
}

TEST(CanonicalUrlTest, ResolvesDotSegmentsAndTrailingSlashes) {
  EXPECT_EQ(canonical("https://example.com/a/./b/../c/"), "https://example.com/a/c");
  EXPECT_EQ(canonical("https://example.com/a/%2E%2e/b//"), "https://example.com/b");
  EXPECT_EQ(canonical("https://example.com///"), "https://example.com/");
}

TEST(CanonicalUrlTest, MakesPercentEncodingNormal) {
  EXPECT_EQ(canonical("https://example.com/%7euser/%e2%82%ac|€"),
            "https://example.com/~user/%E2%82%AC%7C%E2%82%AC");
  EXPECT_EQ(canonical("https://example.com/%2f%%34%31"), "https://example.com/%2F%2541");
}

TEST(CanonicalUrlTest, WritesInternationalHostsInAscii) {
  EXPECT_EQ(canonical("https://Пример.рф/"), "https://xn--e1afmkfd.xn--p1ai/");
  EXPECT_EQ(canonical("https://ｅｘａｍｐｌｅ.com/"), "https://example.com/");
  EXPECT_EQ(canonical("https://%65xample.com/"), "https://example.com/");
  EXPECT_EQ(canonical("https://faß.de/"), "https://xn--fa-hia.de/");
}

TEST(CanonicalUrlTest, DropsVariantPrefixesLeftOfTheRegistrableDomain) {
  for (const std::string prefix : {"www.", "m.", "mobile.", "amp.", "www.m.", "amp.www."}) {
    EXPECT_EQ(canonical("https://" + prefix + "example.co.uk/a"), "https://example.co.uk/a");
  }
  EXPECT_EQ(canonical("https://en.m.wikipedia.org/wiki/A"), "https://en.wikipedia.org/wiki/A");
}

TEST(CanonicalUrlTest, KeepsPrefixesThatAreTheRegistrableDomain) {
  EXPECT_EQ(canonical("https://m.com/"), "https://m.com/");
  EXPECT_EQ(canonical("https://www.gov.uk/a"), "https://www.gov.uk/a");
  EXPECT_EQ(canonical("https://amp.github.io/"), "https://amp.github.io/");
  EXPECT_EQ(canonical("https://mobile.localhost/"), "https://mobile.localhost/");
}

TEST(CanonicalUrlTest, DropsTrackingParametersAndSortsTheRest) {
  EXPECT_EQ(canonical("https://example.com/?utm_Source=a&b=2&fbclid=x&a=1&gclid=&UTM_x&mc_cid=1"),
            "https://example.com/?a=1&b=2");
  EXPECT_EQ(canonical("https://example.com/?utm%5Fsource=a"), "https://example.com/");
  EXPECT_EQ(canonical("https://example.com/?b=2&a=z&b=1&&a=y"),
            "https://example.com/?a=z&a=y&b=2&b=1");
}

TEST(CanonicalUrlTest, KeepsParametersThatOnlyLookLikeTracking) {
  const std::string url = "https://example.com/?ref=a&s=20&si=x&t=1&xutm_source=1";
  EXPECT_EQ(canonical(url), url);
}

TEST(CanonicalUrlTest, DropsFragmentsThatAreNoRoutes) {
  EXPECT_EQ(canonical("https://example.com/a#part"), "https://example.com/a");
  EXPECT_EQ(canonical("https://example.com/a#:~:text=x"), "https://example.com/a");
  EXPECT_EQ(canonical("https://example.com/a#!/b c"), "https://example.com/a#!/b%20c");
  EXPECT_EQ(canonical("https://example.com/a#!"), "https://example.com/a");
}

TEST(CanonicalUrlTest, FindsThePageOfAnAmpCopy) {
  for (const char* url : {"https://www.google.com/amp/s/amp.example.com/news/",
                          "https://google.co.uk/amp/example.com/news",
                          "https://www-example-com.cdn.ampproject.org/c/s/example.com/news?usqp=1",
                          "https://cdn.ampproject.org/v/s/example.com/news/amp/",
                          "https://example.com/news/amp", "https://example.com/news?amp=1",
                          "https://example.com/news?amp", "https://example.com/news/amp/amp/"}) {
    EXPECT_EQ(canonical(url), "https://example.com/news") << url;
  }
  EXPECT_EQ(canonical("https://example.com/a.amp.html"), "https://example.com/a.html");
  EXPECT_EQ(canonical("https://example.com/amp"), "https://example.com/amp");
  EXPECT_EQ(canonical("https://example.com/?amp=230"), "https://example.com/?amp=230");
}

TEST(CanonicalUrlTest, FollowsPagesThatOnlyForward) {
  const std::string encoded = "https%3A%2F%2Fwww.example.com%2Fnews%3Fb%3D1%26fbclid%3Dx";
  for (const std::string page :
       {"https://l.facebook.com/l.php?h=AT0&u=", "https://lm.facebook.com/l.php?u=",
        "https://www.facebook.com/l.php?u=", "https://l.instagram.com/?u=",
        "https://www.google.com/url?sa=t&q=", "https://google.de/url?url=",
        "https://t.umblr.com/redirect?z=", "https://out.reddit.com/t3_abc?url=",
        "https://vk.com/away.php?to=", "https://m.vk.com/away.php?to=",
        "https://www.youtube.com/redirect?event=video&q=", "https://t.me/iv?rhash=1&url=",
        "https://steamcommunity.com/linkfilter/?url="}) {
    EXPECT_EQ(canonical(page + encoded), "https://example.com/news?b=1") << page;
  }
}

TEST(CanonicalUrlTest, KeepsForwardingPagesWithoutAUsableTarget) {
  EXPECT_EQ(canonical("https://vk.com/away.php?to=ftp%3A%2F%2Fa.com"),
            "https://vk.com/away.php?to=ftp%3A%2F%2Fa.com");
  EXPECT_EQ(canonical("https://www.google.com/url?q=weather"), "https://google.com/url?q=weather");
  EXPECT_EQ(canonical("https://google.github.io/url?q=https://a.com"),
            "https://google.github.io/url?q=https://a.com");
}

TEST(CanonicalUrlTest, RefusesForwardingPagesNestedWithoutEnd) {
  std::string url = "https://example.com/";
  for (int i = 0; i < 8; ++i) url = "https://google.com/url?q=" + url;
  EXPECT_EQ(canonical(url), "https://example.com/");
  EXPECT_EQ(canonical("https://google.com/url?q=" + url), "none");
}

TEST(CanonicalUrlTest, GivesAVideoOneAddress) {
  for (const char* url :
       {"https://youtu.be/dQw4w9WgXcQ?t=3&si=abc", "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://m.youtube.com/watch?list=PL1&v=dQw4w9WgXcQ&feature=share#t=1",
        "https://youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube.com/live/dQw4w9WgXcQ/",
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0"}) {
    EXPECT_EQ(canonical(url), "https://youtube.com/watch?v=dQw4w9WgXcQ") << url;
    EXPECT_EQ(domain(url), "youtube.com");
  }
  EXPECT_EQ(canonical("https://www.youtube.com/@Channel?si=x"), "https://youtube.com/@Channel");
  EXPECT_EQ(canonical("https://youtu.be/short"), "https://youtu.be/short");
}

TEST(CanonicalUrlTest, GivesAPostOneAddress) {
  for (const char* url :
       {"https://twitter.com/RT_com/status/1234567?s=20&t=ab",
        "https://x.com/rt_com/status/1234567",
        "https://mobile.twitter.com/RT_com/status/1234567/photo/1",
        "https://twitter.com/i/web/status/1234567", "https://fxtwitter.com/a/status/1234567"}) {
    EXPECT_EQ(canonical(url), "https://x.com/i/status/1234567") << url;
  }
  EXPECT_EQ(canonical("https://twitter.com/RT_com?s=20"), "https://x.com/RT_com");
}

TEST(CanonicalUrlTest, GivesAChannelOneAddress) {
  EXPECT_EQ(canonical("https://telegram.me/s/RT_Russian/12?single"), "https://t.me/rt_russian/12");
  EXPECT_EQ(canonical("https://t.me/+AbCd"), "https://t.me/+AbCd");
  EXPECT_EQ(canonical("https://t.me/joinchat/AbCd"), "https://t.me/joinchat/AbCd");
  EXPECT_EQ(canonical("https://m.tiktok.com/@User/video/7/?lang=en&is_copy_url=1"),
            "https://tiktok.com/@user/video/7");
}

TEST(CanonicalUrlTest, LeavesShortenersAlone) {
  EXPECT_EQ(canonical("http://bit.ly/AbC"), "https://bit.ly/AbC");
  EXPECT_EQ(canonical("https://t.co/AbC?amp=1"), "https://t.co/AbC");
  EXPECT_EQ(canonical("https://vm.tiktok.com/AbC/"), "https://vm.tiktok.com/AbC");
}

TEST(CanonicalUrlTest, NamesTheRegistrableDomainOrTheHost) {
  EXPECT_EQ(domain("https://a.b.example.co.uk/"), "example.co.uk");
  EXPECT_EQ(domain("https://alice.github.io/x"), "alice.github.io");
  EXPECT_EQ(domain("https://github.io/x"), "github.io");
  EXPECT_EQ(domain("http://192.168.0.1:81/x"), "192.168.0.1");
  EXPECT_EQ(domain("http://localhost/x"), "localhost");
}

TEST(CanonicalUrlTest, HasNoFormForWhatIsNoWebAddress) {
  for (const char* url :
       {"", "example.com", "//example.com", "ftp://example.com/", "javascript:alert(1)", "https://",
        "http://?a", "https://a..b/", "https://./", "https://exa mple.com/", "https://a:99999/",
        "https://a:b/", "http://1.2.3.4.5/", "http://256.1.1.1/", "http://[::1", "httpx://a.com",
        "https://\xff.com/"}) {
    EXPECT_EQ(canonical(url), "none") << url;
  }
}

TEST(CanonicalUrlTest, IgnoresUrlsBeyondTheLimit) {
  const std::string longest = "https://a.com/" + std::string(kUrlBytesMax - 14, 'x');
  EXPECT_EQ(canonical(longest), longest);
  EXPECT_EQ(canonical(longest + "x"), "none");
  // Escaping makes it longer than the limit.
  EXPECT_EQ(canonical("https://a.com/" + std::string(4000, '|')), "none");
  EXPECT_EQ(canonical("https://" + std::string(300, 'a') + ".com/"), "none");
}

TEST(CanonicalUrlTest, SurvivesAnotherHostInTheSameSlot) {
  UrlCanonicalizer urls;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 5000; ++i) {
      const std::string host = "h" + std::to_string(i) + ".example" + std::to_string(i) + ".org";
      const auto result = urls.canonicalize("https://www." + host + "/");
      ASSERT_TRUE(result.has_value());
      ASSERT_EQ(result->text, "https://" + host + "/");
    }
  }
}

using Pieces = std::vector<std::string>;

rc::Gen<std::string> joined(const Pieces& pieces) {
  return rc::gen::map(rc::gen::container<Pieces>(rc::gen::elementOf(pieces)),
                      [](const Pieces& chosen) {
                        std::string text;
                        for (const std::string& piece : chosen) text += piece;
                        return text;
                      });
}

/// URLs of hosts that have rules, with the pieces that the rules look at behind them.
rc::Gen<std::string> any_url() {
  static const Pieces kHosts = {"example.com",
                                "Example.CO.UK.",
                                "alice.github.io",
                                "t.me",
                                "telegram.me",
                                "x.com",
                                "twitter.com",
                                "youtu.be",
                                "youtube.com",
                                "google.com",
                                "cdn.ampproject.org",
                                "l.facebook.com",
                                "facebook.com",
                                "vk.com",
                                "out.reddit.com",
                                "en.m.wikipedia.org",
                                "tiktok.com",
                                "пример.рф",
                                "[::1]",
                                "0x7f.1",
                                "a.com:81",
                                "a@b.com",
                                "not a host"};
  static const Pieces kPrefixes = {"", "", "www.", "m.", "amp.", "mobile.www.", "%77ww."};
  static const Pieces kRest = {"/",           "/",           "/amp",
                               "/s/",         "/c/s/",       "/url",
                               "/l.php",      "/away.php",   "/redirect",
                               "/watch",      "/shorts/",    "/status/12",
                               "/IV",         "/@",          "?",
                               "?",           "&",           "=",
                               "#",           "#!",          "q=",
                               "u=",          "to=",         "url=",
                               "v=",          "utm_a=",      "amp=1",
                               "https://",    "example.com", "t.me",
                               "youtube.com", "google.com",  "http%3A%2F%2Fexample.com",
                               "%2F",         "%",           "%2",
                               "5",           "41",          "f",
                               "..",          "%2e",         ".",
                               "A",           "é",           "dQw4w9WgXcQ",
                               ".amp.html",   "\\",          " ",
                               "'",           "|",           "\xff"};
  return rc::gen::map(
      rc::gen::tuple(rc::gen::elementOf(kPrefixes), rc::gen::elementOf(kHosts), joined(kRest)),
      [](const std::tuple<std::string, std::string, std::string>& parts) {
        return "http://" + std::get<0>(parts) + std::get<1>(parts) + "/" + std::get<2>(parts);
      });
}

RC_GTEST_PROP(CanonicalUrlTest, ACanonicalUrlIsItsOwnCanonicalForm, ()) {
  UrlCanonicalizer urls;
  const auto first = urls.canonicalize(*any_url());
  RC_PRE(first.has_value());
  const std::string text(first->text);
  const std::string domain_of_it(first->domain);
  const auto second = urls.canonicalize(text);
  RC_ASSERT(second.has_value());
  RC_ASSERT(second->text == text);
  RC_ASSERT(second->domain == domain_of_it);
}

RC_GTEST_PROP(CanonicalUrlTest, TheStateOfTheCanonicalizerChangesNothing, ()) {
  static UrlCanonicalizer used;
  const std::string url = *any_url();
  const auto result = used.canonicalize(url);
  RC_ASSERT((result ? std::string(result->text) : "none") == canonical(url));
}

TEST(CanonicalUrlTest, IsStableOnListedOperationDomains) {
  const char* datasets = std::getenv("OVERT_DATASETS");
  if (datasets == nullptr) GTEST_SKIP() << "OVERT_DATASETS is not set";
  std::ifstream file(std::string(datasets) + "/registry/operation_domains/domains.csv");
  ASSERT_TRUE(file.is_open());
  UrlCanonicalizer urls;
  std::size_t seen = 0;
  for (std::string line; std::getline(file, line);) {
    std::size_t begin = 0;
    while (begin <= line.size()) {
      const std::size_t end = std::min(line.find(',', begin), line.size());
      const std::string cell = line.substr(begin, end - begin);
      begin = end + 1;
      if (cell.find('.') == std::string::npos || cell.find(' ') != std::string::npos) continue;
      const auto first = urls.canonicalize(cell.starts_with("http") ? cell : "https://" + cell);
      if (!first) continue;
      const std::string text(first->text);
      ASSERT_EQ(urls.canonicalize(text)->text, text);
      ++seen;
    }
  }
  EXPECT_GT(seen, 2000U);
}

}  // namespace
}  // namespace overt
