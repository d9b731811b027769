#include "kernel/join/peel.h"

#include <algorithm>
#include <atomic>

#include "base/check.h"

namespace overt::join {
namespace {

constexpr std::size_t kRowsPerPart = std::size_t{1} << 16;

void count_part(std::span<const Row> part, std::span<std::uint32_t> counts) {
  for (const Row& row : part) ++counts[row.actor];
}

void count_part_at_once(std::span<const Row> part, std::span<std::uint32_t> counts) {
  for (const Row& row : part) {
    std::atomic_ref<std::uint32_t>(counts[row.actor]).fetch_add(1, std::memory_order_relaxed);
  }
}

// Adds without atomics where a count of its own for each thread costs no more than the rows.
void count_parts(std::span<const std::span<const Row>> parts, std::span<std::uint32_t> counts,
                 ThreadPool& pool) {
  std::size_t rows = 0;
  for (const auto part : parts) rows += part.size();
  if (pool.threads() * counts.size() > rows) {
    pool.parallel_for(parts.size(), 1, [&](const Block& block) {
      for (std::size_t i = block.begin; i < block.end; ++i) count_part_at_once(parts[i], counts);
    });
    return;
  }
  std::vector<LargeVector<std::uint32_t>> of_thread(pool.threads());
  pool.parallel_for(parts.size(), 1, [&](const Block& block) {
    auto& mine = of_thread[block.worker];
    mine.resize(counts.size(), 0);
    for (std::size_t i = block.begin; i < block.end; ++i) count_part(parts[i], mine);
  });
  for (const auto& mine : of_thread) {
    for (std::size_t actor = 0; actor < mine.size(); ++actor) counts[actor] += mine[actor];
  }
}

// The nearest row of another actor on the same item, on one side of the rows that are gone along.
// Without a branch, as what row follows which cannot be foreseen.
class Neighbour {
 public:
  /// Before the first row.
  Neighbour() = default;

  // Whether that of `row`, the next one, is within the window.
  bool is_near(const Row& row, std::int64_t window) {
    pass(row);
    const std::uint64_t gap =
        row.time < time_ ? distance(row.time, time_) : distance(time_, row.time);
    return (exists_ & static_cast<unsigned>(gap <= static_cast<std::uint64_t>(window))) != 0;
  }

  void pass(const Row& row) {
    const bool same_item = row.item == last_.item;
    const bool same_actor = row.actor == last_.actor;
    time_ = same_item && same_actor ? time_ : last_.time;
    exists_ = same_item ? (same_actor ? exists_ : any_) : 0U;
    last_ = row;
    any_ = 1;
  }

 private:
  static std::uint64_t distance(std::int64_t from, std::int64_t to) {
    return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
  }

  Row last_ = {};
  std::int64_t time_ = 0;
  unsigned exists_ = 0;
  unsigned any_ = 0;
};

class Peeler {
 public:
  Peeler(Rows& rows, const PeelOptions& options, ThreadPool& pool)
      : rows_(rows), options_(options), pool_(pool) {
    const auto bounds = split_at_items(rows, rows.size() / kRowsPerPart + 1);
    for (std::size_t i = 0; i + 1 < bounds.size(); ++i) add_parts(bounds[i], bounds[i + 1]);
  }

  // Compacts every part in place.
  void round(std::span<const std::uint32_t> counts) {
    strong_.resize(counts.size());
    for (std::size_t actor = 0; actor < counts.size(); ++actor) {
      strong_[actor] = counts[actor] >= options_.min_items ? 1 : 0;
    }
    for_each_part([this](Part& part) {
      drop_weak_actors(part);
      if (!part.cut) drop_lonely(part);
    });
    meet_neighbours();
    for_each_part([this](Part& part) {
      if (part.cut) drop_lonely(part);
    });
  }

  [[nodiscard]] std::size_t rows_left() const {
    std::size_t sum = 0;
    for (const Part& part : parts_) sum += part.end - part.begin;
    return sum;
  }

  void count(std::span<std::uint32_t> counts) const {
    std::vector<std::span<const Row>> left;
    for (const Part& part : parts_) {
      left.push_back(std::span<const Row>(rows_).subspan(part.begin, part.end - part.begin));
    }
    count_parts(left, counts, pool_);
  }

  // What is left, in an array of its size.
  void gather() {
    Rows left(rows_left());
    std::vector<std::size_t> place = {0};
    for (const Part& part : parts_) place.push_back(place.back() + part.end - part.begin);
    for_each_part([&](const Part& part) {
      const auto to = place[static_cast<std::size_t>(&part - parts_.data())];
      std::copy(rows_.begin() + static_cast<std::ptrdiff_t>(part.begin),
                rows_.begin() + static_cast<std::ptrdiff_t>(part.end),
                left.begin() + static_cast<std::ptrdiff_t>(to));
    });
    rows_.swap(left);
  }

 private:
  struct Part {
    std::size_t begin;
    std::size_t end;
    bool cut;          // begins or ends within an item
    Neighbour before;  // as the parts before leave it, where it is cut
    Neighbour after;
  };

  // A large item is cut, as else one thread would do all of it.
  void add_parts(std::size_t begin, std::size_t end) {
    if (end - begin < 2 * kRowsPerPart) return parts_.push_back({begin, end, false, {}, {}});
    for (; begin < end; begin += kRowsPerPart) {
      parts_.push_back({begin, std::min(begin + kRowsPerPart, end), true, {}, {}});
    }
  }

