#include "pipeline/pair_search.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "base/check.h"
#include "kernel/join/peel.h"

namespace overt {
namespace {

// Rows while they are sorted, and rows with their index beside them.
constexpr std::uint64_t kBytesPerRowHeld = 24;
constexpr std::uint64_t kBytesPerRowJoined = 56;
// Below this, a budget is mostly overhead.
constexpr std::uint64_t kRowsMin = 4096;

std::uint64_t left_for_rows(const TraceLog& log, std::uint64_t memory_bytes_max) {
  const std::uint64_t names =
      log.accounts.memory_bytes() + log.objects.memory_bytes() + log.sources.memory_bytes();
  return memory_bytes_max > names ? memory_bytes_max - names : 0;
}

class SpilledSearch {
 public:
  SpilledSearch(TraceLog& log, const PairSearchOptions& options,
                std::span<const std::uint32_t> sources, ThreadPool& pool, Progress& progress)
      : log_(log),
        options_(options),
        sources_(sources),
        pool_(pool),
        progress_(progress),
        spilled_(*log.spilled),
        rows_max_(rows_joined_max(log, options.memory_bytes_max)) {}

  Result<void> run(const std::function<Result<void>(const PairFinder&)>& take) {
    RETURN_IF_ERROR(peel_all());
    order_accounts();
    // As many ranges as would do if rows spread evenly; one that is too large is cut in two.
    const std::size_t ranges = spilled_.rows() / rows_max_ + 1;
    std::size_t begin = 0;
    while (begin < accounts_.size()) {
      const std::size_t end = range_end(begin, spilled_.rows() / ranges + 1);
      ASSIGN_OR_RETURN(begin, join_range(begin, end, take));
    }
    return {};
  }

 private:
  Result<void> peel_all() {
    const join::PeelOptions peel{.window = options_.find.windows.back(),
                                 .min_items = options_.find.min_objects,
                                 .actors = log_.accounts.id_bound()};
    counts_ = log_.account_traces;
    progress_.begin("peeling", 0, "traces");
    for (std::uint64_t before = spilled_.rows(), first = 1; before > 0; first = 0) {
      RETURN_IF_ERROR(peel_once(peel, first == 1));
      if (spilled_.rows() >= before - before / 64) break;
      before = spilled_.rows();
    }
    progress_.end();
    return {};
  }

  Result<void> peel_once(const join::PeelOptions& peel, bool sort) {
    std::vector<std::uint32_t> counts(counts_.size(), 0);
    for (std::size_t i = 0; i < SpilledRows::kPartitions; ++i) {
      if (progress_.cancelled()) return Error{ErrorCode::kCancelled, "interrupted"};
      ASSIGN_OR_RETURN(auto rows, spilled_.read(i));
      progress_.advance(rows.size());
      if (sort) {
        join::RowBlocks blocks;
        blocks.push_back(std::move(rows));
        rows = join::sort_rows(std::move(blocks), pool_);
      }
      join::peel_round(rows, peel, counts_, pool_);
      join::count_actors(rows, counts, pool_);
      RETURN_IF_ERROR(spilled_.replace(i, rows));
    }
    counts_ = std::move(counts);
    return {};
  }

  void order_accounts() {
    std::vector<std::uint32_t> ids;
    for (std::uint32_t id = 0; id < counts_.size(); ++id) {
      if (counts_[id] > 0) ids.push_back(id);
    }
    accounts_ = PairFinder::sorted_by_name(ids, log_, pool_);
  }

  // The accounts from `begin` on that have about `rows` rows.
  [[nodiscard]] std::size_t range_end(std::size_t begin, std::uint64_t rows) const {
    std::uint64_t sum = 0;
    std::size_t end = begin;
    while (end < accounts_.size() && (end == begin || sum < rows)) sum += counts_[accounts_[end++]];
    return end;
  }

  // Joins the accounts [begin, end), or fewer where those are too many; returns where it ended.
  Result<std::size_t> join_range(std::size_t begin, std::size_t end,
                                 const std::function<Result<void>(const PairFinder&)>& take) {
    for (;;) {
      ASSIGN_OR_RETURN(auto rows, rows_near(begin, end));
      if (!rows.has_value() && end - begin > 1) {
        end = begin + (end - begin) / 2;
        continue;
      }
      if (!rows.has_value()) return one_account_too_large(accounts_[begin]);
      FindPairsOptions find = options_.find;
      if (end < accounts_.size()) find.first_account_before = log_.account({accounts_[end]});
      const PairFinder finder(std::move(*rows), log_.accounts.id_bound(), sources_, log_,
                              std::move(find), pool_);
      RETURN_IF_ERROR(take(finder));
      return end;
    }
  }

  // The rows of the range and those that later accounts have near them; nothing where they are
  // more than fit.
  Result<std::optional<join::Rows>> rows_near(std::size_t begin, std::size_t end) {
    std::vector<bool> chosen(counts_.size(), false);
    std::vector<bool> kept(counts_.size(), false);
    for (std::size_t i = begin; i < accounts_.size(); ++i) {
      kept[accounts_[i]] = true;
      if (i < end) chosen[accounts_[i]] = true;
    }
    join::Rows all;
    for (std::size_t i = 0; i < SpilledRows::kPartitions; ++i) {
      if (progress_.cancelled()) return Error{ErrorCode::kCancelled, "interrupted"};
      ASSIGN_OR_RETURN(auto rows, spilled_.read(i));
      join::keep_near(rows, options_.find.windows.back(), chosen, kept);
      if (all.size() + rows.size() > rows_max_) return std::optional<join::Rows>();
      all.insert(all.end(), rows.begin(), rows.end());
    }
    return std::optional<join::Rows>(std::move(all));
  }

  [[nodiscard]] Error one_account_too_large(std::uint32_t account) const {
    return {ErrorCode::kLimitExceeded,
            fmt::format("what happened around account '{}' alone needs more memory than --memory "
                        "leaves for rows ({} MiB); allow more, or take a shorter window",
                        log_.account({account}), (rows_max_ * kBytesPerRowJoined) >> 20)};
  }

  TraceLog& log_;
  const PairSearchOptions& options_;
  std::span<const std::uint32_t> sources_;
  ThreadPool& pool_;
  Progress& progress_;
  SpilledRows& spilled_;
  std::uint64_t rows_max_;
  std::vector<std::uint32_t> counts_;    // by account id, after the last round
  std::vector<std::uint32_t> accounts_;  // by name
};

}  // namespace

std::uint64_t rows_held_max(const TraceLog& log, std::uint64_t memory_bytes_max) {
  return std::max(kRowsMin, left_for_rows(log, memory_bytes_max) / kBytesPerRowHeld);
}

std::uint64_t rows_joined_max(const TraceLog& log, std::uint64_t memory_bytes_max) {
  return std::max(kRowsMin, left_for_rows(log, memory_bytes_max) / kBytesPerRowJoined);
}

Result<void> search_pairs(TraceLog& log, const PairSearchOptions& options, ThreadPool& pool,
                          Progress& progress,
                          const std::function<Result<void>(const PairFinder&)>& take) {
  const auto sources = log.source_of_object();
  if (log.spilled != nullptr) {
    return SpilledSearch(log, options, sources, pool, progress).run(take);
  }
  progress.begin("sorting", 0, "traces");
  const PairFinder finder({.blocks = std::move(log.rows),
                           .accounts = log.accounts.id_bound(),
                           .source_of_object = sources},
                          log, options.find, pool);
  progress.end();
  return take(finder);
}

}  // namespace overt
