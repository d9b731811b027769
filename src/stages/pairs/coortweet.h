#pragma once
// The row table and the edges of the R package CooRTweet (2.1.3), from ids: for researchers who
// want to check Overt against what they know. Overt's own counting is another one; both and their
// differences stand in docs/compat-coortweet.md.
//
// Thread safety: a pure function, any number of calls at once.
// Complexity: O(n log n + r) time for n shares and r rows before the participation filter;
// memory 40 bytes a share, 8 bytes a row that stays, 40 bytes an edge.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"

namespace overt {

/// One share a position, in the order of the input (ties in time fall back on it). Account ids
/// are dense from 0. Object and content ids are dense from 0 in ONE dictionary: an object named
/// like a content has that content's id, because a share of itself is dropped.
struct CoortweetShares {
  std::span<const std::uint32_t> objects;
  std::span<const std::uint32_t> accounts;
  std::span<const std::uint32_t> contents;
  std::span<const TimeUs> times;
};

struct CoortweetParameters {
  TimeUs window = 10 * kMicrosPerSecond;  // inclusive
  std::uint32_t min_participation = 2;
  std::optional<double> edge_weight;                // quantile in [0, 1]; empty: keep every edge
  std::uint64_t rows_max = std::uint64_t{1} << 31;  // before the participation filter
};

/// Two shares of one object, as positions in the input: objects[share] is the object,
/// accounts[share_y] is account_id_y, times[share_y] − times[share] ≥ 0 is the time delta.
struct CoortweetRow {
  std::uint32_t share = 0;    // the older; of two at one time, the earlier after regrouping
  std::uint32_t share_y = 0;  // the newer
  friend bool operator==(const CoortweetRow&, const CoortweetRow&) = default;
};

/// An unordered pair of accounts, account < account_y.
struct CoortweetEdge {
  std::uint32_t account = 0;
  std::uint32_t account_y = 0;
  std::uint32_t weight = 0;          // rows
  std::uint32_t n_content_id = 0;    // distinct older contents, whichever account shared them
  std::uint32_t n_content_id_y = 0;  // distinct newer contents
  double avg_time_delta_s = 0;
  double edge_symmetry_score = 0;  // the smaller of the two content counts by the larger
  bool kept = true;                // weight strictly above the threshold
};

struct CoortweetGraph {
  std::uint64_t edges = 0;
  std::uint64_t accounts = 0;
  std::uint64_t components = 0;
  std::uint64_t largest_component = 0;  // accounts
};

struct CoortweetTables {
  std::vector<CoortweetRow> rows;    // by object, then newer share, nearest older share first
  std::vector<CoortweetEdge> edges;  // by (account, account_y)
  std::uint64_t accounts = 0;        // distinct, in rows
  std::uint64_t objects = 0;         // distinct, in rows
  std::optional<double> edge_weight_threshold;  // empty without a quantile or without edges
  CoortweetGraph graph;                         // of all edges
  CoortweetGraph kept;                          // of the kept edges
};

/// kLimitExceeded above rows_max, kInvalidArgument for an impossible parameter, kCancelled when
/// the progress says so. The spans must have one length below 2^32.
Result<CoortweetTables> find_coortweet(const CoortweetShares& shares,
                                       const CoortweetParameters& parameters, Progress& progress);

/// R's default quantile (type 7) of values in any order; `probability` in [0, 1].
double quantile_type7(std::vector<std::uint32_t> values, double probability);

}  // namespace overt
