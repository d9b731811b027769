#include "stages/pairs/coortweet.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace overt {
namespace {

constexpr std::uint32_t kNone = ~std::uint32_t{0};
constexpr std::size_t kSharesPerCancelCheck = 4096;

/// A share that can be in a row, in the order (object, time, regrouped position).
struct Share {
  TimeUs at = 0;
  std::uint32_t account = 0;
  std::uint32_t content = 0;
  std::uint32_t position = 0;   // in the input
  std::uint32_t regrouped = 0;  // after grouping the input by account
  std::uint32_t run_begin = 0;  // where the run of this account that ends here begins
};

struct SortedShares {
  std::vector<Share> shares;
  std::vector<std::size_t> group_ends;  // one object a group
};

std::size_t size_for(std::span<const std::uint32_t> ids) {
  return ids.empty() ? 0 : std::size_t{*std::max_element(ids.begin(), ids.end())} + 1;
}

/// The ids' positions, stably ordered by key_of; keys are below `key_count`.
template <typename KeyOf>
std::vector<std::uint32_t> counting_sort(std::span<const std::uint32_t> ids, std::size_t key_count,
                                         KeyOf key_of) {
  std::vector<std::uint32_t> begins(key_count + 1, 0);
  for (const std::uint32_t id : ids) ++begins[key_of(id) + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<std::uint32_t> sorted(ids.size());
  for (const std::uint32_t id : ids) sorted[begins[key_of(id)]++] = id;
  return sorted;
}

/// The input grouped by account, accounts in the order of their first share, and without the
/// accounts that have too few shares. R's `by =` does the same, and ties in time depend on it.
std::vector<std::uint32_t> regroup(const CoortweetShares& input, std::uint32_t min_participation) {
  const std::size_t accounts = size_for(input.accounts);
  std::vector<std::uint32_t> counts(accounts, 0);
  for (const std::uint32_t account : input.accounts) ++counts[account];
  std::vector<std::uint32_t> turns(accounts, kNone);
  std::uint32_t next_turn = 0;
  std::vector<std::uint32_t> kept;
  for (std::uint32_t i = 0; i < input.accounts.size(); ++i) {
    const std::uint32_t account = input.accounts[i];
    if (counts[account] < min_participation) continue;
    if (turns[account] == kNone) turns[account] = next_turn++;
    kept.push_back(i);
  }
  return counting_sort(kept, next_turn, [&](std::uint32_t i) { return turns[input.accounts[i]]; });
}

void mark_runs(std::span<Share> all, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    const bool continues = i > begin && all[i - 1].account == all[i].account;
    all[i].run_begin = continues ? all[i - 1].run_begin : static_cast<std::uint32_t>(i);
  }
}

/// Sorts each object's shares by time; a share of the object itself is in no row and left out.
SortedShares sort_shares(const CoortweetShares& input, std::span<const std::uint32_t> regrouped) {
  SortedShares sorted;
  sorted.shares.reserve(regrouped.size());
  std::vector<std::uint32_t> order(regrouped.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto object_of = [&](std::uint32_t i) { return input.objects[regrouped[i]]; };
  order = counting_sort(order, size_for(input.objects), object_of);
  for (std::size_t i = 0; i < order.size();) {
    const std::uint32_t object = object_of(order[i]);
    const std::size_t begin = sorted.shares.size();
    for (; i < order.size() && object_of(order[i]) == object; ++i) {
      const std::uint32_t at = regrouped[order[i]];
      if (input.contents[at] == object) continue;
      sorted.shares.push_back(
          {input.times[at], input.accounts[at], input.contents[at], at, order[i], 0});
    }
    std::sort(sorted.shares.begin() + static_cast<std::ptrdiff_t>(begin), sorted.shares.end(),
              [](const Share& a, const Share& b) {
                return a.at != b.at ? a.at < b.at : a.regrouped < b.regrouped;
              });
    mark_runs(sorted.shares, begin, sorted.shares.size());
    sorted.group_ends.push_back(sorted.shares.size());
  }
  return sorted;
}

/// Calls visit(older, newer) for every two shares of different accounts and contents on one
/// object within the window; stops when it returns false. Runs of one account are jumped over,
/// so that one busy account costs no more than its rows.
template <typename Visit>
bool visit_object(std::span<const Share> all, std::size_t begin, std::size_t end, TimeUs window,
                  const Visit& visit) {
  const auto width = static_cast<std::uint64_t>(window);
  std::size_t oldest = begin;
  for (std::size_t j = begin; j < end; ++j) {
    const Share& newer = all[j];
    const auto since = [&](const Share& share) {
      return static_cast<std::uint64_t>(newer.at) - static_cast<std::uint64_t>(share.at);
    };
    while (since(all[oldest]) > width) ++oldest;
    for (std::size_t i = newer.run_begin; i > oldest;) {
      const Share& older = all[i - 1];
      if (older.account == newer.account) {
        i = older.run_begin;
        continue;
      }
      --i;
      if (older.content != newer.content && !visit(older, newer)) return false;
    }
  }
  return true;
}

template <typename Visit>
Result<void> visit_rows(const SortedShares& sorted, TimeUs window, Progress& progress,
                        const Visit& visit) {
  std::size_t begin = 0;
  std::size_t unreported = 0;
  for (const std::size_t end : sorted.group_ends) {
    if (!visit_object(sorted.shares, begin, end, window, visit)) break;
    unreported += end - begin;
    begin = end;
    if (unreported < kSharesPerCancelCheck) continue;
    progress.advance(std::exchange(unreported, 0));
    if (progress.cancelled()) return Error{ErrorCode::kCancelled, "interrupted"};
  }
  progress.advance(unreported);
  return {};
}

Error too_many_rows(std::uint64_t rows_max) {
  return {ErrorCode::kLimitExceeded,
          fmt::format("counting like CooRTweet needs more than {} rows, the limit; take a shorter "
                      "window, a higher minimum participation, or Overt's own counting, which has "
                      "no such limit",
                      rows_max)};
}

/// The contents that are in a row, before the participation filter.
Result<std::vector<bool>> surviving_contents(const SortedShares& sorted, std::size_t contents,
                                             const CoortweetParameters& parameters,
                                             Progress& progress) {
  std::vector<bool> survives(contents, false);
  std::uint64_t rows = 0;
  RETURN_IF_ERROR(
      visit_rows(sorted, parameters.window, progress, [&](const Share& older, const Share& newer) {
        survives[older.content] = true;
        survives[newer.content] = true;
        return ++rows <= parameters.rows_max;
      }));
  if (rows > parameters.rows_max) return too_many_rows(parameters.rows_max);
  return survives;
}

/// The contents of accounts with enough input rows of surviving contents. A row stays with one
/// such content: a rule about contents, so that a content which two accounts share is
/// enough for either.
std::vector<bool> participating_contents(const CoortweetShares& input,
                                         std::span<const std::uint32_t> regrouped,
                                         const std::vector<bool>& survives,
                                         std::uint32_t min_participation) {
  std::vector<std::uint32_t> counts(size_for(input.accounts), 0);
  for (const std::uint32_t i : regrouped) {
    if (survives[input.contents[i]]) ++counts[input.accounts[i]];
  }
  std::vector<bool> participates(survives.size(), false);
  for (const std::uint32_t i : regrouped) {
    if (counts[input.accounts[i]] >= min_participation) participates[input.contents[i]] = true;
  }
  return participates;
}

Result<std::vector<CoortweetRow>> collect_rows(const SortedShares& sorted, TimeUs window,
                                               const std::vector<bool>& participates,
                                               Progress& progress) {
  const auto stays = [&](const Share& older, const Share& newer) {
    return participates[older.content] || participates[newer.content];
  };
  std::uint64_t count = 0;
  RETURN_IF_ERROR(
      visit_rows(sorted, window, no_progress(), [&](const Share& older, const Share& newer) {
        count += stays(older, newer) ? 1U : 0U;
        return true;
      }));
  std::vector<CoortweetRow> rows;
  rows.reserve(count);
  RETURN_IF_ERROR(visit_rows(sorted, window, progress, [&](const Share& older, const Share& newer) {
    if (stays(older, newer)) rows.push_back({older.position, newer.position});
    return true;
  }));
  return rows;
}

struct AccountPair {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  friend bool operator==(const AccountPair&, const AccountPair&) = default;
};

AccountPair accounts_of(const CoortweetShares& input, const CoortweetRow& row) {
  const std::uint32_t a = input.accounts[row.share];
  const std::uint32_t b = input.accounts[row.share_y];
  return {std::min(a, b), std::max(a, b)};
}

std::uint32_t distinct(std::vector<std::uint32_t>& ids) {
  if (ids.size() > 1) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  }
  return static_cast<std::uint32_t>(ids.size());
}

/// Builds one edge at a time, reusing its scratch.
class EdgeBuilder {
 public:
  EdgeBuilder(const CoortweetShares& input, std::span<const CoortweetRow> rows)
      : input_(input), rows_(rows) {}

