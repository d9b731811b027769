#include "base/file.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <gtest/gtest.h>

namespace overt {
namespace {

class FileTest : public ::testing::Test {
 protected:
  FileTest() {
    std::string name = ::testing::TempDir() + "/overt-file-XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~FileTest() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
};

TEST_F(FileTest, WritesAllAndMovesIntoPlace) {
  const std::string from = folder_ + "/a.part";
  const std::string to = folder_ + "/a";
  FileDescriptor file(::open(from.c_str(), O_WRONLY | O_CREAT, 0600));
  ASSERT_TRUE(file.open());
  EXPECT_EQ(write_all(file.number(), std::string(300'000, 'x')), 0);
  EXPECT_TRUE(file.close());
  EXPECT_TRUE(flush_to_storage(from).ok());
  EXPECT_TRUE(move_into_place(from, to).ok());
  EXPECT_EQ(std::filesystem::file_size(to), 300'000U);
  EXPECT_FALSE(std::filesystem::exists(from));
}

TEST_F(FileTest, ReportsWhatCannotBeDone) {
  const FileDescriptor full(::open("/dev/full", O_WRONLY));
  EXPECT_EQ(write_all(full.number(), "x"), ENOSPC);
  EXPECT_EQ(write_all(-1, "x"), EBADF);
  EXPECT_FALSE(flush_to_storage(folder_ + "/missing").ok());
  EXPECT_FALSE(move_into_place(folder_ + "/missing", folder_ + "/a").ok());
}

TEST_F(FileTest, ClosesWhatItOwnsAndOnlyThat) {
  const int number = ::open("/dev/null", O_RDONLY);
  { const FileDescriptor borrowed(number, false); }
  EXPECT_NE(::fcntl(number, F_GETFD), -1);
  {
    FileDescriptor owned(number);
    FileDescriptor moved = std::move(owned);
    EXPECT_EQ(moved.number(), number);
  }
  EXPECT_EQ(::fcntl(number, F_GETFD), -1);
}

}  // namespace
}  // namespace overt
