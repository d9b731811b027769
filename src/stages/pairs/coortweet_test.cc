#include "stages/pairs/coortweet.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

namespace overt {
namespace {

constexpr TimeUs kSecond = kMicrosPerSecond;

/// Shares by name, interned as the function asks: objects and contents in one dictionary.
class ShareLog {
 public:
  ShareLog& add(std::string_view object, std::string_view account, std::string_view content,
                double seconds) {
    objects_.push_back(id_of(things_, object));
    accounts_.push_back(id_of(people_, account));
    contents_.push_back(id_of(things_, content));
    times_.push_back(static_cast<TimeUs>(seconds * static_cast<double>(kSecond)));
    return *this;
  }

  /// A share with a content of its own.
  ShareLog& add(std::string_view object, std::string_view account, double seconds) {
    return add(object, account, "content " + std::to_string(times_.size()), seconds);
  }

  [[nodiscard]] CoortweetShares shares() const { return {objects_, accounts_, contents_, times_}; }

  [[nodiscard]] Result<CoortweetTables> find(const CoortweetParameters& parameters) const {
    return find_coortweet(shares(), parameters, no_progress());
  }

 private:
  using Names = std::unordered_map<std::string, std::uint32_t>;

  static std::uint32_t id_of(Names& names, std::string_view name) {
    return names.emplace(std::string(name), static_cast<std::uint32_t>(names.size())).first->second;
  }

