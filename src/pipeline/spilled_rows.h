#pragma once
// SpilledRows: the rows of a log that does not fit the memory budget, on scratch storage. All rows
// of an item are in one partition, so that what is done item by item is done partition by
// partition. One thread at a time.

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "base/result.h"
#include "kernel/join/row.h"
#include "ports/scratch.h"

namespace overt {

class SpilledRows {
 public:
  static constexpr std::size_t kPartitions = 128;

  explicit SpilledRows(std::unique_ptr<ScratchStore> store) : store_(std::move(store)) {}

  /// Adds rows in any order.
  Result<void> append(std::span<const join::Row> rows);
  /// The rows of a partition; they stay stored.
  Result<join::Rows> read(std::size_t partition);
  /// Puts other rows in the place of a partition's.
  Result<void> replace(std::size_t partition, std::span<const join::Row> rows);

  [[nodiscard]] std::uint64_t rows() const;
  [[nodiscard]] std::uint64_t rows_of_largest_partition() const;
  [[nodiscard]] std::uint64_t bytes_written() const { return store_->bytes_written(); }

 private:
  Result<void> write(std::size_t partition, std::span<const join::Row> rows);

  std::unique_ptr<ScratchStore> store_;
  std::array<std::unique_ptr<ScratchStream>, kPartitions> streams_;
  std::array<std::uint64_t, kPartitions> rows_{};
};

}  // namespace overt