  CoortweetEdge build(std::span<const std::uint32_t> row_indices) {
    older_.clear();
    newer_.clear();
    double delta = 0;
    for (const std::uint32_t index : row_indices) {
      const CoortweetRow& row = rows_[index];
      older_.push_back(input_.contents[row.share]);
      newer_.push_back(input_.contents[row.share_y]);
      delta += static_cast<double>(input_.times[row.share_y] - input_.times[row.share]);
    }
    const AccountPair pair = accounts_of(input_, rows_[row_indices.front()]);
    const auto weight = static_cast<std::uint32_t>(row_indices.size());
    const std::uint32_t n = distinct(older_);
    const std::uint32_t n_y = distinct(newer_);
    const double symmetry = static_cast<double>(std::min(n, n_y)) / std::max(n, n_y);
    return {pair.low, pair.high, weight, n, n_y, delta / weight / kMicrosPerSecond, symmetry, true};
  }

 private:
  const CoortweetShares& input_;
  std::span<const CoortweetRow> rows_;
  std::vector<std::uint32_t> older_;
  std::vector<std::uint32_t> newer_;
};

std::vector<CoortweetEdge> build_edges(const CoortweetShares& input,
                                       std::span<const CoortweetRow> rows) {
  const std::size_t accounts = size_for(input.accounts);
  std::vector<std::uint32_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto pair_of = [&](std::uint32_t row) { return accounts_of(input, rows[row]); };
  order = counting_sort(order, accounts, [&](std::uint32_t row) { return pair_of(row).high; });
  order = counting_sort(order, accounts, [&](std::uint32_t row) { return pair_of(row).low; });
  std::vector<CoortweetEdge> edges;
  EdgeBuilder builder(input, rows);
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && pair_of(order[end]) == pair_of(order[begin])) ++end;
    edges.push_back(builder.build(std::span(order).subspan(begin, end - begin)));
    begin = end;
  }
  return edges;
}

