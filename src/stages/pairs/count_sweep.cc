#include "stages/pairs/count_sweep.h"

#include <algorithm>

#include "base/check.h"

namespace overt {

SweepCounter::SweepCounter(const Options& options)
    : from_(options.from),
      min_objects_(options.min_objects),
      in_pairs_(options.windows.size(), std::vector<bool>(options.accounts, false)) {
  CHECK_GE(from_, 1U);
  for (const TimeUs window : options.windows) {
    SweepRow& row = rows_.emplace_back();
    row.window = window;
    row.pairs_at_least.assign(kColumns, 0);
  }
}

void SweepCounter::count(const PairTable& table) {
  for (const Pair& pair : table.pairs) {
    const auto found = std::find_if(rows_.begin(), rows_.end(),
                                    [&](const SweepRow& row) { return row.window == pair.window; });
    CHECK(found != rows_.end());
    for (std::uint32_t k = from_; k <= pair.objects && k - from_ < kColumns; ++k) {
      ++found->pairs_at_least[k - from_];
    }
    if (pair.objects < min_objects_) continue;
    auto& in_pairs = in_pairs_[static_cast<std::size_t>(found - rows_.begin())];
    in_pairs[pair.a.value] = true;
    in_pairs[pair.b.value] = true;
  }
}

std::vector<SweepRow> SweepCounter::rows() const {
  std::vector<SweepRow> rows = rows_;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].accounts =
        static_cast<std::uint64_t>(std::count(in_pairs_[i].begin(), in_pairs_[i].end(), true));
  }
  return rows;
}

}  // namespace overt
