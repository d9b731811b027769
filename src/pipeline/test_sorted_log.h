#pragma once
// For tests: a log as it is when pairs are sought in it.

#include <memory>
#include <vector>

#include "base/check.h"
#include "kernel/join/sort_rows.h"
#include "pipeline/generated_shares.h"
#include "pipeline/ingest.h"
#include "pipeline/pairs_with_chance.h"
#include "pipeline/tested_pairs.h"

namespace overt {

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
  [[nodiscard]] Result<TestedPairs> test(const TestedPairsOptions& options) const {
    return find_tested_pairs(*log_, sorted_, options, pool_, no_progress());
  }

 private:
  TestFolder folder_;
  mutable ThreadPool pool_{2};
  std::unique_ptr<TraceLog> log_;
  join::Rows sorted_;
};

inline std::vector<Pair> all_pairs(const TestedPairs& tested) {
  std::vector<Pair> all;
  for (std::size_t i = 0; i < tested.blocks(); ++i) {
    for (const Pair& pair : tested.block(i).pairs) all.push_back(pair);
  }
  return all;
}

}  // namespace overt