/// Disjoint sets of accounts.
class AccountSets {
 public:
  explicit AccountSets(std::size_t accounts) : parents_(accounts), sizes_(accounts, 1) {
    std::iota(parents_.begin(), parents_.end(), 0U);
  }

  std::uint32_t root_of(std::uint32_t account) {
    while (parents_[account] != account) {
      parents_[account] = parents_[parents_[account]];
      account = parents_[account];
    }
    return account;
  }

  void unite(std::uint32_t a, std::uint32_t b) {
    a = root_of(a);
    b = root_of(b);
    if (a == b) return;
    if (sizes_[a] < sizes_[b]) std::swap(a, b);
    parents_[b] = a;
    sizes_[a] += sizes_[b];
  }

  /// 1 for an account without an edge.
  [[nodiscard]] std::uint32_t size_of(std::uint32_t root) const { return sizes_[root]; }

 private:
  std::vector<std::uint32_t> parents_;
  std::vector<std::uint32_t> sizes_;
};

CoortweetGraph describe_graph(std::span<const CoortweetEdge> edges, std::size_t accounts,
                              bool kept_only) {
  CoortweetGraph graph;
  AccountSets sets(accounts);
  for (const CoortweetEdge& edge : edges) {
    if (kept_only && !edge.kept) continue;
    ++graph.edges;
    sets.unite(edge.account, edge.account_y);
  }
  for (std::uint32_t account = 0; account < accounts; ++account) {
    const std::uint32_t size = sets.size_of(account);
    // An edge joins two different accounts, so a set of one has none.
    if (sets.root_of(account) != account || size == 1) continue;
    ++graph.components;
    graph.accounts += size;
    graph.largest_component = std::max<std::uint64_t>(graph.largest_component, size);
  }
  return graph;
}

