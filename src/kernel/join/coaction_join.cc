#include "kernel/join/coaction_join.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/check.h"

namespace overt::join {
namespace {

constexpr std::size_t kBlocks = 2048;
// Probing one candidate on one item costs about as much as walking this many rows.
constexpr std::size_t kProbeCost = 32;
constexpr std::uint8_t kCountMax = 255;
// Rows are asked of memory this many ahead.
constexpr std::size_t kAhead = 8;

// A candidate met on an item: the times of the closest rows.
struct Meeting {
  std::uint32_t slot = 0;
  std::uint32_t item = 0;  // index
  std::int64_t a_time = 0;
  std::int64_t b_time = 0;
};

// The co-actions of a candidate within one window.
struct Tally {
  std::uint64_t co_actions = 0;
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  std::int64_t last = std::numeric_limits<std::int64_t>::min();

  void widen(std::int64_t time) {
    first = std::min(first, time);
    last = std::max(last, time);
  }
};

std::int64_t gap_between(std::int64_t x, std::int64_t y) { return x < y ? y - x : x - y; }

}  // namespace

// Walks for one thread.
class CoActionJoin::Scratch::Walker {
 public:
  explicit Walker(const CoActionJoin& join)
      : index_(join.index_),
        options_(join.options_),
        windows_(join.options_.windows),
        counts_(join.index_.actors(), 0),
        is_candidate_(join.index_.actors() / 64 + 1, 0),
        slot_of_(join.index_.actors()) {}

  void join_actor(std::uint32_t a, MatchBlock& out) {
    a_ = a;
    rows_ = index_.rows_of(a);
    if (a + 1 < index_.actors()) index_.prefetch_rows_of(a + 1, kAhead);
    generate();
    choose_candidates();
    clear_counts();
    if (!short_.empty()) complete_short_candidates();
    if (candidates_.empty()) return;
    number_candidates();
    meetings_.clear();
    for_each_item([&](std::span<const std::uint32_t> rows) { meet(rows); });
    for (const auto b : candidates_) is_candidate_[b / 64] = 0;
    emit(out);
  }

 private:
  // Calls body with each run of the actor's rows on one item.
  template <typename Body>
  void for_each_item(const Body& body) {
    for (std::size_t begin = 0; begin < rows_.size();) {
      if (begin + kAhead < rows_.size()) index_.prefetch(rows_[begin + kAhead]);
      if (begin + kAhead / 2 < rows_.size()) index_.prefetch_window(rows_[begin + kAhead / 2]);
      const std::uint32_t item_end = index_.item_end(index_.place(rows_[begin]).item);
      std::size_t end = begin + 1;
      while (end < rows_.size() && rows_[end] < item_end) ++end;
      body(rows_.subspan(begin, end - begin));
      begin = end;
    }
  }

  // Calls body with each of the rows on one item that has to be walked.
  template <typename Body>
  void for_each_to_walk(std::span<const std::uint32_t> rows, const Body& body) const {
    for (const auto row : rows) {
      if (rows.size() < 3 || !index_.is_inside_run(row)) body(row);
    }
  }

  // Lists every b whose count reaches what a candidate needs (met_) and, where heavy items can make
  // up for fewer, those that reach k without them (candidates_); some of them more than once.
  void generate() {
    met_.clear();
    candidates_.clear();
    const std::uint32_t k = items_needed();
    const std::uint32_t least = least_count();
    for_each_item([&](std::span<const std::uint32_t> rows) {
      if (!index_.generates(rows.front())) return;
      for_each_to_walk(rows, [&](std::uint32_t row) {
        least == k ? count_met<false>(row, least, k) : count_met<true>(row, least, k);
      });
    });
  }

  [[nodiscard]] std::uint32_t items_needed() const {
    return std::min<std::uint32_t>(index_.options().min_items, kCountMax);
  }
  // What a count must reach on generating items alone.
  [[nodiscard]] std::uint32_t least_count() const {
    const std::uint32_t k = items_needed();
    return k - std::min(k - 1, index_.common_heavy_max(a_, a_));
  }

