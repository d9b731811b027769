#include "adapters/files/line_log.h"

#include <gtest/gtest.h>

#include "adapters/files/test_folder.h"

namespace overt {
namespace {

using Lines = std::vector<std::string>;

Lines lines_in(const std::string& path) {
  auto log = open_line_log(path, LogUse::kRead);
  EXPECT_TRUE(log.ok());
  auto lines = log.value()->lines();
  EXPECT_TRUE(lines.ok());
  return std::move(lines).value();
}

TEST(LineLogTest, KeepsEveryLineInTheOrderItWasAdded) {
  const TestFolder folder;
  const std::string path = folder.file("log");
  for (const Lines& added : {Lines{"a", "b"}, Lines{}, Lines{"c"}}) {
    const auto log = open_line_log(path, LogUse::kAppend);
    ASSERT_TRUE(log.ok());
    ASSERT_TRUE(log.value()->append(added).ok());
  }
  EXPECT_EQ(lines_in(path), (Lines{"a", "b", "c"}));
  EXPECT_EQ(content_of(path), "a\nb\nc\n");
}

TEST(LineLogTest, ALineThatWasCutWasNeverAdded) {
  const TestFolder folder;
  const std::string path = folder.write("log", "a\nb\n{\"cut");
  EXPECT_EQ(lines_in(path), (Lines{"a", "b"}));
  {
    const auto log = open_line_log(path, LogUse::kAppend);
    ASSERT_TRUE(log.value()->append(Lines{"c"}).ok());
  }
  EXPECT_EQ(content_of(path), "a\nb\nc\n");
}

TEST(LineLogTest, ASecondWriterIsRefusedAndReadersAreNot) {
  const TestFolder folder;
  const std::string path = folder.file("log");
  const auto first = open_line_log(path, LogUse::kAppend);
  ASSERT_TRUE(first.ok());
  const auto second = open_line_log(path, LogUse::kAppend);
  ASSERT_FALSE(second.ok());
  EXPECT_NE(second.error().message.find(path), std::string::npos);
  EXPECT_TRUE(open_line_log(path, LogUse::kRead).ok());
}

TEST(LineLogTest, AMissingLogIsAnErrorToReaders) {
  const TestFolder folder;
  const auto log = open_line_log(folder.file("none"), LogUse::kRead);
  ASSERT_FALSE(log.ok());
  EXPECT_EQ(log.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace overt
