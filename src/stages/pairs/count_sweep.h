#pragma once
// The sweep over windows: how many pairs there are by window and by number of common objects.
// Thread safety: one thread at a time. Complexity: O(objects) a pair; a bit an account and window.

#include <cstdint>
#include <vector>

#include "model/pair.h"
#include "model/run.h"

namespace overt {

class SweepCounter {
 public:
  /// Counts pairs with at least `from`, from + 1, … common objects, in kColumns columns, and the
  /// accounts in pairs with at least `min_objects`. All account ids are below `accounts`.
  struct Options {
    std::vector<TimeUs> windows;  // every pair's window is one of them
    std::uint32_t from = 1;
    std::uint32_t min_objects = 1;
    std::uint32_t accounts = 0;
  };
  static constexpr std::size_t kColumns = 8;

  explicit SweepCounter(const Options& options);

  void count(const PairTable& table);
  [[nodiscard]] std::vector<SweepRow> rows() const;

 private:
  std::uint32_t from_;
  std::uint32_t min_objects_;
  std::vector<SweepRow> rows_;
  std::vector<std::vector<bool>> in_pairs_;
};

}  // namespace overt
