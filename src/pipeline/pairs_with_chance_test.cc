#include "pipeline/pairs_with_chance.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "base/check.h"
#include "base/random.h"
#include "kernel/join/sort_rows.h"
#include "kernel/stats/false_discovery.h"
#include "pipeline/generated_shares.h"
#include "pipeline/ingest.h"
#include "pipeline/pipeline.h"
#include "pipeline/query_text.h"

namespace overt {
namespace {

// One log, the run that detect makes of it, and the pairs alone with their chance.
struct BothWays {
  TestFolder folder;
  std::string input = folder.write("log.csv", shares_csv(generated_shares(3, 3'000)));
  std::string run = folder.file("run");

  void detect() const {
    DetectOptions options;
    options.input.paths = {input};
    options.window = 20 * kMicrosPerSecond;
    options.sweep = {options.window};
    options.min_objects = 3;
    options.splits = 2;
    options.out = run;
    const auto done = run_detect(options, no_progress());
    ASSERT_TRUE(done.ok()) << done.error().message;
    ASSERT_GT(done.value().pairs, 50U);
  }

  [[nodiscard]] PairsOptions pairs(const std::string& name) const {
    PairsOptions options;
    options.input.paths = {input};
    options.windows = {20 * kMicrosPerSecond};
    options.min_objects = 3;
    options.chance = true;
    options.resources.threads = 2;
    options.out = folder.file(name);
    return options;
  }
};

TEST(PairsWithChanceTest, WritesTheTableThatARunWrites) {
  const BothWays both;
  both.detect();
  for (const std::uint32_t threads : {1U, 3U}) {
    auto options = both.pairs("pairs.parquet");
    options.resources.threads = threads;
    const auto done = run_pairs(options, no_progress());
    ASSERT_TRUE(done.ok()) << done.error().message;
    EXPECT_TRUE(content_of(options.out) == content_of(both.run + "/pairs.parquet")) << threads;
  }
}

TEST(PairsWithChanceTest, WritesTheSameFiguresAsCsv) {
  const BothWays both;
  both.detect();
  const auto options = both.pairs("pairs.csv");
  const auto done = run_pairs(options, no_progress());
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(content_of(options.out).substr(0, 113),
            "account_a,account_b,window_s,objects,sources,co_actions,first_at,last_at,median_gap_s,"
            "lambda,p1,p2,p,q\na10,a11,20");
  const std::string same = query_text(
      "SELECT count(*) FROM read_csv('" + options.out + "') c JOIN '" + both.run +
      "/pairs.parquet' r USING (account_a, account_b) WHERE abs(c.lambda - r.lambda) <= "
      "1e-5 * r.lambda AND abs(c.p1 - r.p1) <= 1e-5 * r.p1 AND abs(c.p2 - r.p2) <= 1e-5 * r.p2 AND "
      "abs(c.p - r.p) <= 1e-5 * r.p AND abs(c.q - r.q) <= 1e-5 * r.q AND c.objects = r.objects");
  EXPECT_EQ(same, std::to_string(done.value().pairs));
  EXPECT_EQ(query_text("SELECT count(*) FROM '" + both.run + "/pairs.parquet'"), same);
}

TEST(PairsWithChanceTest, WritesWitnessesBesideTheChance) {
  const BothWays both;
  auto options = both.pairs("pairs.csv");
  options.witnesses = true;
  const auto with = run_pairs(options, no_progress());
  ASSERT_TRUE(with.ok()) << with.error().message;
  auto plain = options;
  plain.chance = false;
  plain.out = both.folder.file("plain.csv");
  ASSERT_TRUE(run_pairs(plain, no_progress()).ok());
  const std::string columns = "account_a, account_b, objects, witnesses";
  EXPECT_EQ(
      query_text("SELECT count(*) FROM (SELECT " + columns + " FROM read_csv('" + options.out +
                 "') INTERSECT SELECT " + columns + " FROM read_csv('" + plain.out + "'))"),
      std::to_string(with.value().pairs));
}

/// And pairs of accounts that act on objects of the others together, 4, 8, … times.
std::vector<Share> shares_with_pairs(int pairs) {
  auto shares = generated_shares(5, 3'000);
  for (int pair = 0; pair < pairs; ++pair) {
    const std::string number = std::to_string(pair);
    for (int i = 0; i < 4 * (pair + 1); ++i) {
      const std::int64_t at = 1'600'001'000 + pair * 10'000 + i * 40;
      const std::string object = "o" + std::to_string(i);
      shares.push_back({object, "one-" + number, at});
      shares.push_back({object, "two-" + number, at + 1});
    }
  }
  return shares;
}

TEST(PairsWithChanceTest, WritesOnlyPairsOfASmallQWhereThatIsAsked) {
  const TestFolder folder;
  PairsOptions whole;
  whole.input.paths = {folder.write("log.csv", shares_csv(shares_with_pairs(7)))};
  whole.windows = {20 * kMicrosPerSecond};
  whole.chance = true;
  whole.out = folder.file("whole.csv");
  const auto all = run_pairs(whole, no_progress());
  ASSERT_TRUE(all.ok()) << all.error().message;
  std::uint64_t before = all.value().pairs;
  for (const double max_q : {0.9, 0.45, 0.05}) {
    auto options = whole;
    options.max_q = max_q;
    options.witnesses = max_q < 0.1;
    options.out = folder.file("rare.csv");
    const auto rare = run_pairs(options, no_progress());
    ASSERT_TRUE(rare.ok()) << rare.error().message;
    EXPECT_LT(rare.value().pairs, before) << max_q;
    EXPECT_GE(rare.value().pairs, 1U) << max_q;
    before = rare.value().pairs;
    const std::string count = std::to_string(rare.value().pairs);
    EXPECT_EQ(query_text("SELECT count(*) FROM read_csv('" + whole.out +
                         "') WHERE q <= " + std::to_string(max_q * 1e20) + "e-20"),
              count);
    const std::string columns = R"(account_a, account_b, objects, "lambda", p1, p2, p, q)";
    EXPECT_EQ(
        query_text("SELECT count(*) FROM (SELECT " + columns + " FROM read_csv('" + options.out +
                   "') INTERSECT SELECT " + columns + " FROM read_csv('" + whole.out + "'))"),
        count);
  }
}

// A log as it is when pairs are sought in it.
class SortedLog {
 public:
  explicit SortedLog(const std::vector<Share>& shares) {
    IngestOptions options;
    options.input.paths = {folder_.write("log.csv", shares_csv(shares))};
    options.objects = default_objects();
    auto log = ingest(options, pool_, no_progress());
    CHECK(log.ok());
    log_ = std::move(log.value());
    sorted_ = join::sort_rows(std::move(log_->rows), pool_);
  }
  [[nodiscard]] Result<PairsWithChance> find(const PairsWithChanceOptions& options) const {
    return find_pairs_with_chance(*log_, sorted_, options, pool_, no_progress());
  }

 private:
  TestFolder folder_;
  mutable ThreadPool pool_{2};
  std::unique_ptr<TraceLog> log_;
  join::Rows sorted_;
};

// On a large log; here any log is one.
TEST(PairsWithChanceTest, LeavesOutOnlyWhatCannotBeUnusual) {
  auto shares = generated_shares(5, 3'000);
  // Two that are always there together, when nobody else is.
  for (int i = 0; i < 30; ++i) {
    const std::int64_t at = 1'600'001'000 + i * 40;
    shares.push_back({"o" + std::to_string(i), "a-one", at});
    shares.push_back({"o" + std::to_string(i), "a-two", at + 1});
  }
  const SortedLog log(shares);
  PairsWithChanceOptions options;
  options.window = 2 * kMicrosPerSecond;
  const auto whole = log.find(options);
  ASSERT_TRUE(whole.ok());
  options.all_of_each_traces_max = 0;
  const auto pruned = log.find(options);
  ASSERT_TRUE(pruned.ok()) << pruned.error().message;
  EXPECT_EQ(pruned.value().chance.significant_pairs, whole.value().chance.significant_pairs);
  EXPECT_EQ(pruned.value().pairs, whole.value().pairs);
  EXPECT_GE(pruned.value().chance.significant_pairs, 1U);
  std::map<std::pair<std::uint32_t, std::uint32_t>, Pair> of_whole;
  for (const Pair& pair : whole.value().table.pairs) of_whole[{pair.a.value, pair.b.value}] = pair;
  std::size_t not_reckoned = 0;
  std::size_t tested = 0;
  PairChance::Scratch scratch;
  for (Pair pair : pruned.value().table.pairs) {
    const Pair& same = of_whole.at({pair.a.value, pair.b.value});
    if (pair.objects >= options.min_objects) ++tested;
    EXPECT_EQ(pair.lambda, same.lambda);
    EXPECT_EQ(pair.log_p1, same.log_p1);
    if (std::isnan(pair.log_p2)) {
      ++not_reckoned;
      EXPECT_EQ(pair.log_p, pair.log_p1);
      add_timing(*pruned.value().odds, scratch, pair);
    }
    EXPECT_EQ(pair.log_p2, same.log_p2);
    EXPECT_EQ(pair.log_p, same.log_p);
    if (pair.objects >= options.min_objects) {
      EXPECT_EQ(pair.log_q, same.log_q);
    }
  }
  EXPECT_GT(not_reckoned, 0U);
  EXPECT_EQ(tested, whole.value().pairs);
  EXPECT_EQ(pruned.value().limits.back().name, "traces_with_all_chances");
  EXPECT_EQ(pruned.value().limits.back().left_out, not_reckoned);
}

// On a large log, where p2 is not reckoned of every pair.
TEST(PairsWithChanceTest, FindsThePairsOfASmallQOfALargeLogToo) {
  const SortedLog log(shares_with_pairs(7));
  PairsWithChanceOptions options;
  options.window = 20 * kMicrosPerSecond;
  options.proposing = false;
  const auto whole = log.find(options);
  ASSERT_TRUE(whole.ok());
  options.all_of_each_traces_max = 0;
  options.q_max = 0.45;
  const auto rare = log.find(options);
  ASSERT_TRUE(rare.ok()) << rare.error().message;
  EXPECT_EQ(rare.value().pairs, whole.value().pairs);
  using Figures = std::tuple<std::uint32_t, std::uint32_t, float, float, float, float>;
  const auto figures = [](const Pair& pair) {
    return Figures(pair.a.value, pair.b.value, pair.lambda, pair.log_p1, pair.log_p2, pair.log_q);
  };
  std::vector<Figures> expected;
  for (const Pair& pair : whole.value().table.pairs) {
    if (std::exp(pair.log_q) <= 0.45F) expected.push_back(figures(pair));
  }
  std::vector<Figures> found;
  for (const Pair& pair : rare.value().table.pairs) found.push_back(figures(pair));
  EXPECT_GE(expected.size(), 2U);
  EXPECT_TRUE(found == expected);
}

// On a large log nothing is left out as long as the likely pairs are not too many.
TEST(PairsWithChanceTest, TheTableOfALargeLogIsThatOfAnExhaustiveSearch) {
  const SortedLog log(generated_shares(5, 3'000));
  PairsWithChanceOptions options;
  options.window = 20 * kMicrosPerSecond;
  options.all_of_each_traces_max = 0;
  const auto large = log.find(options);
  ASSERT_TRUE(large.ok());
  options.likely_max = options.likely_with_few_objects_max = 0;
  options.exhaustive = true;
  const auto exhaustive = log.find(options);
  ASSERT_TRUE(exhaustive.ok());
  EXPECT_TRUE(exhaustive.value().limits.empty());
  const auto& pairs = large.value().table.pairs;
  const auto& others = exhaustive.value().table.pairs;
  ASSERT_EQ(pairs.size(), others.size());
  std::size_t with_few_objects = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    EXPECT_EQ(pairs[i].a.value, others[i].a.value);
    EXPECT_EQ(pairs[i].b.value, others[i].b.value);
    EXPECT_EQ(pairs[i].lambda, others[i].lambda);
    EXPECT_EQ(pairs[i].log_p1, others[i].log_p1);
    EXPECT_FALSE(std::isnan(others[i].log_p2));
    if (pairs[i].objects < options.min_objects) {
      ++with_few_objects;
    } else {
      EXPECT_EQ(pairs[i].log_q, others[i].log_q);
    }
  }
  EXPECT_GT(with_few_objects, 100U);
}

// However often the likeliest are left out on the way, the same are left out in all: so many of
// those with min_objects, so many of the others, and what is rare never.
struct LikelyLimits {
  std::uint64_t tested;
  std::uint64_t with_few_objects;
};

class LikeliestTest : public testing::TestWithParam<LikelyLimits> {
 protected:
  using Likely = std::tuple<float, std::uint32_t, std::uint32_t>;  // log_p1, a, b

  static bool is_tested(const Pair& pair) { return pair.objects >= 3; }

  static std::vector<Likely> likely_pairs(const PairTable& table, bool tested) {
    std::vector<Likely> likely;
    for (const Pair& pair : table.pairs) {
      if (pair.log_p1 > std::log(1e-3F) && is_tested(pair) == tested) {
        likely.emplace_back(pair.log_p1, pair.a.value, pair.b.value);
      }
    }
    std::stable_sort(likely.begin(), likely.end(),
                     [](const auto& x, const auto& y) { return std::get<0>(x) < std::get<0>(y); });
    return likely;
  }

  static std::uint64_t left_out(const PairsWithChance& found, const std::string& limit) {
    for (const LimitHit& hit : found.limits) {
      if (hit.name == limit) return hit.left_out;
    }
    return 0;
  }
};

TEST_P(LikeliestTest, AreLeftOutWhereThereAreTooMany) {
  const SortedLog log(generated_shares(5, 3'000));
  PairsWithChanceOptions options;
  options.window = 20 * kMicrosPerSecond;
  options.all_of_each_traces_max = 0;
  const auto whole = log.find(options);
  ASSERT_TRUE(whole.ok());
  options.likely_max = GetParam().tested;
  options.likely_with_few_objects_max = GetParam().with_few_objects;
  const auto some = log.find(options);
  ASSERT_TRUE(some.ok());
  std::set<std::pair<std::uint32_t, std::uint32_t>> kept;
  for (const Pair& pair : some.value().table.pairs) {
    kept.insert({pair.a.value, pair.b.value});
    const auto& witness = some.value().table.witnesses.at(pair.witness_begin);
    EXPECT_LE(std::abs(witness.a_at - witness.b_at), options.window);
    EXPECT_EQ(pair.witness_count, pair.objects);
  }
  std::size_t left_out_of_all = 0;
  for (const bool tested : {true, false}) {
    const auto likely = likely_pairs(whole.value().table, tested);
    const std::uint64_t most = tested ? options.likely_max : options.likely_with_few_objects_max;
    ASSERT_GT(likely.size(), 100U);
    for (std::size_t i = 0; i < likely.size(); ++i) {
      const auto& [log_p1, a, b] = likely[i];
      EXPECT_EQ(kept.contains({a, b}), i < most) << i << " of " << likely.size();
    }
    const std::uint64_t expected = likely.size() - std::min<std::uint64_t>(most, likely.size());
    EXPECT_EQ(left_out(some.value(), tested ? "likely_pairs" : "likely_pairs_with_few_objects"),
              expected);
    left_out_of_all += expected;
  }
  EXPECT_EQ(kept.size(), whole.value().table.pairs.size() - left_out_of_all);
  EXPECT_EQ(some.value().chance.significant_pairs, whole.value().chance.significant_pairs);
  EXPECT_EQ(some.value().pairs, whole.value().pairs);
}

INSTANTIATE_TEST_SUITE_P(OfBothKinds, LikeliestTest,
                         testing::Values(LikelyLimits{1, 1'000'000}, LikelyLimits{7, 0},
                                         LikelyLimits{40, 3}, LikelyLimits{1'000'000, 50},
                                         LikelyLimits{0, 100}));

// q of a pair that is not tested is not below what it would be if it were.
TEST(PairsWithChanceTest, PairsWithFewObjectsDoNotChangeQ) {
  const SortedLog log(generated_shares(3, 3'000));
  PairsWithChanceOptions options;
  options.window = 20 * kMicrosPerSecond;
  const auto with = log.find(options);
  ASSERT_TRUE(with.ok());
  options.proposing = false;
  options.witnesses = false;
  const auto without = log.find(options);
  ASSERT_TRUE(without.ok());
  EXPECT_TRUE(without.value().table.witnesses.empty());
  auto other = without.value().table.pairs.begin();
  std::vector<double> log_p;
  for (const Pair& pair : with.value().table.pairs) {
    if (pair.objects < 3) continue;
    ASSERT_NE(other, without.value().table.pairs.end());
    EXPECT_EQ(pair.a.value, other->a.value);
    EXPECT_EQ(pair.b.value, other->b.value);
    EXPECT_EQ(pair.log_p, other->log_p);
    EXPECT_EQ(pair.log_q, other->log_q);
    log_p.push_back(static_cast<double>(pair.log_p));
    ++other;
  }
  EXPECT_EQ(other, without.value().table.pairs.end());
  EXPECT_GT(with.value().table.pairs.size(), log_p.size());
  int seen = 0;
  for (const Pair& pair : with.value().table.pairs) {
    if (pair.objects >= 3 || ++seen > 20) continue;
    auto beside = log_p;
    beside.push_back(static_cast<double>(pair.log_p));
    const auto log_q =
        stats::log_q_values(beside, {.possible = with.value().chance.possible_pairs});
    EXPECT_GE(static_cast<double>(pair.log_q), log_q.back() - 1e-5);
  }
  EXPECT_GT(seen, 0);
}

TEST(PairsWithChanceTest, SaysThatALogBeyondTheMemoryHasNoChance) {
  const TestFolder folder;
  constexpr int kShares = 60'000;
  std::vector<Share> shares;
  shares.reserve(kShares);
  Random random(2);
  for (int i = 0; i < kShares; ++i) {
    shares.push_back({"o" + std::to_string(random.below(20'000)),
                      "account-with-a-long-name-" + std::to_string(random.below(20'000)),
                      1'600'000'001 + static_cast<std::int64_t>(random.below(100'000))});
  }
  PairsOptions options;
  options.input.paths = {folder.write("log.csv", shares_csv(shares))};
  options.resources.memory_bytes_max = 4 << 20;
  options.chance = true;
  options.out = folder.file("pairs.csv");
  const auto done = run_pairs(options, no_progress());
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::kLimitExceeded);
  EXPECT_NE(done.error().message.find("raise --memory"), std::string::npos);
  EXPECT_EQ(folder.entries(), 1U);
}

}  // namespace
}  // namespace overt
