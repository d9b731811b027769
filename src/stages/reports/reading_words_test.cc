#include <gtest/gtest.h>

#include "stages/reports/reading_words_internal.h"

namespace overt {
namespace {

TEST(ReadingWordsTest, GroupsThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(18446744073709551615ULL), "18,446,744,073,709,551,615");
}

TEST(ReadingWordsTest, CountsInSingularAndPlural) {
  EXPECT_EQ(counted(1, "account"), "1 account");
  EXPECT_EQ(counted(0, "account"), "0 accounts");
  EXPECT_EQ(counted(2345, "entry", "entries"), "2,345 entries");
}

TEST(ReadingWordsTest, NamesDurations) {
  EXPECT_EQ(duration_words(kMicrosPerSecond), "1 second");
  EXPECT_EQ(duration_words(kMicrosPerSecond * 3 / 2), "1.5 seconds");
  EXPECT_EQ(duration_words(kMicrosPerMinute), "60 seconds");
  EXPECT_EQ(duration_words(5 * kMicrosPerMinute), "5 minutes");
  EXPECT_EQ(duration_words(90 * kMicrosPerMinute), "90 minutes");
  EXPECT_EQ(duration_words(2 * kMicrosPerDay), "2 days");
}

TEST(ReadingWordsTest, NamesGaps) {
  EXPECT_EQ(gap_words(0), "0 s");
  EXPECT_EQ(gap_words(1'250'000), "1.25 s");
  EXPECT_EQ(gap_words(10 * kMicrosPerSecond), "10 s");
}

TEST(ReadingWordsTest, NamesPeriods) {
  const TimeUs september = micros_from_civil(2024, 9, 4);
  EXPECT_EQ(period_words(september, september + 1), "4 Sep 2024");
  EXPECT_EQ(period_words(september, micros_from_civil(2024, 9, 9)), "4 to 9 Sep 2024");
  EXPECT_EQ(period_words(september, micros_from_civil(2024, 11, 5)), "4 Sep to 5 Nov 2024");
  EXPECT_EQ(period_words(september, micros_from_civil(2025, 1, 1)), "4 Sep 2024 to 1 Jan 2025");
}

TEST(ReadingWordsTest, WritesMomentsSharesAndSizes) {
  EXPECT_EQ(moment(micros_from_civil(2024, 9, 4) + 500'000), "2024-09-04 00:00:00.500");
  EXPECT_EQ(percent(0), "0 %");
  EXPECT_EQ(percent(0.0004), "< 0.1 %");
  EXPECT_EQ(percent(0.0312), "3.1 %");
  EXPECT_EQ(percent(0.5), "50 %");
  EXPECT_EQ(bytes_words(999), "999 bytes");
  EXPECT_EQ(bytes_words(3'500'000'000), "3.5 GB");
}

TEST(ReadingWordsTest, QuotesForTheShell) {
  EXPECT_EQ(shell_word("data/a-1.csv"), "data/a-1.csv");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("it's; rm"), "'it'\\''s; rm'");
}

}  // namespace
}  // namespace overt
