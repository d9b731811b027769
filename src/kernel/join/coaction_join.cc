#include "kernel/join/coaction_join.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <utility>

#include "base/check.h"
#include "kernel/join/marked_actors.h"

namespace overt::join {
namespace {

constexpr std::size_t kBlocks = 2048;
// The index is thinned before each of them but the first.
constexpr std::uint64_t kParts = 6;
// Probing one candidate on one item costs about as much as walking this many rows.
constexpr std::size_t kProbeCost = 128;
constexpr std::uint8_t kCountMax = 255;
constexpr std::size_t kFewValues = 12;
// So many rows are gone along one by one before the rest is halved.
constexpr std::size_t kStepsMax = 8;

// Where a pair meets on an item: the times of the closest rows.
constexpr std::uint32_t kNone = 0xFFFF'FFFFU;

struct Meeting {
  std::uint32_t item = kNone;  // index
  std::int64_t a_time = 0;
  std::int64_t b_time = 0;
};

// The closest two rows: of those as close the earliest, as they come in the order of b's, then a's.
struct Nearest {
  std::int64_t gap = std::numeric_limits<std::int64_t>::max();
  std::int64_t a_time = 0;
  std::int64_t b_time = 0;

  // Without a branch, as which is closer cannot be foreseen.
  void keep(std::int64_t a, std::int64_t b) {
    const std::int64_t between = a < b ? b - a : a - b;
    const bool closer = between < gap;
    gap = closer ? between : gap;
    a_time = closer ? a : a_time;
    b_time = closer ? b : b_time;
  }
};

// The co-actions of a pair within one window.
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

// The first place of [begin, end) whose time is not before `time`; times ascend. Halves without a
// branch on what it finds, as that cannot be foreseen.
template <typename TimeAt>
std::size_t first_not_before(const TimeAt& time_at, std::size_t begin, std::size_t end,
                             std::int64_t time) {
  std::size_t left = end - begin;
  while (left > 0) {
    const std::size_t half = (left + 1) / 2;
    begin += time_at(begin + half - 1) < time ? half : 0;
    left -= half;
  }
  return begin;
}

}  // namespace

// Walks for one thread. Of the actor that walks, rows are given by their number among its rows.
class CoActionJoin::Scratch::Walker {
 public:
  explicit Walker(const CoActionJoin& join)
      : index_(&join.index_),
        options_(join.options_),
        windows_(join.options_.windows),
        bytes_(join.index_.actors(), 0),
        marked_(join.index_.actors()),
        slot_of_(join.index_.actors()) {}

  /// Any index of the join's rows that still has the actors to be walked.
  void use(const CoActionIndex& index) { index_ = &index; }

  void join_actor(std::uint32_t rank, MatchBlock& out) {
    rank_ = rank;
    a_ = index_->actor_at(rank);
    index_->locate(rank, located_);
    rows_ = located_.rows;
    places_ = located_.places;
    list_runs();
    if (runs_.size() < index_->options().min_items) return;
    generate();
    choose_candidates();
    clear_counts();
    if (!short_.empty()) complete_short_candidates();
    if (candidates_.empty()) return;
    number_candidates();
    find_hits();
    for (const Ranked& candidate : candidates_) {
      bytes_[candidate.actor] = 0;
      marked_.unmark(candidate.actor);
    }
    group_hits();
    in_order_.clear();
    for (std::uint32_t slot = 0; slot < candidates_.size(); ++slot) {
      if (tracks_[slot].step != 0) in_order_.push_back({candidates_[slot].rank, slot});
    }
    std::sort(in_order_.begin(), in_order_.end());
    for (const auto& [b_rank, slot] : in_order_) emit_pair(slot, out);
  }

 private:
  // The rows [begin, end) of the walking actor, all on one item, and how many their windows cover.
  struct Run {
    std::size_t begin;
    std::size_t end;
    std::size_t rows = 0;
    [[nodiscard]] std::size_t size() const { return end - begin; }
  };
  struct Ranked {
    std::uint32_t rank;
    std::uint32_t actor;

    friend auto operator<=>(const Ranked&, const Ranked&) = default;
  };
  // Hits up to hits_end have in their window the same first row of a's.
  struct Stretch {
    std::uint32_t first;
    std::size_t hits_end;
  };
  // A candidate's row, and the first of a's in its window.
  struct GroupedHit {
    std::int64_t time;
    std::uint32_t first;
    std::uint32_t run;
  };
  // What is known of a candidate.
  struct Track {
    std::uint32_t last_run = kNone;
    std::uint32_t items = 0;  // K for the widest window
    std::uint32_t hits = 0;
    std::uint32_t next = 0;  // where its next hit goes; once all are there, their end
    std::uint32_t step = 0;  // 1: it is met on enough items
  };

