#include "pipeline/event_reader.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "adapters/parquet/parquet.h"
#include "base/check.h"
#include "pipeline/copying_source.h"
#include "pipeline/memory_source.h"

namespace overt {
namespace {

constexpr std::uint64_t kMappingBytesMax = std::uint64_t{1} << 20;
constexpr std::size_t kParquetEventsPerBatch = std::size_t{1} << 16;
/// What is decoded first to find a platform.
constexpr std::size_t kPlatformBytes = std::size_t{1} << 14;

// Keeps the platform of the first event that has one.
class FirstPlatform final : public EventVisitor {
 public:
  void on_event(const Event& event) override {
    if (platform.empty()) platform = event.platform;
  }
  void on_reject(const Reject&) override {}
  std::string platform;
};

// Cuts the one long stream of a Parquet file into batches of a single chunk.
class ParquetBatches final : public EventVisitor {
 public:
  /// `platform` is filled in from the first event that has one.
  ParquetBatches(const std::string& path, BatchVisitor& visitor, std::string& platform)
      : path_(path), visitor_(visitor), platform_(platform), chunk_(&visitor.begin_chunk(0, {})) {}

  void on_event(const Event& event) override {
    if (platform_.empty()) platform_ = event.platform;
    chunk_->on_event(event);
    count();
  }
  void on_reject(const Reject& reject) override {
    chunk_->on_reject(reject);
    count();
  }
  Result<void> finish() {
    end_batch();
    return std::move(state_);
  }

 private:
  void count() {
    if (++in_batch_ < kParquetEventsPerBatch) return;
    end_batch();
    in_batch_ = 0;
    chunk_ = &visitor_.begin_chunk(0, {});
  }
  void end_batch() {
    auto result = visitor_.end_batch(path_, 1, {});
    if (state_.ok()) state_ = std::move(result);
  }

  const std::string& path_;
  BatchVisitor& visitor_;
  std::string& platform_;
  EventVisitor* chunk_;
  std::size_t in_batch_ = 0;
  Result<void> state_;
};

// What is made of a chunk stays near the processor until its names are resolved; a batch has chunks
// enough for threads that are not equally fast.
constexpr std::size_t kChunkBytesMost = std::size_t{1} << 19;
constexpr std::size_t kChunksOfThread = 4;

// A small input is still cut for all threads.
std::size_t chunk_bytes_for(std::optional<std::uint64_t> input_bytes, std::size_t threads) {
  constexpr std::uint64_t kLeast = std::uint64_t{1} << 16;
  return std::clamp<std::uint64_t>(input_bytes.value_or(UINT64_MAX) / (2 * threads), kLeast,
                                   kChunkBytesMost);
}

}  // namespace

std::string display_name(std::string_view path) {
  return path == "-" ? "standard input" : std::string(path);
}

Result<InputSummary> EventReader::read(const std::string& path, BatchVisitor& visitor,
                                       std::vector<std::string>& notes) {
  InputSummary summary;
  summary.path = path;
  ASSIGN_OR_RETURN(auto source, open_source(path));
  progress_.begin("reading " + display_name(path), source->size().value_or(0), "bytes");
  BatchOptions batch;
  batch.record_bytes_max = input_.record_bytes_max;
  batch.bytes_max = input_.unpacked_bytes_max;
  batch.batch_bytes = kChunksOfThread * kChunkBytesMost * pool_.threads();
  batch.chunk_bytes = chunk_bytes_for(source->size(), pool_.threads());
  OpenedDecoder opened;  // outlives the reader, which cuts records on a thread of its own
  ASSIGN_OR_RETURN(auto reader, BatchReader::open(std::move(source), path, batch));
  const std::size_t first_note = notes.size();
  if (looks_like_parquet(reader->head())) {
    RETURN_IF_ERROR(read_parquet(path, visitor, summary, notes));
  } else {
    ASSIGN_OR_RETURN(opened, open_decoder_for(path, reader->head()));
    summary.format = name_of(opened.decoder->format());
    notes.insert(notes.end(), opened.notes.begin(), opened.notes.end());
    RETURN_IF_ERROR(read_records(path, opened, *reader, visitor));
  }
  for (std::size_t i = first_note; i < notes.size(); ++i) {
    if (!notes[i].starts_with(display_name(path))) notes[i] = display_name(path) + ": " + notes[i];
  }
  progress_.end();
  summary.sha256 = reader->source().sha256();
  summary.bytes = reader->source().bytes_consumed();
  return summary;
}

Result<std::unique_ptr<ByteSource>> EventReader::open_source(const std::string& path) {
  ByteSourceOptions options;
  options.hash = options_.hash_inputs;
  for (const auto& input : options_.in_memory) {
    if (input.path != path) continue;
    return std::unique_ptr<ByteSource>(std::make_unique<MemorySource>(input.bytes, options.hash));
  }
  if (path != "-") return open_byte_source(path, options);
  if (!options_.standard_input_from.empty()) {
    return open_byte_source(options_.standard_input_from, options);
  }
  ASSIGN_OR_RETURN(auto source, open_byte_source(path, options));
  if (options_.copy_standard_input_to.empty()) return source;
  ASSIGN_OR_RETURN(auto copy, create_byte_sink(options_.copy_standard_input_to));
  return std::unique_ptr<ByteSource>(
      std::make_unique<CopyingSource>(std::move(source), std::move(copy)));
}

Result<OpenedDecoder> EventReader::open_decoder_for(const std::string& path,
                                                    std::string_view head) {
  DecoderRequest request;
  request.path = display_name(path);
  request.options.record_bytes_max = input_.record_bytes_max;
  if (!input_.mapping_path.empty()) {
    ASSIGN_OR_RETURN(request.mapping, read_whole_file(input_.mapping_path, kMappingBytesMax));
    request.mapping_path = input_.mapping_path;
  }
  if (!input_.format.empty()) {
    request.format = event_format_from_name(input_.format);
    if (!request.format) {
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("unknown format '{}'; see overt help detect", input_.format)};
    }
  }
  return open_decoder(head, request);
}

