#include "pipeline/spilled_rows.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/check.h"

namespace overt {
namespace {

// Neighbouring ids go to different partitions, and an item's rows to one.
std::size_t partition_of(const join::Row& row) { return row.item % SpilledRows::kPartitions; }

std::string_view bytes_of(std::span<const join::Row> rows) {
  return {reinterpret_cast<const char*>(rows.data()), rows.size_bytes()};
}

}  // namespace

Result<void> SpilledRows::append(std::span<const join::Row> rows) {
  std::array<std::vector<join::Row>, kPartitions> parts;
  for (const join::Row& row : rows) parts[partition_of(row)].push_back(row);
  for (std::size_t i = 0; i < kPartitions; ++i) RETURN_IF_ERROR(write(i, parts[i]));
  return {};
}

Result<void> SpilledRows::write(std::size_t partition, std::span<const join::Row> rows) {
  if (rows.empty()) return {};
  auto& stream = streams_[partition];
  if (stream == nullptr) {
    ASSIGN_OR_RETURN(stream, store_->create());
  }
  rows_[partition] += rows.size();
  return stream->append(bytes_of(rows));
}

Result<join::Rows> SpilledRows::read(std::size_t partition) {
  join::Rows rows(rows_[partition]);
  if (rows.empty()) return rows;
  RETURN_IF_ERROR(streams_[partition]->rewind());
  ASSIGN_OR_RETURN(const auto got, streams_[partition]->read({reinterpret_cast<char*>(rows.data()),
                                                              rows.size() * sizeof(join::Row)}));
  CHECK_EQ(got, rows.size() * sizeof(join::Row));
  return rows;
}

Result<void> SpilledRows::replace(std::size_t partition, std::span<const join::Row> rows) {
  streams_[partition].reset();
  rows_[partition] = 0;
  return write(partition, rows);
}

std::uint64_t SpilledRows::rows() const {
  return std::accumulate(rows_.begin(), rows_.end(), std::uint64_t{0});
}

std::uint64_t SpilledRows::rows_of_largest_partition() const {
  return *std::max_element(rows_.begin(), rows_.end());
}

}  // namespace overt
