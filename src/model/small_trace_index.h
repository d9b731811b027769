#pragma once
// What tests of several modules share: an index from a handful of traces in any order. Every
// object is its own source unless said otherwise. Stateless; O(n log n).

#include <algorithm>
#include <tuple>
#include <vector>

#include "model/trace_index.h"

namespace overt {

struct SmallTrace {
  std::uint32_t account = 0;
  std::uint32_t object = 0;
  TimeUs at = 0;
};

inline TraceIndex small_trace_index(std::vector<SmallTrace> traces,
                                    std::vector<std::uint32_t> sources = {}) {
  std::sort(traces.begin(), traces.end(), [](const SmallTrace& x, const SmallTrace& y) {
    return std::tie(x.object, x.at, x.account) < std::tie(y.object, y.at, y.account);
  });
  std::uint32_t objects = 0;
  std::uint32_t accounts = 0;
  for (const auto& trace : traces) {
    objects = std::max(objects, trace.object + 1);
    accounts = std::max(accounts, trace.account + 1);
  }
  TraceIndexBuilder builder(objects, accounts, traces.size());
  for (const auto& trace : traces) builder.add(trace.object, {trace.at, trace.account});
  TraceIndex::Parts about;
  about.kinds.assign(objects, ObjectKind::kUrl);
  for (auto o = static_cast<std::uint32_t>(sources.size()); o < objects; ++o) sources.push_back(o);
  std::uint32_t count = 0;
  for (const auto source : sources) count = std::max(count, source + 1);
  about.sources = std::move(sources);
  about.source_accounts.assign(count, TraceIndex::kNoAccount);
  for (std::uint64_t s = 0; s < count; ++s) {
    about.source_keys.push_back((s + 1) * 0x9e3779b97f4a7c15ULL);
  }
  ThreadPool pool(1);
  return builder.finish(std::move(about), pool);
}

}  // namespace overt
