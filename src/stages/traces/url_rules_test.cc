#include "stages/traces/url_rules.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/text/normal_text.h"
#include "stages/traces/text_object.h"

namespace overt {
namespace {

/// The page that states the rules for people.
std::string objects_page() {
  std::ifstream file(std::string(OVERT_SOURCE_DIR) + "/docs/formats/objects.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The text between two marks of the page; empty where one is missing.
std::string between(const std::string& page, const std::string& begin, const std::string& end) {
  const std::size_t from = page.find(begin);
  if (from == std::string::npos) return {};
  const std::size_t to = page.find(end, from + begin.size());
  if (to == std::string::npos) return {};
  return page.substr(from + begin.size(), to - from - begin.size());
}

/// The words in `code` spans.
std::vector<std::string> quoted_words(const std::string& text) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while ((at = text.find('`', at)) != std::string::npos) {
    const std::size_t end = std::min(text.find('`', at + 1), text.size());
    std::istringstream span(text.substr(at + 1, end - at - 1));
    for (std::string word; span >> word;) words.push_back(word);
    at = end + 1;
  }
  return words;
}

TEST(UrlRulesTest, EveryTrackingParameterOfThePageIsDropped) {
  const std::string section =
      between(objects_page(), "### Tracking parameters", "On one site only");
  const std::vector<std::string> words = quoted_words(section);
  EXPECT_GT(words.size(), 100U);
  for (const std::string& word : words) {
    EXPECT_TRUE(is_tracking_parameter(word, "x", Site::kNone)) << word;
  }
}

TEST(UrlRulesTest, EveryParameterThatThePageGivesToASiteIsDroppedThereAlone) {
  const std::string page = objects_page();
  const auto check = [&page](const std::string& host, Site site) {
    const std::vector<std::string> words = quoted_words(
        between(between(page, "On one site only", "Short names") + ";", "**" + host + "**", ";"));
    EXPECT_FALSE(words.empty()) << host;
    for (const std::string& word : words) {
      EXPECT_TRUE(is_tracking_parameter(word, "x", site)) << host << " " << word;
      EXPECT_FALSE(is_tracking_parameter(word, "x", Site::kNone)) << host << " " << word;
    }
  };
  check("facebook.com", Site::kFacebook);
  check("instagram.com", Site::kInstagram);
  check("reddit.com", Site::kReddit);
  check("open.spotify.com", Site::kSpotify);
  check("t.me", Site::kTelegram);
  check("x.com", Site::kX);
  check("youtube.com", Site::kYouTube);
}

TEST(UrlRulesTest, EveryShortNameThatThePageKeepsIsKept) {
  const std::vector<std::string> words =
      quoted_words(between(objects_page(), "Short names that often carry content", "stay"));
  EXPECT_GT(words.size(), 5U);
  for (const std::string& word : words) {
    EXPECT_FALSE(is_tracking_parameter(word, "x", Site::kNone)) << word;
  }
}

TEST(UrlRulesTest, ThePageShowsARealTextObject) {
  text::TextNormalizer texts;
  std::string object;
  append_text_object(texts.normalize("They don't want you to know what happened last week! "
                                     "https://t.co/x #Vote"),
                     object);
  EXPECT_NE(objects_page().find("\n    " + object + "\n"), std::string::npos) << object;
}

TEST(UrlRulesTest, NamesCompareWithoutCaseAndWhole) {
  EXPECT_TRUE(is_tracking_parameter("FBCLID", "x", Site::kNone));
  EXPECT_TRUE(is_tracking_parameter("UTM_" + std::string(100, 'x'), "", Site::kNone));
  EXPECT_FALSE(is_tracking_parameter("fbclid2", "x", Site::kNone));
  EXPECT_FALSE(is_tracking_parameter("", "", Site::kNone));
  EXPECT_FALSE(is_tracking_parameter(std::string(100, 'a'), "", Site::kNone));
}

TEST(UrlRulesTest, AmpIsAMarkOnlyWithAMarksValue) {
  for (const char* value : {"", "1", "true"}) {
    EXPECT_TRUE(is_tracking_parameter("amp", value, Site::kNone)) << value;
  }
  EXPECT_FALSE(is_tracking_parameter("amp", "230", Site::kNone));
  EXPECT_TRUE(is_tracking_parameter("outputType", "amp", Site::kNone));
  EXPECT_FALSE(is_tracking_parameter("outputType", "json", Site::kNone));
}

TEST(UrlRulesTest, AMainHostHasNoOtherMainHost) {
  for (const std::string_view alias : {"twitter.com", "fb.com", "telegram.dog", "instagr.am",
                                       "old.reddit.com", "music.youtube.com"}) {
    const std::string_view main = main_host(alias);
    EXPECT_FALSE(main.empty()) << alias;
    EXPECT_EQ(main_host(main), "") << alias;
  }
}

TEST(UrlRulesTest, KnowsASiteByItsHostAndNotByItsLook) {
  EXPECT_EQ(site_of("google.co.uk", "google.co.uk"), Site::kGoogle);
  EXPECT_EQ(site_of("google.github.io", "google.github.io"), Site::kNone);
  EXPECT_EQ(site_of("maps.google.com", "google.com"), Site::kNone);
  EXPECT_EQ(site_of("a-b.cdn.ampproject.org", "ampproject.org"), Site::kAmpCache);
  EXPECT_EQ(site_of("evilcdn.ampproject.org", "ampproject.org"), Site::kNone);
  EXPECT_EQ(site_of("notx.com", "notx.com"), Site::kNone);
}

}  // namespace
}  // namespace overt
