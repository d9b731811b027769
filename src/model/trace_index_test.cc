#include "model/trace_index.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "model/small_trace_index.h"

namespace overt {
namespace {

TEST(TraceIndexTest, GivesEveryTraceOnceByObjectAndOnceByAccount) {
  Random random(7);
  std::vector<SmallTrace> traces;
  for (int i = 0; i < 500; ++i) {
    traces.push_back({static_cast<std::uint32_t>(random.below(20)),
                      static_cast<std::uint32_t>(random.below(30)),
                      static_cast<TimeUs>(random.below(1000))});
  }
  const TraceIndex index = small_trace_index(traces);
  std::vector<std::tuple<std::uint32_t, std::uint32_t, TimeUs>> given;
  std::vector<std::tuple<std::uint32_t, std::uint32_t, TimeUs>> by_object;
  std::vector<std::tuple<std::uint32_t, std::uint32_t, TimeUs>> by_account;
  for (const auto& t : traces) given.emplace_back(t.account, t.object, t.at);
  for (std::uint32_t o = 0; o < index.objects(); ++o) {
    for (const auto& act : index.on(o)) by_object.emplace_back(act.account, o, act.at);
  }
  for (std::uint32_t a = 0; a < index.accounts(); ++a) {
    TimeUs last = -1;
    std::uint32_t object = 0;
    for (const auto& act : index.of(a)) {
      EXPECT_TRUE(act.object > object || act.at >= last);
      object = act.object;
      last = act.at;
      by_account.emplace_back(a, act.object, act.at);
    }
  }
  std::sort(given.begin(), given.end());
  std::sort(by_object.begin(), by_object.end());
  std::sort(by_account.begin(), by_account.end());
  EXPECT_EQ(by_object, given);
  EXPECT_EQ(by_account, given);
}

TEST(TraceIndexTest, DoesNotDependOnTheThreads) {
  const auto fill = [](std::uint32_t, std::span<ObjectAct> acts) {
    for (std::uint32_t a = 0; a < acts.size(); ++a) acts[a] = {static_cast<TimeUs>(a), a};
  };
  TraceIndex::Parts about;
  about.kinds.assign(3, ObjectKind::kUrl);
  about.sources = {0, 1, 2};
  about.source_accounts.assign(3, TraceIndex::kNoAccount);
  about.source_keys = {1, 2, 3};
  ThreadPool pool(3);
  const TraceIndex index = make_trace_index(1000, {1000, 1000, 1000}, fill, std::move(about), pool);
  for (std::uint32_t a = 0; a < 1000; ++a) {
    ASSERT_EQ(index.of(a).size(), 3U);
    for (std::uint32_t o = 0; o < 3; ++o) EXPECT_EQ(index.of(a)[o].object, o);
  }
  EXPECT_EQ(index.first_at(), 0);
  EXPECT_EQ(index.last_at(), 999);
}

}  // namespace
}  // namespace overt
