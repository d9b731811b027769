#pragma once
// RowFeed: hands rows from the thread that appends them to those on which DuckDB writes them, in
// whole row groups, so that the file depends neither on how the rows were batched nor on the
// threads. Thread-safe between one producer and any number of consumers. Memory: kGroupsMax row
// groups that wait, the one being filled, and those that the consumers hold.

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

/// One column of a row group: fixed-width values; or the bytes of strings, and where each begins
/// and the last one ends. A bit for each row that has a value; no bits where all have one.
struct GroupColumn {
  std::vector<std::uint8_t> validity;
  std::int64_t nulls = 0;
  std::vector<std::byte> values;
  std::string text;
  std::vector<std::int64_t> offsets;
};

struct RowGroup {
  std::vector<GroupColumn> columns;
  std::size_t rows = 0;
};

class RowFeed {
 public:
  explicit RowFeed(std::size_t columns) : columns_(columns) {}

  // The producer's side.
  /// One without rows, to fill.
  std::unique_ptr<RowGroup> take_empty();
  /// Waits for room; false where the consumers have stopped.
  bool push(std::unique_ptr<RowGroup> rows);
  /// No more row groups. `whole` = false: what was pushed is not to be kept.
  void end(bool whole);

  // The consumers' side.
  /// The next one; null at the end.
  std::unique_ptr<RowGroup> pop();
  void give_back(std::unique_ptr<RowGroup> rows);
  /// The consumers take nothing more.
  void stop();
  /// After pop() gave null: were all rows pushed?
  [[nodiscard]] bool whole() const;

 private:
  static constexpr std::size_t kGroupsMax = 1;

  std::size_t columns_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<RowGroup>> waiting_;
  std::vector<std::unique_ptr<RowGroup>> empty_;
  bool ended_ = false;
  bool whole_ = false;
  bool stopped_ = false;
};

}  // namespace overt
