#include "kernel/join/coaction_join.h"

#include <algorithm>

#include "base/check.h"

namespace overt::join {
namespace {

constexpr std::size_t kBlocks = 2048;
constexpr std::uint32_t kCandidate = 0x8000'0000U;
// Probing one candidate on one item costs about as much as walking this many rows, per doubling
// of the candidate's number of rows.
constexpr std::size_t kProbeCost = 4;

// What the walk knows of one other actor.
struct Counter {
  std::uint32_t stamp = 0;  // the last (actor, item) step it was met in
  std::uint32_t count = 0;  // distinct items; or kCandidate | slot
};

// A candidate met on an item: the closest rows.
struct Meeting {
  std::uint32_t slot = 0;
  std::uint32_t a_row = 0;
  std::uint32_t b_row = 0;
  std::int64_t gap = 0;
};

std::int64_t gap_between(std::int64_t x, std::int64_t y) { return x < y ? y - x : x - y; }

}  // namespace

// Walks for one thread.
class CoActionJoin::Scratch::Walker {
 public:
  explicit Walker(const CoActionJoin& join)
      : index_(join.index_), options_(join.options_), counters_(join.index_.actors()) {}

  void join_actor(std::uint32_t a, MatchBlock& out) {
    if (index_.rows_of(a).empty()) return;
    begin_actor(a);
    generate();
    choose_candidates();
    if (candidates_.empty()) return;
    for_each_item([&](std::span<const std::uint32_t> rows) { meet(rows); });
    emit(out);
  }

 private:
  void begin_actor(std::uint32_t a) {
    a_ = a;
    rows_ = index_.rows_of(a);
    touched_.clear();
    candidates_.clear();
    meetings_.clear();
    // Steps of one actor must not run over the end of the counter.
    if (step_ > 0xFFFF'FFFFU - rows_.size() - 2) {
      std::fill(counters_.begin(), counters_.end(), Counter{});
      step_ = 0;
    }
    first_step_ = step_ + 1;
  }

  // Calls body with each run of the actor's rows on one item.
  template <typename Body>
  void for_each_item(const Body& body) {
    for (std::size_t begin = 0; begin < rows_.size();) {
      const std::uint32_t item = index_.item_index(rows_[begin]);
      std::size_t end = begin + 1;
      while (end < rows_.size() && index_.item_index(rows_[end]) == item) ++end;
      body(rows_.subspan(begin, end - begin));
      begin = end;
    }
  }

  void generate() {
    for_each_item([&](std::span<const std::uint32_t> rows) {
      if (!index_.generates(rows.front())) return;
      ++step_;
      for (const auto row : rows) {
        if (rows.size() > 2 && index_.is_inside_run(row)) continue;
        walk_generating(row);
      }
    });
  }

  void walk_generating(std::uint32_t row) {
    const std::uint32_t high = index_.window_high(row);
    for (std::uint32_t other = index_.window_low(row); other < high; ++other) {
      if (!index_.generates(other)) continue;
      const std::uint32_t b = index_.actor(other);
      if (b <= a_) continue;
      Counter& counter = counters_[b];
      if (counter.stamp == step_) continue;
      if (counter.stamp < first_step_) {
        counter.count = 0;
        touched_.push_back(b);
      }
      counter.stamp = step_;
      ++counter.count;
    }
  }

  void choose_candidates() {
    const std::uint32_t k = index_.options().min_items;
    const std::uint32_t left_out = index_.left_out(a_);
    for (const auto b : touched_) {
      Counter& counter = counters_[b];
      if (counter.count + std::max(left_out, index_.left_out(b)) < k) continue;
      candidates_.push_back(b);
    }
    std::sort(candidates_.begin(), candidates_.end());
    CHECK_LT(candidates_.size(), std::size_t{kCandidate});
    for (std::uint32_t slot = 0; slot < candidates_.size(); ++slot) {
      counters_[candidates_[slot]].count = kCandidate | slot;
    }
    last_meeting_.assign(candidates_.size(), kNone);
  }

  // Finds the candidates that meet the actor on one item.
  void meet(std::span<const std::uint32_t> rows) {
    std::size_t to_walk = 0;
    for (const auto row : rows) to_walk += index_.window_high(row) - index_.window_low(row);
    const std::size_t to_probe = candidates_.size() * kProbeCost * 8;
    item_meetings_ = static_cast<std::uint32_t>(meetings_.size());
    if (to_walk <= to_probe) {
      for (const auto row : rows) {
        if (rows.size() > 2 && index_.is_inside_run(row)) continue;
        walk_candidates(row);
      }
    } else {
      for (std::uint32_t slot = 0; slot < candidates_.size(); ++slot) probe(slot, rows);
    }
  }

