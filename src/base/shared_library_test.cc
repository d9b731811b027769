#include "base/shared_library.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(SharedLibraryTest, FindsAFunctionThatItHas) {
  const SharedLibrary library = SharedLibrary::open("libm.so.6").value();
  double (*root)(double) = nullptr;
  ASSERT_TRUE(library.find("cbrt", root).ok());
  EXPECT_DOUBLE_EQ(root(27), 3);
}

TEST(SharedLibraryTest, NamesAFunctionThatItLacks) {
  const SharedLibrary library = SharedLibrary::open("libm.so.6").value();
  void (*missing)() = nullptr;
  const Result<void> found = library.find("cube_foot", missing);
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, ErrorCode::kNotFound);
  EXPECT_NE(found.error().message.find("libm.so.6 is of another version: it has no cube_foot"),
            std::string::npos);
  EXPECT_EQ(missing, nullptr);
}

TEST(SharedLibraryTest, NamesAFileThatIsNotThere) {
  const Result<SharedLibrary> opened = SharedLibrary::open("libnowhere.so.1");
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kIo);
  EXPECT_NE(opened.error().message.find("libnowhere.so.1 could not be loaded ("),
            std::string::npos);
}

}  // namespace
}  // namespace overt