  // Those whose windows have rows of others.
  void list_runs() {
    runs_.clear();
    for (std::size_t begin = 0; begin < places_.size();) {
      Run run{begin, begin + 1};
      while (run.end < places_.size() && places_[run.end].item == places_[begin].item) ++run.end;
      for_each_stretch(run, [&](std::uint32_t low, std::uint32_t high) { run.rows += high - low; });
      if (run.rows > run.size()) runs_.push_back(run);
      begin = run.end;
    }
  }

  // Calls body with the stretches [low, high) of rows that the windows of a run cover, each row in
  // one of them alone, and with the first of a's rows that has those in its window.
  template <typename Body>
  void for_each_window(Run run, const Body& body) const {
    std::uint32_t covered = 0;
    for (std::size_t i = run.begin; i < run.end; ++i) {
      const auto& place = places_[i];
      if (place.window_high > covered) {
        body(std::max(place.window_low, covered), place.window_high, static_cast<std::uint32_t>(i));
      }
      covered = place.window_high;
    }
  }
  template <typename Body>
  void for_each_stretch(Run run, const Body& body) const {
    for_each_window(run, [&](std::uint32_t low, std::uint32_t high, std::uint32_t /*first*/) {
      body(low, high);
    });
  }

  // Lists every b whose count reaches what a candidate needs (met_) and, where heavy items can make
  // up for fewer, those that reach k without them (candidates_).
  void generate() {
    met_.clear();
    candidates_.clear();
    const std::uint32_t k = items_needed();
    const std::uint32_t least = least_count();
    all_generate_ = !index_->has_heavy(a_);
    left_out_ = all_generate_ ? run_to_leave_out() : kNone;
    for (std::uint32_t number = 0; number < runs_.size(); ++number) {
      const Run& run = runs_[number];
      if (!is_counted(number)) continue;
      const std::size_t ahead = run.begin + CoActionIndex::kAhead;
      if (ahead < located_.ahead.size()) index_->prefetch_window(located_.ahead[ahead]);
      for_each_stretch(run, [&](std::uint32_t low, std::uint32_t high) {
        const auto stretch = index_->who(low, high);
        all_generate_ ? count_all(stretch, left_out_ == kNone ? k : k - 1)
                      : count_generating(stretch, least, k);
      });
    }
    if (left_out_ != kNone) return;
    keep_above(met_);
    keep_above(candidates_);
  }

  // The costliest, where going without it is worth it: who is met on k - 1 of the others is looked
  // for on it, and those are few. With k < 3 it would be everybody.
  [[nodiscard]] std::uint32_t run_to_leave_out() const {
    if (items_needed() < 3) return kNone;
    std::uint32_t costliest = kNone;
    std::size_t rows = options_.left_out_from;
    for (std::uint32_t number = 0; number < runs_.size(); ++number) {
      if (runs_[number].rows < rows) continue;
      rows = runs_[number].rows;
      costliest = number;
    }
    return costliest;
  }

  [[nodiscard]] bool is_counted(std::uint32_t number) const {
    return number != left_out_ && (all_generate_ || index_->generates(rows_[runs_[number].begin]));
  }

  [[nodiscard]] std::uint32_t items_needed() const {
    return std::min<std::uint32_t>(index_->options().min_items, kCountMax);
  }
  // What a count must reach on generating items alone.
  [[nodiscard]] std::uint32_t least_count() const {
    const std::uint32_t k = items_needed();
    return k - std::min(k - 1, index_->common_heavy_max(a_, a_));
  }

  // The hottest loop of all, on an item that is not heavy, so that every row generates. Counts wrap
  // around, which lists a b again but loses none. Rows of lower-ranked actors are counted too:
  // sparing them would cost more than counting them.
  void count_all(std::span<const CoActionIndex::Who> stretch, std::uint32_t k) {
    // A copy, since a store to a byte could change any member for all the compiler knows.
    std::uint8_t* const counts = bytes_.data();
    const auto enough = static_cast<std::uint8_t>(k);
#pragma GCC unroll 4
    for (const auto who : stretch) {
      const std::uint32_t b = who.actor();
      if (++counts[b] == enough) [[unlikely]]
        met_.push_back({0, b});
    }
  }

