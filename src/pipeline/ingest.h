#pragma once
// Ingestion: inputs → events → traces → numbers. Chunks of a batch are decoded on all threads,
// each to its own ChunkTraces; the names of a batch are then resolved shard by shard. Ids, rejects
// and rows come out in the order of the input, at any number of threads.

#include <functional>
#include <memory>

#include "base/parallel.h"
#include "base/progress.h"
#include "base/result.h"
#include "pipeline/event_reader.h"
#include "pipeline/pipeline.h"
#include "pipeline/trace_log.h"
#include "ports/byte_sink.h"
#include "ports/scratch.h"
#include "stages/traces/extract_traces.h"

namespace overt {

struct IngestOptions {
  InputOptions input;
  ObjectSelection objects;
  ObjectSelection aside;  // kinds kept apart, beside `objects`; not spilled
  EventReaderOptions reading;
  std::uint64_t memory_bytes_max = UINT64_MAX;
  bool publications = false;  // keep when posts were published
  /// Texts that are one wording become one object, where the log fits the memory.
  bool join_wordings = false;
  bool languages = false;  // keep which language each account mostly acts in
  /// Where rows go that do not fit the memory; opened when it comes to that.
  std::function<Result<std::unique_ptr<ScratchStore>>()> open_scratch;
  /// Opens the file of rejects when the first one comes; empty: they are only counted.
  std::function<Result<std::unique_ptr<ByteSink>>()> open_rejects;
};

/// Errors: an input that cannot be read or understood; more rejects than the stated share; no
/// event at all; kCancelled.
Result<std::unique_ptr<TraceLog>> ingest(const IngestOptions& options, ThreadPool& pool,
                                         Progress& progress);

}  // namespace overt
