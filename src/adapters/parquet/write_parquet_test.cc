#include <algorithm>
#include <cmath>
#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "adapters/parquet/duckdb_session.h"
#include "adapters/parquet/parquet.h"
#include "adapters/parquet/test_parquet.h"

namespace overt {
namespace {

namespace fs = std::filesystem;

const std::vector<ColumnSpec> kEveryType = {
    {"name", ColumnType::kString},     {"small", ColumnType::kUInt32},
    {"large", ColumnType::kUInt64},    {"number", ColumnType::kInt64},
    {"fraction", ColumnType::kDouble}, {"at", ColumnType::kTimestampUs}};

// Rows of kEveryType, row i being a function of i.
struct Rows {
  std::vector<std::string> texts;
  std::vector<std::string_view> name;
  std::vector<std::uint32_t> small;
  std::vector<std::uint64_t> large;
  std::vector<std::int64_t> number;
  std::vector<double> fraction;
  std::vector<std::int64_t> at;

  Rows(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      texts.push_back("account-" + std::to_string(i % 1000) + (i % 7 == 0 ? " é中🙂" : ""));
      small.push_back(static_cast<std::uint32_t>(i));
      large.push_back(~std::uint64_t{0} - i);
      number.push_back(-static_cast<std::int64_t>(i));
      fraction.push_back(static_cast<double>(i) / 3);
      at.push_back(micros_from_civil(2024, 9, 4) + static_cast<std::int64_t>(i) * 1'500'001);
    }
    name.assign(texts.begin(), texts.end());
  }

