#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/parquet/parquet.h"
#include "adapters/parquet/test_parquet.h"

namespace overt {
namespace {

using Items = std::vector<std::string>;

struct KeptEvent {
  std::string account, content, target, text, platform;
  Items urls, hashtags, infra;
  TimeUs at = 0;
  std::uint64_t line = 0;
  EventKind kind = EventKind::kPost;
};

struct KeptReject {
  RejectReason reason;
  std::uint64_t line;
  std::string field, raw;
};

class Keeper final : public EventVisitor {
 public:
  void on_event(const Event& e) override {
    KeptEvent kept;
    kept.account = e.account_id;
    kept.content = e.content_id;
    kept.target = e.target_content_id;
    kept.text = e.text;
    kept.platform = e.platform;
    kept.urls.assign(e.urls.begin(), e.urls.end());
    kept.hashtags.assign(e.hashtags.begin(), e.hashtags.end());
    kept.infra.assign(e.infra.begin(), e.infra.end());
    kept.at = e.created_at;
    kept.line = e.line;
    kept.kind = e.kind;
    events.push_back(kept);
  }
  void on_reject(const Reject& r) override {
    rejects.push_back({r.reason, r.line, std::string(r.field), std::string(r.raw)});
  }
  std::vector<KeptEvent> events;
  std::vector<KeptReject> rejects;
};

Result<ParquetReadSummary> read(const std::string& path, EventVisitor& visitor,
                                std::size_t threads = 1) {
  return read_parquet_events(path, {.threads = threads}, visitor, no_progress());
}

Keeper read_all(const std::string& path) {
  Keeper keeper;
  const auto summary = read(path, keeper);
  EXPECT_TRUE(summary.ok()) << (summary.ok() ? "" : summary.error().message);
  return keeper;
}

Keeper read_select(const std::string& select) {
  const ParquetFolder folder;
  return read_all(make_parquet(folder, select));
}

Error error_of(const std::string& path) {
  Keeper keeper;
  const auto summary = read(path, keeper);
  EXPECT_FALSE(summary.ok());
  return summary.ok() ? Error{} : summary.error();
}

const TimeUs kNoon = micros_from_civil(2024, 9, 4) + 12 * kMicrosPerHour;

TEST(ReadParquetTest, ReadsEveryFieldByItsName) {
  const auto kept = read_select(
      "SELECT 'hello' AS text, 'repost' AS kind, 'a1' AS account_id, 'c1' AS content_id, "
      "'t1' AS target_content_id, 'tok' AS Platform, ['u1', 'u2'] AS urls, "
      "['#one', 'two', '', '#'] AS hashtags, ['h'] AS infra, TIMESTAMP '2024-09-04 12:00:00' AS "
      "created_at");
  ASSERT_EQ(kept.events.size(), 1U);
  const KeptEvent& event = kept.events[0];
  EXPECT_EQ(event.account, "a1");
  EXPECT_EQ(event.content, "c1");
  EXPECT_EQ(event.target, "t1");
  EXPECT_EQ(event.text, "hello");
  EXPECT_EQ(event.platform, "tok");
  EXPECT_EQ(event.kind, EventKind::kRepost);
  EXPECT_EQ(event.urls, (Items{"u1", "u2"}));
  EXPECT_EQ(event.hashtags, (Items{"one", "two", "#"}));
  EXPECT_EQ(event.infra, (Items{"h"}));
  EXPECT_EQ(event.at, kNoon);
  EXPECT_EQ(event.line, 1U);
}

TEST(ReadParquetTest, ReadsTimesOfEveryType) {
  for (const char* time :
       {"TIMESTAMP '2024-09-04 12:00:00'", "TIMESTAMP_S '2024-09-04 12:00:00'",
        "TIMESTAMP_MS '2024-09-04 12:00:00'", "TIMESTAMP_NS '2024-09-04 12:00:00'",
        "TIMESTAMPTZ '2024-09-04 14:00:00+02:00'", "1725451200::INTEGER", "1725451200::UBIGINT",
        "1725451200000::BIGINT", "1725451200000000::BIGINT", "1725451200::DOUBLE",
        "1725451200.0::DECIMAL(18,3)", "1725451200000::HUGEINT", "'2024-09-04T12:00:00Z'",
        "'2024-09-04T14:00:00+02:00'", "'1725451200'", "'1725451200'::BLOB"}) {
    const auto kept =
        read_select(std::string("SELECT 'a' AS account_id, ") + time + " AS created_at");
    ASSERT_EQ(kept.events.size(), 1U) << time;
    EXPECT_EQ(kept.events[0].at, kNoon) << time;
  }
  const auto day = read_select("SELECT 'a' AS account_id, DATE '2024-09-04' AS created_at");
  ASSERT_EQ(day.events.size(), 1U);
  EXPECT_EQ(day.events[0].at, micros_from_civil(2024, 9, 4));
}

TEST(ReadParquetTest, RejectsTimesOutOfRangeAndWhatIsNoTime) {
  const auto kept = read_select(
      "SELECT 'a' AS account_id, unnest([TIMESTAMP '1970-01-01', TIMESTAMP '2262-04-11', "
      "TIMESTAMP 'infinity', TIMESTAMP '2024-09-04', NULL]) AS created_at");
  ASSERT_EQ(kept.rejects.size(), 4U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(kept.rejects[i].reason, RejectReason::kTimeOutOfRange);
    EXPECT_EQ(kept.rejects[i].line, i + 1);
    EXPECT_EQ(kept.rejects[i].field, "created_at");
  }
  EXPECT_EQ(kept.rejects[3].reason, RejectReason::kMissingField);
  EXPECT_EQ(kept.rejects[3].line, 5U);
  ASSERT_EQ(kept.events.size(), 1U);
  EXPECT_EQ(kept.events[0].line, 4U);

  const auto texts = read_select(
      "SELECT 'a' AS account_id, unnest(['soon', '', '0', '2024-13-04']) AS created_at");
  ASSERT_EQ(texts.rejects.size(), 4U);
  EXPECT_EQ(texts.rejects[0].reason, RejectReason::kBadTime);
  EXPECT_EQ(texts.rejects[0].raw, R"({"account_id":"a","created_at":"soon"})");
  EXPECT_EQ(texts.rejects[1].reason, RejectReason::kMissingField);
  EXPECT_EQ(texts.rejects[2].reason, RejectReason::kTimeOutOfRange);
  EXPECT_EQ(texts.rejects[3].reason, RejectReason::kBadTime);

  const auto huge =
      read_select("SELECT 'a' AS account_id, 18446744073709551615::UBIGINT AS created_at");
  ASSERT_EQ(huge.rejects.size(), 1U);
  EXPECT_EQ(huge.rejects[0].reason, RejectReason::kTimeOutOfRange);
}

TEST(ReadParquetTest, RejectsOneBadRecordAndGoesOn) {
  const auto kept = read_select(
      "SELECT * FROM (VALUES ('', 'post', '[]', 1725451200), (NULL, 'post', '[]', 1725451200), "
      "('a', 'shout', '[]', 1725451200), ('a', 'post', '[\"x\"', 1725451200), "
      "('a' || chr(0), 'post', '[]', 1725451200), ('a', NULL, NULL, 1725451200)) "
      "AS t(account_id, kind, urls, created_at)");
  ASSERT_EQ(kept.rejects.size(), 5U);
  EXPECT_EQ(kept.rejects[0].reason, RejectReason::kMissingField);
  EXPECT_EQ(kept.rejects[0].field, "account_id");
  EXPECT_EQ(kept.rejects[1].reason, RejectReason::kMissingField);
  EXPECT_EQ(kept.rejects[2].reason, RejectReason::kUnknownKind);
  EXPECT_EQ(kept.rejects[3].reason, RejectReason::kMalformed);
  EXPECT_EQ(kept.rejects[3].field, "urls");
  EXPECT_EQ(kept.rejects[4].reason, RejectReason::kNulByte);
  ASSERT_EQ(kept.events.size(), 1U);
  EXPECT_EQ(kept.events[0].line, 6U);
}

TEST(ReadParquetTest, ReadsListsOfOtherTypesAndJsonArrays) {
  const auto kept = read_select(
      "SELECT 'a' AS account_id, 1725451200 AS created_at, '[\"u\\u00e9\", \"v\"]' AS urls, "
      "[7300000000000000001::BIGINT, NULL] AS infra, ['t'::BLOB] AS hashtags");
  ASSERT_EQ(kept.events.size(), 1U);
  EXPECT_EQ(kept.events[0].urls, (Items{"ué", "v"}));
  EXPECT_EQ(kept.events[0].infra, (Items{"7300000000000000001"}));
  EXPECT_EQ(kept.events[0].hashtags, (Items{"t"}));
}

TEST(ReadParquetTest, TakesNumbersAsIdsButNeverRoundedOnes) {
  const auto whole = read_select(
      "SELECT 7300000000000000001::BIGINT AS account_id, 1725451200 AS created_at, "
      "123::DOUBLE AS content_id, 'nan'::DOUBLE AS target_content_id");
  ASSERT_EQ(whole.events.size(), 1U);
  EXPECT_EQ(whole.events[0].account, "7300000000000000001");
  EXPECT_EQ(whole.events[0].content, "123");
  EXPECT_EQ(whole.events[0].target, "");

  const auto rounded = read_select(
      "SELECT unnest([1.01421e18, 9007199254740994, 1.5, 42]::DOUBLE[]) AS account_id, "
      "1725451200 AS created_at");
  ASSERT_EQ(rounded.rejects.size(), 3U);
  EXPECT_EQ(rounded.rejects[0].reason, RejectReason::kMangledId);
  ASSERT_EQ(rounded.events.size(), 1U);
  EXPECT_EQ(rounded.events[0].account, "42");
}

TEST(ReadParquetTest, RejectsBytesThatAreNotUtf8) {
  const auto kept = read_select(
      "SELECT unnest(['\\xFF'::BLOB, 'a'::BLOB]) AS account_id, 1725451200 AS created_at");
  ASSERT_EQ(kept.rejects.size(), 1U);
  EXPECT_EQ(kept.rejects[0].reason, RejectReason::kBadEncoding);
  ASSERT_EQ(kept.events.size(), 1U);
}

TEST(ReadParquetTest, NotesUnknownColumns) {
  const ParquetFolder folder;
  Keeper keeper;
  const auto summary = read(make_parquet(folder,
                                         "SELECT 'a' AS account_id, 1725451200 AS "
                                         "created_at, 1 AS likes, 2 AS \"odd \"\"name\""),
                            keeper);
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().rows, 1U);
  ASSERT_EQ(summary.value().notes.size(), 1U);
  EXPECT_NE(summary.value().notes[0].find("likes, odd \"name"), std::string::npos);
}

TEST(ReadParquetTest, SaysWhichColumnIsMissingAndWhatThereIs) {
  const ParquetFolder folder;
  const Error no_account =
      error_of(make_parquet(folder, "SELECT 'a' AS user_id, 1725451200 AS created_at"));
  EXPECT_EQ(no_account.code, ErrorCode::kBadInput);
  EXPECT_NE(no_account.message.find("no column account_id (it has user_id, created_at)"),
            std::string::npos);
  const Error no_time = error_of(make_parquet(folder, "SELECT 'a' AS account_id"));
  EXPECT_NE(no_time.message.find("no column created_at"), std::string::npos);
  const Error bad_type =
      error_of(make_parquet(folder, "SELECT 'a' AS account_id, TIME '12:00:00' AS created_at"));
  EXPECT_NE(bad_type.message.find("created_at"), std::string::npos);
  const Error bad_list = error_of(
      make_parquet(folder, "SELECT 'a' AS account_id, 1725451200 AS created_at, 5 AS urls"));
  EXPECT_NE(bad_list.message.find("JSON array"), std::string::npos);
}

TEST(ReadParquetTest, SaysWhenAFileIsNotParquetOrNotThere) {
  const ParquetFolder folder;
  const std::string path = folder.file("broken.parquet");
  std::ofstream(path) << "PAR1 but not to the end, nor a footer of any kind";
  const Error broken = error_of(path);
  EXPECT_EQ(broken.code, ErrorCode::kBadInput);
  EXPECT_NE(broken.message.find(path), std::string::npos);
  EXPECT_EQ(broken.message.find("/proc/self"), std::string::npos);
  std::ofstream(folder.file("empty.parquet")).flush();
  EXPECT_EQ(error_of(folder.file("empty.parquet")).code, ErrorCode::kBadInput);
  EXPECT_EQ(error_of(folder.file("missing")).code, ErrorCode::kNotFound);
  EXPECT_EQ(error_of(folder.path()).code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(error_of("/dev/null").code, ErrorCode::kInvalidArgument);
}

TEST(ReadParquetTest, KeepsTheOrderAtAnyThreadCountAndNumbersRows) {
  const ParquetFolder folder;
  const std::string path = make_parquet(
      folder,
      "SELECT 'a' || i AS account_id, 1725451200 + i AS created_at FROM range(260000) t(i)");
  for (const std::size_t threads : {1U, 4U}) {
    Keeper keeper;
    ASSERT_TRUE(read(path, keeper, threads).ok());
    ASSERT_EQ(keeper.events.size(), 260'000U);
    bool ordered = true;
    for (std::size_t i = 0; i < keeper.events.size(); ++i) {
      ordered = ordered && keeper.events[i].line == i + 1 &&
                keeper.events[i].account == "a" + std::to_string(i);
    }
    EXPECT_TRUE(ordered) << threads;
  }
}

TEST(ReadParquetTest, ReadsBackWhatTheWriterWrote) {
  const ParquetFolder folder;
  const std::string path = folder.file("*.parquet");  // a name, not a pattern
  auto writer = create_parquet(path, {{"account_id", ColumnType::kString},
                                      {"created_at", ColumnType::kTimestampUs}})
                    .value();
  const std::vector<std::string_view> accounts = {"b", "a", "ç"};
  const std::vector<std::int64_t> times = {kNoon + 1, kNoon, kNoon - 1};
  ASSERT_TRUE(writer->append(std::vector<ColumnData>{std::span(accounts), std::span(times)}).ok());
  ASSERT_TRUE(writer->close().ok());
  EXPECT_TRUE(looks_like_parquet(content_of(path)));
  EXPECT_FALSE(looks_like_parquet("account_id,created_at\n"));
  const auto kept = read_all(path);
  ASSERT_EQ(kept.events.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(kept.events[i].account, accounts[i]);
    EXPECT_EQ(kept.events[i].at, times[i]);
  }
}

class CancelAtOnce final : public Progress {
 public:
  [[nodiscard]] bool cancelled() const override { return true; }
};

TEST(ReadParquetTest, StopsWhenCancelled) {
  const ParquetFolder folder;
  const std::string path =
      make_parquet(folder, "SELECT 'a' AS account_id, 1725451200 AS created_at");
  Keeper keeper;
  CancelAtOnce progress;
  const auto summary = read_parquet_events(path, {}, keeper, progress);
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, ErrorCode::kCancelled);
  EXPECT_TRUE(keeper.events.empty());
}

}  // namespace
}  // namespace overt