  void count_generating(std::span<const CoActionIndex::Who> stretch, std::uint32_t least,
                        std::uint32_t k) {
    std::uint8_t* const counts = bytes_.data();
    for (const auto who : stretch) {
      const std::uint32_t b = who.actor();
      const auto count = static_cast<std::uint8_t>(counts[b] + who.generates());
      counts[b] = count;
      if (count == least) [[unlikely]]
        met_.push_back({0, b});
      if (count == k) [[unlikely]]
        candidates_.push_back({0, b});
    }
  }

  // Ranks the actors and keeps those above the walking one.
  void keep_above(std::vector<Ranked>& actors) const {
    std::size_t out = 0;
    for (const auto [none, b] : actors) {
      const std::uint32_t rank = index_->rank(b);
      actors[out] = {rank, b};
      out += rank > rank_ ? 1 : 0;
    }
    actors.resize(out);
  }

  // Lists the actor; false where that was done before. Nobody has a slot yet.
  bool list(std::uint32_t b) {
    constexpr std::uint32_t kListed = std::uint32_t{1} << 31;
    return std::exchange(slot_of_[b], rank_ | kListed) != (rank_ | kListed);
  }

  // Puts the counts back to 0, in the cheaper of two ways.
  void clear_counts() {
    std::size_t rows = 0;
    for (std::uint32_t number = 0; number < runs_.size(); ++number) {
      if (is_counted(number)) rows += runs_[number].rows;
    }
    if (rows > bytes_.size() / 64) {
      std::fill(bytes_.begin(), bytes_.end(), std::uint8_t{0});
      return;
    }
    std::uint8_t* const counts = bytes_.data();
    for (std::uint32_t number = 0; number < runs_.size(); ++number) {
      if (!is_counted(number)) continue;
      for_each_stretch(runs_[number], [&](std::uint32_t low, std::uint32_t high) {
#pragma GCC unroll 4
        for (const auto who : index_->who(low, high)) counts[who.actor()] = 0;
      });
    }
  }

  void choose_candidates() {
    short_.clear();
    const std::uint32_t k = items_needed();
    if (left_out_ != kNone) return choose_by_left_out();
    if (least_count() == k) {
      candidates_.swap(met_);
      return;
    }
    // Counts that wrapped around list an actor again.
    std::erase_if(candidates_, [this](const Ranked& found) { return !list(found.actor); });
    for (const Ranked& met : met_) {
      if (!list(met.actor)) continue;
      // It never reached k, so its count did not wrap around.
      const std::uint8_t count = bytes_[met.actor];
      if (count + index_->common_heavy_max(a_, met.actor) >= k) short_.push_back({met, count});
    }
  }

  // Of those met often enough for all items but one: who was met on k, and who is met on that one.
  void choose_by_left_out() {
    const std::uint32_t k = items_needed();
    std::size_t unsure = 0;
    for (const Ranked& met : met_) {
      // A count that wrapped around may be anything, but then its actor comes twice.
      if (bytes_[met.actor] != k - 1 || marked_.is_marked(met.actor)) {
        candidates_.push_back(met);
      } else {
        marked_.mark(met.actor);
        ++unsure;
      }
    }
    if (unsure > 0) {
      list_marked(runs_[left_out_]);
      for (const auto row : hits_) {
        const std::uint32_t b = index_->actor(row);
        if (std::exchange(bytes_[b], static_cast<std::uint8_t>(k)) != k) {
          candidates_.push_back({0, b});
        }
      }
      for (const Ranked& met : met_) marked_.unmark(met.actor);
    }
    keep_above(candidates_);
  }

  // Fills hits_ with the marked actors' rows within the run's windows.
  void list_marked(Run run) {
    hits_.resize(run.rows + MarkedActors::kSpare);
    std::uint32_t* next = hits_.data();
    for_each_stretch(run, [&](std::uint32_t low, std::uint32_t high) {
      next = marked_.list(index_->who(low, high), low, next);
    });
    hits_.resize(static_cast<std::size_t>(next - hits_.data()));
  }

