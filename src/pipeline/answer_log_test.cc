#include "pipeline/answer_log.h"

#include <gtest/gtest.h>

#include "adapters/files/test_folder.h"

namespace overt {
namespace {

struct Opened {
  std::unique_ptr<AnswerLog> log;
  std::vector<AnswerRecord> shown;
};

Opened open_answers(const std::string& folder, const AnswerLogLimits& limits = {}) {
  Opened opened;
  auto log = AnswerLog::open(
      folder, limits, [&](AnswerRecord&& record) { opened.shown.push_back(std::move(record)); });
  EXPECT_TRUE(log.ok());
  if (log.ok()) opened.log = std::move(log).value();
  return opened;
}

AnswerRecord answered(std::string key, TimeUs at) {
  AnswerRecord record;
  record.step = AnswerStep::kAnswered;
  record.key = std::move(key);
  record.digest = "d";
  record.at = at;
  record.status = 201;
  record.content_type = "application/json";
  record.headers = {{"Location", "/v1/runs/\"x\""}};
  record.body = std::string("{\"a\":1}\n\0\xff", 10);
  return record;
}

TEST(AnswerLogTest, ShowsWhatWasAnsweredAfterARestart) {
  const TestFolder folder;
  {
    auto opened = open_answers(folder.file("answers"));
    AnswerRecord begun;
    begun.key = "k1";
    begun.at = 1;
    ASSERT_TRUE(opened.log->add(begun).ok());
    ASSERT_TRUE(opened.log->add(answered("k1", 2)).ok());
  }
  const auto again = open_answers(folder.file("answers"));
  ASSERT_EQ(again.shown.size(), 2U);
  EXPECT_EQ(again.shown[0].step, AnswerStep::kBegun);
  const AnswerRecord& record = again.shown[1];
  EXPECT_EQ(record.step, AnswerStep::kAnswered);
  EXPECT_EQ(record.status, 201);
  EXPECT_EQ(record.headers, answered("k1", 2).headers);
  EXPECT_EQ(record.body, answered("k1", 2).body);
}

TEST(AnswerLogTest, KeepsNoBodyThatIsTooLong) {
  const TestFolder folder;
  {
    auto opened = open_answers(folder.file("answers"));
    AnswerRecord record = answered("k1", 1);
    record.body.assign(AnswerLogLimits().body_bytes_max + 1, 'x');
    ASSERT_TRUE(opened.log->add(record).ok());
  }
  const auto again = open_answers(folder.file("answers"));
  ASSERT_EQ(again.shown.size(), 1U);
  EXPECT_EQ(again.shown[0].step, AnswerStep::kUnshown);
  EXPECT_TRUE(again.shown[0].body.empty());
}

TEST(AnswerLogTest, ForgetsWhatIsOldAndStaysSmall) {
  const TestFolder folder;
  AnswerLogLimits limits;
  limits.segment_bytes_max = 2'000;
  limits.bytes_max = 6'000;
  TimeUs at = 0;
  {
    auto opened = open_answers(folder.file("answers"), limits);
    for (int i = 0; i < 200; ++i) {
      at += kMicrosPerMinute;
      ASSERT_TRUE(opened.log->add(answered("k" + std::to_string(i), at)).ok());
    }
  }
  {
    auto again = open_answers(folder.file("answers"), limits);
    EXPECT_LT(again.shown.size(), 60U);
    EXPECT_EQ(again.shown.back().key, "k199");
    at += 2 * kMicrosPerDay;
    ASSERT_TRUE(again.log->add(answered("new", at)).ok());
  }
  const auto last = open_answers(folder.file("answers"), limits);
  ASSERT_EQ(last.shown.size(), 1U);
  EXPECT_EQ(last.shown[0].key, "new");
}

}  // namespace
}  // namespace overt
