#include "pipeline/ingest.h"

#include <algorithm>
#include <atomic>

#include <fmt/format.h>

#include "base/check.h"
#include "pipeline/account_languages.h"
#include "pipeline/chunk_traces.h"
#include "pipeline/event_reader.h"
#include "pipeline/join_wordings.h"
#include "pipeline/pair_search.h"
#include "pipeline/reject_log.h"

namespace overt {
namespace {

class Ingestion final : public BatchVisitor {
 public:
  Ingestion(const IngestOptions& options, ThreadPool& pool, Progress& progress)
      : options_(options),
        pool_(pool),
        progress_(progress),
        texts_(options.memory_bytes_max / kTextShare),
        reader_(options.input, options.reading, pool, progress),
        log_(std::make_unique<TraceLog>()),
        reject_log_(options.open_rejects) {}

  Result<std::unique_ptr<TraceLog>> run() {
    for (const auto& path : options_.input.paths) RETURN_IF_ERROR(read_input(path));
    RETURN_IF_ERROR(reject_log_.close());
    RETURN_IF_ERROR(log_->rejects.check(options_.input.max_rejects));
    log_->platform = reader_.platform();
    if (log_->events == 0) {
      if (log_->rejects.rejects > 0) return log_->rejects.none_usable();
      return Error{ErrorCode::kBadInput,
                   fmt::format("no event in {}: the input has a header but no records",
                               display_name(options_.input.paths.front()))};
    }
    if (log_->traces == 0) {
      log_->notes.push_back(fmt::format(
          "none of the events names an object of the kinds that are looked at ({}); see --objects",
          describe(options_.objects)));
    }
    log_->account_traces = log_->accounts.counts();
    log_->account_languages = languages_.groups(log_->accounts.id_bound());
    if (log_->spilled == nullptr) texts_.join(*log_, pool_, progress_);
    return std::move(log_);
  }

  EventVisitor& begin_chunk(std::size_t chunk, const Chunk& content) override {
    if (chunk == chunks_.size()) {
      TraceOptions trace_options;
      trace_options.objects = options_.objects | aside_kinds();
      if (options_.join_wordings) trace_options.kept_text_bytes_max = kComparedTextBytesMax;
      chunks_.push_back(std::make_unique<ChunkTraces>(
          trace_options, aside_kinds(), reader_.platform(), options_.publications, *chunk_heap_));
    }
    chunks_[chunk]->begin(content);
    return *chunks_[chunk];
  }

  // Resolves the names of the batch and moves its rows into the log.
  Result<void> end_batch(const std::string& path, std::size_t chunks,
                         const std::vector<OversizedRecord>& oversized) override {
    drop_duplicates(chunks);
    resolve_sources(chunks);
    resolve_names(chunks);
    for (const auto& record : oversized) {
      const KeptReject reject = keep_reject(record);
      RETURN_IF_ERROR(count_rejects(path, std::span(&reject, 1)));
    }
    for (std::size_t i = 0; i < chunks; ++i) {
      RETURN_IF_ERROR(count_rejects(path, chunks_[i]->rejects));
      keep_texts(*chunks_[i]);
      if (options_.languages) keep_languages(*chunks_[i]);
      count_events(*chunks_[i]);
      move_aside(*chunks_[i]);
      std::erase_if(chunks_[i]->rows, [](const join::Row& row) { return row.time == INT64_MIN; });
    }
    RETURN_IF_ERROR(move_rows(chunks));
    if (!is_large_ && log_->events > kLargeLog) move_to_huge_pages();
    return log_->rejects.check_early(options_.input.max_rejects);
  }

 private:
  // A small log is read before huge pages are cleared; of a large one what follows is read faster.
  void move_to_huge_pages() {
    is_large_ = true;
    chunks_.clear();
    chunk_heap_ = std::make_unique<HugePageHeap>(0);
  }

  Result<void> read_input(const std::string& path) {
    const std::uint64_t records_before = log_->rejects.records;
    const std::uint64_t rejects_before = log_->rejects.rejects;
    ASSIGN_OR_RETURN(auto summary, reader_.read(path, *this, log_->notes));
    summary.records = log_->rejects.records - records_before;
    summary.rejects = log_->rejects.rejects - rejects_before;
    log_->inputs.push_back(std::move(summary));
    return {};
  }

