#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "adapters/parquet/arrow_rows.h"
#include "adapters/parquet/duckdb_session.h"
#include "adapters/parquet/parquet.h"
#include "adapters/parquet/row_feed.h"
#include "base/check.h"
#include "base/utf8.h"
#include "ports/unfinished.h"

namespace overt {
namespace {

// A whole number of DuckDB's vectors, which it cuts them into.
constexpr std::size_t kRowGroupRows = 122'880;
// A row group is gathered whole before it is written; this bounds it where texts are long.
constexpr std::uint64_t kWriterMemoryBytes = std::uint64_t{2} << 30;
// Each holds a row group or two; more are not kept busy by those who make the rows.
constexpr std::size_t kThreadsMax = 4;

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

void add_strings(GroupColumn& to, std::span<const std::string_view> values) {
  if (to.offsets.empty()) {
    to.offsets.reserve(kRowGroupRows + 1);
    to.offsets.push_back(0);
  }
  for (const std::string_view value : values) {
    if (is_valid_utf8(value)) {
      to.text += value;
    } else {
      append_valid(to.text, value);
    }
    to.offsets.push_back(static_cast<std::int64_t>(to.text.size()));
  }
}

// What is NaN is no value.
void note_missing(GroupColumn& to, std::span<const double> values) {
  const auto missing =
      std::count_if(values.begin(), values.end(), [](double value) { return std::isnan(value); });
  if (missing == 0 && to.nulls == 0) return;
  const std::size_t before = to.values.size() / sizeof(double);
  to.validity.resize((before + values.size() + 7) / 8, 0xFF);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isnan(values[i])) continue;
    const std::size_t row = before + i;
    to.validity[row / 8] = static_cast<std::uint8_t>(to.validity[row / 8] & ~(1U << row % 8));
  }
  to.nulls += missing;
}

// Room for all rows is asked for at once; memory that is not written to costs nothing.
void add_values(GroupColumn& to, const ColumnData& from, std::size_t begin, std::size_t count) {
  std::visit(
      [&](const auto& values) {
        const auto part = values.subspan(begin, count);
        if constexpr (std::is_same_v<std::decay_t<decltype(part[0])>, std::string_view>) {
          add_strings(to, part);
        } else {
          if constexpr (std::is_same_v<std::decay_t<decltype(part[0])>, double>) {
            note_missing(to, part);
          }
          const auto bytes = std::as_bytes(part);
          to.values.reserve(kRowGroupRows * sizeof(part[0]));
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
        columns_(std::move(columns)),
        feed_(columns_.size()),
        stream_(columns_, feed_),
        session_(std::move(session)),
        rows_(feed_.take_empty()),
        writer_([this] { write(); }) {}

  ~ParquetWriter() override { end(false); }
  ParquetWriter(const ParquetWriter&) = delete;
  ParquetWriter& operator=(const ParquetWriter&) = delete;

  Result<void> append(std::span<const ColumnData> columns) override {
    CHECK_EQ(columns.size(), columns_.size());
    const std::size_t rows = columns.empty() ? 0 : length_of(columns[0]);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      CHECK_EQ(columns[i].index(), alternative_of(columns_[i].type));
      CHECK_EQ(length_of(columns[i]), rows);
    }
    for (std::size_t row = 0; row < rows;) {
      const std::size_t part = std::min(rows - row, kRowGroupRows - rows_->rows);
      for (std::size_t i = 0; i < columns.size(); ++i) {
        add_values(rows_->columns[i], columns[i], row, part);
      }
      row += part;
      rows_->rows += part;
      if (rows_->rows == kRowGroupRows) RETURN_IF_ERROR(push_rows());
    }
    return {};
  }

  Result<void> close() override {
    CHECK(rows_ != nullptr);
    auto last = std::move(rows_);
    end(last->rows == 0 || feed_.push(std::move(last)));
    if (failure_) return describe_failure();
    return file_.finish();
  }

 private:
  Result<void> push_rows() {
    if (feed_.push(std::move(rows_))) {
      rows_ = feed_.take_empty();
      return {};
    }
    end(false);
    rows_ = feed_.take_empty();
    return describe_failure();
  }

  void end(bool whole) {
    feed_.end(whole);
    if (writer_.joinable()) writer_.join();
  }

  // On the writing thread.
  void write() {
    const auto stream = reinterpret_cast<duckdb_arrow_stream>(stream_.stream());
    CHECK(duckdb().arrow_scan(session_->connection(), "overt_rows", stream) == DuckDBSuccess);
    auto written = session_->run(
        fmt::format("COPY (SELECT * FROM overt_rows) TO {} "
                    "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {}, USE_TMP_FILE false)",
                    sql_name_of_file(file_.descriptor()), kRowGroupRows));
    if (!written.ok()) failure_ = written.error().message;
    feed_.stop();
  }

  Error describe_failure() const {
    return {ErrorCode::kIo,
            fmt::format("'{}' could not be written as Parquet; check the space on its disk: {}",
                        path_, with_path(failure_.value_or(""), file_.descriptor(), path_))};
  }

  std::string path_;
  UnfinishedFile file_;
  std::vector<ColumnSpec> columns_;
  RowFeed feed_;
  ArrowRows stream_;
  std::unique_ptr<DuckdbSession> session_;  // reads the stream, and so is gone before it
  std::unique_ptr<RowGroup> rows_;
  std::optional<std::string> failure_;  // written by writer_; read after it has been joined
  std::jthread writer_;
};

}  // namespace

Result<void> prepare_parquet() { return load_duckdb(); }

Result<std::unique_ptr<TableWriter>> create_parquet(const std::string& path,
                                                    std::vector<ColumnSpec> columns,
                                                    std::size_t threads) {
  CHECK(!columns.empty());
  ASSIGN_OR_RETURN(UnfinishedFile file, UnfinishedFile::create(path));
  ASSIGN_OR_RETURN(auto session,
                   DuckdbSession::open({std::min(threads, kThreadsMax), kWriterMemoryBytes}));
  return std::unique_ptr<TableWriter>(
      new ParquetWriter(path, std::move(file), std::move(session), std::move(columns)));
}

}  // namespace overt