  // Counts the meetings on heavy items too and keeps those that reach k with them.
  void complete_short_candidates() {
    for (const auto& [met, count] : short_) bytes_[met.actor] = count;
    for (const Run& run : runs_) {
      if (!index_->is_heavy(places_[run.begin].item)) continue;
      if (run.rows <= short_.size() * kProbeCost) {
        for_each_stretch(run, [&](std::uint32_t low, std::uint32_t high) {
          count_short(index_->who(low, high));
        });
      } else {
        for (const auto& [met, count] : short_) probe_short(met, run);
      }
    }
    for (const auto& [met, count] : short_) {
      if (bytes_[met.actor] >= items_needed()) candidates_.push_back(met);
      bytes_[met.actor] = 0;
    }
  }

  void count_short(std::span<const CoActionIndex::Who> stretch) {
    for (const auto who : stretch) {
      std::uint8_t& count = bytes_[who.actor()];
      if (count != 0 && count != kCountMax) ++count;
    }
  }

  void probe_short(const Ranked& met, Run run) {
    const auto others = index_->rows_on_item(met.rank, places_[run.begin].item, on_item_);
    bool near = false;
    for_each_nearest(run, others, [&](std::size_t, std::size_t) { near = true; });
    if (near && bytes_[met.actor] != kCountMax) ++bytes_[met.actor];
  }

  // A byte says who is a candidate and, of most, which. Keeps one of each.
  void number_candidates() {
    std::uint32_t slot = 0;
    for (const Ranked candidate : candidates_) {
      std::uint8_t& byte = bytes_[candidate.actor];
      if (byte != 0) continue;
      byte = static_cast<std::uint8_t>(std::min(slot + 1, kSlotElsewhere));
      if (slot + 1 >= kSlotElsewhere) slot_of_[candidate.actor] = slot;
      marked_.mark(candidate.actor);
      candidates_[slot++] = candidate;
    }
    candidates_.resize(slot);
    tracks_.assign(slot, {});
  }

  [[nodiscard]] std::uint32_t slot(std::uint32_t b) const {
    return bytes_[b] == kSlotElsewhere ? slot_of_[b] : bytes_[b] - 1U;
  }

  // Lists the candidates' rows within the windows, by item of the walking actor, and follows how
  // many items each candidate is met on.
  void find_hits() {
    hits_.clear();
    slots_.clear();
    stretches_.clear();
    stretches_end_.clear();
    for (std::uint32_t number = 0; number < runs_.size(); ++number) {
      const Run& run = runs_[number];
      if (run.rows <= candidates_.size() * (kProbeCost + run.size())) {
        walk_candidates(run);
      } else {
        probe_candidates(run);
      }
      for (std::size_t i = slots_.size(); i < hits_.size(); ++i) follow(hits_[i], number);
      stretches_end_.push_back(stretches_.size());
    }
  }

  void walk_candidates(Run run) {
    const std::size_t size = hits_.size();
    hits_.resize(size + run.rows + MarkedActors::kSpare);
    std::uint32_t* next = hits_.data() + size;
    for_each_window(run, [&](std::uint32_t low, std::uint32_t high, std::uint32_t first) {
      std::uint32_t* const end = marked_.list(index_->who(low, high), low, next);
      if (end == next) return;
      next = end;
      stretches_.push_back({first, static_cast<std::size_t>(end - hits_.data())});
    });
    hits_.resize(static_cast<std::size_t>(next - hits_.data()));
  }

  void probe_candidates(Run run) {
    for (const Ranked& candidate : candidates_) {
      std::size_t i = run.begin;
      for (const auto row :
           index_->rows_on_item(candidate.rank, places_[run.begin].item, on_item_)) {
        while (i < run.end && places_[i].window_high <= row) ++i;
        if (i == run.end || places_[i].window_low > row) continue;
        hits_.push_back(row);
        stretches_.push_back({static_cast<std::uint32_t>(i), hits_.size()});
      }
    }
  }

  void follow(std::uint32_t row, std::uint32_t run) {
    const std::uint32_t found = slot(index_->actor(row));
    slots_.push_back(found);
    index_->prefetch_time(row);
    Track& track = tracks_[found];
    track.items += track.last_run == run ? 0 : 1;
    track.last_run = run;
    ++track.hits;
  }

