#include <csignal>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/resource.h>

#include "adapters/files/files.h"
#include "adapters/files/test_folder.h"
#include "base/random.h"

namespace overt {
namespace {

std::string noise(std::size_t size, std::uint64_t seed) {
  Random random(seed);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random.next());
  return text;
}

std::string read_back(ScratchStream& stream, std::size_t step) {
  std::string content;
  std::string buffer(step, '\0');
  for (;;) {
    const std::size_t got = stream.read(buffer).value();
    if (got == 0) return content;
    EXPECT_TRUE(got == step || content.size() + got == stream.size());
    content.append(buffer, 0, got);
  }
}

RC_GTEST_PROP(ScratchStoreTest, GivesBackWhatWasAppended, ()) {
  const TestFolder folder;
  const auto buffer_bytes = *rc::gen::inRange<std::size_t>(1, 5'000);
  const auto parts = *rc::gen::container<std::vector<std::string>>(
      rc::gen::scale(20, rc::gen::arbitrary<std::string>()));
  auto store = open_scratch_store(folder.path(), {.buffer_bytes = buffer_bytes}).value();
  auto stream = store->create().value();
  std::string whole;
  for (const std::string& part : parts) {
    RC_ASSERT(stream->append(part).ok());
    whole += part;
  }
  RC_ASSERT(stream->size() == whole.size());
  for (int round = 0; round < 2; ++round) {
    RC_ASSERT(stream->rewind().ok());
    RC_ASSERT(read_back(*stream, *rc::gen::inRange<std::size_t>(1, 9'000)) == whole);
  }
  RC_ASSERT(folder.entries() == 0U);
}

TEST(ScratchStoreTest, KeepsSmallStreamsInMemory) {
  const TestFolder folder;
  auto store = open_scratch_store(folder.path(), {.buffer_bytes = 1'000}).value();
  auto stream = store->create().value();
  ASSERT_TRUE(stream->append(std::string(1'000, 'x')).ok());
  ASSERT_TRUE(stream->rewind().ok());
  EXPECT_EQ(read_back(*stream, 7), std::string(1'000, 'x'));
  EXPECT_EQ(store->bytes_written(), 0U);
}

TEST(ScratchStoreTest, CountsWhatIsWrittenAndWhatIsHeld) {
  const TestFolder folder;
  auto store = open_scratch_store(folder.path(), {.buffer_bytes = 1'000}).value();
  auto stream = store->create().value();
  ASSERT_TRUE(stream->append(std::string(2'500, 'x')).ok());
  ASSERT_TRUE(stream->rewind().ok());
  EXPECT_EQ(store->bytes_written(), 2'500U);
  EXPECT_EQ(store->bytes_held(), 2'500U);
  stream.reset();
  EXPECT_EQ(store->bytes_written(), 2'500U);
  EXPECT_EQ(store->bytes_held(), 0U);
}

TEST(ScratchStoreTest, StopsAtTheLimitWithTheRemedy) {
  const TestFolder folder;
  auto store =
      open_scratch_store(folder.path(), {.bytes_max = 10'000, .buffer_bytes = 1'000}).value();
  {
    auto first = store->create().value();
    ASSERT_TRUE(first->append(std::string(8'000, 'x')).ok());
    auto second = store->create().value();
    const auto full = second->append(std::string(8'000, 'x'));
    ASSERT_FALSE(full.ok());
    EXPECT_EQ(full.error().code, ErrorCode::kLimitExceeded);
    EXPECT_NE(full.error().message.find(folder.path()), std::string::npos);
    EXPECT_NE(full.error().message.find("10000 bytes"), std::string::npos);
  }
  auto third = store->create().value();  // the space of the streams that are gone is free again
  EXPECT_TRUE(third->append(std::string(8'000, 'x')).ok());
}

TEST(ScratchStoreTest, ReportsAFailedWrite) {
  const TestFolder folder;
  auto store = open_scratch_store(folder.path(), {.buffer_bytes = 1'000}).value();
  auto stream = store->create().value();
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit kept{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &kept), 0);
  const rlimit small{2'500, kept.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto appended = stream->append(std::string(8'000, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &kept), 0);
  ASSERT_FALSE(appended.ok());
  EXPECT_EQ(appended.error().code, ErrorCode::kIo);
}

TEST(ScratchStoreTest, SaysAtOnceThatAFolderCannotBeUsed) {
  const TestFolder folder;
  const auto missing = open_scratch_store(folder.file("no"), {});
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find(folder.file("no")), std::string::npos);
}

TEST(ScratchStoreTest, ServesManyThreadsAtOnce) {
  const TestFolder folder;
  auto store = open_scratch_store(folder.path(), {.buffer_bytes = 4'096}).value();
  std::vector<std::jthread> threads;
  std::vector<int> equal(4, 0);
  for (std::size_t t = 0; t < equal.size(); ++t) {
    threads.emplace_back([&, t] {
      const std::string text = noise(300'000, t);
      auto stream = store->create().value();
      for (std::size_t at = 0; at < text.size(); at += 777) {
        (void)stream->append(std::string_view(text).substr(at, 777)).ok();
      }
      equal[t] = stream->rewind().ok() && read_back(*stream, 1'001) == text ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(equal, std::vector<int>(4, 1));
  EXPECT_EQ(store->bytes_written(), 1'200'000U);
  EXPECT_EQ(store->bytes_held(), 0U);
}

}  // namespace
}  // namespace overt
