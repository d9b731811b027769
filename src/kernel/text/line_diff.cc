#include "kernel/text/line_diff.h"

#include <algorithm>
#include <optional>

namespace overt {
namespace {

using Lines = std::vector<std::string_view>;

Lines split(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// What stands between the lines that both have at their beginning and end.
struct Middle {
  std::size_t old_begin = 0;
  std::size_t new_begin = 0;
  std::size_t old_count = 0;
  std::size_t new_count = 0;
};

Middle middle_of(const Lines& older, const Lines& newer) {
  const std::size_t shorter = std::min(older.size(), newer.size());
  std::size_t head = 0;
  while (head < shorter && older[head] == newer[head]) ++head;
  std::size_t tail = 0;
  while (tail < shorter - head &&
         older[older.size() - 1 - tail] == newer[newer.size() - 1 - tail]) {
    ++tail;
  }
  return {head, head, older.size() - head - tail, newer.size() - head - tail};
}

/// Of each number of changes, how far into the old lines each diagonal came. A diagonal d is at
/// place d + changes.
using Reach = std::vector<std::vector<std::size_t>>;

/// Whether the furthest way to diagonal `d` comes from the one above it: by adding a line.
bool comes_by_adding(const std::vector<std::size_t>& before, std::ptrdiff_t d,
                     std::ptrdiff_t changes) {
  if (d == -changes) return true;
  if (d == changes) return false;
  const auto at = static_cast<std::size_t>(d + changes);  // in `before`, one diagonal to the left
  return before[at - 2] < before[at];
}

/// Up to as many changes as it takes; none where that is over the most.
std::optional<Reach> reach_end(const Lines& older, const Lines& newer, const Middle& middle,
                               std::size_t changes_max) {
  const auto old_count = static_cast<std::ptrdiff_t>(middle.old_count);
  const auto new_count = static_cast<std::ptrdiff_t>(middle.new_count);
  Reach reach;
  for (std::ptrdiff_t changes = 0; changes <= static_cast<std::ptrdiff_t>(changes_max); ++changes) {
    std::vector<std::size_t> now(static_cast<std::size_t>(2 * changes + 1), 0);
    for (std::ptrdiff_t d = -changes; d <= changes; d += 2) {
      std::ptrdiff_t x = 0;
      if (changes > 0) {
        const auto& before = reach.back();
        const auto at = static_cast<std::size_t>(d + changes);
        x = comes_by_adding(before, d, changes) ? static_cast<std::ptrdiff_t>(before[at])
                                                : static_cast<std::ptrdiff_t>(before[at - 2]) + 1;
      }
      std::ptrdiff_t y = x - d;
      while (x < old_count && y < new_count && y >= 0 &&
             older[middle.old_begin + static_cast<std::size_t>(x)] ==
                 newer[middle.new_begin + static_cast<std::size_t>(y)]) {
        ++x;
        ++y;
      }
      now[static_cast<std::size_t>(d + changes)] = static_cast<std::size_t>(x);
      if (x >= old_count && y >= new_count) {
        reach.push_back(std::move(now));
        return reach;
      }
    }
    reach.push_back(std::move(now));
  }
  return std::nullopt;
}

/// The way back from the end, newest step first.
std::vector<LineChange> steps_back(const Reach& reach, const Middle& middle) {
  std::vector<LineChange> steps;
  auto x = static_cast<std::ptrdiff_t>(middle.old_count);
  auto y = static_cast<std::ptrdiff_t>(middle.new_count);
  for (auto changes = static_cast<std::ptrdiff_t>(reach.size()) - 1; changes > 0; --changes) {
    const auto& before = reach[static_cast<std::size_t>(changes - 1)];
    const std::ptrdiff_t d = x - y;
    const bool adding = comes_by_adding(before, d, changes);
    const auto at = static_cast<std::size_t>(d + changes);
    const auto from = static_cast<std::ptrdiff_t>(adding ? before[at] : before[at - 2]);
    const std::ptrdiff_t after = adding ? from : from + 1;
    for (; x > after; --x, --y) steps.push_back(LineChange::kSame);
    steps.push_back(adding ? LineChange::kAdded : LineChange::kRemoved);
    adding ? --y : --x;
  }
  for (; x > 0; --x) steps.push_back(LineChange::kSame);
  return steps;
}

/// Writes the lines of both texts in the order of the steps.
class Telling {
 public:
  Telling(const Lines& older, const Lines& newer) : older_(older), newer_(newer) {}

  void step(LineChange change) {
    DiffLine line;
    line.change = change;
    if (change != LineChange::kAdded) {
      line.text = older_[old_at_];
      line.old_line = ++old_at_;
    }
    if (change != LineChange::kRemoved) {
      line.text = newer_[new_at_];
      line.new_line = ++new_at_;
    }
    lines.push_back(line);
  }
  void steps(LineChange change, std::size_t count) {
    for (; count > 0; --count) step(change);
  }

  std::vector<DiffLine> lines;

 private:
  const Lines& older_;
  const Lines& newer_;
  std::size_t old_at_ = 0;
  std::size_t new_at_ = 0;
};

}  // namespace

LineDiff diff_lines(std::string_view older, std::string_view newer, std::size_t changes_max) {
  const Lines old_lines = split(older);
  const Lines new_lines = split(newer);
  const Middle middle = middle_of(old_lines, new_lines);
  const auto reach = reach_end(old_lines, new_lines, middle, changes_max);
  Telling telling(old_lines, new_lines);
  telling.steps(LineChange::kSame, middle.old_begin);
  if (reach) {
    const auto back = steps_back(*reach, middle);
    for (auto step = back.rbegin(); step != back.rend(); ++step) telling.step(*step);
  } else {
    telling.steps(LineChange::kRemoved, middle.old_count);
    telling.steps(LineChange::kAdded, middle.new_count);
  }
  telling.steps(LineChange::kSame, old_lines.size() - middle.old_begin - middle.old_count);
  return {std::move(telling.lines), reach.has_value()};
}

}  // namespace overt
