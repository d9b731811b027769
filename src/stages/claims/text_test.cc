#include <gtest/gtest.h>

#include "stages/claims/operation_name_internal.h"
#include "stages/claims/text_internal.h"

namespace overt {
namespace {

TEST(ClaimTextTest, DatesAsPeopleWriteThemBecomeIso) {
  EXPECT_EQ(iso_date("16.12.2022"), "2022-12-16");
  EXPECT_EQ(iso_date("8.4.2022"), "2022-04-08");
  EXPECT_EQ(iso_date("12 March 2022"), "2022-03-12");
  EXPECT_EQ(iso_date(" September 2023"), "2023-09");
  EXPECT_EQ(iso_date("5 Sep 2024"), "2024-09-05");
  EXPECT_EQ(iso_date("3.2014"), "2014-03");
  EXPECT_EQ(iso_date("2002"), "2002");
  EXPECT_EQ(iso_date("2024-09-04"), "2024-09-04");
  for (const auto* none : {"", "established 2001", "1968 or 1969", "31.2.2022", "16.12.22", "N/D",
                           "0202", "1.2.3.2004", "circa 1970", "(year unknown)"}) {
    EXPECT_FALSE(iso_date(none).has_value()) << none;
  }
}

TEST(ClaimTextTest, CountriesAndPeoplesAreKnownByCode) {
  EXPECT_EQ(country_code("Russia"), "ru");
  EXPECT_EQ(country_code(" Russian Federation "), "ru");
  EXPECT_EQ(country_code("the Gambia"), "gm");
  EXPECT_EQ(country_code("TÜRKIYE"), std::nullopt) << "only ASCII letters are folded";
  EXPECT_EQ(country_code("Türkiye"), "tr");
  EXPECT_EQ(country_code("Côte d'Ivoire"), "ci");
  EXPECT_EQ(country_code("Democratic People’s Republic of Korea"), "kp");
  EXPECT_EQ(country_code("Europen Union"), "eu");
  EXPECT_EQ(country_code("Belarussian"), "by");
  EXPECT_EQ(country_code("of the Republic of Moldova"), "md");
  EXPECT_EQ(country_code("Atlantis"), std::nullopt);
  EXPECT_EQ(country_code(""), std::nullopt);
}

TEST(ClaimTextTest, WhiteSpaceThatCannotBeSeenIsTakenOff) {
  EXPECT_EQ(trimmed("\xC2\xA0 a b\xE2\x80\x8B\r\n"), "a b");
  EXPECT_EQ(trimmed("\xE2\x80\x8B"), "");
  EXPECT_EQ(split_list(" a ;; b, c", ";,"), (std::vector<std::string_view>{"a", "b", "c"}));
}

TEST(OperationNameTest, EverySpellingOfOneFileIsOneOperation) {
  const auto csv = read_operation_name("csv/Q2_2023 /Q2 2023 Türkiye-based CIB network 1.csv");
  const auto tsv = read_operation_name("tsv/Q2_2023 /Q2_2023 Türkiye-based CIB_network_1.tsv");
  EXPECT_EQ(csv.key, tsv.key);
  EXPECT_EQ(csv.name, "Q2 2023 Türkiye based CIB network 1");
  EXPECT_EQ(tsv.name, csv.name);
  EXPECT_EQ(csv.countries, (std::vector<std::string_view>{"tr"}));
  EXPECT_EQ(csv.period, "Q2 2023");
}

TEST(OperationNameTest, ReadsPeriodAndCountriesOfEveryKindOfName) {
  struct Case {
    const char* path;
    const char* period;
    std::vector<std::string_view> countries;
    bool hacking;
  };
  for (const Case& one : std::vector<Case>{
           {"Q1_2023_ Togo _ Burkina Faso-based_CIB_network.csv", "Q1 2023", {"tg", "bf"}, false},
           {"Q4-1_2026_GithubIOCs - H1_2026_RUSSIA_BASED_CIB_NETWORK_2.csv",
            "H1 2026",
            {"ru"},
            false},
           {"Q2-3_2025_GithubIOCs - Q2-3_2025_IRAN_BASED_CIB_NETWORK.csv",
            "Q2-3 2025",
            {"ir"},
            false},
           {"Q2_2024_RUSSIA-BASED CIB NETWORK #1 .csv", "Q2 2024", {"ru"}, false},
           {"2022_09_removing_coordinated_inauthentic_behavior_from_china_and_russia.csv",
            "2022-09",
            {},
            false},
           {"2021_07_taking_action_against_hackers_in_iran.csv", "2021-07", {"ir"}, true},
           {"Q1_2023_ Bahamut_APT.csv", "Q1 2023", {}, true},
           {"2022_malicious_mobile_apps.csv", "2022", {}, true}}) {
    const auto name = read_operation_name(one.path);
    EXPECT_EQ(name.period, one.period) << one.path;
    EXPECT_EQ(name.countries, one.countries) << one.path;
    EXPECT_EQ(name.is_hacking, one.hacking) << one.path;
  }
}

TEST(OperationNameTest, ATargetedCountryIsNotWhereItIsBased) {
  const auto name = read_operation_name("Q1_2024_MOLDOVA_&_MADAGASCAR_TARGETING_CIB_NETWORK.csv");
  EXPECT_TRUE(name.countries.empty());
  EXPECT_EQ(name.targeted, (std::vector<std::string_view>{"md", "mg"}));
}

}  // namespace
}  // namespace overt
