#pragma once
// ChunkTraces: what one thread makes of one chunk of input, before names are resolved to ids.
// Internal to ingestion; one thread at a time.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/huge_page_heap.h"
#include "kernel/intern/interner.h"
#include "kernel/join/row.h"
#include "model/visitor.h"
#include "pipeline/reject_log.h"
#include "pipeline/trace_log.h"
#include "stages/events/decode_events.h"
#include "stages/pairs/time_resolution.h"
#include "stages/traces/extract_traces.h"

namespace overt {

/// The normal text of a row's object.
struct RowText {
  std::uint32_t place = 0;
  ObjectKind kind = ObjectKind::kText;
  std::string_view normal;
};

/// What an event says of its account's language (account_languages.h).
struct RowLanguage {
  std::uint32_t place = 0;
  std::uint32_t code = 0;
};

class ChunkTraces final : public EventVisitor {
 public:
  /// `platform`, the run's first, may become known after chunks without one. The heap may be shared
  /// with other chunks.
  ChunkTraces(const TraceOptions& options, const ObjectSelection& aside,
              const std::string& platform, bool keep_publications, HugePageHeap& heap)
      : rows(heap),
        source_ids(heap),
        accounts(heap),
        objects(heap),
        sources(heap),
        event_ids(heap),
        extractor_(options),
        aside_kinds_(aside),
        platform_(platform),
        keep_publications_(keep_publications) {}

  /// Empties everything; names that lie inside the chunk need no copy until it is done.
  void begin(const Chunk& content);
  void on_event(const Event& event) override;
  void on_reject(const Reject& reject) override;

  /// Takes the events out whose id was seen before: `seen` by event with an id, in order.
  void drop_duplicates(const std::vector<std::uint8_t>& seen);
  /// Adds one to each source id, so that 0 means none.
  void finish_source_ids();

  // By row, written to in no order when names are resolved: item and actor,
  std::vector<join::Row, HugePageAllocator<join::Row>> rows;
  // and the source; empty where the chunk has none at all.
  std::vector<std::uint32_t, HugePageAllocator<std::uint32_t>> source_ids;
  std::vector<std::uint32_t> apart;  // the rows of kinds that are kept apart
  NameBatch accounts;
  FoldingBatch objects;
  NameBatch sources;
  NameBatch event_ids;
  std::vector<PublishedPost> publications;
  std::vector<RowLanguage> languages;  // of events with a row
  std::vector<RowText> texts;          // where the extractor was asked for them
  std::vector<KeptReject> rejects;
  std::uint64_t events = 0;
  std::uint32_t events_with_id = 0;
  TimeUs first_at = INT64_MAX;
  TimeUs last_at = INT64_MIN;
  ResolutionCounts resolution;

 private:
  struct IdentifiedEvent {
    std::uint64_t line = 0;
    std::string_view event_id;
    std::uint32_t row_begin = 0;
    std::uint32_t row_end = 0;
  };

  std::string_view keep(std::string_view text);
  KeptReject duplicate(const IdentifiedEvent& event, std::size_t& at, std::uint64_t& line) const;

  TraceExtractor extractor_;
  ObjectSelection aside_kinds_;
  const std::string& platform_;
  bool keep_publications_;
  Chunk content_;
  Arena arena_;
  std::vector<Trace> traces_;
  std::vector<IdentifiedEvent> identified_;
};

}  // namespace overt
