#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "adapters/parquet/duckdb_session.h"
#include "adapters/parquet/parquet.h"
#include "adapters/parquet/row_feed.h"
#include "base/check.h"
#include "base/utf8.h"
#include "ports/unfinished.h"

namespace overt {
namespace {

constexpr std::size_t kRowGroupRows = 122'880;
// A row group is gathered whole before it is written; this bounds it where texts are long.
constexpr std::uint64_t kWriterMemoryBytes = std::uint64_t{2} << 30;

duckdb_type duckdb_type_of(ColumnType type) {
  switch (type) {
    case ColumnType::kString:
      return DUCKDB_TYPE_VARCHAR;
    case ColumnType::kUInt32:
      return DUCKDB_TYPE_UINTEGER;
    case ColumnType::kUInt64:
      return DUCKDB_TYPE_UBIGINT;
    case ColumnType::kInt64:
      return DUCKDB_TYPE_BIGINT;
    case ColumnType::kDouble:
      return DUCKDB_TYPE_DOUBLE;
    case ColumnType::kTimestampUs:
      return DUCKDB_TYPE_TIMESTAMP_TZ;
  }
  CHECK(false);
}

std::size_t alternative_of(ColumnType type) {
  switch (type) {
    case ColumnType::kString:
      return 0;
    case ColumnType::kUInt32:
      return 1;
    case ColumnType::kUInt64:
      return 2;
    case ColumnType::kInt64:
    case ColumnType::kTimestampUs:
      return 3;
    case ColumnType::kDouble:
      return 4;
  }
  CHECK(false);
}

// What the table function that DuckDB pulls rows from has to know.
struct RowSource {
  std::vector<ColumnSpec> columns;
  RowFeed feed;

  explicit RowSource(std::vector<ColumnSpec> specs)
      : columns(std::move(specs)), feed(columns.size()) {}
};

void bind_rows(duckdb_bind_info info) {
  const auto& source = *static_cast<RowSource*>(duckdb().bind_get_extra_info(info));
  for (const ColumnSpec& column : source.columns) {
    duckdb_logical_type type = duckdb().create_logical_type(duckdb_type_of(column.type));
    duckdb().bind_add_result_column(info, column.name.c_str(), type);
    duckdb().destroy_logical_type(&type);
  }
}

void init_rows(duckdb_init_info info) { duckdb().init_set_max_threads(info, 1); }

void copy_column(const BlockColumn& from, std::size_t rows, duckdb_vector to) {
  if (from.lengths.empty()) {
    std::memcpy(duckdb().vector_get_data(to), from.values.data(), from.values.size());
    return;
  }
  const char* text = from.text.data();
  for (std::size_t row = 0; row < rows; ++row) {
    duckdb().vector_assign_string_element_len(to, row, text, from.lengths[row]);
    text += from.lengths[row];
  }
}

void produce_rows(duckdb_function_info info, duckdb_data_chunk output) {
  auto& source = *static_cast<RowSource*>(duckdb().function_get_extra_info(info));
  std::unique_ptr<RowBlock> block = source.feed.pop();
  if (block == nullptr) {
    if (!source.feed.whole()) duckdb().function_set_error(info, "given up");
    duckdb().data_chunk_set_size(output, 0);
    return;
  }
  for (std::size_t i = 0; i < block->columns.size(); ++i) {
    copy_column(block->columns[i], block->rows, duckdb().data_chunk_get_vector(output, i));
  }
  duckdb().data_chunk_set_size(output, block->rows);
  source.feed.give_back(std::move(block));
}

void register_rows(duckdb_connection connection, RowSource& source) {
  duckdb_table_function function = duckdb().create_table_function();
  duckdb().table_function_set_name(function, "overt_rows");
  duckdb().table_function_set_extra_info(function, &source, nullptr);
  duckdb().table_function_set_bind(function, bind_rows);
  duckdb().table_function_set_init(function, init_rows);
  duckdb().table_function_set_function(function, produce_rows);
  CHECK(duckdb().register_table_function(connection, function) == DuckDBSuccess);
  duckdb().destroy_table_function(&function);
}

std::size_t length_of(const ColumnData& data) {
  return std::visit([](const auto& values) { return values.size(); }, data);
}

// DuckDB relies on valid UTF-8; anything else becomes U+FFFD, byte by byte.
void append_valid(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    out += length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(1, length));
  }
}

