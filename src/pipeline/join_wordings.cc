#include "pipeline/join_wordings.h"

#include <algorithm>

#include <fmt/format.h>

namespace overt {
namespace {

constexpr std::uint64_t kBytesPerUse = sizeof(TextUse);

bool is_text(ObjectKind kind) {
  return kind == ObjectKind::kText || kind == ObjectKind::kTranscript;
}

template <typename Body>
void for_each_row(TraceLog& log, const Body& body) {
  for (auto& block : log.rows) {
    for (auto& row : block) body(row);
  }
}

void report(const TextClusterCounts& counts, TraceLog& log) {
  if (counts.joined > 0) {
    log.notes.push_back(fmt::format(
        "{} of {} texts differ from another one in spelling or in a few words; they count as {}",
        counts.joined, counts.texts,
        counts.objects == 1 ? "one object with it" : fmt::format("{} objects", counts.objects)));
  }
  if (counts.large_buckets > 0) {
    log.limits.push_back({"texts_alike", counts.bucket_max, counts.large_buckets,
                          "wordings that very many texts vary may count as several objects"});
  }
  if (counts.uses_left_out > 0) {
    log.limits.push_back({"texts_used", 0, counts.uses_left_out,
                          "texts that are alike are too many for --memory: each stays an object of "
                          "its own"});
  }
}

}  // namespace

void KeptTexts::keep(std::uint32_t object, ObjectKind kind, std::string_view normal) {
  if (stopped_ || !is_text(kind)) return;
  if (object >= kept_.size()) kept_.resize(std::max<std::size_t>(object + 1, 2 * kept_.size()));
  if (kept_[object]) return;
  kept_[object] = true;
  bytes_ += normal.size() + kBytesPerText;
  if (bytes_ > bytes_max_) {
    stop();
    too_many_ = true;
    return;
  }
  texts_.push_back({object, kind, arena_.keep(normal)});
}

void KeptTexts::stop() {
  stopped_ = true;
  std::vector<ObjectText>().swap(texts_);
  std::vector<bool>().swap(kept_);
  arena_ = Arena();
}

void KeptTexts::join(TraceLog& log, ThreadPool& pool, Progress& progress) {
  if (too_many_) {
    log.limits.push_back({"texts_compared", bytes_max_, log.objects.size(),
                          "the texts are too many for --memory to be compared with each other: "
                          "only equal ones count as one object"});
  }
  if (stopped_ || texts_.size() < 2) return;
  progress.begin("comparing texts", 0, "texts");
  TextClusterOptions options;
  options.uses_max = std::max<std::uint64_t>(bytes_max_ / kBytesPerUse, 1U << 20);
  TextClusters clusters(texts_, options, pool);
  if (!clusters.empty()) {
    for_each_row(log, [&](const join::Row& row) {
      clusters.add_use({row.item, row.actor, row.time});
    });
    for (const SameText& same : clusters.finish()) {
      if (same.object >= log.stands_for.size()) {
        const auto before = static_cast<std::uint32_t>(log.stands_for.size());
        log.stands_for.resize(same.object + 1);
        for (std::uint32_t i = before; i < log.stands_for.size(); ++i) log.stands_for[i] = i;
      }
      log.stands_for[same.object] = same.stands_for;
    }
    if (!log.stands_for.empty()) {
      for_each_row(log, [&](join::Row& row) { row.item = log.object_of(row.item); });
    }
  }
  report(clusters.counts(), log);
  progress.end();
  stop();
}

}  // namespace overt
