#include "stages/traces/url_parser_internal.h"

#include <string>

#include <gtest/gtest.h>

namespace overt {
namespace {

std::string host_of(std::string_view raw) {
  HostParser parser;
  std::string host;
  return parser.parse(raw, host) ? host : "none";
}

std::string path_of(std::string_view raw) {
  std::string path;
  append_path(raw, path);
  return path;
}

TEST(UrlParserInternalTest, FindsThePieces) {
  std::string scratch;
  const auto parts = split_http_url("hTTpS:/\\/a@b:c@Host:081/p?q?r#f#g", scratch);
  ASSERT_TRUE(parts.has_value());
  EXPECT_TRUE(parts->https);
  EXPECT_EQ(parts->host, "Host");
  EXPECT_EQ(parts->port, 81);
  EXPECT_EQ(parts->path, "/p");
  EXPECT_EQ(parts->query, "q?r");
  EXPECT_EQ(parts->fragment, "f#g");
}

TEST(UrlParserInternalTest, DropsTabsAndNewlinesInside) {
  std::string scratch;
  const auto parts = split_http_url("ht\ntp://ho\tst/a\r\nb", scratch);
  ASSERT_TRUE(parts.has_value());
  EXPECT_EQ(parts->host, "host");
  EXPECT_EQ(parts->path, "/ab");
}

TEST(UrlParserInternalTest, AQuestionMarkInTheFragmentStartsNoQuery) {
  std::string scratch;
  const auto parts = split_http_url("http://host#a?b", scratch);
  ASSERT_TRUE(parts.has_value());
  EXPECT_EQ(parts->query, "");
  EXPECT_EQ(parts->fragment, "a?b");
}

TEST(UrlParserInternalTest, ReadsEveryFormOfIpv4) {
  EXPECT_EQ(host_of("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(host_of("127.1"), "127.0.0.1");
  EXPECT_EQ(host_of("0x7F.0.0.01"), "127.0.0.1");
  EXPECT_EQ(host_of("2130706433"), "127.0.0.1");
  EXPECT_EQ(host_of("0300.168.0xF0."), "192.168.0.240");
  EXPECT_EQ(host_of("0x"), "0.0.0.0");
}

TEST(UrlParserInternalTest, RefusesNumbersThatAreNoIpv4) {
  for (const char* host : {"256.0.0.1", "1.2.3.4.5", "4294967296", "a.1", "1..1", "0x100000000",
                           "99999999999999999999999", "08.1"}) {
    EXPECT_EQ(host_of(host), "none") << host;
  }
}

TEST(UrlParserInternalTest, ReadsAndCompressesIpv6) {
  EXPECT_EQ(host_of("[2001:DB8:0:0:1:0:0:1]"), "[2001:db8::1:0:0:1]");
  EXPECT_EQ(host_of("[::]"), "[::]");
  EXPECT_EQ(host_of("[1::]"), "[1::]");
  EXPECT_EQ(host_of("[::ffff:1.2.3.4]"), "[::ffff:102:304]");
  EXPECT_EQ(host_of("[1:2:3:4:5:6:7:8]"), "[1:2:3:4:5:6:7:8]");
  EXPECT_EQ(host_of("[1:2:3:4:5:6:7::]"), "[1:2:3:4:5:6:7:0]");
  EXPECT_EQ(host_of("[0:0:1:2:3:4:0:0]"), "[::1:2:3:4:0:0]");
}

TEST(UrlParserInternalTest, RefusesWhatIsNoIpv6) {
  for (const char* host :
       {"[]", "[:]", "[:::]", "[1::2::3]", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]", "[12345::]",
        "[::1.2.3]", "[::1.2.3.256]", "[::01.2.3.4]", "[1.2.3.4::]", "[g::]", "[::1", "[::1]x",
        "[1:2:3:4:5:6:7:1.2.3.4]", "[::1%eth0]"}) {
    EXPECT_EQ(host_of(host), "none") << host;
  }
}

TEST(UrlParserInternalTest, RefusesForbiddenHostBytes) {
  for (const char* host : {"a b", "a<b", "a%00b", "a%2Fb", "a|b", "a^b", "%", "a%zz", "\xC2\xAD"}) {
    EXPECT_EQ(host_of(host), "none") << host;
  }
}

TEST(UrlParserInternalTest, ResolvesDotSegments) {
  EXPECT_EQ(path_of(""), "/");
  EXPECT_EQ(path_of("/a/.."), "/");
  EXPECT_EQ(path_of("/a/b/../"), "/a/");
  EXPECT_EQ(path_of("/../../a"), "/a");
  EXPECT_EQ(path_of("/a/.%2E/b\\c/%2e"), "/b/c/");
  EXPECT_EQ(path_of("/a//../b/..."), "/a/b/...");
}

TEST(UrlParserInternalTest, EncodingTwiceIsEncodingOnce) {
  const std::string raw = "%41%%34%31%2f%zz \"<>`{}|^'é\xff%E9%";
  std::string once;
  append_percent_normal(raw, once);
  std::string twice;
  append_percent_normal(once, twice);
  EXPECT_EQ(once, twice);
  EXPECT_EQ(once, "A%2541%2F%25zz%20%22%3C%3E%60%7B%7D%7C%5E%27%C3%A9%FF%E9%25");
}

}  // namespace
}  // namespace overt
