#include "adapters/files/secrets.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "adapters/files/test_folder.h"

namespace overt {
namespace {

TEST(SecretsTest, RandomBytesDiffer) {
  const auto one = secret_bytes(32);
  const auto two = secret_bytes(32);
  ASSERT_TRUE(one.ok());
  EXPECT_EQ(one.value().size(), 32U);
  EXPECT_NE(one.value(), two.value());
}

TEST(SecretsTest, AFileOfItsOwnerAloneIsNeverReplaced) {
  const TestFolder folder;
  const std::string path = folder.file("ledger.key");
  ASSERT_TRUE(create_secret_file(path, "secret\n").ok());
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(read_secret_file(path).value(), "secret\n");
  EXPECT_EQ(create_secret_file(path, "other").error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(read_secret_file(path).value(), "secret\n");
}

TEST(SecretsTest, WhatOthersMayReadIsNoSecret) {
  const TestFolder folder;
  const std::string path = folder.write("ledger.key", "secret");
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  const auto read = read_secret_file(path);
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().message.find("chmod 600"), std::string::npos);
  EXPECT_EQ(read_secret_file(folder.file("none")).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace overt
