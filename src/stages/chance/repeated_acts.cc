#include "stages/chance/repeated_acts.h"

#include <algorithm>
#include <tuple>

namespace overt {
namespace {

/// Of so few traces each is held against each.
constexpr std::size_t kFew = 12;

}  // namespace

RepeatedActs::Pairs RepeatedActs::count(std::span<const join::Row> rows, TimeUs window) {
  if (rows.size() <= kFew) return count_few(rows, window);
  if (!note_repeated(rows)) return {};
  repeated_.clear();
  for (const join::Row& row : rows) {
    if (seen_[row.actor] == object_ + 1) repeated_.push_back(row);
  }
  std::sort(repeated_.begin(), repeated_.end(), [](const join::Row& x, const join::Row& y) {
    return std::tie(x.actor, x.time) < std::tie(y.actor, y.time);
  });
  Pairs pairs;
  for (std::size_t begin = 0, end = 0; begin < repeated_.size(); begin = end) {
    while (end < repeated_.size() && repeated_[end].actor == repeated_[begin].actor) ++end;
    const Pairs own = count_of_one(std::span(repeated_).subspan(begin, end - begin), window);
    pairs.all += own.all;
    pairs.close += own.close;
  }
  return pairs;
}

/// Whether there is any account with several of the rows.
bool RepeatedActs::note_repeated(std::span<const join::Row> rows) {
  object_ += 2;
  if (object_ == 0) {  // all numbers were used
    std::fill(seen_.begin(), seen_.end(), 0U);
    object_ = 2;
  }
  bool any = false;
  for (const join::Row& row : rows) {
    std::uint32_t& seen = seen_[row.actor];
    const bool again = (seen | 1U) == object_ + 1;
    seen = object_ + (again ? 1U : 0U);
    any = any || again;
  }
  return any;
}

RepeatedActs::Pairs RepeatedActs::count_of_one(std::span<const join::Row> rows, TimeUs window) {
  Pairs pairs;
  for (std::size_t i = 1, begin = 0; i < rows.size(); ++i) {
    while (rows[i].time - rows[begin].time > window) ++begin;
    pairs.all += i;
    pairs.close += i - begin;
  }
  return pairs;
}

RepeatedActs::Pairs RepeatedActs::count_few(std::span<const join::Row> rows, TimeUs window) {
  Pairs pairs;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (rows[i].actor != rows[j].actor) continue;
      ++pairs.all;
      if (rows[i].time - rows[j].time <= window) ++pairs.close;
    }
  }
  return pairs;
}

}  // namespace overt