  // Puts the hits of each candidate that is met on enough items together, in the order of items.
  void group_hits() {
    std::uint32_t sum = 0;
    for (Track& track : tracks_) {
      track.step = track.items >= index_->options().min_items ? 1 : 0;
      track.next = sum;
      sum += track.step * track.hits;
    }
    // What is not wanted goes to a place behind the others.
    by_slot_.resize(sum + 1);
    times_.clear();
    for (const auto row : rows_) times_.push_back(index_->time(row));
    for (Track& track : tracks_) {
      if (track.step == 0) track.next = sum;
    }
    std::size_t hit = 0;
    std::size_t stretch = 0;
    for (std::uint32_t run = 0; run < runs_.size(); ++run) {
      for (; stretch < stretches_end_[run]; ++stretch) {
        for (; hit < stretches_[stretch].hits_end; ++hit) {
          Track& track = tracks_[slots_[hit]];
          by_slot_[track.next] = {index_->time(hits_[hit]), stretches_[stretch].first, run};
          track.next += track.step;
        }
      }
    }
  }

  // Calls body with the numbers of each row of the run and of the nearest of b's on either side,
  // where they are within the window: the closest rows of the two are among them.
  template <typename Body>
  void for_each_nearest(Run run, std::span<const std::uint32_t> b_rows, const Body& body) const {
    std::size_t right = 0;
    for (std::size_t i = run.begin; i < run.end; ++i) {
      while (right < b_rows.size() && b_rows[right] < rows_[i]) ++right;
      if (right > 0 && b_rows[right - 1] >= places_[i].window_low) body(i, right - 1);
      if (right < b_rows.size() && b_rows[right] < places_[i].window_high) body(i, right);
    }
  }

  static void tally_co_actions(std::span<const std::int64_t> a_times, std::span<const GroupedHit> b,
                               std::int64_t window, Tally& tally) {
    std::size_t low = 0;
    std::size_t high = 0;
    for (const auto time : a_times) {
      while (low < b.size() && time - b[low].time > window) ++low;
      while (high < b.size() && b[high].time - time <= window) ++high;
      if (low >= high) continue;
      tally.co_actions += high - low;
      tally.widen(time);
      tally.widen(b[low].time);
      tally.widen(b[high - 1].time);
    }
  }

  void emit_pair(std::uint32_t slot, MatchBlock& out) {
    describe_meetings(slot);
    for (std::uint32_t w = 0; w < windows_.size(); ++w) {
      choose_meetings(windows_[w]);
      if (inside_.size() < index_->options().min_items) continue;
      out.matches.push_back(describe(slot, w));
      if (!options_.witnesses) continue;
      out.matches.back().witness_begin = out.witnesses.size();
      for (const auto& meeting : inside_) {
        out.witnesses.push_back({index_->item(meeting.item), meeting.a_time, meeting.b_time});
      }
    }
  }

  // Fills inside_ with the meetings within the window: all of them where it is the only one.
  void choose_meetings(std::int64_t window) {
    if (windows_.size() == 1) return inside_.swap(meetings_);
    inside_.clear();
    for (const auto& meeting : meetings_) {
      if (gap_between(meeting.a_time, meeting.b_time) <= window) inside_.push_back(meeting);
    }
  }

  // Fills meetings_ and tallies_ with the candidate's.
  void describe_meetings(std::uint32_t slot) {
    meetings_.clear();
    Tally tally;
    const Track& track = tracks_[slot];
    const auto hits = std::span(by_slot_).subspan(track.next - track.hits, track.hits);
    for (std::size_t begin = 0; begin < hits.size();) {
      const std::uint32_t run = hits[begin].run;
      Nearest nearest;
      std::size_t end = begin;
      do {
        meet(hits[end], runs_[run].end, tally, nearest);
      } while (++end < hits.size() && hits[end].run == run);
      meetings_.push_back({places_[runs_[run].begin].item, nearest.a_time, nearest.b_time});
      begin = end;
    }
    tallies_.assign(windows_.size(), tally);
    if (windows_.size() > 1) tally_windows(hits);
  }

  // The rows of a within the widest window of a hit follow one another, `end` or none behind them.
  void meet(const GroupedHit& hit, std::size_t end, Tally& tally, Nearest& nearest) const {
    const std::int64_t window = windows_.back();
    std::size_t high = hit.first;
    do {
      nearest.keep(times_[high], hit.time);
    } while (++high < end && times_[high] - hit.time <= window && high - hit.first < kStepsMax);
    if (high - hit.first == kStepsMax) {
      const auto time_at = [this](std::size_t i) { return times_[i]; };
      const std::size_t from = high;
      high = first_not_before(time_at, from, end, hit.time + window + 1);
      const std::size_t middle = first_not_before(time_at, from, high, hit.time);
      if (middle > from) nearest.keep(times_[middle - 1], hit.time);
      if (middle < high) nearest.keep(times_[middle], hit.time);
    }
    tally.co_actions += high - hit.first;
    tally.first = std::min({tally.first, times_[hit.first], hit.time});
    tally.last = std::max({tally.last, times_[high - 1], hit.time});
  }