  void walk_candidates(std::uint32_t row) {
    const std::uint32_t high = index_.window_high(row);
    for (std::uint32_t other = index_.window_low(row); other < high; ++other) {
      const std::uint32_t b = index_.actor(other);
      if (b <= a_) continue;
      const Counter counter = counters_[b];
      if (counter.stamp < first_step_ || (counter.count & kCandidate) == 0) continue;
      record(counter.count & ~kCandidate, row, other);
    }
  }

  // Keeps the closest rows of the candidate on this item; on ties the earliest.
  void record(std::uint32_t slot, std::uint32_t a_row, std::uint32_t b_row) {
    const std::int64_t gap = gap_between(index_.time(a_row), index_.time(b_row));
    const std::uint32_t last = last_meeting_[slot];
    if (last == kNone || last < item_meetings_) {
      last_meeting_[slot] = static_cast<std::uint32_t>(meetings_.size());
      meetings_.push_back({slot, a_row, b_row, gap});
      return;
    }
    Meeting& meeting = meetings_[last];
    if (gap < meeting.gap || (gap == meeting.gap && earlier(a_row, b_row, meeting))) {
      meeting = {slot, a_row, b_row, gap};
    }
  }

  [[nodiscard]] bool earlier(std::uint32_t a_row, std::uint32_t b_row, const Meeting& m) const {
    const auto a_time = index_.time(a_row);
    const auto m_time = index_.time(m.a_row);
    if (a_time != m_time) return a_time < m_time;
    return index_.time(b_row) < index_.time(m.b_row);
  }

  // The rows of actor b on the item of `row`.
  [[nodiscard]] std::span<const std::uint32_t> rows_on_item(std::uint32_t b,
                                                            std::uint32_t row) const {
    const auto all = index_.rows_of(b);
    const std::uint32_t item = index_.item_index(row);
    const auto begin = std::lower_bound(all.begin(), all.end(), index_.item_begin(item));
    const auto end = std::lower_bound(begin, all.end(), index_.item_end(item));
    return all.subspan(static_cast<std::size_t>(begin - all.begin()),
                       static_cast<std::size_t>(end - begin));
  }

  // The closest rows are the nearest on either side of one of the actor's rows.
  void probe(std::uint32_t slot, std::span<const std::uint32_t> rows) {
    const auto others = rows_on_item(candidates_[slot], rows.front());
    std::size_t right = 0;
    for (const auto row : rows) {
      while (right < others.size() && others[right] < row) ++right;
      if (right > 0) record_if_near(slot, row, others[right - 1]);
      if (right < others.size()) record_if_near(slot, row, others[right]);
    }
  }

  void record_if_near(std::uint32_t slot, std::uint32_t a_row, std::uint32_t b_row) {
    if (b_row >= index_.window_low(a_row) && b_row < index_.window_high(a_row)) {
      record(slot, a_row, b_row);
    }
  }

  // Groups the meetings by candidate, in item order, and writes those with enough of them.
  void emit(MatchBlock& out) {
    CHECK_LT(meetings_.size(), std::size_t{kNone});
    slot_begin_.assign(candidates_.size() + 1, 0);
    for (const auto& meeting : meetings_) ++slot_begin_[meeting.slot + 1];
    for (std::size_t s = 1; s < slot_begin_.size(); ++s) slot_begin_[s] += slot_begin_[s - 1];
    by_slot_.resize(meetings_.size());
    std::vector<std::uint32_t>& next = last_meeting_;
    std::copy(slot_begin_.begin(), slot_begin_.end() - 1, next.begin());
    for (const auto& meeting : meetings_) by_slot_[next[meeting.slot]++] = meeting;
    for (std::uint32_t slot = 0; slot < candidates_.size(); ++slot) {
      const auto meetings =
          std::span(by_slot_).subspan(slot_begin_[slot], slot_begin_[slot + 1] - slot_begin_[slot]);
      if (meetings.size() >= index_.options().min_items) emit_pair(slot, meetings, out);
    }
  }

  void emit_pair(std::uint32_t slot, std::span<const Meeting> meetings, MatchBlock& out) {
    for (std::uint32_t w = 0; w < options_.windows.size(); ++w) {
      inside_.clear();
      for (const auto& meeting : meetings) {
        if (meeting.gap <= options_.windows[w]) inside_.push_back(meeting);
      }
      if (inside_.size() < index_.options().min_items) continue;
      out.matches.push_back(describe(candidates_[slot], w));
      if (!options_.witnesses) continue;
      out.matches.back().witness_begin = out.witnesses.size();
      for (const auto& meeting : inside_) {
        out.witnesses.push_back({index_.item(index_.item_index(meeting.a_row)),
                                 index_.time(meeting.a_row), index_.time(meeting.b_row)});
      }
    }
  }

