#include "model/trace_index.h"

#include <algorithm>

#include "base/check.h"

namespace overt {

TraceIndexBuilder::TraceIndexBuilder(std::uint32_t objects, std::uint32_t accounts,
                                     std::uint64_t traces) {
  parts_.object_begin.assign(std::size_t{objects} + 1, 0);
  parts_.account_begin.assign(std::size_t{accounts} + 1, 0);
  parts_.by_object.reserve(traces);
}

void TraceIndexBuilder::add(std::uint32_t object, const ObjectAct& act) {
  CHECK_GE(object, object_);
  if (parts_.by_object.empty()) {
    parts_.first_at = parts_.last_at = act.at;
  } else {
    parts_.first_at = std::min(parts_.first_at, act.at);
    parts_.last_at = std::max(parts_.last_at, act.at);
  }
  object_ = object;
  parts_.by_object.push_back(act);
  ++parts_.object_begin[std::size_t{object} + 1];
  ++parts_.account_begin[std::size_t{act.account} + 1];
}

// Going through the objects in their order leaves every account's acts by (object, time). Each
// thread goes through all of them and writes those of its own range of accounts.
void TraceIndexBuilder::index_accounts(ThreadPool& pool) {
  const std::size_t accounts = parts_.account_begin.size() - 1;
  parts_.by_account.resize(parts_.by_object.size());
  std::vector<std::uint64_t> next(parts_.account_begin.begin(), parts_.account_begin.end() - 1);
  const std::size_t ranges = pool.threads();
  pool.parallel_for(ranges, 1, [&](const Block& block) {
    const auto first = static_cast<std::uint32_t>(accounts * block.begin / ranges);
    const auto last = static_cast<std::uint32_t>(accounts * block.end / ranges);
    for (std::size_t o = 0; o + 1 < parts_.object_begin.size(); ++o) {
      for (std::uint64_t i = parts_.object_begin[o]; i < parts_.object_begin[o + 1]; ++i) {
        const ObjectAct& act = parts_.by_object[i];
        if (act.account < first || act.account >= last) continue;
        parts_.by_account[next[act.account]++] = {act.at, static_cast<std::uint32_t>(o)};
      }
    }
  });
}

TraceIndex TraceIndexBuilder::finish(TraceIndex::Parts about_objects, ThreadPool& pool) {
  const auto running_sum = [](std::vector<std::uint64_t>& counts) {
    for (std::size_t i = 1; i < counts.size(); ++i) counts[i] += counts[i - 1];
  };
  CHECK_EQ(about_objects.kinds.size() + 1, parts_.object_begin.size());
  CHECK_EQ(about_objects.sources.size() + 1, parts_.object_begin.size());
  CHECK(about_objects.published_at.empty() ||
        about_objects.published_at.size() == about_objects.kinds.size());
  CHECK_EQ(about_objects.source_keys.size(), about_objects.source_accounts.size());
  running_sum(parts_.object_begin);
  running_sum(parts_.account_begin);
  parts_.kinds = std::move(about_objects.kinds);
  parts_.sources = std::move(about_objects.sources);
  parts_.source_accounts = std::move(about_objects.source_accounts);
  parts_.source_keys = std::move(about_objects.source_keys);
  parts_.published_at = std::move(about_objects.published_at);
  CHECK(about_objects.account_groups.empty() ||
        about_objects.account_groups.size() + 1 == parts_.account_begin.size());
  parts_.account_groups = std::move(about_objects.account_groups);
  index_accounts(pool);
  return TraceIndex(std::move(parts_));
}

TraceIndex without_accounts(const TraceIndex& traces, const std::vector<bool>& marked,
                            ThreadPool& pool) {
  TraceIndexBuilder builder(traces.objects(), traces.accounts(), traces.traces());
  for (std::uint32_t object = 0; object < traces.objects(); ++object) {
    for (const ObjectAct& act : traces.on(object)) {
      if (!marked[act.account]) builder.add(object, act);
    }
  }
  TraceIndex::Parts about;
  about.kinds = traces.parts().kinds;
  about.sources = traces.parts().sources;
  about.source_accounts = traces.parts().source_accounts;
  about.source_keys = traces.parts().source_keys;
  about.published_at = traces.parts().published_at;
  about.account_groups = traces.parts().account_groups;
  return builder.finish(std::move(about), pool);
}

}  // namespace overt
