#include "adapters/parquet/arrow_rows.h"

#include <array>
#include <cerrno>
#include <memory>
#include <utility>

#include "base/check.h"

namespace overt {
namespace {

constexpr std::int64_t kNullable = 2;  // ARROW_FLAG_NULLABLE

const char* format_of(ColumnType type) {
  switch (type) {
    case ColumnType::kString:
      return "U";  // with offsets of 64 bits
    case ColumnType::kUInt32:
      return "I";
    case ColumnType::kUInt64:
      return "L";
    case ColumnType::kInt64:
      return "l";
    case ColumnType::kDouble:
      return "g";
    case ColumnType::kTimestampUs:
      return "tsu:UTC";
  }
  CHECK(false);
}

// What it points to lives as long as the stream.
void keep_schema(ArrowSchema* schema) { schema->release = nullptr; }
// A column goes with its row group.
void keep_column(ArrowArray* column) { column->release = nullptr; }
void keep_stream(ArrowArrayStream* stream) { stream->release = nullptr; }

/// A row group that is being read, with what describes it.
class LentRows {
 public:
  LentRows(RowFeed& feed, std::unique_ptr<RowGroup> rows)
      : feed_(feed),
        rows_(std::move(rows)),
        buffers_(rows_->columns.size()),
        columns_(rows_->columns.size()) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      describe(rows_->columns[i], buffers_[i], columns_[i]);
      pointers_.push_back(&columns_[i]);
    }
  }
  ~LentRows() { feed_.give_back(std::move(rows_)); }
  LentRows(const LentRows&) = delete;
  LentRows& operator=(const LentRows&) = delete;

  /// As one array, which owns it from then on.
  static void lend(std::unique_ptr<LentRows> lent, ArrowArray& out) {
    out = {.length = static_cast<std::int64_t>(lent->rows_->rows),
           .null_count = 0,
           .offset = 0,
           .n_buffers = 1,
           .n_children = static_cast<std::int64_t>(lent->columns_.size()),
           .buffers = lent->no_validity_.data(),
           .children = lent->pointers_.data(),
           .dictionary = nullptr,
           .release = take_back,
           .private_data = nullptr};
    out.private_data = lent.release();
  }

 private:
  using Buffers = std::array<const void*, 3>;  // validity, values or offsets, text

  static void take_back(ArrowArray* array) {
    delete static_cast<LentRows*>(array->private_data);
    array->release = nullptr;
  }

  void describe(const GroupColumn& column, Buffers& buffers, ArrowArray& out) const {
    const bool is_text = !column.offsets.empty();
    const void* const validity = column.nulls == 0 ? nullptr : column.validity.data();
    buffers = {validity, column.values.data(), nullptr};
    if (is_text) buffers = {nullptr, column.offsets.data(), column.text.data()};
    out = {.length = static_cast<std::int64_t>(rows_->rows),
           .null_count = column.nulls,
           .offset = 0,
           .n_buffers = is_text ? 3 : 2,
           .n_children = 0,
           .buffers = buffers.data(),
           .children = nullptr,
           .dictionary = nullptr,
           .release = keep_column,
           .private_data = nullptr};
  }

  RowFeed& feed_;
  std::unique_ptr<RowGroup> rows_;
  std::array<const void*, 1> no_validity_ = {nullptr};
  std::vector<Buffers> buffers_;
  std::vector<ArrowArray> columns_;
  std::vector<ArrowArray*> pointers_;
};

}  // namespace

ArrowRows::ArrowRows(const std::vector<ColumnSpec>& columns, RowFeed& feed) : feed_(feed) {
  for (const ColumnSpec& column : columns) {
    schemas_.push_back({.format = format_of(column.type),
                        .name = column.name.c_str(),
                        .metadata = nullptr,
                        .flags = column.type == ColumnType::kDouble ? kNullable : 0,
                        .n_children = 0,
                        .children = nullptr,
                        .dictionary = nullptr,
                        .release = keep_schema,
                        .private_data = nullptr});
  }
  for (ArrowSchema& schema : schemas_) schema_pointers_.push_back(&schema);
  stream_ = {.get_schema =
                 [](ArrowArrayStream* stream, ArrowSchema* out) {
                   static_cast<ArrowRows*>(stream->private_data)->describe(*out);
                   return 0;
                 },
             .get_next =
                 [](ArrowArrayStream* stream, ArrowArray* out) {
                   return static_cast<ArrowRows*>(stream->private_data)->next(*out);
                 },
             .get_last_error = [](ArrowArrayStream*) { return "given up"; },
             .release = keep_stream,
             .private_data = this};
}

void ArrowRows::describe(ArrowSchema& out) {
  out = {.format = "+s",
         .name = "",
         .metadata = nullptr,
         .flags = 0,
         .n_children = static_cast<std::int64_t>(schemas_.size()),
         .children = schema_pointers_.data(),
         .dictionary = nullptr,
         .release = keep_schema,
         .private_data = nullptr};
}

int ArrowRows::next(ArrowArray& out) {
  out = {};
  std::unique_ptr<RowGroup> rows = feed_.pop();
  if (rows != nullptr) {
    LentRows::lend(std::make_unique<LentRows>(feed_, std::move(rows)), out);
    return 0;
  }
  return feed_.whole() ? 0 : ECANCELED;
}

}  // namespace overt
