#include "stages/chance/repeated_acts.h"

#include <bit>

namespace overt {
namespace {

/// Of so few traces each is held against each.
constexpr std::size_t kFew = 12;

}  // namespace

RepeatedActs::Pairs RepeatedActs::count(std::span<const join::Row> rows, TimeUs window) {
  if (rows.size() <= kFew) return count_few(rows, window);
  const std::size_t slots = std::bit_ceil(2 * rows.size());
  if (seen_.size() < slots) seen_.resize(slots);
  if (next_.size() < rows.size()) next_.resize(rows.size());
  if (++object_ == 0) {  // all numbers were used
    seen_.assign(seen_.size(), {});
    object_ = 1;
  }
  Pairs pairs;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    Seen& seen = seen_of(rows[i].actor, slots - 1);
    if (seen.object != object_) {
      seen = {object_, rows[i].actor, 1, i, i, 1};
      continue;
    }
    next_[seen.last] = i;
    seen.last = i;
    while (seen.within > 0 && rows[i].time - rows[seen.begin].time > window) {
      seen.begin = next_[seen.begin];
      --seen.within;
    }
    pairs.all += seen.traces++;
    pairs.close += seen.within++;
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

RepeatedActs::Seen& RepeatedActs::seen_of(std::uint32_t account, std::size_t mask) {
  std::size_t at = (account * 0x9E37'79B9'7F4A'7C15ULL >> 32) & mask;
  while (seen_[at].object == object_ && seen_[at].account != account) at = (at + 1) & mask;
  return seen_[at];
}

}  // namespace overt