  // The hottest loop of all. Counts wrap around, which lists a b again but loses none. Rows of
  // lower-ranked actors are counted too: sparing them would cost more than counting them.
  template <bool kHeavy>
  void count_met(std::uint32_t row, std::uint32_t least, std::uint32_t k) {
    const auto [item, low, high] = index_.place(row);
    // Copies, since a store to a byte could change any member for all the compiler knows.
    std::uint8_t* const counts = counts_.data();
    const std::span<const CoActionIndex::Who> window = index_.who(low, high);
    const std::uint32_t a = a_;
    for (const auto who : window) {
      const std::uint32_t b = who.actor();
      const auto count = static_cast<std::uint8_t>(counts[b] + who.generates());
      counts[b] = count;
      if (count == least && b > a) [[unlikely]]
        met_.push_back(b);
      if (kHeavy && count == k && b > a) [[unlikely]]
        candidates_.push_back(b);
    }
  }

  // Puts the counts back to 0, in the cheaper of two ways.
  void clear_counts() {
    if (index_.work_of(a_) > counts_.size() / 64) {
      std::fill(counts_.begin(), counts_.end(), std::uint8_t{0});
      return;
    }
    for_each_item([&](std::span<const std::uint32_t> rows) {
      if (!index_.generates(rows.front())) return;
      for_each_to_walk(rows, [&](std::uint32_t row) {
        const auto [item, low, high] = index_.place(row);
        for (const auto who : index_.who(low, high)) counts_[who.actor()] = 0;
      });
    });
  }

  static void sort_unique(std::vector<std::uint32_t>& actors) {
    std::sort(actors.begin(), actors.end());
    actors.erase(std::unique(actors.begin(), actors.end()), actors.end());
  }

  void choose_candidates() {
    short_.clear();
    sort_unique(met_);
    const std::uint32_t k = items_needed();
    if (least_count() == k) {
      candidates_ = met_;
      return;
    }
    sort_unique(candidates_);
    for (const auto b : met_) {
      if (std::binary_search(candidates_.begin(), candidates_.end(), b)) continue;
      // It never reached k, so its count did not wrap around.
      if (counts_[b] + index_.common_heavy_max(a_, b) >= k) short_.push_back({b, counts_[b]});
    }
  }

  // Counts the meetings on heavy items too and keeps those that reach k with them.
  void complete_short_candidates() {
    for (const auto& [b, count] : short_) counts_[b] = count;
    for_each_item([&](std::span<const std::uint32_t> rows) {
      const std::uint32_t item = index_.place(rows.front()).item;
      if (!index_.is_heavy(item)) return;
      if (rows_to_walk(rows) <= short_.size() * kProbeCost) {
        for_each_to_walk(rows, [&](std::uint32_t row) { count_short(row); });
      } else {
        for (const auto& [b, count] : short_) probe_short(b, rows);
      }
    });
    for (const auto& [b, count] : short_) {
      if (counts_[b] >= items_needed()) candidates_.push_back(b);
      counts_[b] = 0;
    }
  }

  void count_short(std::uint32_t row) {
    const auto [item, low, high] = index_.place(row);
    for (const auto who : index_.who(low, high)) {
      std::uint8_t& count = counts_[who.actor()];
      if (count != 0 && count != kCountMax) ++count;
    }
  }

  void probe_short(std::uint32_t b, std::span<const std::uint32_t> rows) {
    const auto others = rows_on_item(b, rows.front());
    bool near = false;
    for_each_nearest(rows, others, [&](std::uint32_t, std::uint32_t) { near = true; });
    if (near && counts_[b] != kCountMax) ++counts_[b];
  }

  void number_candidates() {
    std::sort(candidates_.begin(), candidates_.end());
    for (std::uint32_t slot = 0; slot < candidates_.size(); ++slot) {
      const std::uint32_t b = candidates_[slot];
      is_candidate_[b / 64] |= std::uint64_t{1} << (b % 64);
      slot_of_[b] = slot;
    }
    closest_.assign(candidates_.size(), {.slot = 0, .item = kNone});
    tallies_.assign(candidates_.size() * windows_.size(), {});
  }

