#include "pipeline/ingest.h"

#include <algorithm>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "adapters/files/files.h"
#include "pipeline/generated_shares.h"

namespace overt {
namespace {

struct Ingested {
  std::unique_ptr<TraceLog> log;
  std::vector<std::string> rows;  // "object account time", sorted
};

std::vector<std::string> rows_of(TraceLog& log) {
  std::vector<std::string> rows;
  for (const auto& block : log.rows) {
    for (const auto& row : block) {
      rows.push_back(std::string(log.object(ObjectId{row.item}).text) + " " +
                     std::string(log.account(AccountId{row.actor})) + " " +
                     std::to_string(row.time));
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

Result<std::unique_ptr<TraceLog>> ingest_files(std::vector<std::string> paths,
                                               std::size_t threads = 2, double max_rejects = 1,
                                               const std::string& rejects = "") {
  IngestOptions options;
  options.input.paths = std::move(paths);
  options.input.max_rejects = max_rejects;
  options.objects = default_objects();
  options.reading.hash_inputs = true;
  if (!rejects.empty()) options.open_rejects = [=] { return create_byte_sink(rejects); };
  ThreadPool pool(threads);
  return ingest(options, pool, no_progress());
}

std::string event(std::string_view id, std::string_view platform, std::string_view account,
                  int second) {
  return "{\"event_id\":\"" + std::string(id) + "\",\"platform\":\"" + std::string(platform) +
         "\",\"account_id\":\"" + std::string(account) +
         "\",\"object_id\":\"o\",\"created_at\":" + std::to_string(1'600'000'000 + second) + "}\n";
}

std::uint64_t rejected(const TraceLog& log, RejectReason reason) {
  return log.rejects.by_reason[static_cast<std::size_t>(reason)];
}

TEST(IngestTest, KeepsTheFirstOfTwoEventsWithOneIdInTheOrderOfTheInputs) {
  const TestFolder folder;
  const auto first = folder.write(
      "1.ndjson", event("e1", "p", "a", 1) + event("e1", "p", "b", 2) + event("e2", "p", "c", 3));
  const auto second = folder.write("2.ndjson", event("e2", "p", "d", 4) + event("e3", "p", "e", 5));
  const auto log = ingest_files({first, second}, 2, 1, folder.file("rejects.ndjson")).value();
  EXPECT_EQ(rows_of(*log), (std::vector<std::string>{"o a 1600000001000000", "o c 1600000003000000",
                                                     "o e 1600000005000000"}));
  EXPECT_EQ(log->events, 3U);
  EXPECT_EQ(rejected(*log, RejectReason::kDuplicateEventId), 2U);
  const std::string rejects = content_of(folder.file("rejects.ndjson"));
  EXPECT_EQ(std::count(rejects.begin(), rejects.end(), '\n'), 2);
  EXPECT_NE(rejects.find("1.ndjson\",\"line\":2,\"reason\":\"duplicate_event_id\""),
            std::string::npos);
  EXPECT_NE(rejects.find("2.ndjson\",\"line\":1,\"reason\":\"duplicate_event_id\""),
            std::string::npos);
}

std::string post(std::string_view account, int second, std::string_view text) {
  return "{\"platform\":\"p\",\"account_id\":\"" + std::string(account) +
         "\",\"kind\":\"post\",\"lang\":\"en\",\"text\":\"" + std::string(text) +
         "\",\"created_at\":" + std::to_string(1'600'000'000 + second) + "}\n";
}

std::unique_ptr<TraceLog> ingest_posts(const std::string& path, bool join_wordings,
                                       std::uint64_t memory = UINT64_MAX) {
  IngestOptions options;
  options.input.paths = {path};
  options.objects = default_objects();
  options.join_wordings = join_wordings;
  options.languages = true;
  options.memory_bytes_max = memory;
  ThreadPool pool(2);
  return ingest(options, pool, no_progress()).value();
}

std::size_t objects_of(const TraceLog& log) {
  std::set<std::uint32_t> objects;
  for (const auto& block : log.rows) {
    for (const auto& row : block) objects.insert(row.item);
  }
  return objects.size();
}

constexpr std::string_view kWording =
    "the harbour will close on monday and nobody has told the fishermen why";
constexpr std::string_view kOneWordOther =
    "the harbour will close on monday and nobody has told the fishers why";

TEST(IngestTest, TextsThatAreOneWordingBecomeOneObjectWhereItIsAskedFor) {
  const TestFolder folder;
  const auto path = folder.write(
      "posts.ndjson",
      post("a", 1, kWording) + post("b", 2, kOneWordOther) +
          post("c", 3, "another sentence altogether, about the weather in the mountains"));
  const auto exact = ingest_posts(path, false);
  EXPECT_EQ(objects_of(*exact), 3U);
  EXPECT_TRUE(exact->stands_for.empty());
  const auto joined = ingest_posts(path, true);
  EXPECT_EQ(objects_of(*joined), 2U);
  EXPECT_EQ(joined->traces, 3U);
  ASSERT_EQ(joined->notes.size(), 1U);
  EXPECT_EQ(joined->notes[0],
            "1 of 3 texts differ from another one in spelling or in a few words; they count as one "
            "object with it");
  // The names of both are still there, and lead to the one that counts.
  std::set<std::uint32_t> counted;
  for (std::uint32_t id = 0; id < joined->objects.id_bound(); ++id) {
    if (!joined->objects.is_id(id)) continue;
    if (joined->objects.name(id).starts_with("the harbour")) counted.insert(joined->object_of(id));
  }
  EXPECT_EQ(counted.size(), 1U);
}

TEST(IngestTest, TextsBeyondTheMemoryStayExactAndTheLogSaysSo) {
  const TestFolder folder;
  const auto path =
      folder.write("posts.ndjson", post("a", 1, kWording) + post("b", 2, kOneWordOther));
  const auto log = ingest_posts(path, true, 3'000);
  EXPECT_EQ(objects_of(*log), 2U);
  ASSERT_EQ(log->limits.size(), 1U);
  EXPECT_EQ(log->limits[0].name, "texts_compared");
}

TEST(IngestTest, KnowsTheLanguagesOfAccountsWhereThereAreSeveral) {
  const TestFolder folder;
  std::string lines = post("a", 1, kWording) + post("b", 2, kWording) + post("c", 3, kWording);
  const auto one = ingest_posts(folder.write("one.ndjson", lines), false);
  EXPECT_TRUE(one->account_languages.empty());
  lines.replace(lines.rfind("\"en\""), 4, "\"fr\"");
  const auto two = ingest_posts(folder.write("two.ndjson", lines), false);
  const auto language = [&](std::string_view account) {
    return two->account_languages[two->accounts.find(account, 0)];
  };
  EXPECT_EQ(language("a"), 1);
  EXPECT_EQ(language("b"), 1);
  EXPECT_EQ(language("c"), 2);
}

// Records of several lines straddle every place where a file could be cut for its threads.
TEST(IngestTest, ReadsLineEndsInsideQuotesAtAnyNumberOfThreads) {
  std::string text(kSharesHeader);
  std::vector<std::string> expected;
  for (int i = 0; i < 20'000; ++i) {
    const std::string object = "text " + std::to_string(i % 5'000) + ",\nline two\n\nthe end";
    const std::string account = "a" + std::to_string(i % 700);
    text += "\"" + object + "\"," + account + ",c,1600000001\n";
    expected.push_back(object + " " + account + " 1600000001000000");
  }
  std::sort(expected.begin(), expected.end());
  const TestFolder folder;
  const auto path = folder.write("quoted.csv", text);
  std::vector<std::string> names;
  for (const std::size_t threads : {1, 2, 5}) {
    const auto log = ingest_files({path}, threads).value();
    EXPECT_EQ(log->rejects.rejects, 0U);
    EXPECT_EQ(rows_of(*log), expected);
    std::vector<std::string> by_id;
    for (std::uint32_t id = 0; id < log->objects.id_bound(); ++id) {
      by_id.emplace_back(log->objects.is_id(id) ? log->objects.name(id) : "");
    }
    if (names.empty()) names = by_id;
    EXPECT_EQ(by_id, names);
  }
}

TEST(IngestTest, CountsRejectsByReasonAndInput) {
  const TestFolder folder;
  const auto bad = folder.write("bad.csv", std::string(kSharesHeader) +
                                               "o,a,c,1600000001\no,a,c,yesterday\no,a,c,0\n,a,c,"
                                               "1600000002\no,\xE9,c,1600000003\n");
  const auto good = folder.write("good.csv", std::string(kSharesHeader) + "o,b,c,1600000004\n");
  const auto log = ingest_files({bad, good}).value();
  EXPECT_EQ(rejected(*log, RejectReason::kBadTime), 1U);
  EXPECT_EQ(rejected(*log, RejectReason::kTimeOutOfRange), 1U);
  EXPECT_EQ(rejected(*log, RejectReason::kMissingField), 1U);
  EXPECT_EQ(rejected(*log, RejectReason::kBadEncoding), 1U);
  ASSERT_EQ(log->inputs.size(), 2U);
  EXPECT_EQ(log->inputs[0].records, 5U);
  EXPECT_EQ(log->inputs[0].rejects, 4U);
  EXPECT_EQ(log->inputs[1].records, 1U);
  EXPECT_EQ(log->inputs[1].rejects, 0U);
  EXPECT_EQ(log->inputs[1].sha256.size(), 64U);
  EXPECT_EQ(log->inputs[1].bytes, content_of(good).size());
  EXPECT_EQ(log->first_at, 1'600'000'001 * kMicrosPerSecond);
  EXPECT_EQ(log->last_at, 1'600'000'004 * kMicrosPerSecond);
}

TEST(IngestTest, AllowsRejectsUpToTheStatedShareAndNotOneMore) {
  const TestFolder folder;
  const std::string good = "o,a,c,1600000001\n";
  const std::string bad = "o,a,c,never\n";
  const auto path = folder.write("log.csv", std::string(kSharesHeader) + good + good + good + bad);
  EXPECT_TRUE(ingest_files({path}, 2, 0.25).ok());
  const auto refused = ingest_files({path}, 2, 0.2499);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kTooManyRejects);
  EXPECT_NE(refused.error().message.find("log.csv:5: bad_time"), std::string::npos);
}

TEST(IngestTest, KeepsEqualAccountsOfTwoPlatformsApart) {
  const TestFolder folder;
  const auto path =
      folder.write("log.ndjson", event("1", "tiktok", "a", 1) + event("2", "x", "a", 2) +
                                     event("3", "tiktok", "a", 3));
  const auto log = ingest_files({path}).value();
  EXPECT_EQ(log->accounts.size(), 2U);
  EXPECT_EQ(rows_of(*log), (std::vector<std::string>{"o a 1600000001000000", "o a 1600000003000000",
                                                     "o x:a 1600000002000000"}));
}

TEST(IngestTest, TakesThePlatformFromTheFirstInputThatHasOne) {
  const TestFolder folder;
  const auto shares = folder.write("log.csv", std::string(kSharesHeader) + "o,b,c,1600000009\n");
  const auto events = folder.write("log.ndjson", event("1", "tiktok", "a", 1));
  const auto log = ingest_files({shares, events}).value();
  EXPECT_EQ(rows_of(*log),
            (std::vector<std::string>{"o a 1600000001000000", "o b 1600000009000000"}));
  EXPECT_EQ(log->platform, "tiktok");
}

TEST(IngestTest, TakesThePlatformFromALongFirstRecord) {
  const TestFolder folder;
  std::string line = event("1", "tiktok", "a", 1);
  line.insert(1, "\"text\":\"" + std::string(100'000, 'x') + "\",");
  const auto log = ingest_files({folder.write("log.ndjson", line)}).value();
  EXPECT_EQ(log->accounts.size(), 1U);
  EXPECT_EQ(log->platform, "tiktok");
}

TEST(IngestTest, GivesTheSameLogAtAnyNumberOfThreads) {
  const TestFolder folder;
  std::string text = shares_csv(generated_shares(3, 200'000));
  text.insert(text.size() / 2, "\nnothing\n");
  const auto path = folder.write("log.csv", text);
  const auto one = ingest_files({path}, 1).value();
  const auto four = ingest_files({path}, 4).value();
  EXPECT_EQ(one->events, four->events);
  EXPECT_EQ(one->rejects.by_reason, four->rejects.by_reason);
  EXPECT_EQ(one->accounts.id_bound(), four->accounts.id_bound());
  EXPECT_EQ(one->objects.id_bound(), four->objects.id_bound());
  ASSERT_GT(one->traces, 199'000U);
  EXPECT_TRUE(rows_of(*one) == rows_of(*four));
  for (std::uint32_t id = 0; id < one->accounts.id_bound(); ++id) {
    ASSERT_EQ(one->accounts.is_id(id), four->accounts.is_id(id));
    if (!one->accounts.is_id(id)) continue;
    EXPECT_EQ(one->account(AccountId{id}), four->account(AccountId{id}));
  }
}

TEST(IngestTest, RecordsTheSourceOfAnObject) {
  const TestFolder folder;
  const auto path = folder.write(
      "log.ndjson",
      R"({"account_id":"a","kind":"repost","target_content_id":"t","target_account_id":"s",)"
      R"("created_at":1600000001})"
      "\n");
  const auto log = ingest_files({path}).value();
  EXPECT_TRUE(log->sources_known());
  ASSERT_EQ(log->traces, 1U);
  const ObjectName object = log->object(ObjectId{log->rows.front().front().item});
  EXPECT_EQ(object.text, "t");
  EXPECT_EQ(object.source, "s");
}

TEST(IngestTest, SaysWhenNothingIsLeft) {
  const TestFolder folder;
  const auto header = ingest_files({folder.write("h.csv", kSharesHeader)});
  ASSERT_FALSE(header.ok());
  EXPECT_NE(header.error().message.find("h.csv"), std::string::npos);
  const auto rejects =
      ingest_files({folder.write("r.csv", std::string(kSharesHeader) + "o,a,c,never\n")});
  ASSERT_FALSE(rejects.ok());
  EXPECT_NE(rejects.error().message.find("bad_time"), std::string::npos);
}

}  // namespace
}  // namespace overt
