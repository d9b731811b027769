#include "pipeline/index_traces.h"

#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "pipeline/generated_shares.h"
#include "pipeline/told_findings.h"

namespace overt {
namespace {

std::string post(std::string_view content, std::string_view account, int second) {
  return fmt::format(R"({{"account_id":"{}","kind":"post","content_id":"{}","created_at":{}}})"
                     "\n",
                     account, content, 1'600'000'000 + second);
}

std::string repost(std::string_view content, std::string_view author, std::string_view account,
                   int second) {
  return fmt::format(
      R"({{"account_id":"{}","kind":"repost","content_id":"r{}{}","target_content_id":"{}",)"
      R"("target_account_id":"{}","created_at":{}}})"
      "\n",
      account, account, second, content, author, 1'600'000'000 + second);
}

struct Indexed {
  std::unique_ptr<TraceLog> log;
  TraceIndex index;

  [[nodiscard]] std::uint32_t object(std::string_view name) const {
    for (std::uint32_t id = 0; id < index.objects(); ++id) {
      if (log->objects.is_id(id) && log->objects.name(id) == name) return id;
    }
    ADD_FAILURE() << "no object " << name;
    return 0;
  }
  [[nodiscard]] std::uint64_t key_of(std::string_view name) const {
    return index.source_key(index.source(object(name)));
  }
};

Indexed indexed(const std::string& file, const std::string& content) {
  const TestFolder folder;
  ThreadPool pool(2);
  Indexed result;
  result.log = ingested(folder.write(file, content), pool).value();
  result.index =
      index_traces(*result.log, join::sort_rows(std::move(result.log->rows), pool), pool);
  return result;
}

constexpr TimeUs kBegin = 1'600'000'000 * kMicrosPerSecond;

TEST(IndexTracesTest, SourcesAreTheAuthorsAndPostsAreBornWhenTheLogSaysSo) {
  const Indexed made =
      indexed("log.ndjson", post("c1", "author", 5) + repost("c1", "author", "a", 60) +
                                repost("c1", "author", "b", 70) + repost("c2", "author", "a", 90) +
                                repost("c3", "stranger", "b", 95) + post("c2", "author", 80));
  const TraceIndex& index = made.index;
  const auto first = made.object("c1");
  const auto second = made.object("c2");
  const auto third = made.object("c3");
  EXPECT_EQ(index.kind(first), ObjectKind::kRepost);
  EXPECT_EQ(index.source(first), index.source(second));
  EXPECT_NE(index.source(first), index.source(third));
  EXPECT_EQ(index.published_at(first), kBegin + 5 * kMicrosPerSecond);
  EXPECT_EQ(index.published_at(second), kBegin + 80 * kMicrosPerSecond);  // said later
  EXPECT_EQ(index.published_at(third), TraceIndex::kNotKnown);
  ASSERT_EQ(index.on(first).size(), 2U);
  EXPECT_EQ(made.log->account(AccountId{index.on(first)[0].account}), "a");
  EXPECT_EQ(index.on(first)[1].at, kBegin + 70 * kMicrosPerSecond);
}

TEST(IndexTracesTest, NamesTheSourceAccountWhereItActsItself) {
  const Indexed made = indexed(
      "log.ndjson", repost("c1", "author", "a", 60) + repost("c1", "author", "b", 70) +
                        repost("c9", "other", "author", 80) + repost("c9", "other", "b", 90));
  const TraceIndex& index = made.index;
  const auto author = index.source_account(index.source(made.object("c1")));
  ASSERT_NE(author, TraceIndex::kNoAccount);
  EXPECT_EQ(made.log->account(AccountId{author}), "author");
  EXPECT_EQ(index.source_account(index.source(made.object("c9"))), TraceIndex::kNoAccount);
}

TEST(IndexTracesTest, AnObjectWithoutASourceIsItsOwn) {
  const Indexed made = indexed("log.csv", std::string(kSharesHeader) +
                                              "o1,a,c1,1600000001\no2,a,c2,1600000002\n"
                                              "o1,b,c3,1600000003\n");
  const TraceIndex& index = made.index;
  EXPECT_NE(index.source(made.object("o1")), index.source(made.object("o2")));
  EXPECT_NE(made.key_of("o1"), made.key_of("o2"));
  EXPECT_EQ(index.source_account(index.source(made.object("o1"))), TraceIndex::kNoAccount);
  EXPECT_EQ(index.published_at(made.object("o1")), TraceIndex::kNotKnown);
  EXPECT_EQ(index.traces(), 3U);
}

TEST(IndexTracesTest, KeysOfSourcesDoNotHangOnTheOrderOfTheInput) {
  auto shares = generated_shares(5, 400);
  const Indexed one = indexed("log.csv", shares_csv(shares));
  std::reverse(shares.begin(), shares.end());
  const Indexed other = indexed("log.csv", shares_csv(shares));
  std::map<std::uint64_t, std::string> seen;
  for (const Share& share : shares) {
    EXPECT_EQ(one.key_of(share.object), other.key_of(share.object));
    const auto [at, fresh] = seen.try_emplace(one.key_of(share.object), share.object);
    EXPECT_EQ(at->second, share.object);
  }
}

}  // namespace
}  // namespace overt