  Names things_;
  Names people_;
  std::vector<std::uint32_t> objects_;
  std::vector<std::uint32_t> accounts_;
  std::vector<std::uint32_t> contents_;
  std::vector<TimeUs> times_;
};

CoortweetParameters within(double seconds, std::uint32_t min_participation) {
  CoortweetParameters parameters;
  parameters.window = static_cast<TimeUs>(seconds * static_cast<double>(kSecond));
  parameters.min_participation = min_participation;
  return parameters;
}

using RowSet = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

RowSet rows_of(const CoortweetTables& tables) {
  RowSet rows;
  for (const CoortweetRow& row : tables.rows) rows.emplace_back(row.share, row.share_y);
  std::sort(rows.begin(), rows.end());
  return rows;
}

RowSet rows_of(const ShareLog& log, const CoortweetParameters& parameters) {
  return rows_of(log.find(parameters).value());
}

// ---- the numbered rules, by hand ---------------------------------------------------------------

TEST(CoortweetTest, KeepsRepeatedInputRows) {
  ShareLog log;
  log.add("o", "a", "c1", 0).add("o", "a", "c1", 0).add("o", "b", "c2", 1);
  EXPECT_EQ(rows_of(log, within(10, 1)), (RowSet{{0, 2}, {1, 2}}));
}

TEST(CoortweetTest, CountsTheEndOfTheWindowIn) {
  ShareLog log;
  log.add("o", "a", 0).add("o", "b", 10).add("o", "c", 21);
  EXPECT_EQ(rows_of(log, within(10, 1)), (RowSet{{0, 1}}));
}

TEST(CoortweetTest, TellsTimesApartBelowASecond) {
  ShareLog log;
  log.add("o", "a", 0).add("o", "b", 10.000001);
  EXPECT_TRUE(rows_of(log, within(10, 1)).empty());
}

TEST(CoortweetTest, DropsRowsOfOneAccount) {
  ShareLog log;
  log.add("o", "a", 0).add("o", "a", 1).add("o", "b", 2);
  EXPECT_EQ(rows_of(log, within(10, 1)), (RowSet{{0, 2}, {1, 2}}));
}

TEST(CoortweetTest, DropsRowsOfOneContent) {
  ShareLog log;
  log.add("o", "a", "same", 0).add("o", "b", "same", 1).add("o", "c", "other", 2);
  EXPECT_EQ(rows_of(log, within(10, 1)), (RowSet{{0, 2}, {1, 2}}));
}

TEST(CoortweetTest, DropsRowsWhereAContentIsTheObjectItself) {
  ShareLog log;
  log.add("o", "a", "o", 0).add("o", "b", "c1", 1).add("o", "c", "c2", 2);
  EXPECT_EQ(rows_of(log, within(10, 1)), (RowSet{{1, 2}}));
}

TEST(CoortweetTest, DropsAccountsWithTooFewInputRowsFirst) {
  // c is a partner of both, but its single row is gone before anything is compared.
  ShareLog log;
  log.add("o", "a", 0).add("o", "b", 1).add("o", "c", 2);
  log.add("p", "a", 500).add("q", "b", 900);
  EXPECT_TRUE(rows_of(log, within(10, 2)).empty()) << "one content of each survives, two are asked";
  log.add("p", "b", 501);
  EXPECT_EQ(rows_of(log, within(10, 2)), (RowSet{{0, 1}, {3, 5}}));
}

TEST(CoortweetTest, KeepsARowWhereOneSideStillTakesPartEnough) {
  // a co-shares once each with b, c and d, who have three rows each but only one that survives.
  ShareLog log;
  const std::array<std::string, 3> others = {"b", "c", "d"};
  for (std::size_t i = 0; i < others.size(); ++i) {
    const double at = 1000.0 * static_cast<double>(i);
    log.add("o" + others[i], "a", at).add("o" + others[i], others[i], at + 1);
    log.add("alone1" + others[i], others[i], at).add("alone2" + others[i], others[i], at);
  }
  EXPECT_EQ(log.find(within(10, 3)).value().rows.size(), 3U);
  EXPECT_TRUE(log.find(within(10, 4)).value().rows.empty());
}

TEST(CoortweetTest, CountsAContentWithTwoObjectsTwice) {
  ShareLog log;
  log.add("o", "a", "ca", 0).add("p", "a", "ca", 0);
  log.add("o", "b", "cb", 1).add("elsewhere", "b", "other", 900);
  EXPECT_EQ(rows_of(log, within(10, 2)), (RowSet{{0, 2}}));
}

TEST(CoortweetTest, LetsAContentThatTwoAccountsShareCountForEither) {
  // The rule is about contents: "shared" is one of a's, who takes part enough, so it also holds
  // the row between b and c.
  ShareLog log;
  log.add("o", "a", "a1", 0)
      .add("o", "d", "d1", 1)
      .add("p", "a", "shared", 0)
      .add("p", "d", "d2", 1);
  log.add("q", "b", "shared", 0).add("q", "c", "c1", 1);
  log.add("x", "b", "b1", 0).add("y", "c", "c2", 0);
  EXPECT_EQ(rows_of(log, within(10, 2)), (RowSet{{0, 1}, {2, 3}, {4, 5}}));
}

TEST(CoortweetTest, PutsTheOlderShareFirst) {
  ShareLog log;
  log.add("o", "a", 5).add("o", "b", 3);
  EXPECT_EQ(rows_of(log, within(10, 1)), (RowSet{{1, 0}}));
}

TEST(CoortweetTest, KeepsTheRegroupedOrderOfTies) {
  // In the input b's share stands before a's second one; grouped by account, a's come first.
  ShareLog log;
  log.add("elsewhere", "a", 0).add("o", "b", 7).add("o", "a", 7);
  EXPECT_EQ(rows_of(log, within(10, 1)), (RowSet{{2, 1}}));
}

TEST(CoortweetTest, WeighsAnEdgeByItsRows) {
  ShareLog log;
  log.add("o", "a", 0).add("o", "a", 1).add("o", "b", 2).add("o", "b", 3);
  const CoortweetTables tables = log.find(within(10, 1)).value();
  ASSERT_EQ(tables.edges.size(), 1U);
  EXPECT_EQ(tables.edges[0].weight, 4U);
  EXPECT_EQ(tables.edges[0].avg_time_delta_s, 2.0);
}

TEST(CoortweetTest, CountsOlderAndNewerContentsNotEachAccounts) {
  // On o the older share is a's, on p it is b's: two older contents and one newer one, although
  // a has two contents and b has two.
  ShareLog log;
  log.add("o", "a", "a1", 0).add("o", "b", "b1", 1);
  log.add("p", "b", "b2", 0).add("p", "a", "a2", 1).add("p", "a", "a2", 2);
  const CoortweetTables tables = log.find(within(10, 1)).value();
  ASSERT_EQ(tables.edges.size(), 1U);
  EXPECT_EQ(tables.edges[0].n_content_id, 2U);
  EXPECT_EQ(tables.edges[0].n_content_id_y, 2U);
  log.add("r", "a", "a3", 0).add("r", "b", "b1", 1);
  const CoortweetEdge edge = log.find(within(10, 1)).value().edges.at(0);
  EXPECT_EQ(edge.n_content_id, 3U) << "a1 and a3 of one account, b2 of the other";
  EXPECT_EQ(edge.n_content_id_y, 2U);
  EXPECT_DOUBLE_EQ(edge.edge_symmetry_score, 2.0 / 3.0);
}

// ---- thresholds and graphs ---------------------------------------------------------------------

TEST(CoortweetTest, InterpolatesQuantilesLikeR) {
  // quantile(c(1, 2, 4, 8), c(0, .25, .5, .9, 1)) in R.
  EXPECT_EQ(quantile_type7({8, 1, 4, 2}, 0), 1.0);
  EXPECT_EQ(quantile_type7({8, 1, 4, 2}, 0.25), 1.75);
  EXPECT_EQ(quantile_type7({8, 1, 4, 2}, 0.5), 3.0);
  EXPECT_DOUBLE_EQ(quantile_type7({8, 1, 4, 2}, 0.9), 6.8);
  EXPECT_EQ(quantile_type7({8, 1, 4, 2}, 1), 8.0);
  EXPECT_EQ(quantile_type7({5}, 0.3), 5.0);
}

TEST(CoortweetTest, KeepsOnlyEdgesStrictlyAboveTheQuantile) {
  ShareLog log;
  log.add("o", "a", 0).add("o", "b", 1);
  log.add("p", "c", 0).add("p", "d", 1);
  log.add("q", "e", 0).add("q", "f", 1).add("r", "e", 0).add("r", "f", 1);
  CoortweetParameters parameters = within(10, 1);
  parameters.edge_weight = 0.5;
  const CoortweetTables tables = log.find(parameters).value();
  EXPECT_EQ(tables.edge_weight_threshold, 1.0);
  EXPECT_EQ(tables.graph.edges, 3U);
  EXPECT_EQ(tables.graph.accounts, 6U);
  EXPECT_EQ(tables.graph.components, 3U);
  EXPECT_EQ(tables.kept.edges, 1U);
  EXPECT_EQ(tables.kept.accounts, 2U);
  EXPECT_EQ(tables.kept.largest_component, 2U);
}

TEST(CoortweetTest, KeepsEveryEdgeWithoutAQuantile) {
  ShareLog log;
  log.add("o", "a", 0).add("o", "b", 1).add("o", "c", 2);
  const CoortweetTables tables = log.find(within(10, 1)).value();
  EXPECT_FALSE(tables.edge_weight_threshold.has_value());
  EXPECT_EQ(tables.kept.edges, 3U);
  EXPECT_EQ(tables.kept.components, 1U);
}

// ---- edges of the input ------------------------------------------------------------------------

TEST(CoortweetTest, FindsNothingInNothing) {
  CoortweetParameters parameters = within(10, 2);
  parameters.edge_weight = 0.5;
  const CoortweetTables tables = ShareLog().find(parameters).value();
  EXPECT_TRUE(tables.rows.empty());
  EXPECT_TRUE(tables.edges.empty());
  EXPECT_FALSE(tables.edge_weight_threshold.has_value());
}

TEST(CoortweetTest, SurvivesTimesAtBothEndsOfTheirRange) {
  const std::vector<std::uint32_t> objects = {0, 0, 0};
  const std::vector<std::uint32_t> accounts = {0, 1, 2};
  const std::vector<std::uint32_t> contents = {1, 2, 3};
  const std::vector<TimeUs> times = {std::numeric_limits<TimeUs>::min(), 0,
                                     std::numeric_limits<TimeUs>::max()};
  const auto tables =
      find_coortweet({objects, accounts, contents, times}, within(10, 1), no_progress());
  EXPECT_TRUE(tables.value().rows.empty());
}

TEST(CoortweetTest, RefusesMoreRowsThanTheLimitAndSaysWhatToDo) {
  ShareLog log;
  for (int i = 0; i < 5; ++i) log.add("o", "account " + std::to_string(i), i);
  CoortweetParameters parameters = within(10, 1);
  parameters.rows_max = 9;  // there are ten
  const auto refused = log.find(parameters);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kLimitExceeded);
  EXPECT_NE(refused.error().message.find("shorter window"), std::string::npos);
  parameters.rows_max = 10;
  EXPECT_EQ(log.find(parameters).value().rows.size(), 10U);
}

TEST(CoortweetTest, RefusesImpossibleParameters) {
  CoortweetParameters parameters = within(-1, 1);
  EXPECT_EQ(ShareLog().find(parameters).error().code, ErrorCode::kInvalidArgument);
  parameters = within(1, 1);
  parameters.edge_weight = 1.5;
  EXPECT_EQ(ShareLog().find(parameters).error().code, ErrorCode::kInvalidArgument);
}

TEST(CoortweetTest, StopsWhenTheUserAsks) {
  class Impatient : public Progress {
    [[nodiscard]] bool cancelled() const override { return true; }
  };
  ShareLog log;
  for (int i = 0; i < 5000; ++i) log.add("o", "account " + std::to_string(i), i);
  Impatient progress;
  const auto stopped = find_coortweet(log.shares(), within(1, 1), progress);
  ASSERT_FALSE(stopped.ok());
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
}

TEST(CoortweetTest, JumpsOverTheSharesOfOneBusyAccount) {
  // 200,000 shares of one account in one window are 2·10^10 pairs of shares and no row.
  ShareLog log;
  for (int i = 0; i < 200'000; ++i) log.add("o", "busy", "content", i * 1e-5);
  log.add("o", "other", "c", 1);
  EXPECT_EQ(log.find(within(10, 1)).value().rows.size(), 200'000U);
}

// ---- against a plain reading of the rules ------------------------------------------------------

/// The input grouped by account in the order of first appearance, small accounts left out.
std::vector<std::uint32_t> plain_grouping(const CoortweetShares& in, std::uint32_t minimum) {
  std::vector<std::vector<std::uint32_t>> groups;
  std::map<std::uint32_t, std::size_t> group_of;
  for (std::uint32_t i = 0; i < in.times.size(); ++i) {
    const auto [group, is_new] = group_of.emplace(in.accounts[i], groups.size());
    if (is_new) groups.emplace_back();
    groups[group->second].push_back(i);
  }
  std::vector<std::uint32_t> x;
  for (const auto& rows : groups) {
    if (rows.size() >= minimum) x.insert(x.end(), rows.begin(), rows.end());
  }
  return x;
}

bool plain_match(const CoortweetShares& in, std::uint32_t i, std::uint32_t j, TimeUs window) {
  const std::uint32_t object = in.objects[i];
  const bool close = object == in.objects[j] && in.times[j] - in.times[i] <= window;
  const bool differ = in.accounts[i] != in.accounts[j] && in.contents[i] != in.contents[j];
  return close && differ && object != in.contents[i] && object != in.contents[j];
}

/// The rules as a person would write them down: every two rows, filters one after another.
RowSet plain_reading(const CoortweetShares& in, TimeUs window, std::uint32_t minimum) {
  const std::vector<std::uint32_t> x = plain_grouping(in, minimum);
  RowSet found;
  std::set<std::uint32_t> survived;
  for (std::size_t p = 0; p < x.size(); ++p) {
    for (std::size_t q = p + 1; q < x.size(); ++q) {
      const bool in_order = in.times[x[p]] <= in.times[x[q]];
      const std::uint32_t older = in_order ? x[p] : x[q];
      const std::uint32_t newer = in_order ? x[q] : x[p];
      if (!plain_match(in, older, newer, window)) continue;
      found.emplace_back(older, newer);
      survived.insert({in.contents[older], in.contents[newer]});
    }
  }
  std::map<std::uint32_t, std::vector<std::uint32_t>> surviving_contents;
  for (const std::uint32_t i : x) {
    if (survived.contains(in.contents[i])) {
      surviving_contents[in.accounts[i]].push_back(in.contents[i]);
    }
  }
  std::set<std::uint32_t> taking_part;
  for (const auto& [account, contents] : surviving_contents) {
    if (contents.size() >= minimum) taking_part.insert(contents.begin(), contents.end());
  }
  std::erase_if(found, [&](const auto& row) {
    return !taking_part.contains(in.contents[row.first]) &&
           !taking_part.contains(in.contents[row.second]);
  });
  std::sort(found.begin(), found.end());
  return found;
}

RC_GTEST_PROP(CoortweetTest, AgreesWithAPlainReadingOfTheRules, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(0, 60);
  const auto ids = [&](std::uint32_t below) {
    return *rc::gen::container<std::vector<std::uint32_t>>(
        count, rc::gen::inRange<std::uint32_t>(0, below));
  };
  // Few names, so that objects meet contents and accounts share contents; sometimes so few shares
  // an object that most accounts drop out of the result.
  const auto sparse = *rc::gen::element<std::uint32_t>(1, 4);
  const auto objects = ids(4 * sparse);
  const auto accounts = ids(6);
  const auto contents = ids(40);
  std::vector<TimeUs> times;
  for (const std::uint32_t time : ids(30 * sparse)) times.push_back(time);
  const CoortweetShares shares{objects, accounts, contents, times};
  CoortweetParameters parameters;
  parameters.window = *rc::gen::inRange<TimeUs>(0, 12);
  parameters.min_participation = *rc::gen::inRange<std::uint32_t>(0, 6);
  const auto tables = find_coortweet(shares, parameters, no_progress()).value();
  RC_ASSERT(rows_of(tables) ==
            plain_reading(shares, parameters.window, parameters.min_participation));
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> weights;
  for (const CoortweetRow& row : tables.rows) {
    ++weights[std::minmax(accounts[row.share], accounts[row.share_y])];
  }
  RC_ASSERT(weights.size() == tables.edges.size());
  for (const CoortweetEdge& edge : tables.edges) {
    const auto entry = weights.find({edge.account, edge.account_y});
    RC_ASSERT(entry != weights.end() && entry->second == edge.weight);
  }
}

// ---- against what the package itself said of a public data set ---------------------------------

std::string read_gzip(const std::string& path) {
  std::string content;
  const gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return content;
  std::array<char, 1 << 16> buffer{};
  for (int n = 0; (n = gzread(file, buffer.data(), buffer.size())) > 0;) {
    content.append(buffer.data(), static_cast<std::size_t>(n));
  }
  gzclose(file);
  return content;
}

std::string_view take_field(std::string_view& line) {
  const std::size_t end = std::min(line.find(','), line.size());
  std::string_view field = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  if (field.starts_with('"')) field = field.substr(1, field.size() - 2);
  return field;
}

ShareLog parse_shares(std::string_view text) {
  ShareLog log;
  text.remove_prefix(text.find('\n') + 1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string_view object = take_field(line);
    const std::string_view account = take_field(line);
    const std::string_view content = take_field(line);
    std::int64_t seconds = 0;
    std::from_chars(line.data(), line.data() + line.size(), seconds);
    log.add(object, account, content, static_cast<double>(seconds));
  }
  return log;
}

const ShareLog* russian_retweets() {
  static const ShareLog* const log = []() -> const ShareLog* {
    const char* folder = std::getenv("OVERT_DATASETS");
    if (folder == nullptr) return nullptr;
    return new ShareLog(parse_shares(
        read_gzip(std::string(folder) + "/coordination/russian_retweets/shares.csv.gz")));
  }();
  return log;
}

struct Kept {
  std::uint64_t edges;
  std::uint64_t accounts;
  std::uint64_t components;
};

struct Golden {
  double window_s;
  std::uint32_t min_participation;
  std::uint64_t rows;
  std::uint64_t accounts;
  std::uint64_t objects;
  std::uint64_t edges;
  Kept at_half;
  Kept at_99;
};

class CoortweetGoldenTest : public testing::TestWithParam<Golden> {};

void expect_kept(const Golden& golden, double quantile, const Kept& kept) {
  CoortweetParameters parameters = within(golden.window_s, golden.min_participation);
  parameters.edge_weight = quantile;
  const CoortweetTables tables = russian_retweets()->find(parameters).value();
  EXPECT_EQ(tables.kept.edges, kept.edges) << "at " << quantile;
  EXPECT_EQ(tables.kept.accounts, kept.accounts) << "at " << quantile;
  EXPECT_EQ(tables.kept.components, kept.components) << "at " << quantile;
}

TEST_P(CoortweetGoldenTest, GivesThePackagesOwnFigures) {
  if (russian_retweets() == nullptr) GTEST_SKIP() << "OVERT_DATASETS is not set";
  const Golden& golden = GetParam();
  const CoortweetTables tables =
      russian_retweets()->find(within(golden.window_s, golden.min_participation)).value();
  EXPECT_EQ(tables.rows.size(), golden.rows);
  EXPECT_EQ(tables.accounts, golden.accounts);
  EXPECT_EQ(tables.objects, golden.objects);
  EXPECT_EQ(tables.edges.size(), golden.edges);
  expect_kept(golden, 0.5, golden.at_half);
  expect_kept(golden, 0.9, golden.at_half);
  expect_kept(golden, 0.99, golden.at_99);
}

INSTANTIATE_TEST_SUITE_P(
    RussianRetweets, CoortweetGoldenTest,
    testing::Values(Golden{1, 2, 8, 12, 8, 8, {0, 0, 0}, {0, 0, 0}},
                    Golden{10, 2, 447, 525, 170, 442, {4, 8, 4}, {4, 8, 4}},
                    Golden{10, 5, 22, 23, 21, 20, {1, 2, 1}, {1, 2, 1}},
                    Golden{60, 1, 6281, 3954, 609, 6206, {63, 97, 34}, {63, 97, 34}},
                    Golden{60, 2, 3791, 2110, 502, 3721, {60, 94, 34}, {9, 14, 5}},
                    Golden{60, 3, 2544, 1427, 443, 2482, {52, 82, 30}, {9, 14, 5}},
                    Golden{60, 5, 1235, 772, 343, 1193, {36, 59, 23}, {5, 9, 4}},
                    Golden{60, 10, 168, 145, 100, 159, {8, 14, 6}, {1, 2, 1}},
                    Golden{300, 2, 19887, 3440, 939, 19239, {505, 528, 78}, {91, 117, 32}},
                    Golden{3600, 2, 183379, 4099, 1587, 169781, {10679, 2190, 47}, {515, 300, 20}}),
    [](const auto& golden) {
      return "Window" + std::to_string(static_cast<int>(golden.param.window_s)) + "Minimum" +
             std::to_string(golden.param.min_participation);
    });

TEST(CoortweetTest, GivesThePackagesDeltasWeightsAndComponents) {
  if (russian_retweets() == nullptr) GTEST_SKIP() << "OVERT_DATASETS is not set";
  const CoortweetTables tables = russian_retweets()->find(within(60, 2)).value();
  const CoortweetShares shares = russian_retweets()->shares();
  TimeUs sum = 0;
  for (const CoortweetRow& row : tables.rows)
    sum += shares.times[row.share_y] - shares.times[row.share];
  EXPECT_EQ(sum, 115'243 * kSecond);
  std::map<std::uint32_t, std::size_t> weights;
  for (const CoortweetEdge& edge : tables.edges) ++weights[edge.weight];
  EXPECT_EQ(weights, (std::map<std::uint32_t, std::size_t>{{1, 3661}, {2, 51}, {3, 8}, {4, 1}}));
  EXPECT_EQ(tables.graph.components, 23U);
  EXPECT_EQ(tables.graph.largest_component, 2019U);
}

}  // namespace
}  // namespace overt