  template <typename Body>
  void for_each_part(const Body& body) {
    pool_.parallel_for(parts_.size(), 1, [&](const Block& block) {
      for (std::size_t i = block.begin; i < block.end; ++i) body(parts_[i]);
    });
  }

  // Moves the rows worth keeping to the front of the part.
  void drop_weak_actors(Part& part) {
    std::size_t out = part.begin;
    for (std::size_t i = part.begin; i < part.end; ++i) {
      rows_[out] = rows_[i];
      out += strong_[rows_[i].actor];
    }
    part.end = out;
  }

  // What parts that are cut know of each other; between others an item ends.
  void meet_neighbours() {
    Neighbour before;
    for (Part& part : parts_) {
      if (!part.cut) continue;
      part.before = before;
      const auto rows = std::span<const Row>(rows_).subspan(part.begin, part.end - part.begin);
      pass_all(rows.begin(), rows.end(), before);
    }
    Neighbour after;
    for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) {
      if (!part->cut) continue;
      part->after = after;
      const auto rows = std::span<const Row>(rows_).subspan(part->begin, part->end - part->begin);
      pass_all(rows.rbegin(), rows.rend(), after);
    }
  }

  // What passing every row would leave: that is up to the last actor's last rows in a run, and the
  // one before them.
  template <typename Iterator>
  static void pass_all(Iterator begin, Iterator end, Neighbour& side) {
    if (begin == end) return;
    const Row& last = *std::prev(end);
    Iterator run = std::prev(end);
    while (run != begin && std::prev(run)->item == last.item &&
           std::prev(run)->actor == last.actor) {
      --run;
    }
    if (run != begin) {
      side = Neighbour();
      side.pass(*std::prev(run));
    }
    side.pass(*run);
    side.pass(last);
  }

  // The same for rows that have another actor's row within the window.
  void drop_lonely(Part& part) {
    std::vector<std::uint8_t> near(part.end - part.begin);
    Neighbour after = part.after;
    for (std::size_t i = part.end; i-- > part.begin;) {
      near[i - part.begin] = after.is_near(rows_[i], options_.window) ? 1 : 0;
    }
    Neighbour before = part.before;
    std::size_t out = part.begin;
    for (std::size_t i = part.begin; i < part.end; ++i) {
      const Row row = rows_[i];
      const unsigned is_near = before.is_near(row, options_.window) ? 1 : 0;
      rows_[out] = row;
      out += is_near | near[i - part.begin];
    }
    part.end = out;
  }

  Rows& rows_;
  const PeelOptions& options_;
  ThreadPool& pool_;
  std::vector<Part> parts_;
  // By actor: 1 where it has rows enough. Bytes, as more of them are near the processor.
  LargeVector<std::uint8_t> strong_;
};

}  // namespace

std::vector<std::size_t> split_at_items(const Rows& rows, std::size_t parts) {
  CHECK_GT(parts, 0U);
  std::vector<std::size_t> bounds = {0};
  for (std::size_t part = 1; part < parts; ++part) {
    std::size_t at = std::max(bounds.back(), rows.size() / parts * part);
    while (at > 0 && at < rows.size() && rows[at].item == rows[at - 1].item) ++at;
    if (at > bounds.back() && at < rows.size()) bounds.push_back(at);
  }
  bounds.push_back(rows.size());
  return bounds;
}

void count_actors(std::span<const Row> rows, std::span<std::uint32_t> counts, ThreadPool& pool) {
  std::vector<std::span<const Row>> parts;
  for (std::size_t begin = 0; begin < rows.size(); begin += kRowsPerPart) {
    parts.push_back(rows.subspan(begin, std::min(kRowsPerPart, rows.size() - begin)));
  }
  count_parts(parts, counts, pool);
}

void peel_round(Rows& rows, const PeelOptions& options, std::span<const std::uint32_t> counts,
                ThreadPool& pool) {
  if (rows.empty()) return;
  Peeler peeler(rows, options, pool);
  peeler.round(counts);
  peeler.gather();
}

PeelSummary peel(Rows& rows, const PeelOptions& options, ThreadPool& pool) {
  CHECK_GE(options.window, 0);
  PeelSummary summary;
  summary.rows_before = rows.size();
  if (rows.empty()) return summary;
  Peeler peeler(rows, options, pool);
  LargeVector<std::uint32_t> counts(options.actors);
  std::size_t before = rows.size();
  while (before > 0) {
    std::fill(counts.begin(), counts.end(), 0U);
    peeler.count(counts);
    peeler.round(counts);
    ++summary.rounds;
    const std::size_t left = peeler.rows_left();
    if (left >= before - before / 8) break;
    before = left;
  }
  peeler.gather();
  summary.rows_after = rows.size();
  return summary;
}

void keep_near(Rows& rows, std::int64_t window, const std::vector<bool>& chosen,
               const std::vector<bool>& kept) {
  std::vector<bool> near(rows.size(), false);
  const auto mark = [&](std::size_t i, const Row*& last) {
    if (last != nullptr && last->item != rows[i].item) last = nullptr;
    if (chosen[rows[i].actor]) last = &rows[i];
    if (last == nullptr || !kept[rows[i].actor]) return;
    const std::int64_t gap =
        std::max(rows[i].time, last->time) - std::min(rows[i].time, last->time);
    if (gap <= window) near[i] = true;
  };
  const Row* before = nullptr;
  for (std::size_t i = 0; i < rows.size(); ++i) mark(i, before);
  const Row* after = nullptr;
  for (std::size_t i = rows.size(); i-- > 0;) mark(i, after);
  std::size_t out = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (near[i]) rows[out++] = rows[i];
  }
  rows.resize(out);
}

}  // namespace overt::join
