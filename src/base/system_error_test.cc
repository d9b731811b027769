#include "base/system_error.h"

#include <cerrno>

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(SystemErrorTest, NamesThePathInEveryMessage) {
  for (const int number : {ENOENT, EACCES, EISDIR, EMFILE, EIO, ENOSPC, EFBIG, EPIPE, EROFS}) {
    EXPECT_NE(cannot_read("in.csv", number).message.find("'in.csv'"), std::string::npos) << number;
    EXPECT_NE(cannot_write("out.csv", number).message.find("'out.csv'"), std::string::npos);
  }
}

TEST(SystemErrorTest, ChoosesTheCodeAProgramCanActOn) {
  EXPECT_EQ(cannot_read("a", ENOENT).code, ErrorCode::kNotFound);
  EXPECT_EQ(cannot_read("a", EACCES).code, ErrorCode::kPermissionDenied);
  EXPECT_EQ(cannot_read("a", EIO).code, ErrorCode::kIo);
  EXPECT_EQ(cannot_write("a", EROFS).code, ErrorCode::kPermissionDenied);
  EXPECT_EQ(cannot_write("a", ENOSPC).code, ErrorCode::kIo);
  EXPECT_EQ(cannot_write("a", EISDIR).code, ErrorCode::kInvalidArgument);
}

TEST(SystemErrorTest, FindsTheFolderOfAPath) {
  EXPECT_EQ(parent_of("a/b/c"), "a/b");
  EXPECT_EQ(parent_of("c"), ".");
  EXPECT_EQ(parent_of("/c"), "/");
}

}  // namespace
}  // namespace overt
