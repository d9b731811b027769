#include "model/trace_index.h"

#include <algorithm>
#include <atomic>
#include <numeric>

#include "base/check.h"

namespace overt {
namespace {

constexpr std::size_t kObjectsAtOnce = 4096;

class Maker {
 public:
  Maker(TraceIndex::Parts about_objects, std::uint32_t accounts, ThreadPool& pool)
      : parts_(std::move(about_objects)), pool_(pool) {
    parts_.account_begin.assign(std::size_t{accounts} + 1, 0);
  }

  TraceIndex make(const std::vector<std::uint32_t>& sizes, const FillActs& fill) {
    check(sizes.size());
    parts_.object_begin.assign(sizes.size() + 1, 0);
    std::copy(sizes.begin(), sizes.end(), parts_.object_begin.begin() + 1);
    add_up(parts_.object_begin);
    parts_.by_object.resize(parts_.object_begin.back());
    fill_objects(fill);
    add_up(parts_.account_begin);
    index_accounts();
    return TraceIndex(std::move(parts_));
  }

 private:
  struct Times {
    TimeUs first = INT64_MAX;
    TimeUs last = INT64_MIN;
  };

  static void add_up(std::vector<std::uint64_t>& counts) {
    std::partial_sum(counts.begin(), counts.end(), counts.begin());
  }

  void check(std::size_t objects) const {
    CHECK_EQ(parts_.kinds.size(), objects);
    CHECK_EQ(parts_.sources.size(), objects);
    CHECK(parts_.published_at.empty() || parts_.published_at.size() == objects);
    CHECK_EQ(parts_.source_keys.size(), parts_.source_accounts.size());
    CHECK(parts_.account_groups.empty() ||
          parts_.account_groups.size() + 1 == parts_.account_begin.size());
  }

  void fill_objects(const FillActs& fill) {
    std::vector<Times> of_workers(pool_.threads());
    pool_.parallel_for(parts_.kinds.size(), kObjectsAtOnce, [&](const Block& block) {
      Times& times = of_workers[block.worker];
      for (std::size_t object = block.begin; object < block.end; ++object) {
        const std::uint64_t begin = parts_.object_begin[object];
        const std::span acts(parts_.by_object.data() + begin,
                             parts_.object_begin[object + 1] - begin);
        if (acts.empty()) continue;
        fill(static_cast<std::uint32_t>(object), acts);
        count_accounts(acts);
        times.first = std::min(times.first, acts.front().at);
        times.last = std::max(times.last, acts.back().at);
      }
    });
    if (parts_.by_object.empty()) return;
    Times all;
    for (const Times& times : of_workers) {
      all = {std::min(all.first, times.first), std::max(all.last, times.last)};
    }
    parts_.first_at = all.first;
    parts_.last_at = all.last;
  }

  void count_accounts(std::span<const ObjectAct> acts) {
    for (const ObjectAct& act : acts) {
      std::atomic_ref count(parts_.account_begin[std::size_t{act.account} + 1]);
      count.fetch_add(1, std::memory_order_relaxed);
    }
  }

  // Going through the objects in their order leaves every account's acts by (object, time). Each
  // thread goes through all of them and writes those of its own range of accounts.
  void index_accounts() {
    const std::size_t accounts = parts_.account_begin.size() - 1;
    parts_.by_account.resize(parts_.by_object.size());
    std::vector<std::uint64_t> next(parts_.account_begin.begin(), parts_.account_begin.end() - 1);
    const std::size_t ranges = pool_.threads();
    pool_.parallel_for(ranges, 1, [&](const Block& block) {
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

  TraceIndex::Parts parts_;
  ThreadPool& pool_;
};

}  // namespace

TraceIndex make_trace_index(std::uint32_t accounts, const std::vector<std::uint32_t>& sizes,
                            const FillActs& fill, TraceIndex::Parts about_objects,
                            ThreadPool& pool) {
  return Maker(std::move(about_objects), accounts, pool).make(sizes, fill);
}

TraceIndex without_accounts(const TraceIndex& traces, const std::vector<bool>& marked,
                            ThreadPool& pool) {
  const auto is_left = [&](const ObjectAct& act) { return !marked[act.account]; };
  std::vector<std::uint32_t> sizes(traces.objects());
  pool.parallel_for(sizes.size(), kObjectsAtOnce, [&](const Block& block) {
    for (std::size_t object = block.begin; object < block.end; ++object) {
      const auto acts = traces.on(static_cast<std::uint32_t>(object));
      sizes[object] = static_cast<std::uint32_t>(std::count_if(acts.begin(), acts.end(), is_left));
    }
  });
  TraceIndex::Parts about;
  about.kinds = traces.parts().kinds;
  about.sources = traces.parts().sources;
  about.source_accounts = traces.parts().source_accounts;
  about.source_keys = traces.parts().source_keys;
  about.published_at = traces.parts().published_at;
  about.account_groups = traces.parts().account_groups;
  const auto fill = [&](std::uint32_t object, std::span<ObjectAct> acts) {
    const auto before = traces.on(object);
    std::copy_if(before.begin(), before.end(), acts.begin(), is_left);
  };
  return make_trace_index(traces.accounts(), sizes, fill, std::move(about), pool);
}

}  // namespace overt