  void drop_duplicates(std::size_t count) {
    std::vector<std::vector<std::uint8_t>> seen(count);
    std::uint64_t identified = 0;
    for (std::size_t i = 0; i < count; ++i) {
      seen[i].assign(chunks_[i]->events_with_id, 0);
      identified += chunks_[i]->events_with_id;
    }
    if (identified == 0) return;
    std::vector<std::atomic<std::uint64_t>> duplicates(count);
    for_each_shard(kInternShards, [&](std::size_t shard) {
      for (std::size_t i = 0; i < count; ++i) {
        duplicates[i] += event_ids_.resolve(chunks_[i]->event_ids.shard(shard), seen[i]);
      }
    });
    for (std::size_t i = 0; i < count; ++i) {
      if (duplicates[i] > 0) chunks_[i]->drop_duplicates(seen[i]);
    }
  }

  void resolve_sources(std::size_t count) {
    bool any = false;
    for (std::size_t i = 0; i < count; ++i) any = any || !chunks_[i]->source_ids.empty();
    if (!any) return;
    for_each_shard(kInternShards, [&](std::size_t shard) {
      std::vector<ShardNames> batches;
      for (std::size_t i = 0; i < count; ++i) batches.push_back(sources_of(shard, *chunks_[i]));
      log_->sources.resolve(batches);
    });
    for (std::size_t i = 0; i < count; ++i) chunks_[i]->finish_source_ids();
  }

  // First the shards of the objects, then those of the accounts.
  void resolve_names(std::size_t count) {
    for_each_shard(2 * kInternShards, [&](std::size_t task) {
      const bool objects = task < kInternShards;
      const std::size_t shard = task % kInternShards;
      std::vector<ShardNames> batches;
      for (std::size_t i = 0; i < count; ++i) {
        if (chunks_[i]->rows.empty()) continue;
        batches.push_back(objects ? objects_of(shard, *chunks_[i])
                                  : accounts_of(shard, *chunks_[i]));
      }
      (objects ? log_->objects : log_->accounts).resolve(batches);
    });
    pool_.parallel_for(count, 1, [&](const Block& block) {
      for (std::size_t i = block.begin; i < block.end; ++i) {
        ChunkTraces& chunk = *chunks_[i];
        if (!chunk.rows.empty()) chunk.objects.copy_ids({&chunk.rows.front().item, kRowStride});
      }
    });
  }

  template <typename Resolve>
  void for_each_shard(std::size_t shards, const Resolve& resolve) {
    pool_.parallel_for(shards, 1, [&](const Block& block) {
      for (std::size_t shard = block.begin; shard < block.end; ++shard) resolve(shard);
    });
  }

  static constexpr std::size_t kRowStride = sizeof(join::Row) / sizeof(std::uint32_t);

  static ShardNames objects_of(std::size_t shard, ChunkTraces& chunk) {
    const auto* sources = chunk.source_ids.empty() ? nullptr : chunk.source_ids.data();
    return {chunk.objects.shard(shard), {&chunk.rows.front().item, kRowStride}, sources};
  }

  static ShardNames accounts_of(std::size_t shard, ChunkTraces& chunk) {
    return {chunk.accounts.shard(shard), {&chunk.rows.front().actor, kRowStride}, nullptr};
  }

  static ShardNames sources_of(std::size_t shard, ChunkTraces& chunk) {
    return {chunk.sources.shard(shard), {chunk.source_ids.data(), 1}, nullptr};
  }

  void keep_texts(const ChunkTraces& chunk) {
    for (const RowText& text : chunk.texts) {
      const join::Row& row = chunk.rows[text.place];
      if (row.time != INT64_MIN) texts_.keep(row.item, text.kind, text.normal);
    }
  }

  void keep_languages(const ChunkTraces& chunk) {
    for (const RowLanguage& language : chunk.languages) {
      const join::Row& row = chunk.rows[language.place];
      if (row.time != INT64_MIN) languages_.add(row.actor, language.code);
    }
  }

  void count_events(const ChunkTraces& chunk) {
    const bool first_events = log_->events == 0;
    log_->events += chunk.events;
    log_->rejects.records += chunk.events;
    log_->resolution.add(chunk.resolution);
    if (chunk.events > 0) {
      log_->first_at = first_events ? chunk.first_at : std::min(log_->first_at, chunk.first_at);
      log_->last_at = first_events ? chunk.last_at : std::max(log_->last_at, chunk.last_at);
    }
    log_->publications.insert(log_->publications.end(), chunk.publications.begin(),
                              chunk.publications.end());
  }

