#pragma once
// RowFeed: hands rows from the thread that appends them to the thread on which DuckDB writes
// them, in blocks of exactly one DuckDB vector, so that the file does not depend on how the rows
// were batched. Thread-safe between one producer and one consumer. Memory: kBlocksMax blocks.

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "ports/table_writer.h"

namespace overt {

/// One column of a block: fixed-width values, or the bytes and lengths of strings.
struct BlockColumn {
  std::vector<std::byte> values;
  std::string text;
  std::vector<std::uint32_t> lengths;
};

struct RowBlock {
  std::vector<BlockColumn> columns;
  std::size_t rows = 0;
};

class RowFeed {
 public:
  explicit RowFeed(std::size_t columns) : columns_(columns) {}

  // The producer's side.
  /// An empty block to fill.
  std::unique_ptr<RowBlock> take_empty();
  /// Waits for room; false where the consumer has stopped.
  bool push(std::unique_ptr<RowBlock> block);
  /// No more blocks. `whole` = false: what was pushed is not to be kept.
  void end(bool whole);

  // The consumer's side.
  /// The next block; null at the end.
  std::unique_ptr<RowBlock> pop();
  void give_back(std::unique_ptr<RowBlock> block);
  /// The consumer takes nothing more.
  void stop();
  /// After pop() gave null: were all rows pushed?
  [[nodiscard]] bool whole() const;

 private:
  static constexpr std::size_t kBlocksMax = 16;

  std::size_t columns_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<RowBlock>> waiting_;
  std::vector<std::unique_ptr<RowBlock>> empty_;
  bool ended_ = false;
  bool whole_ = false;
  bool stopped_ = false;
};

}  // namespace overt
