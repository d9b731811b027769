#pragma once
// ArrowRows: the row groups of a RowFeed as an Arrow C stream, the one source of rows that DuckDB
// reads on several threads and still keeps in order: each takes whole row groups, which are
// numbered, and nothing fixed-width is copied on the way.
//
// The structures are the Arrow C data and stream interfaces
// (https://arrow.apache.org/docs/format/CDataInterface.html), names and layout as specified.

#include <cstdint>
#include <vector>

#include "adapters/parquet/row_feed.h"
#include "ports/table_writer.h"

// NOLINTBEGIN(readability-identifier-naming): the specification's names
extern "C" {

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  std::int64_t flags;
  std::int64_t n_children;
  ArrowSchema** children;
  ArrowSchema* dictionary;
  void (*release)(ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  std::int64_t length;
  std::int64_t null_count;
  std::int64_t offset;
  std::int64_t n_buffers;
  std::int64_t n_children;
  const void** buffers;
  ArrowArray** children;
  ArrowArray* dictionary;
  void (*release)(ArrowArray*);
  void* private_data;
};

struct ArrowArrayStream {
  int (*get_schema)(ArrowArrayStream*, ArrowSchema* out);
  int (*get_next)(ArrowArrayStream*, ArrowArray* out);
  const char* (*get_last_error)(ArrowArrayStream*);
  void (*release)(ArrowArrayStream*);
  void* private_data;
};
}
// NOLINTEND(readability-identifier-naming)

namespace overt {

class ArrowRows {
 public:
  /// Both outlive the stream, and the feed every row group that was taken from it.
  ArrowRows(const std::vector<ColumnSpec>& columns, RowFeed& feed);
  ArrowRows(const ArrowRows&) = delete;
  ArrowRows& operator=(const ArrowRows&) = delete;

  /// Row groups are taken under the reader's lock, and given back from any thread.
  [[nodiscard]] ArrowArrayStream* stream() { return &stream_; }

 private:
  void describe(ArrowSchema& out);
  /// 0, or an errno where the feed was given up.
  int next(ArrowArray& out);

  RowFeed& feed_;
  std::vector<ArrowSchema> schemas_;  // by column
  std::vector<ArrowSchema*> schema_pointers_;
  ArrowArrayStream stream_{};
};

}  // namespace overt