std::uint64_t count_objects(const CoortweetShares& input, std::span<const CoortweetRow> rows) {
  std::uint64_t objects = 0;
  std::uint32_t last = kNone;
  for (const CoortweetRow& row : rows) {
    const std::uint32_t object = input.objects[row.share];
    objects += object != last ? 1U : 0U;
    last = object;
  }
  return objects;
}

void apply_threshold(double quantile, CoortweetTables& tables) {
  if (tables.edges.empty()) return;
  std::vector<std::uint32_t> weights;
  weights.reserve(tables.edges.size());
  for (const CoortweetEdge& edge : tables.edges) weights.push_back(edge.weight);
  const double threshold = quantile_type7(std::move(weights), quantile);
  for (CoortweetEdge& edge : tables.edges) edge.kept = edge.weight > threshold;
  tables.edge_weight_threshold = threshold;
}

Result<void> check_parameters(const CoortweetParameters& parameters) {
  if (parameters.window < 0) {
    return Error{ErrorCode::kInvalidArgument, "the window is negative; give 0 or more"};
  }
  const double quantile = parameters.edge_weight.value_or(0);
  if (!(quantile >= 0 && quantile <= 1)) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("the edge weight {} is not a quantile; give 0 to 1", quantile)};
  }
  // Rows are indexed with 32 bits while edges are built.
  if (parameters.rows_max >= kNone) {
    return Error{ErrorCode::kInvalidArgument, "the limit on rows must be below 2^32 - 1"};
  }
  return {};
}

Result<std::vector<CoortweetRow>> find_rows(const CoortweetShares& input,
                                            const CoortweetParameters& parameters,
                                            Progress& progress) {
  const std::vector<std::uint32_t> regrouped = regroup(input, parameters.min_participation);
  const SortedShares sorted = sort_shares(input, regrouped);
  progress.begin("co-shares", 2 * sorted.shares.size(), "shares");
  ASSIGN_OR_RETURN(const auto survives,
                   surviving_contents(sorted, size_for(input.contents), parameters, progress));
  const std::vector<bool> participates =
      participating_contents(input, regrouped, survives, parameters.min_participation);
  ASSIGN_OR_RETURN(auto rows, collect_rows(sorted, parameters.window, participates, progress));
  progress.end();
  return rows;
}

}  // namespace

double quantile_type7(std::vector<std::uint32_t> values, double probability) {
  CHECK(!values.empty());
  CHECK(probability >= 0 && probability <= 1);
  std::sort(values.begin(), values.end());
  // Counted from 1 and weighted as R does it, so that the last bit is R's too.
  const double index = 1 + static_cast<double>(values.size() - 1) * probability;
  const double below = std::floor(index);
  const double share = index - below;
  const auto low = static_cast<std::size_t>(below) - 1;
  if (share <= 0 || values[low + 1] == values[low]) return values[low];
  return (1 - share) * values[low] + share * values[low + 1];
}

Result<CoortweetTables> find_coortweet(const CoortweetShares& shares,
                                       const CoortweetParameters& parameters, Progress& progress) {
  CHECK_EQ(shares.objects.size(), shares.times.size());
  CHECK_EQ(shares.accounts.size(), shares.times.size());
  CHECK_EQ(shares.contents.size(), shares.times.size());
  CHECK_LT(shares.times.size(), std::size_t{kNone});
  RETURN_IF_ERROR(check_parameters(parameters));
  CoortweetTables tables;
  ASSIGN_OR_RETURN(tables.rows, find_rows(shares, parameters, progress));
  tables.edges = build_edges(shares, tables.rows);
  tables.objects = count_objects(shares, tables.rows);
  if (parameters.edge_weight) apply_threshold(*parameters.edge_weight, tables);
  const std::size_t accounts = size_for(shares.accounts);
  tables.graph = describe_graph(tables.edges, accounts, false);
  tables.kept = describe_graph(tables.edges, accounts, true);
  tables.accounts = tables.graph.accounts;
  return tables;
}

}  // namespace overt
