#include "stages/chance/repeated_acts.h"

#include <algorithm>

namespace overt {
namespace {

/// Of so few traces each is held against each.
constexpr std::size_t kFew = 12;
constexpr int kPlaceBits = 32;

}  // namespace

RepeatedActs::Pairs RepeatedActs::count(std::span<const join::Row> rows, TimeUs window) {
  if (rows.size() <= kFew) return count_few(rows, window);
  if (!note_repeated(rows)) return {};
  repeated_.clear();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint64_t actor = rows[i].actor;
    if (seen_[actor] == object_ + 1) repeated_.push_back(actor << kPlaceBits | i);
  }
  std::sort(repeated_.begin(), repeated_.end());
  Pairs pairs;
  for (std::size_t begin = 0, end = 0; begin < repeated_.size(); begin = end) {
    const std::uint64_t actor = repeated_[begin] >> kPlaceBits;
    while (end < repeated_.size() && repeated_[end] >> kPlaceBits == actor) ++end;
    const Pairs own = count_of_one(rows, std::span(repeated_).subspan(begin, end - begin), window);
    pairs.all += own.all;
    pairs.close += own.close;
  }
  return pairs;
}

/// Whether there is any account with several of the rows.
bool RepeatedActs::note_repeated(std::span<const join::Row> rows) {
  object_ = static_cast<std::uint16_t>(object_ + 2);
  if (object_ == 0) {  // all numbers were used
    std::fill(seen_.begin(), seen_.end(), std::uint16_t{0});
    object_ = 2;
  }
  bool any = false;
  for (const join::Row& row : rows) {
    std::uint16_t& seen = seen_[row.actor];
    const bool again = (seen | 1U) == object_ + 1U;
    seen = static_cast<std::uint16_t>(object_ + (again ? 1U : 0U));
    any = any || again;
  }
  return any;
}

RepeatedActs::Pairs RepeatedActs::count_of_one(std::span<const join::Row> rows,
                                               std::span<const std::uint64_t> acts, TimeUs window) {
  const auto time_of = [&](std::size_t i) {
    return rows[acts[i] & ((std::uint64_t{1} << kPlaceBits) - 1)].time;
  };
  Pairs pairs;
  for (std::size_t i = 1, begin = 0; i < acts.size(); ++i) {
    while (time_of(i) - time_of(begin) > window) ++begin;
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