  // Where there are several windows: the co-actions within each.
  void tally_windows(std::span<const GroupedHit> hits) {
    tallies_.assign(windows_.size(), {});
    for (std::size_t begin = 0; begin < hits.size();) {
      const Run run = runs_[hits[begin].run];
      std::size_t end = begin + 1;
      while (end < hits.size() && hits[end].run == hits[begin].run) ++end;
      const auto a_times = std::span<const std::int64_t>(times_).subspan(run.begin, run.size());
      for (std::size_t w = 0; w < windows_.size(); ++w) {
        tally_co_actions(a_times, hits.subspan(begin, end - begin), windows_[w], tallies_[w]);
      }
      begin = end;
    }
  }

  // The figures of a pair from its meetings inside the window (inside_, not empty).
  Match describe(std::uint32_t slot, std::uint32_t window) {
    const Tally& tally = tallies_[window];
    CHECK_GE(tally.co_actions, inside_.size());
    Match match{.a = rank_, .b = candidates_[slot].rank};
    match.items = static_cast<std::uint32_t>(inside_.size());
    match.groups = distinct_groups();
    match.co_actions = tally.co_actions;
    match.first = tally.first;
    match.last = tally.last;
    match.median_gap = median_gap();
    if (options_.occasions) {
      match.occasions =
          std::min(distinct_times(&Meeting::a_time), distinct_times(&Meeting::b_time));
    }
    match.window = window;
    return match;
  }

  std::uint32_t distinct_groups() {
    if (options_.group_of_item.empty()) return static_cast<std::uint32_t>(inside_.size());
    values_.clear();
    for (const auto& meeting : inside_) {
      values_.push_back(options_.group_of_item[index_->item(meeting.item)]);
    }
    return distinct_values();
  }

  std::uint32_t distinct_times(std::int64_t Meeting::*time) {
    values_.clear();
    for (const auto& meeting : inside_) values_.push_back(meeting.*time);
    return distinct_values();
  }

  std::uint32_t distinct_values() {
    sort_values();
    return static_cast<std::uint32_t>(std::unique(values_.begin(), values_.end()) -
                                      values_.begin());
  }

  // Most pairs meet a few times, where asking std::sort costs more than sorting.
  void sort_values() {
    if (values_.size() > kFewValues) return std::sort(values_.begin(), values_.end());
    for (std::size_t i = 1; i < values_.size(); ++i) {
      const std::int64_t value = values_[i];
      std::size_t at = i;
      for (; at > 0 && values_[at - 1] > value; --at) values_[at] = values_[at - 1];
      values_[at] = value;
    }
  }

  std::int64_t median_gap() {
    values_.clear();
    for (const auto& meeting : inside_) {
      values_.push_back(gap_between(meeting.a_time, meeting.b_time));
    }
    sort_values();
    return values_[(values_.size() - 1) / 2];
  }

  // Candidates from the 255th on are looked up in slot_of_.
  static constexpr std::uint32_t kSlotElsewhere = 255;

  struct Short {
    Ranked met;
    std::uint8_t count = 0;
  };

  const CoActionIndex* index_;
  const JoinOptions& options_;
  std::span<const std::int64_t> windows_;
  std::uint32_t rank_ = 0;  // of the walking actor
  std::uint32_t a_ = 0;     // its number
  CoActionIndex::Located located_;
  std::span<const std::uint32_t> rows_;
  std::span<const CoActionIndex::Place> places_;
  std::vector<std::uint32_t> on_item_;