  [[nodiscard]] std::vector<ColumnData> columns() const {
    return {std::span(name),   std::span(small),    std::span(large),
            std::span(number), std::span(fraction), std::span(at)};
  }
};

void write_in_batches(const std::string& path, std::size_t rows,
                      const std::vector<std::size_t>& batches, std::size_t threads = 1) {
  auto writer = create_parquet(path, kEveryType, threads);
  ASSERT_TRUE(writer.ok()) << writer.error().message;
  std::size_t at = 0;
  for (std::size_t i = 0; at < rows; ++i) {
    const std::size_t end = std::min(rows, at + batches[i % batches.size()]);
    const auto appended = writer.value()->append(Rows(at, end).columns());
    ASSERT_TRUE(appended.ok()) << appended.error().message;
    at = end;
  }
  const auto closed = writer.value()->close();
  ASSERT_TRUE(closed.ok()) << closed.error().message;
}

TEST(WriteParquetTest, KeepsTypesValuesAndOrder) {
  const ParquetFolder folder;
  const std::string path = folder.file("rows.parquet");
  write_in_batches(path, 5'000, {777});
  EXPECT_EQ(query_text("SELECT string_agg(column_type, ',') FROM (DESCRIBE FROM '" + path + "')"),
            "VARCHAR,UINTEGER,UBIGINT,BIGINT,DOUBLE,TIMESTAMP WITH TIME ZONE");
  EXPECT_EQ(
      query_text("SELECT count(*) FROM (SELECT *, row_number() OVER () - 1 AS i FROM '" + path +
                 "') WHERE small = i AND number = -i AND large = 18446744073709551615 - i "
                 "AND fraction = i / 3.0::DOUBLE AND epoch_us(\"at\") = "
                 "epoch_us(TIMESTAMP '2024-09-04') + i * 1500001 AND name = 'account-' || "
                 "(i % 1000) || if(i % 7 = 0, ' é中🙂', '')"),
      "5000");
  EXPECT_EQ(query_text("SELECT DISTINCT compression FROM parquet_metadata('" + path + "')"),
            "ZSTD");
  EXPECT_EQ(folder.entries(), 1U);
}

// None is missing in the first row group, some are in the second and all in the third.
TEST(WriteParquetTest, LeavesEmptyWhatIsNoNumber) {
  constexpr std::uint32_t kGroup = 122'880;
  constexpr std::uint32_t kRows = 3 * kGroup + 5;
  const auto is_missing = [](std::uint32_t i) {
    return i >= 2 * kGroup || (i >= kGroup && i % 5 == 1);
  };
  const ParquetFolder folder;
  const std::string path = folder.file("rows.parquet");
  auto writer =
      create_parquet(path, {{"i", ColumnType::kUInt32}, {"third", ColumnType::kDouble}}, 2).value();
  for (std::uint32_t begin = 0; begin < kRows; begin += 777) {
    std::vector<std::uint32_t> number;
    std::vector<double> third;
    for (std::uint32_t i = begin; i < std::min(kRows, begin + 777); ++i) {
      number.push_back(i);
      third.push_back(is_missing(i) ? std::nan("") : i / 3.0);
    }
    const std::vector<ColumnData> columns = {std::span(std::as_const(number)),
                                             std::span(std::as_const(third))};
    ASSERT_TRUE(writer->append(columns).ok());
  }
  ASSERT_TRUE(writer->close().ok());
  EXPECT_EQ(query_text("SELECT count(*) FROM '" + path +
                       "' WHERE CASE WHEN i >= 245760 OR (i >= 122880 AND i % 5 = 1) "
                       "THEN third IS NULL ELSE third = i / 3.0::DOUBLE END"),
            std::to_string(kRows));
}

TEST(WriteParquetTest, MarksTimesAsInstants) {
  const ParquetFolder folder;
  const std::string path = folder.file("rows.parquet");
  write_in_batches(path, 3, {3});
  EXPECT_EQ(query_text("SELECT logical_type FROM parquet_schema('" + path + "') WHERE name = 'at'"),
            "TimestampType(isAdjustedToUTC=1, unit=TimeUnit(MILLIS=<null>, MICROS=MicroSeconds(), "
            "NANOS=<null>))");
}

TEST(WriteParquetTest, GivesTheSameBytesHoweverRowsAreBatched) {
  const ParquetFolder folder;
  write_in_batches(folder.file("whole"), 9'000, {9'000});
  for (const std::vector<std::size_t>& batches :
       {std::vector<std::size_t>{1'000}, {2'048}, {1, 2'047, 4'097}, {2'049, 1}}) {
    write_in_batches(folder.file("parts"), 9'000, batches);
    EXPECT_EQ(content_of(folder.file("parts")), content_of(folder.file("whole")));
  }
}

TEST(WriteParquetTest, GivesTheSameBytesOverSeveralRowGroups) {
  const ParquetFolder folder;
  write_in_batches(folder.file("a"), 300'000, {1'000, 63'001});
  write_in_batches(folder.file("b"), 300'000, {300'000});
  EXPECT_EQ(content_of(folder.file("a")), content_of(folder.file("b")));
  EXPECT_EQ(query_text("SELECT string_agg(n, ',') FROM (SELECT DISTINCT row_group_id, "
                       "row_group_num_rows AS n FROM parquet_metadata('" +
                       folder.file("a") + "') ORDER BY 1)"),
            "122880,122880,54240");
}

TEST(WriteParquetTest, GivesTheSameBytesOnAnyNumberOfThreads) {
  const ParquetFolder folder;
  for (const std::size_t rows : {1'000UL, 122'880UL, 700'001UL}) {
    write_in_batches(folder.file("one"), rows, {4'096}, 1);
    for (const std::size_t threads : {2U, 3U, 64U}) {
      write_in_batches(folder.file("several"), rows, {4'096}, threads);
      EXPECT_TRUE(content_of(folder.file("several")) == content_of(folder.file("one")))
          << rows << " rows, " << threads << " threads";
    }
  }
}

TEST(WriteParquetTest, WritesAFileWithoutRows) {
  const ParquetFolder folder;
  const std::string path = folder.file("rows.parquet");
  for (const std::size_t threads : {1U, 2U}) {
    write_in_batches(path, 0, {1}, threads);
    EXPECT_EQ(query_text("SELECT count(*) || '' FROM '" + path + "'"), "0");
    EXPECT_EQ(query_text("SELECT count(*) || '' FROM (DESCRIBE FROM '" + path + "')"), "6");
  }
}

TEST(WriteParquetTest, ReplacesWhatIsNotUtf8) {
  const ParquetFolder folder;
  const std::string path = folder.file("rows.parquet");
  auto writer = create_parquet(path, {{"name", ColumnType::kString}}).value();
  const std::vector<std::string_view> names = {"a\xff\xc3(", std::string_view("b\0c", 3)};
  ASSERT_TRUE(writer->append(std::vector<ColumnData>{std::span(names)}).ok());
  ASSERT_TRUE(writer->close().ok());
  EXPECT_EQ(query_text("SELECT first(name) FROM '" + path + "'"), "a\uFFFD\uFFFD(");
  EXPECT_EQ(query_text("SELECT last(name) = 'b' || chr(0) || 'c' FROM '" + path + "'"), "true");
}

TEST(WriteParquetTest, TakesAnyFileName) {
  const ParquetFolder folder;
  for (const char* name : {"it's.parquet", "a*b[1]?.parquet", "s3:x.parquet", "día=1.parquet"}) {
    write_in_batches(folder.file(name), 10, {10});
    EXPECT_TRUE(fs::exists(folder.file(name))) << name;
  }
  EXPECT_EQ(folder.entries(), 4U);
}

TEST(WriteParquetTest, LeavesNothingWhenGivenUp) {
  const ParquetFolder folder;
  for (const std::size_t threads : {1U, 3U}) {
    for (const std::size_t rows : {0UL, 200'000UL, 600'000UL}) {
      auto writer = create_parquet(folder.file("rows.parquet"), kEveryType, threads).value();
      ASSERT_TRUE(writer->append(Rows(0, rows).columns()).ok());
    }
    EXPECT_EQ(folder.entries(), 0U);
  }
}

class FailedWriteTest : public testing::TestWithParam<std::size_t> {};

INSTANTIATE_TEST_SUITE_P(Threads, FailedWriteTest, testing::Values(1U, 3U));

TEST_P(FailedWriteTest, IsReportedAndLeavesNothing) {
  const ParquetFolder folder;
  const std::string path = folder.file("rows.parquet");
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit kept{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &kept), 0);
  const rlimit small{100'000, kept.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  auto writer = create_parquet(path, kEveryType, GetParam()).value();
  Result<void> outcome;
  for (std::size_t i = 0; outcome.ok() && i < 60; ++i) {
    outcome = writer->append(Rows(i * 50'000, (i + 1) * 50'000).columns());
  }
  const bool failed_before_close = !outcome.ok();
  const auto closed = writer->close();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &kept), 0);
  EXPECT_TRUE(failed_before_close);
  ASSERT_FALSE(closed.ok());
  EXPECT_EQ(closed.error().code, ErrorCode::kIo);
  EXPECT_NE(closed.error().message.find(path), std::string::npos);
  EXPECT_EQ(closed.error().message.find("/proc/self"), std::string::npos);
  writer.reset();
  EXPECT_EQ(folder.entries(), 0U);
}

TEST(WriteParquetTest, NamesThePathWhenCreatingFails) {
  const ParquetFolder folder;
  const auto missing = create_parquet(folder.file("no/rows.parquet"), kEveryType);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(create_parquet(folder.path(), kEveryType).ok());
}

TEST(WriteParquetDeathTest, RefusesABatchOfAnotherShape) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // a writer has a thread of its own
  const ParquetFolder folder;
  auto writer = create_parquet(folder.file("rows.parquet"), {{"a", ColumnType::kUInt32}}).value();
  const std::vector<double> values = {1};
  EXPECT_DEATH((void)writer->append(std::vector<ColumnData>{std::span(values)}), "does not hold");
}

}  // namespace
}  // namespace overt
