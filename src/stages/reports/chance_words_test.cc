#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "stages/reports/chance_words_internal.h"

namespace overt {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double log_of_power(double exponent) { return exponent * std::log(10.0); }

TEST(ChanceWordsTest, WritesProbabilitiesPlainlyWhereTheyAreNotSmall) {
  EXPECT_EQ(chance_number(0), "1");
  EXPECT_EQ(chance_number(0.25), "1");
  EXPECT_EQ(chance_number(std::log(0.5)), "0.5");
  EXPECT_EQ(chance_number(std::log(0.0317)), "0.032");
  EXPECT_EQ(chance_number(std::log(0.0012)), "0.0012");
}

TEST(ChanceWordsTest, WritesSmallProbabilitiesAsPowersOfTen) {
  EXPECT_EQ(chance_number(std::log(1.34e-5)), "1.3 × 10⁻⁵");
  EXPECT_EQ(chance_number(log_of_power(-400)), "1.0 × 10⁻⁴⁰⁰");
  EXPECT_EQ(chance_number(std::log(9.97e-7)), "1.0 × 10⁻⁶");
}

TEST(ChanceWordsTest, NeverPrintsWhatIsNotANumber) {
  EXPECT_EQ(chance_number(kNan), "unknown");
  EXPECT_EQ(chance_number(-kInfinity), "below any number that can be written");
  EXPECT_EQ(times_words(kNan), "unknown");
  EXPECT_EQ(times_words(kInfinity), "more than can be written");
  EXPECT_EQ(mean_words(kNan), "unknown");
  EXPECT_EQ(chance_sentence(kNan), "How likely chance is was not reckoned.");
  EXPECT_EQ(decades_of(kNan), 0);
  EXPECT_EQ(sort_key(-kInfinity), "-1e+09");
}

TEST(ChanceWordsTest, SaysOnceInHowManyTries) {
  EXPECT_EQ(chance_sentence(std::log(1.0 / 31)),
            "Chance alone would give evidence this strong about once in 31 tries.");
  EXPECT_EQ(chance_sentence(0), "Chance alone may well give evidence as strong as this.");
}

TEST(ChanceWordsTest, NamesLargeNumbers) {
  EXPECT_EQ(times_words(std::log(0.8)), "0.8");
  EXPECT_EQ(times_words(std::log(12'345.0)), "12,000");
  EXPECT_EQ(times_words(std::log(999'000.0)), "1 million");
  EXPECT_EQ(times_words(std::log(3.24e6)), "3.2 million");
  EXPECT_EQ(times_words(std::log(4.0e10)), "40 billion");
  EXPECT_EQ(times_words(std::log(7.1e14)), "710 trillion");
  EXPECT_EQ(times_words(log_of_power(400)), "1.0 × 10⁴⁰⁰");
}

TEST(ChanceWordsTest, WritesMeanCounts) {
  EXPECT_EQ(mean_words(0), "0");
  EXPECT_EQ(mean_words(0.001), "< 0.01");
  EXPECT_EQ(mean_words(0.05), "0.05");
  EXPECT_EQ(mean_words(4.1), "4.1");
  EXPECT_EQ(mean_words(11.25), "11.2");
  EXPECT_EQ(mean_words(4119.4), "4,119");
  EXPECT_EQ(mean_words(202'256'328), "202,256,328");
  EXPECT_EQ(mean_words(5.1e17), "5.1 × 10¹⁷");
}

}  // namespace
}  // namespace overt
