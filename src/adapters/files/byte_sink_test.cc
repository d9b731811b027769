#include <csignal>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/files/files.h"
#include "adapters/files/test_folder.h"

namespace overt {
namespace {

namespace fs = std::filesystem;

TEST(ByteSinkTest, PutsTheFileInPlaceOnlyWhenClosed) {
  const TestFolder folder;
  const std::string path = folder.file("out.csv");
  auto sink = create_byte_sink(path).value();
  const std::string large(700'000, 'x');
  ASSERT_TRUE(sink->write("head\n").ok());
  ASSERT_TRUE(sink->write(large).ok());
  ASSERT_TRUE(sink->write("tail\n").ok());
  EXPECT_FALSE(fs::exists(path));
  EXPECT_TRUE(fs::exists(path + ".part"));
  ASSERT_TRUE(sink->close().ok());
  EXPECT_EQ(content_of(path), "head\n" + large + "tail\n");
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(ByteSinkTest, LeavesTheOldFileWhenGivenUp) {
  const TestFolder folder;
  const std::string path = folder.write("out.csv", "old");
  {
    auto sink = create_byte_sink(path).value();
    ASSERT_TRUE(sink->write(std::string(1'000'000, 'x')).ok());
  }
  EXPECT_EQ(content_of(path), "old");
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(ByteSinkTest, KeepsTheLinkAndThePermissionsOfWhatItReplaces) {
  const TestFolder folder;
  const std::string target = folder.write("target", "old");
  ASSERT_EQ(::chmod(target.c_str(), 0600), 0);
  fs::create_symlink("target", folder.file("link"));
  auto sink = create_byte_sink(folder.file("link")).value();
  ASSERT_TRUE(sink->write("new").ok());
  ASSERT_TRUE(sink->close().ok());
  EXPECT_TRUE(fs::is_symlink(folder.file("link")));
  EXPECT_EQ(content_of(target), "new");
  EXPECT_EQ(fs::status(target).permissions(), fs::perms(0600));
}

TEST(ByteSinkTest, ReportsAFullDiskAtWriteAndAtClose) {
  auto sink = create_byte_sink("/dev/full").value();
  ASSERT_TRUE(sink->write("buffered").ok());
  const auto written = sink->write(std::string(1'000'000, 'x'));
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, ErrorCode::kIo);
  EXPECT_NE(written.error().message.find("disk is full"), std::string::npos);
  EXPECT_FALSE(sink->close().ok());
  EXPECT_TRUE(fs::is_character_file("/dev/full"));

  auto small = create_byte_sink("/dev/full").value();
  ASSERT_TRUE(small->write("buffered").ok());
  EXPECT_FALSE(small->close().ok());
}

TEST(ByteSinkTest, ReportsAShortWriteAndLeavesNothing) {
  const TestFolder folder;
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit kept{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &kept), 0);
  const rlimit small{400'000, kept.rlim_max};
  auto sink = create_byte_sink(folder.file("out")).value();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = sink->write(std::string(1'000'000, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &kept), 0);
  ASSERT_FALSE(written.ok());
  EXPECT_NE(written.error().message.find("ulimit -f"), std::string::npos);
  EXPECT_FALSE(sink->close().ok());
  sink.reset();
  EXPECT_EQ(folder.entries(), 0U);
}

TEST(ByteSinkTest, WritesStandardOutput) {
  const TestFolder folder;
  const std::string path = folder.file("stdout");
  std::fflush(stdout);
  const int kept = ::dup(STDOUT_FILENO);
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT, 0600);
  ::dup2(file, STDOUT_FILENO);
  auto sink = create_byte_sink("-").value();
  const bool ok = sink->write("a,b\n").ok() && sink->close().ok();
  ::dup2(kept, STDOUT_FILENO);
  ::close(kept);
  ::close(file);
  EXPECT_TRUE(ok);
  EXPECT_EQ(content_of(path), "a,b\n");
}

TEST(ByteSinkTest, NamesThePathAndTheRemedyWhenCreatingFails) {
  const TestFolder folder;
  const auto missing = create_byte_sink(folder.file("no/out"));
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find("create it first"), std::string::npos);
  EXPECT_EQ(create_byte_sink(folder.path()).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(create_byte_sink("").error().code, ErrorCode::kInvalidArgument);
}

TEST(ByteSinkTest, IsRemovedByAnInterruptAndThenRefusesToFinish) {
  const TestFolder folder;
  auto sink = create_byte_sink(folder.file("out")).value();
  ASSERT_TRUE(sink->write("half").ok());
  remove_unfinished_outputs();
  EXPECT_EQ(folder.entries(), 0U);
  const auto closed = sink->close();
  ASSERT_FALSE(closed.ok());
  EXPECT_EQ(closed.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(folder.entries(), 0U);
}

}  // namespace
}  // namespace overt
