#include "pipeline/index_traces.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <span>

#include "kernel/intern/interner.h"

namespace overt {
namespace {

constexpr std::size_t kIdsAtOnce = 8192;

bool acts_on_content(ObjectKind kind) {
  return kind == ObjectKind::kRepost || kind == ObjectKind::kQuote || kind == ObjectKind::kReply;
}

/// When posts of the log were published, by the hash of their id.
class PublicationTimes {
 public:
  explicit PublicationTimes(std::vector<PublishedPost> all) : all_(std::move(all)) {
    std::sort(all_.begin(), all_.end(), [](const PublishedPost& x, const PublishedPost& y) {
      return x.content != y.content ? x.content < y.content : x.at < y.at;
    });
  }
  [[nodiscard]] TimeUs of(std::uint64_t content) const {
    const auto found =
        std::lower_bound(all_.begin(), all_.end(), content,
                         [](const PublishedPost& p, std::uint64_t c) { return p.content < c; });
    const bool known = found != all_.end() && found->content == content;
    return known ? found->at : TraceIndex::kNotKnown;
  }

 private:
  std::vector<PublishedPost> all_;
};

template <typename Visit>
void for_each_id(std::uint32_t bound, ThreadPool& pool, const Visit& visit) {
  pool.parallel_for(bound, kIdsAtOnce, [&](const Block& block) {
    for (std::size_t id = block.begin; id < block.end; ++id) visit(static_cast<std::uint32_t>(id));
  });
}

/// How many rows each object has.
std::vector<std::uint32_t> sizes_of(const join::Rows& sorted, std::uint32_t objects) {
  std::vector<std::uint32_t> sizes(objects, 0);
  for (const join::Row& row : sorted) ++sizes[row.item];
  return sizes;
}

void describe_objects(const TraceLog& log, TraceIndex::Parts& parts, ThreadPool& pool) {
  const PublicationTimes published(log.publications);
  const std::uint32_t bound = log.objects.id_bound();
  parts.kinds.assign(bound, ObjectKind::kGiven);
  if (!log.publications.empty()) parts.published_at.assign(bound, TraceIndex::kNotKnown);
  for_each_id(bound, pool, [&](std::uint32_t id) {
    if (!log.objects.is_id(id)) return;
    parts.kinds[id] = static_cast<ObjectKind>(log.objects.label(id));
    if (parts.published_at.empty() || !acts_on_content(parts.kinds[id])) return;
    parts.published_at[id] = published.of(hash_name(log.objects.name(id), 0));
  });
}

/// Sources first, then the objects that have none, each a source of its own.
void describe_sources(const TraceLog& log, TraceIndex::Parts& parts, ThreadPool& pool) {
  parts.sources = log.source_of_object();
  if (parts.sources.empty()) {
    parts.sources.resize(log.objects.id_bound());
    std::iota(parts.sources.begin(), parts.sources.end(), 0U);
  }
  const std::uint32_t bound = log.sources.id_bound();
  std::uint32_t count = bound;
  for (const auto source : parts.sources) count = std::max(count, source + 1);
  parts.source_accounts.assign(count, TraceIndex::kNoAccount);
  parts.source_keys.assign(count, 0);
  for (std::uint32_t id = 0; id < bound; ++id) {
    if (!log.sources.is_id(id)) continue;
    const std::string_view name = log.sources.name(id);
    parts.source_keys[id] = hash_name(name, 0);
    // kNoId and kNoAccount are the same number.
    parts.source_accounts[id] = log.accounts.find(name, 0);
  }
  const auto objects = static_cast<std::uint32_t>(parts.sources.size());
  for_each_id(objects, pool, [&](std::uint32_t id) {
    if (!log.objects.is_id(id) || log.objects.value(id) != 0) return;
    parts.source_keys[parts.sources[id]] =
        hash_name(log.objects.name(id), 1 + log.objects.label(id));
  });
}

}  // namespace

TraceIndex index_traces(const TraceLog& log, const join::Rows& sorted, ThreadPool& pool) {
  const auto sizes = sizes_of(sorted, log.objects.id_bound());
  std::vector<std::uint64_t> begins(sizes.size() + 1, 0);
  std::partial_sum(sizes.begin(), sizes.end(), begins.begin() + 1, std::plus<std::uint64_t>());
  const auto fill = [&](std::uint32_t object, std::span<ObjectAct> acts) {
    const join::Row* row = sorted.data() + begins[object];
    for (ObjectAct& act : acts) {
      act = {row->time, row->actor};
      ++row;
    }
  };
  TraceIndex::Parts about;
  describe_objects(log, about, pool);
  describe_sources(log, about, pool);
  about.account_groups = log.account_languages;
  return make_trace_index(log.accounts.id_bound(), sizes, fill, std::move(about), pool);
}

}  // namespace overt