void add_strings(BlockColumn& to, std::span<const std::string_view> values) {
  for (const std::string_view value : values) {
    const std::size_t before = to.text.size();
    if (is_valid_utf8(value)) {
      to.text += value;
    } else {
      append_valid(to.text, value);
    }
    to.lengths.push_back(static_cast<std::uint32_t>(to.text.size() - before));
  }
}

void add_values(BlockColumn& to, const ColumnData& from, std::size_t begin, std::size_t count) {
  std::visit(
      [&](const auto& values) {
        const auto part = values.subspan(begin, count);
        if constexpr (std::is_same_v<std::decay_t<decltype(part[0])>, std::string_view>) {
          add_strings(to, part);
        } else {
          const auto bytes = std::as_bytes(part);
          to.values.insert(to.values.end(), bytes.begin(), bytes.end());
        }
      },
      from);
}

class ParquetWriter final : public TableWriter {
 public:
  ParquetWriter(std::string path, UnfinishedFile file, std::unique_ptr<DuckdbSession> session,
                std::vector<ColumnSpec> columns)
      : path_(std::move(path)),
        file_(std::move(file)),
        session_(std::move(session)),
        source_(std::move(columns)),
        block_rows_(duckdb().vector_size()) {
    register_rows(session_->connection(), source_);
    block_ = source_.feed.take_empty();
    writer_ = std::jthread([this] { write(); });
  }

  ~ParquetWriter() override { end(false); }
  ParquetWriter(const ParquetWriter&) = delete;
  ParquetWriter& operator=(const ParquetWriter&) = delete;

  Result<void> append(std::span<const ColumnData> columns) override {
    CHECK_EQ(columns.size(), source_.columns.size());
    const std::size_t rows = columns.empty() ? 0 : length_of(columns[0]);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      CHECK_EQ(columns[i].index(), alternative_of(source_.columns[i].type));
      CHECK_EQ(length_of(columns[i]), rows);
    }
    for (std::size_t row = 0; row < rows;) {
      const std::size_t part = std::min(rows - row, block_rows_ - block_->rows);
      for (std::size_t i = 0; i < columns.size(); ++i) {
        add_values(block_->columns[i], columns[i], row, part);
      }
      row += part;
      block_->rows += part;
      if (block_->rows == block_rows_) RETURN_IF_ERROR(push_block());
    }
    return {};
  }

  Result<void> close() override {
    CHECK(block_ != nullptr);
    auto last = std::move(block_);
    end(last->rows == 0 || source_.feed.push(std::move(last)));
    if (failure_) return describe_failure();
    return file_.finish();
  }

 private:
  Result<void> push_block() {
    if (source_.feed.push(std::move(block_))) {
      block_ = source_.feed.take_empty();
      return {};
    }
    end(false);
    block_ = source_.feed.take_empty();
    return describe_failure();
  }

  void end(bool whole) {
    source_.feed.end(whole);
    if (writer_.joinable()) writer_.join();
  }

  // On the writing thread.
  void write() {
    auto written = session_->run(
        fmt::format("COPY (SELECT * FROM overt_rows()) TO {} "
                    "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {}, USE_TMP_FILE false)",
                    sql_name_of_file(file_.descriptor()), kRowGroupRows));
    if (!written.ok()) failure_ = written.error().message;
    source_.feed.stop();
  }

  Error describe_failure() const {
    return {ErrorCode::kIo,
            fmt::format("'{}' could not be written as Parquet; check the space on its disk: {}",
                        path_, with_path(failure_.value_or(""), file_.descriptor(), path_))};
  }

  std::string path_;
  UnfinishedFile file_;
  std::unique_ptr<DuckdbSession> session_;
  RowSource source_;
  std::size_t block_rows_;
  std::unique_ptr<RowBlock> block_;
  std::optional<std::string> failure_;  // written by writer_; read after it has been joined
  std::jthread writer_;
};

}  // namespace

Result<void> prepare_parquet() { return load_duckdb(); }

Result<std::unique_ptr<TableWriter>> create_parquet(const std::string& path,
                                                    std::vector<ColumnSpec> columns) {
  CHECK(!columns.empty());
  ASSIGN_OR_RETURN(UnfinishedFile file, UnfinishedFile::create(path));
  // One thread: rows are then written in the order they come, in row groups of one size.
  ASSIGN_OR_RETURN(auto session, DuckdbSession::open({1, kWriterMemoryBytes}));
  return std::unique_ptr<TableWriter>(
      new ParquetWriter(path, std::move(file), std::move(session), std::move(columns)));
}

}  // namespace overt
