#include <csignal>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/files/files.h"
#include "adapters/files/test_folder.h"

namespace overt {
namespace {

namespace fs = std::filesystem;

void put(const OutputFolder& folder, std::string_view name, std::string_view content) {
  auto sink = create_byte_sink(folder.file(name)).value();
  ASSERT_TRUE(sink->write(content).ok());
  ASSERT_TRUE(sink->close().ok());
}

void write_run(const std::string& place, std::string_view content, bool replace) {
  auto folder = OutputFolder::begin(place, replace);
  ASSERT_TRUE(folder.ok()) << folder.error().message;
  put(folder.value(), "manifest.json", content);
  const auto committed = folder.value().commit();
  ASSERT_TRUE(committed.ok()) << committed.error().message;
}

TEST(OutputFolderTest, AppearsWholeAtCommit) {
  const TestFolder base;
  auto folder = OutputFolder::begin(base.file("run"), false).value();
  put(folder, "manifest.json", "{}");
  fs::create_directory(folder.file("more"));
  put(folder, "more/pairs.csv", "a,b\n");
  EXPECT_FALSE(fs::exists(base.file("run")));
  ASSERT_TRUE(folder.commit().ok());
  EXPECT_EQ(content_of(base.file("run/more/pairs.csv")), "a,b\n");
  EXPECT_EQ(base.entries(), 1U);
}

TEST(OutputFolderTest, LeavesNothingWithoutCommit) {
  const TestFolder base;
  {
    auto folder = OutputFolder::begin(base.file("run"), false).value();
    put(folder, "manifest.json", "{}");
  }
  EXPECT_EQ(base.entries(), 0U);
}

TEST(OutputFolderTest, TakesTheNameWithASlashAndTheEmptyFolder) {
  const TestFolder base;
  fs::create_directory(base.file("run"));
  write_run(base.file("run/"), "1", false);
  EXPECT_EQ(content_of(base.file("run/manifest.json")), "1");
  EXPECT_EQ(base.entries(), 1U);
}

TEST(OutputFolderTest, ReplacesAnEarlierRunOnlyWhenAsked) {
  const TestFolder base;
  write_run(base.file("run"), "old", false);
  base.write("run/stale.txt", "of the old run");
  const auto refused = OutputFolder::begin(base.file("run"), false);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(refused.error().message.find("replaced"), std::string::npos);

  write_run(base.file("run"), "new", true);
  EXPECT_EQ(content_of(base.file("run/manifest.json")), "new");
  EXPECT_FALSE(fs::exists(base.file("run/stale.txt")));
  EXPECT_EQ(base.entries(), 1U);
}

TEST(OutputFolderTest, NeverTouchesAFolderThatIsNotARun) {
  const TestFolder base;
  fs::create_directory(base.file("photos"));
  base.write("photos/cat.jpg", "meow");
  for (const bool replace : {false, true}) {
    const auto refused = OutputFolder::begin(base.file("photos"), replace);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().message.find("choose another folder"), std::string::npos);
  }
  EXPECT_FALSE(OutputFolder::begin(base.file("photos/cat.jpg"), true).ok());
  EXPECT_EQ(content_of(base.file("photos/cat.jpg")), "meow");
}

TEST(OutputFolderTest, RefusesAPlaceThatFilledUpMeanwhile) {
  const TestFolder base;
  auto folder = OutputFolder::begin(base.file("run"), true).value();
  fs::create_directory(base.file("run"));
  base.write("run/other.txt", "mine");
  EXPECT_FALSE(folder.commit().ok());
  EXPECT_EQ(content_of(base.file("run/other.txt")), "mine");
}

TEST(OutputFolderTest, RefusesPlacesThatCannotBePutInPlaceWhole) {
  const TestFolder base;
  EXPECT_FALSE(OutputFolder::begin("", false).ok());
  EXPECT_FALSE(OutputFolder::begin("/", false).ok());
  const auto current = OutputFolder::begin(".", false);
  ASSERT_FALSE(current.ok());
  EXPECT_NE(current.error().message.find("name a new folder inside it"), std::string::npos);
  const auto parentless = OutputFolder::begin(base.file("no/such/run"), false);
  ASSERT_FALSE(parentless.ok());
  EXPECT_EQ(parentless.error().code, ErrorCode::kNotFound);
}

TEST(OutputFolderTest, IsRemovedByAnInterruptAndThenRefusesToFinish) {
  const TestFolder base;
  auto folder = OutputFolder::begin(base.file("run"), false).value();
  put(folder, "manifest.json", "{}");
  remove_unfinished_outputs();
  EXPECT_EQ(base.entries(), 0U);
  EXPECT_FALSE(folder.commit().ok());
  EXPECT_FALSE(fs::exists(base.file("run")));
}

TEST(OutputFolderTest, TwoFillTheSamePlaceWithoutMixing) {
  const TestFolder base;
  auto first = OutputFolder::begin(base.file("run"), true).value();
  auto second = OutputFolder::begin(base.file("run"), true).value();
  put(first, "manifest.json", "first");
  put(second, "manifest.json", "second");
  ASSERT_TRUE(first.commit().ok());
  ASSERT_TRUE(second.commit().ok());
  EXPECT_EQ(content_of(base.file("run/manifest.json")), "second");
  EXPECT_EQ(base.entries(), 1U);
}

// Starts writing a run in another process and kills it in the middle.
void kill_while_writing(const std::string& place) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto folder = OutputFolder::begin(place, true).value();
    put(folder, "manifest.json", "half");
    (void)!::write(ready[1], "x", 1);
    for (;;) ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST(OutputFolderTest, HoldsNothingOrTheOldRunAfterAKill) {
  const TestFolder base;
  const std::string place = base.file("run");
  kill_while_writing(place);
  EXPECT_FALSE(fs::exists(place));

  write_run(place, "old", false);
  EXPECT_EQ(base.entries(), 1U);  // what the killed process left is gone
  kill_while_writing(place);
  EXPECT_EQ(content_of(place + "/manifest.json"), "old");
  EXPECT_EQ(base.entries(), 2U);

  write_run(place, "new", true);
  EXPECT_EQ(content_of(place + "/manifest.json"), "new");
  EXPECT_EQ(base.entries(), 1U);
}

}  // namespace
}  // namespace overt