// Mostly the first event has one, so a little is decoded before all of it is.
void EventReader::find_platform(const EventDecoder& decoder, std::string_view records) {
  if (decoder.format() == EventFormat::kCoortweet) return;  // it knows no platforms
  for (const std::size_t bytes : {std::min(kPlatformBytes, records.size()), records.size()}) {
    std::string padded(records.substr(0, bytes));
    const std::size_t whole = decoder.whole_records(padded);
    if (whole == 0 && bytes < records.size()) continue;  // one record is longer
    padded.resize(whole == 0 ? bytes : whole);
    const std::size_t length = padded.size();
    padded.append(kDecodePadding, '\0');
    FirstPlatform first;
    decoder.decode({std::string_view(padded).substr(0, length), 1, true}, first);
    platform_ = first.platform;
    if (!platform_.empty()) return;
  }
}

Result<void> EventReader::read_records(const std::string& path, const OpenedDecoder& opened,
                                       BatchReader& reader, BatchVisitor& visitor) {
  if (platform_.empty()) find_platform(*opened.decoder, reader.head().substr(opened.header_bytes));
  reader.start(*opened.decoder, opened.header_bytes, opened.header_lines);
  std::uint64_t consumed = 0;
  UninitialisedBuffer spare;
  for (bool last = false; !last;) {
    if (progress_.cancelled()) return Error{ErrorCode::kCancelled, "interrupted"};
    ASSIGN_OR_RETURN(Batch batch, reader.next(std::move(spare)));
    last = batch.last;
    std::vector<EventVisitor*> visitors;
    for (std::size_t i = 0; i < batch.chunks.size(); ++i) {
      visitors.push_back(&visitor.begin_chunk(i, batch.chunks[i]));
    }
    pool_.parallel_for(batch.chunks.size(), 1, [&](const Block& block) {
      for (std::size_t i = block.begin; i < block.end; ++i) {
        opened.decoder->decode(batch.chunks[i], *visitors[i]);
      }
    });
    RETURN_IF_ERROR(visitor.end_batch(path, batch.chunks.size(), batch.oversized));
    progress_.advance(batch.bytes_consumed - consumed);
    consumed = batch.bytes_consumed;
    spare = std::move(batch.buffer);
  }
  return {};
}

Result<void> EventReader::read_parquet(const std::string& path, BatchVisitor& visitor,
                                       InputSummary& summary, std::vector<std::string>& notes) {
  if (path == "-") {
    return Error{ErrorCode::kInvalidArgument,
                 "Parquet cannot be read from standard input; give the file's name"};
  }
  summary.format = name_of(EventFormat::kParquet);
  ParquetReadOptions options;
  options.threads = pool_.threads();
  ParquetBatches batches(path, visitor, platform_);
  ASSIGN_OR_RETURN(const auto read, read_parquet_events(path, options, batches, progress_));
  notes.insert(notes.end(), read.notes.begin(), read.notes.end());
  return batches.finish();
}

}  // namespace overt