  // The figures of a pair from its meetings inside the window (inside_, not empty).
  Match describe(std::uint32_t b, std::uint32_t window) {
    Match match{.a = a_, .b = b, .items = static_cast<std::uint32_t>(inside_.size())};
    match.window = window;
    match.first = index_.time(inside_.front().a_row);
    match.last = match.first;
    for (const auto& meeting : inside_) count_co_actions(meeting, options_.windows[window], match);
    match.groups = distinct_groups();
    match.median_gap = median_gap();
    match.occasions = std::min(distinct_times(&Meeting::a_row), distinct_times(&Meeting::b_row));
    return match;
  }

  void count_co_actions(const Meeting& meeting, std::int64_t window, Match& match) const {
    if (!index_.repeats(meeting.a_row) && !index_.repeats(meeting.b_row)) {
      widen(index_.time(meeting.a_row), match);
      widen(index_.time(meeting.b_row), match);
      ++match.co_actions;
      return;
    }
    const auto a_rows = rows_on_item(a_, meeting.a_row);
    const auto b_rows = rows_on_item(index_.actor(meeting.b_row), meeting.a_row);
    std::size_t low = 0;
    std::size_t high = 0;
    for (const auto a_row : a_rows) {
      const std::int64_t time = index_.time(a_row);
      while (low < b_rows.size() && time - index_.time(b_rows[low]) > window) ++low;
      while (high < b_rows.size() && index_.time(b_rows[high]) - time <= window) ++high;
      if (low >= high) continue;
      match.co_actions += high - low;
      widen(time, match);
      widen(index_.time(b_rows[low]), match);
      widen(index_.time(b_rows[high - 1]), match);
    }
  }

  static void widen(std::int64_t time, Match& match) {
    match.first = std::min(match.first, time);
    match.last = std::max(match.last, time);
  }

  std::uint32_t distinct_groups() {
    if (options_.group_of_item.empty()) return static_cast<std::uint32_t>(inside_.size());
    values_.clear();
    for (const auto& meeting : inside_) {
      values_.push_back(options_.group_of_item[index_.item(index_.item_index(meeting.a_row))]);
    }
    return distinct_values();
  }

  std::uint32_t distinct_times(std::uint32_t Meeting::*row) {
    values_.clear();
    for (const auto& meeting : inside_) values_.push_back(index_.time(meeting.*row));
    return distinct_values();
  }

  std::uint32_t distinct_values() {
    std::sort(values_.begin(), values_.end());
    return static_cast<std::uint32_t>(std::unique(values_.begin(), values_.end()) -
                                      values_.begin());
  }

  std::int64_t median_gap() {
    values_.clear();
    for (const auto& meeting : inside_) values_.push_back(meeting.gap);
    const auto middle = values_.begin() + static_cast<std::ptrdiff_t>((values_.size() - 1) / 2);
    std::nth_element(values_.begin(), middle, values_.end());
    return *middle;
  }

  static constexpr std::uint32_t kNone = 0xFFFF'FFFFU;

  const CoActionIndex& index_;
  const JoinOptions& options_;
  std::vector<Counter> counters_;
  std::uint32_t step_ = 0;
  std::uint32_t first_step_ = 1;

  std::uint32_t a_ = 0;
  std::span<const std::uint32_t> rows_;
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint32_t> candidates_;    // ascending
  std::vector<std::uint32_t> last_meeting_;  // per candidate
  std::vector<Meeting> meetings_;
  std::uint32_t item_meetings_ = 0;  // where the current item's meetings begin
  std::vector<Meeting> by_slot_;
  std::vector<std::uint32_t> slot_begin_;
  std::vector<Meeting> inside_;
  std::vector<std::int64_t> values_;
};

CoActionJoin::CoActionJoin(const CoActionIndex& index, JoinOptions options)
    : index_(index), options_(std::move(options)) {
  CHECK(!options_.windows.empty());
  CHECK(std::is_sorted(options_.windows.begin(), options_.windows.end()));
  CHECK_EQ(options_.windows.back(), index.options().window);
  std::uint64_t total = 0;
  for (std::uint32_t a = 0; a < index.actors(); ++a) total += index.work_of(a);
  const std::uint64_t share = total / kBlocks + 1;
  block_begin_.push_back(0);
  std::uint64_t work = 0;
  for (std::uint32_t a = 0; a < index.actors(); ++a) {
    work += index.work_of(a);
    if (work >= share) {
      block_begin_.push_back(a + 1);
      work = 0;
    }
  }
  if (block_begin_.back() != index.actors()) block_begin_.push_back(index.actors());
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
