#include "adapters/files/segment_log.h"

#include <csignal>
#include <filesystem>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "adapters/files/killed_child.h"
#include "adapters/files/test_folder.h"

namespace overt {
namespace {

using Frames = std::vector<std::string>;

struct Opened {
  std::unique_ptr<SegmentLog> log;
  Frames shown;
};

Opened open_log(const std::string& folder, const SegmentLogOptions& options = {}) {
  Opened opened;
  auto log =
      SegmentLog::open(folder, options, [&](std::uint64_t, std::string_view begin) -> Result<void> {
        opened.shown.emplace_back(begin);
        return {};
      });
  EXPECT_TRUE(log.ok()) << (log.ok() ? "" : log.error().message);
  if (log.ok()) opened.log = std::move(log).value();
  return opened;
}

Result<std::uint64_t> add(SegmentLog& log, const Frames& frames) {
  const std::vector<std::string_view> views(frames.begin(), frames.end());
  return log.append(views);
}

Frames all_in(const std::string& folder, const SegmentLog& log) {
  Frames found;
  for (const Segment& segment : log.segments()) {
    EXPECT_TRUE(read_segment(folder, segment, [&](std::string_view payload) -> Result<bool> {
                  found.emplace_back(payload);
                  return true;
                }).ok());
  }
  return found;
}

std::string last_segment(const std::string& folder) {
  std::string last;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    last = std::max(last, entry.path().string());
  }
  return last;
}

TEST(SegmentLogTest, KeepsFramesInTheOrderTheyWereAdded) {
  const TestFolder folder;
  {
    auto opened = open_log(folder.file("log"));
    ASSERT_TRUE(add(*opened.log, {"one", std::string("\0\n", 2)}).ok());
    ASSERT_TRUE(add(*opened.log, {"three"}).ok());
  }
  const auto again = open_log(folder.file("log"));
  EXPECT_EQ(again.shown, (Frames{"one", std::string("\0\n", 2), "three"}));
  EXPECT_EQ(all_in(folder.file("log"), *again.log), again.shown);
  EXPECT_EQ(again.log->dropped_bytes(), 0U);
}

// The end of the file at every byte: what is whole stays, and the log goes on after it.
TEST(SegmentLogTest, DropsATornEndAtWhateverByteItIsTorn) {
  const TestFolder folder;
  {
    auto opened = open_log(folder.file("log"));
    ASSERT_TRUE(add(*opened.log, {"first"}).ok());
    ASSERT_TRUE(add(*opened.log, {"second"}).ok());
  }
  const std::string whole = content_of(last_segment(folder.file("log")));
  const std::size_t second_begins = whole.size() - 6 - kFrameHeadBytes;
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    const TestFolder other;
    std::filesystem::create_directory(other.file("log"));
    other.write("log/000000000001.segment", whole.substr(0, cut));
    auto opened = open_log(other.file("log"));
    EXPECT_EQ(opened.shown.size(), cut >= second_begins ? 1U : 0U) << cut;
    ASSERT_TRUE(add(*opened.log, {"next"}).ok());
    opened.log.reset();
    EXPECT_EQ(open_log(other.file("log")).shown.back(), "next") << cut;
  }
}

TEST(SegmentLogTest, DropsAnEndThatDoesNotFitItsChecksum) {
  const TestFolder folder;
  {
    auto opened = open_log(folder.file("log"));
    ASSERT_TRUE(add(*opened.log, {"first", "second"}).ok());
  }
  std::string bytes = content_of(last_segment(folder.file("log")));
  bytes.back() = '!';
  folder.write("log/000000000001.segment", bytes);
  const auto again = open_log(folder.file("log"));
  EXPECT_EQ(again.shown, Frames{"first"});
  EXPECT_EQ(again.log->dropped_bytes(), kFrameHeadBytes + 6);
}

TEST(SegmentLogTest, BeginsAnotherSegmentBeforeOneIsTooLarge) {
  const TestFolder folder;
  SegmentLogOptions options;
  options.segment_bytes_max = 64;
  auto opened = open_log(folder.file("log"), options);
  Frames added;
  for (int i = 0; i < 10; ++i) {
    added.push_back(std::string(20, static_cast<char>('a' + i)));
    ASSERT_TRUE(add(*opened.log, {added.back()}).ok());
  }
  EXPECT_GT(opened.log->segments().size(), 4U);
  EXPECT_EQ(all_in(folder.file("log"), *opened.log), added);
  ASSERT_TRUE(opened.log->remove(1).ok());
  opened.log.reset();
  EXPECT_EQ(open_log(folder.file("log"), options).shown.back(), added.back());
}

TEST(SegmentLogTest, SaysWhichEarlierSegmentIsDamaged) {
  const TestFolder folder;
  {
    auto opened = open_log(folder.file("log"));
    ASSERT_TRUE(add(*opened.log, {"first"}).ok());
    ASSERT_TRUE(opened.log->rotate().ok());
    ASSERT_TRUE(add(*opened.log, {"second"}).ok());
  }
  const std::string name = folder.file("log/000000000001.segment");
  const std::string bytes = content_of(name);
  folder.write("log/000000000001.segment", bytes.substr(0, bytes.size() - 1));
  const auto nothing = [](std::uint64_t, std::string_view) -> Result<void> { return {}; };
  const auto again = SegmentLog::open(folder.file("log"), {}, nothing);
  ASSERT_FALSE(again.ok());
  EXPECT_NE(again.error().message.find(name), std::string::npos);
}

TEST(SegmentLogTest, ASecondWriterIsRefused) {
  const TestFolder folder;
  const auto opened = open_log(folder.file("log"));
  const auto nothing = [](std::uint64_t, std::string_view) -> Result<void> { return {}; };
  const auto second = SegmentLog::open(folder.file("log"), {}, nothing);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
}

TEST(SegmentLogTest, AFullDiskTakesNothingAndSpoilsNothing) {
  const TestFolder folder;
  auto opened = open_log(folder.file("log"));
  ASSERT_TRUE(add(*opened.log, {"first"}).ok());
  // A file may grow to 64 bytes here: the write fails as on a full disk.
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const struct rlimit small { 64, before.rlim_max };
  const auto signal_before = ::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto refused = add(*opened.log, {std::string(100, 'x')});
  const auto taken = add(*opened.log, {"ok"});
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, signal_before);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(taken.ok());
  opened.log.reset();
  EXPECT_EQ(open_log(folder.file("log")).shown, (Frames{"first", "ok"}));
}

// Killed at any moment, everything that was acknowledged is there, once and in order.
TEST(SegmentLogTest, KeepsWhatWasAcknowledgedWhenTheProcessIsKilled) {
  for (std::uint32_t round = 0; round < 5; ++round) {
    const TestFolder folder;
    SegmentLogOptions options;
    options.segment_bytes_max = 10'000;
    Opened opened;
    const std::uint32_t last = last_step_of_killed_child(20 + 7 * round, [&](std::uint32_t step) {
      if (step == 0) opened = open_log(folder.file("log"), options);
      const std::string frame = std::to_string(step) + std::string(500, '.');
      return add(*opened.log, {frame, frame}).ok();
    });
    const auto again = open_log(folder.file("log"));
    ASSERT_GE(again.shown.size(), 2 * (std::size_t{last} + 1));
    for (std::size_t i = 0; i < again.shown.size(); ++i) {
      EXPECT_TRUE(again.shown[i].starts_with(std::to_string(i / 2) + "."));
    }
  }
}

}  // namespace
}  // namespace overt