  [[nodiscard]] std::size_t rows_to_walk(std::span<const std::uint32_t> rows) const {
    std::size_t sum = 0;
    for (const auto row : rows) sum += index_.place(row).window_high - index_.place(row).window_low;
    return sum;
  }

  // Finds the candidates that meet the actor on one item.
  void meet(std::span<const std::uint32_t> rows) {
    item_ = index_.place(rows.front()).item;
    if (rows_to_walk(rows) <= candidates_.size() * (kProbeCost + rows.size())) {
      for (const auto row : rows) walk_candidates(row);
    } else {
      for (std::uint32_t slot = 0; slot < candidates_.size(); ++slot) probe(slot, rows);
    }
  }

  // Every candidate's row within the window is a co-action.
  void walk_candidates(std::uint32_t row) {
    const auto [item, low, high] = index_.place(row);
    const std::int64_t time = index_.time(row);
    const std::span<const CoActionIndex::Who> window = index_.who(low, high);
    const std::uint64_t* const is_candidate = is_candidate_.data();
    for (std::uint32_t i = 0; i < window.size(); ++i) {
      const std::uint32_t b = window[i].actor();
      if ((is_candidate[b / 64] >> (b % 64) & 1U) == 0) continue;
      const std::uint32_t other = low + i;
      const std::uint32_t slot = slot_of_[b];
      const std::int64_t other_time = index_.time(other);
      record(slot, time, other_time);
      const std::int64_t gap = gap_between(time, other_time);
      for (std::size_t w = windows_.size(); w > 0 && gap <= windows_[w - 1]; --w) {
        Tally& tally = tallies_[slot * windows_.size() + w - 1];
        ++tally.co_actions;
        tally.widen(time);
        tally.widen(other_time);
      }
    }
  }

  // Keeps the closest rows of the candidate on this item; on ties the earliest.
  void record(std::uint32_t slot, std::int64_t a_time, std::int64_t b_time) {
    Meeting& kept = closest_[slot];
    if (kept.item != item_) {
      if (kept.item != kNone) meetings_.push_back(kept);
      kept = {slot, item_, a_time, b_time};
      return;
    }
    const std::int64_t gap = gap_between(a_time, b_time);
    const std::int64_t kept_gap = gap_between(kept.a_time, kept.b_time);
    if (gap < kept_gap ||
        (gap == kept_gap && std::pair(a_time, b_time) < std::pair(kept.a_time, kept.b_time))) {
      kept = {slot, item_, a_time, b_time};
    }
  }

  // The rows of actor b on the item of `row`.
  [[nodiscard]] std::span<const std::uint32_t> rows_on_item(std::uint32_t b,
                                                            std::uint32_t row) const {
    const auto all = index_.rows_of(b);
    const std::uint32_t item = index_.place(row).item;
    const auto begin = std::lower_bound(all.begin(), all.end(), index_.item_begin(item));
    const auto end = std::lower_bound(begin, all.end(), index_.item_end(item));
    return all.subspan(static_cast<std::size_t>(begin - all.begin()),
                       static_cast<std::size_t>(end - begin));
  }

  // Calls body with each of a's rows and the nearest of b's on either side, where they are within
  // the window: the closest rows of the two are among them.
  template <typename Body>
  void for_each_nearest(std::span<const std::uint32_t> a_rows,
                        std::span<const std::uint32_t> b_rows, const Body& body) const {
    std::size_t right = 0;
    for (const auto row : a_rows) {
      while (right < b_rows.size() && b_rows[right] < row) ++right;
      const auto& place = index_.place(row);
      if (right > 0 && b_rows[right - 1] >= place.window_low) body(row, b_rows[right - 1]);
      if (right < b_rows.size() && b_rows[right] < place.window_high) {
        body(row, b_rows[right]);
      }
    }
  }

