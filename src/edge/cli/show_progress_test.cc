#include "edge/cli/show_progress.h"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "edge/cli/recording_console.h"

namespace overt::cli {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

class ShowProgressTest : public testing::Test {
 protected:
  /// The line that stands on the terminal now.
  std::string shown() const {
    const std::size_t at = console_.errors.rfind("\x1b[K");
    return at == std::string::npos ? "" : console_.errors.substr(at + 3);
  }

  RecordingConsole console_;
  std::atomic<bool> interrupted_{false};
};

TEST_F(ShowProgressTest, ShowsNothingInTheFirstSecond) {
  LineProgress progress(console_, interrupted_, LineProgress::Redraw::kWhenTold);
  progress.begin("reading", 100, "bytes");
  console_.now = kSecond - 1;
  progress.draw();
  progress.end();
  EXPECT_EQ(console_.errors, "");
}

TEST_F(ShowProgressTest, ShowsStageShareRateAndTimeLeft) {
  LineProgress progress(console_, interrupted_, LineProgress::Redraw::kWhenTold);
  progress.begin("reading", 1'000'000'000, "bytes");
  progress.advance(250'000'000);
  console_.now = 2 * kSecond;
  progress.draw();
  EXPECT_EQ(shown(), "reading   25%   125.0 MB/s   0:06 left");
}

TEST_F(ShowProgressTest, ShowsTheAmountWhereTheTotalIsNotKnown) {
  LineProgress progress(console_, interrupted_, LineProgress::Redraw::kWhenTold);
  progress.begin("joining", 0, "pairs");
  progress.advance(3'000'000);
  console_.now = 75 * kSecond;
  progress.draw();
  EXPECT_EQ(shown(), "joining   3.0 M pairs   40.0 k pairs/s   1:15");
}

TEST_F(ShowProgressTest, RedrawsOneLineAndLeavesItEmpty) {
  {
    LineProgress progress(console_, interrupted_, LineProgress::Redraw::kWhenTold);
    progress.begin("reading", 0, "rows");
    console_.now = 2 * kSecond;
    progress.draw();
    progress.begin("sorting", 0, "rows");
    progress.draw();
    EXPECT_EQ(shown(), "sorting   0:00");
  }
  EXPECT_EQ(shown(), "");
  EXPECT_EQ(console_.errors.find('\n'), std::string::npos);
}

TEST_F(ShowProgressTest, CutsTheLineToTheTerminal) {
  console_.columns = 12;
  LineProgress progress(console_, interrupted_, LineProgress::Redraw::kWhenTold);
  progress.begin("a long name of a stage", 10, "rows");
  console_.now = 2 * kSecond;
  progress.draw();
  EXPECT_EQ(shown(), "a long name");
}

TEST_F(ShowProgressTest, SaysThatItIsStopping) {
  LineProgress progress(console_, interrupted_, LineProgress::Redraw::kWhenTold);
  progress.begin("reading", 10, "rows");
  console_.now = 2 * kSecond;
  EXPECT_FALSE(progress.cancelled());
  interrupted_ = true;
  EXPECT_TRUE(progress.cancelled());
  progress.draw();
  EXPECT_NE(shown().find("stopping"), std::string::npos);
}

TEST_F(ShowProgressTest, WritesJsonLinesWithSecondsAndAmount) {
  JsonProgress progress(console_, interrupted_);
  progress.begin("reading", 10, "rows");
  progress.advance(7);
  console_.now = kSecond / 2;
  progress.begin("sorting", 0, "rows");
  console_.now = kSecond;
  progress.end();
  progress.end();
  EXPECT_EQ(
      console_.errors,
      "{\"event\":\"begin\",\"stage\":\"reading\",\"total\":10,\"unit\":\"rows\"}\n"
      "{\"event\":\"end\",\"stage\":\"reading\",\"done\":7,\"unit\":\"rows\",\"seconds\":0.5}\n"
      "{\"event\":\"begin\",\"stage\":\"sorting\",\"total\":0,\"unit\":\"rows\"}\n"
      "{\"event\":\"end\",\"stage\":\"sorting\",\"done\":0,\"unit\":\"rows\",\"seconds\":0.5}\n");
}

TEST_F(ShowProgressTest, StaysSilentAndStillHearsTheInterrupt) {
  SilentProgress progress(console_, interrupted_);
  progress.begin("reading", 10, "rows");
  progress.advance(10);
  progress.end();
  interrupted_ = true;
  EXPECT_TRUE(progress.cancelled());
  EXPECT_EQ(console_.errors, "");
}

TEST_F(ShowProgressTest, CountsWhatManyThreadsDoWhileItDraws) {
  {
    LineProgress progress(console_, interrupted_, LineProgress::Redraw::kByItself);
    progress.begin("reading", 40'000, "rows");
    std::vector<std::jthread> workers;
    workers.reserve(4);
    for (int i = 0; i < 4; ++i) {
      workers.emplace_back([&] {
        for (int j = 0; j < 10'000; ++j) progress.advance(1);
      });
    }
    workers.clear();
    progress.end();
  }
  RecordingConsole console;
  JsonProgress json(console, interrupted_);
  json.begin("reading", 40'000, "rows");
  {
    std::vector<std::jthread> workers;
    workers.reserve(4);
    for (int i = 0; i < 4; ++i) {
      workers.emplace_back([&] {
        for (int j = 0; j < 10'000; ++j) json.advance(1);
      });
    }
  }
  json.end();
  EXPECT_NE(console.errors.find("\"done\":40000"), std::string::npos);
}

TEST_F(ShowProgressTest, WritesTimesAndNumbersShortly) {
  EXPECT_EQ(clock_time(7), "0:07");
  EXPECT_EQ(clock_time(720), "12:00");
  EXPECT_EQ(clock_time(3723), "1:02:03");
  EXPECT_EQ(short_number(87), "87");
  EXPECT_EQ(short_number(9'999), "9999");
  EXPECT_EQ(short_number(312'400), "312.4 k");
  EXPECT_EQ(short_number(1'200'000), "1.2 M");
  EXPECT_EQ(short_number(2.5e9), "2.5 G");
}

}  // namespace
}  // namespace overt::cli
