#include "pipeline/pair_search.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "base/random.h"
#include "pipeline/ingest.h"
#include "pipeline/resources.h"

namespace overt {
namespace {

namespace fs = std::filesystem;

// A log of shares with popular objects and accounts, and one object that everybody shares.
std::string shares(std::uint64_t seed, int rows) {
  Random random(seed);
  std::string text = "object_id,account_id,content_id,timestamp_share\n";
  for (int i = 0; i < rows; ++i) {
    const double u = random.uniform();
    const double v = random.uniform();
    const auto object = random.chance(0.05) ? 0 : static_cast<int>(u * u * 900);
    text += "o" + std::to_string(object) + ",a" + std::to_string(static_cast<int>(v * v * 400)) +
            ",c" + std::to_string(i) + "," + std::to_string(1'700'000'000 + random.below(4000)) +
            "\n";
  }
  return text;
}

struct Found {
  std::vector<std::string> rows;
  int passes = 0;
  bool spilled = false;
};

class PairSearchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::path(::testing::TempDir()) / "pair_search_shares.csv";
    std::ofstream(path_) << shares(7, 30'000);
  }
  void TearDown() override { fs::remove(path_); }

  Result<Found> search(std::uint64_t memory, std::uint32_t min_objects) {
    ThreadPool pool(2);
    IngestOptions ingest_options;
    ingest_options.input.paths = {path_};
    ingest_options.objects = default_objects();
    ingest_options.memory_bytes_max = memory;
    ingest_options.open_scratch = [] { return open_scratch({}); };
    ASSIGN_OR_RETURN(const auto log, ingest(ingest_options, pool, no_progress()));
    Found found;
    found.spilled = log->spilled != nullptr;
    PairSearchOptions options;
    options.find.windows = {kMicrosPerSecond, 5 * kMicrosPerSecond};
    options.find.min_objects = min_objects;
    options.memory_bytes_max = memory;
    RETURN_IF_ERROR(search_pairs(*log, options, pool, no_progress(),
                                 [&](const PairFinder& finder) -> Result<void> {
                                   ++found.passes;
                                   collect(finder, *log, found.rows);
                                   return {};
                                 }));
    return found;
  }

  static void collect(const PairFinder& finder, const Names& names,
                      std::vector<std::string>& rows) {
    PairFinder::Scratch scratch(finder);
    for (std::size_t block = 0; block < finder.blocks(); ++block) {
      for (const Pair& pair : finder.find(block, scratch).pairs) {
        rows.push_back(std::string(names.account(pair.a)) + " " +
                       std::string(names.account(pair.b)) + " " + std::to_string(pair.window) +
                       " " + std::to_string(pair.objects) + " " + std::to_string(pair.co_actions) +
                       " " + std::to_string(pair.first_at) + " " + std::to_string(pair.last_at) +
                       " " + std::to_string(pair.median_gap));
      }
    }
  }

  fs::path path_;
};

TEST_F(PairSearchTest, FindsTheSamePairsInManyPassesAsInOne) {
  for (const std::uint32_t min_objects : {1U, 2U, 4U}) {
    const auto whole = search(UINT64_MAX, min_objects);
    const auto passes = search(1, min_objects);
    ASSERT_TRUE(whole.ok());
    ASSERT_TRUE(passes.ok()) << passes.error().message;
    EXPECT_FALSE(whole.value().spilled);
    EXPECT_TRUE(passes.value().spilled);
    EXPECT_EQ(whole.value().passes, 1);
    EXPECT_GT(passes.value().passes, 1);
    EXPECT_GT(whole.value().rows.size(), 10U);
    EXPECT_EQ(whole.value().rows, passes.value().rows);
  }
}

}  // namespace
}  // namespace overt