  Result<void> move_rows(std::size_t chunks) {
    for (std::size_t i = 0; i < chunks; ++i) log_->traces += chunks_[i]->rows.size();
    if (log_->spilled != nullptr) {
      for (std::size_t i = 0; i < chunks; ++i) {
        RETURN_IF_ERROR(log_->spilled->append(chunks_[i]->rows));
      }
      return {};
    }
    // Copied at once, as the system clears the pages of a new block when they are first written to.
    std::vector<std::span<join::Row>> places;
    for (std::size_t i = 0; i < chunks; ++i) {
      places.push_back(make_room(chunks_[i]->rows.size(), log_->rows));
    }
    pool_.parallel_for(chunks, 1, [&](const Block& block) {
      for (std::size_t i = block.begin; i < block.end; ++i) {
        std::copy(chunks_[i]->rows.begin(), chunks_[i]->rows.end(), places[i].begin());
      }
    });
    if (log_->traces > rows_held_max(*log_, options_.memory_bytes_max)) return spill();
    return {};
  }

  /// A kind that is joined is not kept apart.
  [[nodiscard]] ObjectSelection aside_kinds() const { return options_.aside & ~options_.objects; }

  // Takes the rows that are kept apart out of the chunk, as dropped ones are.
  void move_aside(ChunkTraces& chunk) {
    if (chunk.apart.empty()) return;
    join::Rows aside;
    for (const std::uint32_t place : chunk.apart) {
      join::Row& row = chunk.rows[place];
      if (row.time != INT64_MIN) aside.push_back(row);
      row.time = INT64_MIN;
    }
    std::copy(aside.begin(), aside.end(), make_room(aside.size(), log_->aside).begin());
  }

  // Adds so many rows, to be written, to the blocks, which double in size up to a limit.
  static std::span<join::Row> make_room(std::size_t rows, join::RowBlocks& blocks) {
    constexpr std::size_t kRowsPerBlockMin = std::size_t{1} << 15;
    constexpr std::size_t kRowsPerBlockMax = std::size_t{1} << 18;
    if (rows == 0) return {};
    if (blocks.empty() || blocks.back().capacity() - blocks.back().size() < rows) {
      const std::size_t before = blocks.empty() ? 0 : blocks.back().capacity();
      blocks.emplace_back().reserve(
          std::max(std::clamp(2 * before, kRowsPerBlockMin, kRowsPerBlockMax), rows));
    }
    join::Rows& block = blocks.back();
    block.resize(block.size() + rows);
    return std::span(block).last(rows);
  }

  // From now on rows go to scratch storage, those read so far too.
  Result<void> spill() {
    if (!options_.open_scratch) return {};
    texts_.stop();
    ASSIGN_OR_RETURN(auto store, options_.open_scratch());
    log_->spilled = std::make_unique<SpilledRows>(std::move(store));
    for (auto& rows : log_->rows) {
      RETURN_IF_ERROR(log_->spilled->append(rows));
      join::Rows().swap(rows);
    }
    log_->rows.clear();
    return {};
  }

  Result<void> count_rejects(const std::string& path, std::span<const KeptReject> rejects) {
    for (const auto& reject : rejects) log_->rejects.count(path, reject);
    return reject_log_.write(display_name(path), rejects);
  }

  const IngestOptions& options_;
  // The texts may take one part in so many of the memory.
  static constexpr std::uint64_t kTextShare = 4;
  static constexpr std::uint64_t kLargeLog = 500'000;  // events

  ThreadPool& pool_;
  Progress& progress_;
  KeptTexts texts_;
  AccountLanguages languages_;
  EventReader reader_;
  std::unique_ptr<TraceLog> log_;
  RejectLog reject_log_;
  SeenSet event_ids_;
  bool is_large_ = false;
  std::unique_ptr<HugePageHeap> chunk_heap_ =
      std::make_unique<HugePageHeap>(HugePageHeap::kNeverHuge);
  std::vector<std::unique_ptr<ChunkTraces>> chunks_;
};

}  // namespace

Result<std::unique_ptr<TraceLog>> ingest(const IngestOptions& options, ThreadPool& pool,
                                         Progress& progress) {
  CHECK(!options.input.paths.empty());
  return Ingestion(options, pool, progress).run();
}

}  // namespace overt
