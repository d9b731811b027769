#pragma once
// What tests of several modules share: an index from a handful of traces in any order. Every
// object is its own source unless said otherwise. Stateless; O(n log n).

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "model/trace_index.h"

namespace overt {

struct SmallTrace {
  std::uint32_t account = 0;
  std::uint32_t object = 0;
  TimeUs at = 0;
};

/// Traces and what is known of their objects; what is left out at the end of a list is its default.
struct SmallLog {
  std::vector<SmallTrace> traces;
  std::vector<std::uint32_t> sources;          // by object; else a source of its own
  std::vector<std::uint32_t> source_accounts;  // by source; else none
  std::vector<TimeUs> published_at;            // by object; else not known
  std::vector<std::uint64_t> source_keys;      // by source; else from its number
  std::uint32_t accounts = 0;                  // at least so many
  std::vector<std::uint8_t> account_groups;    // by account; 0 at the end of the list
  ObjectKind kind = ObjectKind::kUrl;          // of all objects
};

/// Of traces by (object, time, account); `about` is given for as many objects as there are.
inline TraceIndex index_of_sorted(const std::vector<SmallTrace>& traces, std::uint32_t accounts,
                                  TraceIndex::Parts about) {
  std::vector<std::uint32_t> sizes(about.kinds.size(), 0);
  for (const SmallTrace& trace : traces) ++sizes[trace.object];
  const auto fill = [&](std::uint32_t object, std::span<ObjectAct> acts) {
    auto trace =
        std::lower_bound(traces.begin(), traces.end(), object,
                         [](const SmallTrace& x, std::uint32_t o) { return x.object < o; });
    for (ObjectAct& act : acts) {
      act = {trace->at, trace->account};
      ++trace;
    }
  };
  ThreadPool pool(2);
  return make_trace_index(accounts, sizes, fill, std::move(about), pool);
}

inline TraceIndex index_of(SmallLog log) {
  std::vector<SmallTrace>& traces = log.traces;
  std::sort(traces.begin(), traces.end(), [](const SmallTrace& x, const SmallTrace& y) {
    return std::tie(x.object, x.at, x.account) < std::tie(y.object, y.at, y.account);
  });
  auto objects = static_cast<std::uint32_t>(log.sources.size());
  std::uint32_t accounts = log.accounts;
  for (const auto& trace : traces) {
    objects = std::max(objects, trace.object + 1);
    accounts = std::max(accounts, trace.account + 1);
  }
  TraceIndex::Parts about;
  about.kinds.assign(objects, log.kind);
  for (auto o = static_cast<std::uint32_t>(log.sources.size()); o < objects; ++o) {
    log.sources.push_back(o);
  }
  std::uint32_t count = 0;
  for (const auto source : log.sources) count = std::max(count, source + 1);
  about.sources = std::move(log.sources);
  about.source_accounts = std::move(log.source_accounts);
  about.source_accounts.resize(count, TraceIndex::kNoAccount);
  about.source_keys = std::move(log.source_keys);
  for (std::uint64_t s = about.source_keys.size(); s < count; ++s) {
    about.source_keys.push_back((s + 1) * 0x9e3779b97f4a7c15ULL);
  }
  if (!log.published_at.empty()) {
    about.published_at = std::move(log.published_at);
    about.published_at.resize(objects, TraceIndex::kNotKnown);
  }
  if (!log.account_groups.empty()) {
    about.account_groups = std::move(log.account_groups);
    about.account_groups.resize(accounts, 0);
  }
  return index_of_sorted(traces, accounts, std::move(about));
}

inline TraceIndex small_trace_index(std::vector<SmallTrace> traces,
                                    std::vector<std::uint32_t> sources = {}) {
  SmallLog log;
  log.traces = std::move(traces);
  log.sources = std::move(sources);
  return index_of(std::move(log));
}

}  // namespace overt
