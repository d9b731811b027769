#include "scenario/outlets.h"

#include <set>

#include <gtest/gtest.h>

#include "scenario/draft.h"

namespace overt {
namespace {

TEST(OutletsTest, LiveUnderAReservedDomain) {
  std::set<std::string_view> domains;
  for (std::size_t i = 0; i < kOutletCount + kCovertOutletCount; ++i) {
    EXPECT_TRUE(outlet(i).domain.ends_with(".example")) << outlet(i).domain;
    domains.insert(outlet(i).domain);
  }
  EXPECT_EQ(domains.size(), kOutletCount + kCovertOutletCount);
}

TEST(OutletsTest, GiveEveryArticleALinkOfItsOwn) {
  std::set<std::string> links;
  for (std::size_t site = 0; site < 3; ++site) {
    for (std::uint32_t hour = 0; hour < kScenarioHours; ++hour) {
      for (std::uint32_t number = 0; number < kArticlesPerHour; ++number) {
        const std::uint32_t article = article_of(site, hour, number);
        EXPECT_EQ(outlet_of(article), site);
        std::string link;
        append_link(link, article);
        links.insert(link);
      }
    }
  }
  // A day's articles of one outlet differ by subject and by a number of five digits.
  EXPECT_GE(links.size(), 3 * kScenarioHours * kArticlesPerHour - 2);
}

TEST(OutletsTest, DateLinksByTheHourOfTheArticle) {
  std::string link;
  append_link(link, article_of(kNewsroomOutlet, 20 * 24 + 5, 1));
  EXPECT_TRUE(link.starts_with("https://www.harbor-ledger.example/2024/09/04/")) << link;
}

TEST(OutletsTest, ArePastedInSeveralWaysWithOnePath) {
  const std::uint32_t article = article_of(4, 100, 0);
  std::string link;
  append_link(link, article);
  const std::string path = link.substr(link.find("varley"));
  std::set<std::string> pasted;
  for (std::uint64_t paste = 0; paste < 200; ++paste) {
    std::string text;
    append_pasted_link(text, article, paste);
    EXPECT_NE(text.find(path), std::string::npos) << text;
    pasted.insert(text.substr(0, text.find("fbclid")));
  }
  EXPECT_EQ(pasted.size(), 6U);
}

TEST(OutletsTest, ArePickedByLanguageAndRecency) {
  Random random(1);
  constexpr std::uint32_t kAt = 400 * 3600;
  for (int i = 0; i < 2'000; ++i) {
    const std::uint32_t article = pick_article(random, Language::kGerman, kAt);
    EXPECT_EQ(outlet(outlet_of(article)).language, Language::kGerman);
    EXPECT_LT(outlet_of(article), kOutletCount);
    EXPECT_LE((article & 0xffffU) / kArticlesPerHour, 400U);
  }
}

TEST(OutletsTest, WriteHeadlinesThatNeedNoEscaping) {
  for (std::size_t site = 0; site < kOutletCount + kCovertOutletCount; ++site) {
    for (std::uint32_t hour = 0; hour < 40; ++hour) {
      std::string headline;
      append_headline(headline, article_of(site, hour, 0));
      EXPECT_EQ(headline.find_first_of("{}\"\\\n"), std::string::npos) << headline;
      EXPECT_GE(headline.size(), 30U) << headline;
    }
  }
}

}  // namespace
}  // namespace overt