  void probe(std::uint32_t slot, std::span<const std::uint32_t> rows) {
    const auto others = rows_on_item(candidates_[slot], rows.front());
    bool near = false;
    for_each_nearest(rows, others, [&](std::uint32_t row, std::uint32_t other) {
      record(slot, index_.time(row), index_.time(other));
      near = true;
    });
    if (!near) return;
    for (std::size_t w = 0; w < windows_.size(); ++w) {
      tally_co_actions(rows, others, windows_[w], tallies_[slot * windows_.size() + w]);
    }
  }

  void tally_co_actions(std::span<const std::uint32_t> a_rows,
                        std::span<const std::uint32_t> b_rows, std::int64_t window,
                        Tally& tally) const {
    std::size_t low = 0;
    std::size_t high = 0;
    for (const auto a_row : a_rows) {
      const std::int64_t time = index_.time(a_row);
      while (low < b_rows.size() && time - index_.time(b_rows[low]) > window) ++low;
      while (high < b_rows.size() && index_.time(b_rows[high]) - time <= window) ++high;
      if (low >= high) continue;
      tally.co_actions += high - low;
      tally.widen(time);
      tally.widen(index_.time(b_rows[low]));
      tally.widen(index_.time(b_rows[high - 1]));
    }
  }

  // Groups the meetings by candidate, in item order, and writes those with enough of them.
  void emit(MatchBlock& out) {
    for (const auto& meeting : closest_) {
      if (meeting.item != kNone) meetings_.push_back(meeting);
    }
    CHECK_LT(meetings_.size(), std::size_t{kNone});
    slot_begin_.assign(candidates_.size() + 1, 0);
    for (const auto& meeting : meetings_) ++slot_begin_[meeting.slot + 1];
    for (std::size_t s = 1; s < slot_begin_.size(); ++s) slot_begin_[s] += slot_begin_[s - 1];
    by_slot_.resize(meetings_.size());
    next_.assign(slot_begin_.begin(), slot_begin_.end() - 1);
    for (const auto& meeting : meetings_) by_slot_[next_[meeting.slot]++] = meeting;
    for (std::uint32_t slot = 0; slot < candidates_.size(); ++slot) {
      const auto meetings =
          std::span(by_slot_).subspan(slot_begin_[slot], slot_begin_[slot + 1] - slot_begin_[slot]);
      if (meetings.size() >= index_.options().min_items) emit_pair(slot, meetings, out);
    }
  }

  void emit_pair(std::uint32_t slot, std::span<const Meeting> meetings, MatchBlock& out) {
    for (std::uint32_t w = 0; w < windows_.size(); ++w) {
      inside_.clear();
      for (const auto& meeting : meetings) {
        if (gap_between(meeting.a_time, meeting.b_time) <= windows_[w]) inside_.push_back(meeting);
      }
      if (inside_.size() < index_.options().min_items) continue;
      out.matches.push_back(describe(slot, w));
      if (!options_.witnesses) continue;
      out.matches.back().witness_begin = out.witnesses.size();
      for (const auto& meeting : inside_) {
        out.witnesses.push_back({index_.item(meeting.item), meeting.a_time, meeting.b_time});
      }
    }
  }

  // The figures of a pair from its meetings inside the window (inside_, not empty).
  Match describe(std::uint32_t slot, std::uint32_t window) {
    const Tally& tally = tallies_[slot * windows_.size() + window];
    CHECK_GE(tally.co_actions, inside_.size());
    Match match{.a = a_, .b = candidates_[slot]};
    match.items = static_cast<std::uint32_t>(inside_.size());
    match.groups = distinct_groups();
    match.co_actions = tally.co_actions;
    match.first = tally.first;
    match.last = tally.last;
    match.median_gap = median_gap();
    match.occasions = std::min(distinct_times(&Meeting::a_time), distinct_times(&Meeting::b_time));
    match.window = window;
    return match;
  }

