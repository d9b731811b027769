#include "stages/pairs/find_pairs.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"
#include "kernel/join/peel.h"

namespace overt {
namespace {

constexpr std::size_t kNameGrain = 4096;

// The first eight bytes of a name as a number that sorts like them; most comparisons end here.
std::uint64_t leading_bytes(std::string_view name) {
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    key = key << 8 | (i < name.size() ? static_cast<unsigned char>(name[i]) : 0U);
  }
  return key;
}

std::vector<std::uint32_t> accounts_that_occur(const join::Rows& rows, std::uint32_t accounts,
                                               ThreadPool& pool) {
  LargeVector<std::uint32_t> counts(accounts, 0);
  join::count_actors(rows, counts, pool);
  std::vector<std::uint32_t> ids;
  for (std::uint32_t id = 0; id < accounts; ++id) {
    if (counts[id] > 0) ids.push_back(id);
  }
  return ids;
}

// Sorts runs at once, then merges two and two.
template <typename Values, typename Before>
void sort_at_once(Values& values, const Before& before, ThreadPool& pool) {
  const auto at = [&](std::size_t i) {
    return values.begin() + static_cast<std::ptrdiff_t>(std::min(i, values.size()));
  };
  std::size_t run = values.size() / pool.threads() + 1;
  pool.parallel_for(values.size(), run,
                    [&](const Block& block) { std::sort(at(block.begin), at(block.end), before); });
  for (; run < values.size(); run *= 2) {
    pool.parallel_for((values.size() + 2 * run - 1) / (2 * run), 1, [&](const Block& block) {
      for (std::size_t i = block.begin; i < block.end; ++i) {
        std::inplace_merge(at(2 * i * run), at((2 * i + 1) * run), at((2 * i + 2) * run), before);
      }
    });
  }
}

}  // namespace

PairFinder::PairFinder(TraceRows rows, const Names& names, FindPairsOptions options,
                       ThreadPool& pool)
    : keep_(std::in_place),
      names_(names),
      options_(std::move(options)),
      accounts_(rows.accounts),
      source_of_object_(rows.source_of_object) {
  index(join::sort_rows(std::move(rows.blocks), pool), pool);
}

PairFinder::PairFinder(join::Rows sorted, std::uint32_t accounts,
                       std::span<const std::uint32_t> source_of_object, const Names& names,
                       FindPairsOptions options, ThreadPool& pool)
    : names_(names),
      options_(std::move(options)),
      accounts_(accounts),
      source_of_object_(source_of_object) {
  index(std::move(sorted), pool);
}

PairFinder::~PairFinder() = default;

std::vector<std::uint32_t> PairFinder::sorted_by_name(const std::vector<std::uint32_t>& ids,
                                                      const Names& names, ThreadPool& pool) {
  LargeVector<std::pair<std::uint64_t, std::uint32_t>> keyed(ids.size());
  pool.parallel_for(ids.size(), kNameGrain, [&](const Block& block) {
    for (std::size_t i = block.begin; i < block.end; ++i) {
      keyed[i] = {leading_bytes(names.account({ids[i]})), ids[i]};
    }
  });
  const auto before = [&](const auto& x, const auto& y) {
    if (x.first != y.first) return x.first < y.first;
    return names.account({x.second}) < names.account({y.second});
  };
  sort_at_once(keyed, before, pool);
  std::vector<std::uint32_t> sorted;
  sorted.reserve(ids.size());
  for (const auto& [key, id] : keyed) sorted.push_back(id);
  return sorted;
}

void PairFinder::index(join::Rows rows, ThreadPool& pool) {
  CHECK(!options_.windows.empty());
  CHECK_GE(options_.min_objects, 1U);
  const TimeUs window = options_.windows.back();
  const auto peeled = join::peel(
      rows, {.window = window, .min_items = options_.min_objects, .actors = accounts_}, pool);
  summary_.traces = peeled.rows_before;
  summary_.traces_after_peel = peeled.rows_after;
  accounts_by_name_ = sorted_by_name(accounts_that_occur(rows, accounts_, pool), names_, pool);
  summary_.accounts_after_peel = static_cast<std::uint32_t>(accounts_by_name_.size());
  index_ = std::make_unique<join::CoActionIndex>(
      std::move(rows), accounts_by_name_,
      join::IndexOptions{.window = window, .min_items = options_.min_objects}, pool);
  summary_.objects_after_peel = index_->items();
  join::JoinOptions join_options;
  join_options.windows = options_.windows;
  join_options.witnesses = options_.witnesses;
  join_options.occasions = options_.occasions;
  join_options.group_of_item = source_of_object_;
  if (!options_.first_account_before.empty()) {
    const auto end = std::partition_point(
        accounts_by_name_.begin(), accounts_by_name_.end(), [this](std::uint32_t account) {
          return names_.account({account}) < options_.first_account_before;
        });
    join_options.first_actors_end = static_cast<std::uint32_t>(end - accounts_by_name_.begin());
  }
  join_ = std::make_unique<join::CoActionJoin>(*index_, std::move(join_options));
}

PairTable PairFinder::find(std::size_t block, Scratch& scratch) const {
  return find(block, scratch, nullptr);
}

PairTable PairFinder::find(std::size_t block, Scratch& scratch, const Choose& choose) const {
  join::MatchBlock& found = scratch.matches_;
  found.clear();
  join_->join_block(block, scratch.join_, found);
  PairTable table;
  table.window = options_.windows.back();
  table.pairs.reserve(found.matches.size());
  for (const auto& match : found.matches) {
    table.pairs.push_back({.a = {accounts_by_name_[match.a]},
                           .b = {accounts_by_name_[match.b]},
                           .objects = match.items,
                           .sources = match.groups,
                           .co_actions = match.co_actions,
                           .first_at = match.first,
                           .last_at = match.last,
                           .median_gap = match.median_gap,
                           .window = options_.windows[match.window],
                           .occasions = match.occasions});
  }
  std::vector<bool> wanted(table.pairs.size(), true);
  if (choose) choose(table.pairs, wanted);
  if (!options_.witnesses) return table;
  table.witnesses.reserve(choose ? 0 : found.witnesses.size());
  for (std::size_t i = 0; i < table.pairs.size(); ++i) {
    if (wanted[i]) append_witnesses(found.matches[i], found, table.pairs[i], table.witnesses);
  }
  return table;
}

void PairFinder::append_witnesses(const join::Match& match, const join::MatchBlock& found,
                                  Pair& pair, LargeVector<Witness>& witnesses) const {
  pair.witness_begin = witnesses.size();
  pair.witness_count = match.items;
  for (std::uint32_t i = 0; i < match.items; ++i) {
    const auto& witness = found.witnesses[match.witness_begin + i];
    witnesses.push_back({{witness.item}, witness.a_time, witness.b_time});
  }
  const auto earlier = [this](const Witness& x, const Witness& y) {
    if (x.a_at != y.a_at) return x.a_at < y.a_at;
    if (x.b_at != y.b_at) return x.b_at < y.b_at;
    const ObjectName x_name = names_.object(x.object);
    const ObjectName y_name = names_.object(y.object);
    return std::tie(x_name.kind, x_name.text) < std::tie(y_name.kind, y_name.text);
  };
  std::sort(witnesses.begin() + static_cast<std::ptrdiff_t>(pair.witness_begin), witnesses.end(),
            earlier);
}

}  // namespace overt
