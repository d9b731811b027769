#pragma once
// EventReader: opens the inputs of a run one after the other, recognises what they are, and
// decodes them batch by batch, the chunks of a batch on all threads. One thread drives it.

#include <string>
#include <string_view>
#include <vector>

#include "base/parallel.h"
#include "base/progress.h"
#include "base/result.h"
#include "model/run.h"
#include "model/visitor.h"
#include "pipeline/batch_reader.h"
#include "pipeline/pipeline.h"

namespace overt {

/// Who takes the events of a batch.
class BatchVisitor {
 public:
  virtual ~BatchVisitor() = default;
  /// The visitor of the chunk with this number in the batch; its views that lie inside
  /// `content`
  /// stay valid until end_batch() returns. Called by one thread, before the chunk is decoded.
  virtual EventVisitor& begin_chunk(std::size_t chunk, const Chunk& content) = 0;
  /// All chunks up to `chunks` are decoded.
  virtual Result<void> end_batch(const std::string& path, std::size_t chunks,
                                 const std::vector<OversizedRecord>& oversized) = 0;
};

/// An input that lies in memory, under the path that stands for it.
struct InputInMemory {
  std::string path;
  std::string_view bytes;  // outlive the reading
};

struct EventReaderOptions {
  bool hash_inputs = false;  // SHA-256 of every input
  /// First reading: standard input is copied there. Empty: it is not.
  std::string copy_standard_input_to;
  /// Later reading: what "-" stands for. Empty: standard input itself.
  std::string standard_input_from;
  std::vector<InputInMemory> in_memory;
};

class EventReader {
 public:
  EventReader(const InputOptions& input, EventReaderOptions options, ThreadPool& pool,
              Progress& progress)
      : input_(input), options_(std::move(options)), pool_(pool), progress_(progress) {}

  /// Reads the whole input `path`. `records` and `rejects` of the summary are the visitor's to
  /// fill in; notes are appended with the path before them.
  Result<InputSummary> read(const std::string& path, BatchVisitor& visitor,
                            std::vector<std::string>& notes);

  /// The platform of the first event that has one, of the first input that has one (of a text
  /// file: in its first MiB); empty until such an input is read. Does not change between
  /// begin_chunk() and end_batch() of an event that has a platform.
  [[nodiscard]] const std::string& platform() const { return platform_; }

 private:
  Result<std::unique_ptr<ByteSource>> open_source(const std::string& path);
  Result<OpenedDecoder> open_decoder_for(const std::string& path, std::string_view head);
  Result<void> read_records(const std::string& path, const OpenedDecoder& opened,
                            BatchReader& reader, BatchVisitor& visitor);
  Result<void> read_parquet(const std::string& path, BatchVisitor& visitor, InputSummary& summary,
                            std::vector<std::string>& notes);
  void find_platform(const EventDecoder& decoder, std::string_view records);

  const InputOptions& input_;
  EventReaderOptions options_;
  ThreadPool& pool_;
  Progress& progress_;
  std::string platform_;
};

/// "standard input" for "-".
std::string display_name(std::string_view path);

}  // namespace overt
