#include "pipeline/event_intake.h"

#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "adapters/files/files.h"
#include "adapters/files/killed_child.h"
#include "adapters/files/test_folder.h"

namespace overt {
namespace {

std::string event(std::string_view id, int second) {
  return fmt::format(
      R"({{"event_id":"{}","platform":"p","account_id":"a","kind":"post","content_id":"c{}",)"
      R"("created_at":"2024-09-01T00:00:{:02}Z"}})"
      "\n",
      id, id, second);
}

constexpr std::string_view kDay = "2024-09-01T00:00:";
TimeUs at_second(int second) { return *parse_rfc3339(fmt::format("{}{:02}Z", kDay, second)); }

class EventIntakeTest : public testing::Test {
 protected:
  EventIntakeTest() {
    limits_.spare_bytes_min = 0;
    open();
  }
  void open() {
    intake_.reset();
    auto opened = EventIntake::open(folder_.file("events"), limits_, now_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    intake_ = std::move(opened).value();
  }
  BatchAnswer take(std::string_view lines, std::string_view key = {},
                   std::string_view by = "feed") {
    auto taken = intake_->take(lines, key, by, now_);
    EXPECT_TRUE(taken.ok()) << (taken.ok() ? "" : taken.error().message);
    return taken.ok() ? std::move(taken).value() : BatchAnswer{};
  }
  std::string period(TimeUs from, TimeUs to) {
    auto sink = create_byte_sink(folder_.file("copy"));
    EXPECT_TRUE(sink.ok());
    EXPECT_TRUE(intake_->copy_period(from, to, *sink.value(), no_progress()).ok());
    EXPECT_TRUE(sink.value()->close().ok());
    return content_of(folder_.file("copy"));
  }

  const TestFolder folder_;
  EventIntakeLimits limits_;
  TimeUs now_ = kMicrosPerDay;
  std::unique_ptr<EventIntake> intake_;
};

TEST_F(EventIntakeTest, KeepsBatchesOverARestart) {
  const std::string first = event("1", 1) + event("2", 2);
  const std::string second = event("3", 3);
  EXPECT_EQ(take(first).batch.events, 2U);
  open();
  take(second);
  open();
  EXPECT_EQ(period(0, INT64_MAX), first + second);
  EXPECT_EQ(intake_->kept().events, 3U);
  EXPECT_EQ(intake_->kept().batches, 2U);
  EXPECT_EQ(intake_->kept().first_at, at_second(1));
  EXPECT_EQ(intake_->kept().last_at, at_second(3));
}

TEST_F(EventIntakeTest, ABatchThatComesAgainIsAnsweredAsBeforeAndKeptOnce) {
  const std::string lines = event("1", 1) + event("2", 2);
  EXPECT_EQ(take(lines, "k").taken, BatchTaken::kStored);
  EXPECT_EQ(take(lines, "k").taken, BatchTaken::kAgain);
  open();
  const BatchAnswer again = take(lines, "k");
  EXPECT_EQ(again.taken, BatchTaken::kAgain);
  EXPECT_EQ(again.batch.events, 2U);
  EXPECT_EQ(take(event("9", 1), "k").taken, BatchTaken::kOtherBatch);
  // Somebody else's key, and no key at all, are others.
  EXPECT_EQ(take(lines, "k", "other").taken, BatchTaken::kStored);
  EXPECT_EQ(take(lines).taken, BatchTaken::kStored);
  EXPECT_EQ(intake_->kept().batches, 3U);
}

TEST_F(EventIntakeTest, SetsBadLinesAsideAndSaysWhich) {
  limits_.rejects_share_max = 0.5;
  open();
  const std::string lines =
      event("1", 1) + "{\"account_id\":\"a\"}\n\n" + event("2", 2) + "no json\n" + event("3", 3);
  const BatchAnswer answer = take(lines, "k");
  EXPECT_EQ(answer.batch.events, 3U);
  EXPECT_EQ(answer.batch.rejects, 2U);
  ASSERT_EQ(answer.batch.first_rejects.size(), 2U);
  EXPECT_EQ(answer.batch.first_rejects[0].line, 2U);
  EXPECT_EQ(answer.batch.first_rejects[0].reason, "missing_field");
  EXPECT_EQ(answer.batch.first_rejects[1].line, 5U);
  EXPECT_EQ(answer.batch.first_rejects[1].reason, "malformed");
  open();
  EXPECT_EQ(take(lines, "k").batch.first_rejects.size(), 2U);
  EXPECT_EQ(period(0, INT64_MAX), event("1", 1) + "\n" + event("2", 2) + event("3", 3));
}

TEST_F(EventIntakeTest, StoresNothingOfABatchWithTooManyBadLines) {
  std::string lines = event("1", 1);
  for (std::size_t i = 0; i < 2 * EventBatch::kRejectsShown; ++i) lines += "no json\n";
  const BatchAnswer answer = take(lines, "k");
  EXPECT_EQ(answer.taken, BatchTaken::kTooManyRejects);
  EXPECT_EQ(answer.batch.rejects, 2 * EventBatch::kRejectsShown);
  EXPECT_EQ(answer.batch.first_rejects.size(), EventBatch::kRejectsShown);
  EXPECT_EQ(intake_->kept().batches, 0U);
  // The key is free again for the batch when it is mended.
  EXPECT_EQ(take(event("1", 1), "k").taken, BatchTaken::kStored);
  EXPECT_EQ(intake_->take("\n\n", "k2", "feed", now_).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(EventIntakeTest, GivesOutAPeriodByTheEventsOwnTime) {
  take(event("1", 1) + event("5", 5));
  take(event("3", 3));
  take(event("7", 7));
  EXPECT_EQ(period(at_second(3), at_second(7)), event("5", 5) + event("3", 3));
  EXPECT_EQ(period(at_second(1), at_second(2)), event("1", 1));
  EXPECT_EQ(period(at_second(8), at_second(9)), "");
}

TEST_F(EventIntakeTest, DropsAWholeSegmentOnceItIsOld) {
  limits_.segment_bytes_max = 300;
  open();
  take(event("1", 1));
  now_ += kMicrosPerDay;
  take(event("2", 2));
  EXPECT_EQ(intake_->kept().batches, 2U);
  intake_->sweep(now_ + limits_.kept_for - kMicrosPerHour);
  EXPECT_EQ(period(0, INT64_MAX), event("2", 2));
  intake_->sweep(now_ + limits_.kept_for + 1);
  EXPECT_EQ(intake_->kept().events, 0U);
  take(event("3", 3));
  open();
  EXPECT_EQ(period(0, INT64_MAX), event("3", 3));
}

TEST_F(EventIntakeTest, ForgetsOldKeysAndTooMany) {
  limits_.keys_max = 2;
  open();
  take(event("1", 1), "k1");
  take(event("2", 2), "k2");
  take(event("3", 3), "k3");
  EXPECT_EQ(take(event("3", 3), "k3").taken, BatchTaken::kAgain);
  EXPECT_EQ(take(event("1", 1), "k1").taken, BatchTaken::kStored);
  now_ += limits_.keys_kept_for + 1;
  EXPECT_EQ(take(event("3", 3), "k3").taken, BatchTaken::kStored);
}

TEST_F(EventIntakeTest, RefusesWhatThereIsNoRoomForAndLosesNothing) {
  limits_.bytes_max = 1'000;
  open();
  std::string kept;
  Result<BatchAnswer> taken = BatchAnswer{};
  for (int i = 0; i < 50 && taken.ok(); ++i) {
    kept += event("1", 1);
    taken = intake_->take(event("1", 1), {}, "feed", now_);
  }
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().code, ErrorCode::kUnavailable);
  open();
  EXPECT_EQ(period(0, INT64_MAX) + event("1", 1), kept);
}

/// Batches 0 … of a sender, twice each, as of somebody who heard no answer.
void send_twice(EventIntake& intake, int sender, int batches) {
  for (int i = 0; i < 2 * batches; ++i) {
    const std::string id = fmt::format("{}-{}", sender, i / 2);
    EXPECT_TRUE(intake.take(event(id, i / 2), id, "feed", kMicrosPerDay).ok());
  }
}

TEST_F(EventIntakeTest, TakesBatchesOfManyAtOneTime) {
  constexpr int kSenders = 4;
  constexpr int kBatches = 25;
  std::vector<std::jthread> threads;
  threads.reserve(kSenders);
  for (int sender = 0; sender < kSenders; ++sender) {
    threads.emplace_back([this, sender] { send_twice(*intake_, sender, kBatches); });
  }
  threads.clear();
  open();
  EXPECT_EQ(intake_->kept().events, std::uint64_t{kSenders} * kBatches);
}

// Killed at any moment: each acknowledged event is there, and none twice.
TEST_F(EventIntakeTest, KeepsWhatWasAcknowledgedWhenTheProcessIsKilled) {
  intake_.reset();
  for (std::uint32_t round = 0; round < 5; ++round) {
    const TestFolder folder;
    std::unique_ptr<EventIntake> sent_to;
    const std::uint32_t last = last_step_of_killed_child(15 + 5 * round, [&](std::uint32_t step) {
      if (step == 0) {
        sent_to = std::move(EventIntake::open(folder.file("events"), limits_, now_)).value();
      }
      const std::string key = std::to_string(step);
      return sent_to->take(event(key, 1), key, "feed", now_).ok();
    });
    auto again = EventIntake::open(folder.file("events"), limits_, now_);
    ASSERT_TRUE(again.ok());
    // The sender goes on: everything acknowledged, and the one that was under way, once more.
    for (std::uint32_t i = 0; i <= last + 1; ++i) {
      const std::string key = std::to_string(i);
      const auto taken = again.value()->take(event(key, 1), key, "feed", now_);
      ASSERT_TRUE(taken.ok());
      EXPECT_TRUE(taken.value().taken == BatchTaken::kAgain || i == last + 1) << i;
    }
    EXPECT_EQ(again.value()->kept().events, std::uint64_t{last} + 2);
  }
}

}  // namespace
}  // namespace overt