  // By actor: how often it was met, then its slot + 1 or kSlotElsewhere; 0 between steps.
  std::vector<std::uint8_t> bytes_;
  MarkedActors marked_;                       // the candidates
  std::vector<Ranked> met_;                   // those whose count reached least_count()
  std::vector<Short> short_;                  // candidates that need their heavy items
  std::vector<Ranked> candidates_;            // the place here is the slot
  std::vector<std::uint32_t> slot_of_;        // valid where bytes_ says so
  std::vector<Track> tracks_;                 // by slot
  std::vector<Run> runs_;                     // a's, one an item
  bool all_generate_ = false;                 // all of a's rows do
  std::uint32_t left_out_ = kNone;            // the run that was not counted on, by number
  UninitialisedVector<std::uint32_t> hits_;   // rows, by run
  UninitialisedVector<std::uint32_t> slots_;  // theirs
  std::vector<Stretch> stretches_;
  std::vector<std::size_t> stretches_end_;  // of each run
  UninitialisedVector<GroupedHit> by_slot_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> in_order_;  // rank and slot of the pairs
  std::vector<std::int64_t> times_;                                // of a's rows
  // Of one pair:
  std::vector<Meeting> meetings_;  // by item
  std::vector<Tally> tallies_;     // by window
  std::vector<Meeting> inside_;
  std::vector<std::int64_t> values_;
};

// The newest thinned copy of the index. Who comes to a block of the next part makes the next one,
// while others go on with what they have: any index that has a block's actors will do.
class CoActionJoin::Thinned {
 public:
  /// `parts`: the ranks that the second and later ones begin with.
  explicit Thinned(std::vector<std::uint32_t> parts) : parts_(std::move(parts)) {}

  /// The thinnest there is that has the actors from `rank` on; nothing where only `whole` does.
  std::shared_ptr<const CoActionIndex> at(std::uint32_t rank, const CoActionIndex& whole) {
    std::unique_lock lock(mutex_);
    if (!making_ && next_ < parts_.size() && rank >= parts_[next_]) {
      making_ = true;
      const std::uint32_t first = parts_[next_++];
      lock.unlock();
      std::shared_ptr<const CoActionIndex> made = whole.from_rank(first);
      lock.lock();
      newest_ = std::move(made);
      making_ = false;
    }
    return newest_ != nullptr && newest_->first_rank() <= rank ? newest_ : nullptr;
  }

 private:
  std::mutex mutex_;
  std::vector<std::uint32_t> parts_;
  std::size_t next_ = 0;  // of parts_, to be made
  bool making_ = false;
  std::shared_ptr<const CoActionIndex> newest_;
};

CoActionJoin::CoActionJoin(const CoActionIndex& index, JoinOptions options)
    : index_(index), options_(std::move(options)) {
  CHECK(!options_.windows.empty());
  CHECK(std::is_sorted(options_.windows.begin(), options_.windows.end()));
  CHECK_EQ(options_.windows.back(), index.options().window);
  const std::uint32_t end = std::min(index.actors(), options_.first_actors_end);
  std::uint64_t total = 0;
  for (std::uint32_t rank = 0; rank < end; ++rank) total += index.work_at(rank);
  const std::uint64_t share = total / kBlocks + 1;
  const std::uint64_t part = total / kParts + 1;
  const bool thin = total >= std::uint64_t{options_.thinned_from} * index.rows();
  std::vector<std::uint32_t> parts;
  block_begin_.push_back(0);
  std::uint64_t walked = 0;
  std::uint64_t work = 0;
  for (std::uint32_t rank = 0; rank < end; ++rank) {
    work += index.work_at(rank);
    if (work < share) continue;
    walked += work;
    work = 0;
    block_begin_.push_back(rank + 1);
    if (thin && walked >= part * (parts.size() + 1)) parts.push_back(rank + 1);
  }
  if (block_begin_.back() != end) block_begin_.push_back(end);
  if (!parts.empty()) thinned_ = std::make_unique<Thinned>(std::move(parts));
}

CoActionJoin::~CoActionJoin() = default;

CoActionJoin::Scratch::Scratch(const CoActionJoin& join)
    : walker_(std::make_unique<Walker>(join)) {}
CoActionJoin::Scratch::~Scratch() = default;
CoActionJoin::Scratch::Scratch(Scratch&&) noexcept = default;
CoActionJoin::Scratch& CoActionJoin::Scratch::operator=(Scratch&&) noexcept = default;

void CoActionJoin::join_block(std::size_t block, Scratch& scratch, MatchBlock& out) const {
  CHECK_LT(block, blocks());
  Scratch::Walker& walker = *scratch.walker_;
  const auto thinned = thinned_ ? thinned_->at(block_begin_[block], index_) : nullptr;
  walker.use(thinned ? *thinned : index_);
  for (std::uint32_t rank = block_begin_[block]; rank < block_begin_[block + 1]; ++rank) {
    walker.join_actor(rank, out);
  }
  walker.use(index_);
}

}  // namespace overt::join
