#include "adapters/files/action_file.h"

#include <csignal>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "adapters/files/test_folder.h"

namespace overt {
namespace {

SinkMessage message(const std::string& key) { return {key, R"({"n":1})", 1'725'451'200'000'000}; }

TEST(ActionFileTest, WritesALineAMessageAndEachKeyOnce) {
  const TestFolder folder;
  const std::string path = folder.file("actions.ndjson");
  {
    const auto sink = open_action_file(path).value();
    EXPECT_EQ(sink->deliver(message("a1")).verdict, SinkVerdict::kTaken);
    EXPECT_EQ(sink->deliver(message("a1")).verdict, SinkVerdict::kTaken);
  }
  const auto sink = open_action_file(path).value();
  EXPECT_EQ(sink->deliver(message("a1")).verdict, SinkVerdict::kTaken);
  EXPECT_EQ(sink->deliver(message("b2")).verdict, SinkVerdict::kTaken);
  EXPECT_EQ(content_of(path),
            "{\"id\":\"a1\",\"at\":\"2024-09-04T12:00:00Z\",\"message\":{\"n\":1}}\n"
            "{\"id\":\"b2\",\"at\":\"2024-09-04T12:00:00Z\",\"message\":{\"n\":1}}\n");
}

TEST(ActionFileTest, WhateverWasCutOffIsWrittenAgainWhole) {
  const TestFolder folder;
  const std::string path = folder.file("actions.ndjson");
  ASSERT_EQ(open_action_file(path).value()->deliver(message("a1")).verdict, SinkVerdict::kTaken);
  const std::string whole = content_of(path);
  for (std::size_t bytes = 0; bytes <= whole.size(); ++bytes) {
    (void)folder.write("actions.ndjson", whole.substr(0, bytes));
    ASSERT_EQ(open_action_file(path).value()->deliver(message("a1")).verdict, SinkVerdict::kTaken);
    ASSERT_EQ(content_of(path), whole) << bytes;
  }
}

TEST(ActionFileTest, AFullDiskIsNoLossAndLeavesNoHalfLine) {
  const TestFolder folder;
  const std::string path = folder.file("actions.ndjson");
  const auto sink = open_action_file(path).value();
  ASSERT_EQ(sink->deliver(message("a1")).verdict, SinkVerdict::kTaken);
  const std::string whole = content_of(path);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_action = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{whole.size() + 10, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const SinkAnswer full = sink->deliver(message("b2"));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old_action);
  EXPECT_EQ(full.verdict, SinkVerdict::kLater);
  EXPECT_NE(full.words.find(path), std::string::npos);
  EXPECT_EQ(content_of(path), whole);
  EXPECT_EQ(sink->deliver(message("b2")).verdict, SinkVerdict::kTaken);
  EXPECT_EQ(content_of(path).size(), 2 * whole.size());
}

TEST(ActionFileTest, RefusesASecondWriterAndFilesThatAreSomethingElse) {
  const TestFolder folder;
  const auto sink = open_action_file(folder.file("a")).value();
  const auto second = open_action_file(folder.file("a"));
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  for (const auto* text : {"x\n", "\n", "{\"id\":\"\",\"at\"\n", "{\"id\":\"a b\"\n"}) {
    const auto other = open_action_file(folder.write("other", text));
    ASSERT_FALSE(other.ok()) << text;
    EXPECT_EQ(other.error().code, ErrorCode::kBadInput);
    EXPECT_NE(other.error().message.find("other:1:"), std::string::npos);
  }
  EXPECT_FALSE(open_action_file(folder.file("no/such")).ok());
}

}  // namespace
}  // namespace overt
