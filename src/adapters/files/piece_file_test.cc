#include "adapters/files/piece_file.h"

#include <optional>

#include <gtest/gtest.h>

#include "adapters/files/killed_child.h"
#include "adapters/files/test_folder.h"

namespace overt {
namespace {

TEST(PieceFileTest, GoesOnWhereItHadCome) {
  const TestFolder folder;
  const std::string path = folder.file("data");
  {
    auto file = PieceFile::create(path);
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE(file.value().append("one ").ok());
  }
  auto again = PieceFile::open(path);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again.value().reached(), 4U);
  ASSERT_TRUE(again.value().append("two").ok());
  EXPECT_EQ(content_of(path), "one two");
  EXPECT_FALSE(PieceFile::create(path).ok());
}

TEST(PieceFileTest, CutsOffWhatWasNeverAcknowledged) {
  const TestFolder folder;
  const std::string path = folder.file("data");
  ASSERT_TRUE(PieceFile::create(path).value().append("kept").ok());
  std::ofstream(path, std::ios::app) << " and half a pie";
  auto again = PieceFile::open(path);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again.value().reached(), 4U);
  EXPECT_EQ(content_of(path), "kept");
}

TEST(PieceFileTest, RefusesAMarkBeyondTheFileAndOneThatIsNone) {
  const TestFolder folder;
  const std::string path = folder.file("data");
  ASSERT_TRUE(PieceFile::create(path).value().append("kept").ok());
  for (const char* mark : {"00000000000000000005\n", "0000000000000000000", "x", ""}) {
    folder.write("data.reached", mark);
    EXPECT_FALSE(PieceFile::open(path).ok()) << mark;
  }
}

TEST(PieceFileTest, KeepsWhatWasAcknowledgedWhenTheProcessIsKilled) {
  const TestFolder folder;
  const std::string path = folder.file("data");
  std::optional<PieceFile> file;
  const std::uint32_t last = last_step_of_killed_child(20, [&](std::uint32_t step) {
    if (step == 0) file.emplace(std::move(PieceFile::create(path)).value());
    return file->append(std::string(1'000, static_cast<char>('a' + step % 26))).ok();
  });
  const auto again = PieceFile::open(path);
  ASSERT_TRUE(again.ok());
  EXPECT_GE(again.value().reached(), 1'000 * (std::uint64_t{last} + 1));
  const std::string content = content_of(path);
  EXPECT_EQ(content.size(), again.value().reached());
  for (std::size_t i = 0; i < content.size(); ++i) {
    ASSERT_EQ(content[i], static_cast<char>('a' + i / 1'000 % 26)) << i;
  }
}

}  // namespace
}  // namespace overt