  std::uint32_t distinct_groups() {
    if (options_.group_of_item.empty()) return static_cast<std::uint32_t>(inside_.size());
    values_.clear();
    for (const auto& meeting : inside_) {
      values_.push_back(options_.group_of_item[index_.item(meeting.item)]);
    }
    return distinct_values();
  }

  std::uint32_t distinct_times(std::int64_t Meeting::*time) {
    values_.clear();
    for (const auto& meeting : inside_) values_.push_back(meeting.*time);
    return distinct_values();
  }

  std::uint32_t distinct_values() {
    std::sort(values_.begin(), values_.end());
    return static_cast<std::uint32_t>(std::unique(values_.begin(), values_.end()) -
                                      values_.begin());
  }

  std::int64_t median_gap() {
    values_.clear();
    for (const auto& meeting : inside_) {
      values_.push_back(gap_between(meeting.a_time, meeting.b_time));
    }
    const auto middle = values_.begin() + static_cast<std::ptrdiff_t>((values_.size() - 1) / 2);
    std::nth_element(values_.begin(), middle, values_.end());
    return *middle;
  }

  static constexpr std::uint32_t kNone = 0xFFFF'FFFFU;

  struct Short {
    std::uint32_t b = 0;
    std::uint8_t count = 0;
  };

  const CoActionIndex& index_;
  const JoinOptions& options_;
  std::span<const std::int64_t> windows_;
  std::uint32_t a_ = 0;
  std::span<const std::uint32_t> rows_;

  std::vector<std::uint8_t> counts_;         // by actor; 0 between steps
  std::vector<std::uint32_t> met_;           // actors whose count reached least_count()
  std::vector<Short> short_;                 // candidates that need their heavy items
  std::vector<std::uint32_t> candidates_;    // ascending once numbered
  std::vector<std::uint64_t> is_candidate_;  // a bit an actor; 0 between actors
  std::vector<std::uint32_t> slot_of_;       // valid where is_candidate_
  std::vector<Meeting> closest_;             // by slot: on the item it was last met on
  std::vector<Meeting> meetings_;
  std::vector<Tally> tallies_;  // by slot and window
  std::uint32_t item_ = 0;
  std::vector<Meeting> by_slot_;
  std::vector<std::uint32_t> slot_begin_;
  std::vector<std::uint32_t> next_;
  std::vector<Meeting> inside_;
  std::vector<std::int64_t> values_;
};

CoActionJoin::CoActionJoin(const CoActionIndex& index, JoinOptions options)
    : index_(index), options_(std::move(options)) {
  CHECK(!options_.windows.empty());
  CHECK(std::is_sorted(options_.windows.begin(), options_.windows.end()));
  CHECK_EQ(options_.windows.back(), index.options().window);
  const std::uint32_t end = std::min(index.actors(), options_.first_actors_end);
  std::uint64_t total = 0;
  for (std::uint32_t a = 0; a < end; ++a) total += index.work_of(a);
  const std::uint64_t share = total / kBlocks + 1;
  block_begin_.push_back(0);
  std::uint64_t work = 0;
  for (std::uint32_t a = 0; a < end; ++a) {
    work += index.work_of(a);
    if (work >= share) {
      block_begin_.push_back(a + 1);
      work = 0;
    }
  }
  if (block_begin_.back() != end) block_begin_.push_back(end);
}

CoActionJoin::Scratch::Scratch(const CoActionJoin& join)
    : walker_(std::make_unique<Walker>(join)) {}
CoActionJoin::Scratch::~Scratch() = default;
CoActionJoin::Scratch::Scratch(Scratch&&) noexcept = default;
CoActionJoin::Scratch& CoActionJoin::Scratch::operator=(Scratch&&) noexcept = default;

void CoActionJoin::join_block(std::size_t block, Scratch& scratch, MatchBlock& out) const {
  CHECK_LT(block, blocks());
  for (std::uint32_t a = block_begin_[block]; a < block_begin_[block + 1]; ++a) {
    scratch.walker_->join_actor(a, out);
  }
}

}  // namespace overt::join
