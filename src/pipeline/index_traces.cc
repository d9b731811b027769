#include "pipeline/index_traces.h"

#include <algorithm>
#include <numeric>

#include "kernel/intern/interner.h"

namespace overt {
namespace {

bool acts_on_content(ObjectKind kind) {
  return kind == ObjectKind::kRepost || kind == ObjectKind::kQuote || kind == ObjectKind::kReply;
}

/// When posts of the log were published, by the hash of their id.
class PublicationTimes {
 public:
  explicit PublicationTimes(std::vector<Publication> all) : all_(std::move(all)) {
    std::sort(all_.begin(), all_.end(), [](const Publication& x, const Publication& y) {
      return x.content != y.content ? x.content < y.content : x.at < y.at;
    });
  }
  [[nodiscard]] TimeUs of(std::uint64_t content) const {
    const auto found =
        std::lower_bound(all_.begin(), all_.end(), content,
                         [](const Publication& p, std::uint64_t c) { return p.content < c; });
    const bool known = found != all_.end() && found->content == content;
    return known ? found->at : TraceIndex::kNotKnown;
  }

 private:
  std::vector<Publication> all_;
};

void describe_objects(const TraceLog& log, TraceIndex::Parts& parts) {
  const PublicationTimes published(log.publications);
  const std::uint32_t bound = log.objects.id_bound();
  parts.kinds.assign(bound, ObjectKind::kGiven);
  if (!log.publications.empty()) parts.published_at.assign(bound, TraceIndex::kNotKnown);
  for (std::uint32_t id = 0; id < bound; ++id) {
    if (!log.objects.is_id(id)) continue;
    parts.kinds[id] = static_cast<ObjectKind>(log.objects.label(id));
    if (parts.published_at.empty() || !acts_on_content(parts.kinds[id])) continue;
    parts.published_at[id] = published.of(hash_name(log.objects.name(id), 0));
  }
}

/// Sources first, then the objects that have none, each a source of its own.
void describe_sources(const TraceLog& log, TraceIndex::Parts& parts) {
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
  for (std::uint32_t id = 0; id < parts.sources.size(); ++id) {
    if (!log.objects.is_id(id) || log.objects.value(id) != 0) continue;
    parts.source_keys[parts.sources[id]] =
        hash_name(log.objects.name(id), 1 + log.objects.label(id));
  }
}

}  // namespace

TraceIndex index_traces(const TraceLog& log, const join::Rows& sorted, ThreadPool& pool) {
  TraceIndexBuilder builder(log.objects.id_bound(), log.accounts.id_bound(), sorted.size());
  for (const join::Row& row : sorted) builder.add(row.item, {row.time, row.actor});
  TraceIndex::Parts about;
  describe_objects(log, about);
  describe_sources(log, about);
  about.account_groups = log.account_languages;
  return builder.finish(std::move(about), pool);
}

}  // namespace overt
