#pragma once
// BatchReader: reads one input ahead of its decoding and cuts it at record ends, so that the
// chunks of a batch can be decoded on several threads. One reader per input, used by one thread;
// it reads the next batch on a thread of its own meanwhile.

#include <algorithm>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/uninitialised.h"
#include "ports/byte_source.h"
#include "stages/events/decode_events.h"

namespace overt {

/// A record over the limit: its beginning, and where it stood.
struct OversizedRecord {
  std::uint64_t line = 0;
  std::uint64_t bytes = 0;
  std::string beginning;
};

struct Batch {
  UninitialisedBuffer buffer;  // with kDecodePadding bytes after the last chunk
  std::vector<Chunk> chunks;
  std::vector<OversizedRecord> oversized;
  std::uint64_t bytes_consumed = 0;  // as stored, up to here
  bool last = false;
};

struct BatchOptions {
  // At most. The first batch is what was read to look at, and each is twice the one before, so that
  // a small input takes little memory and is decoded while the rest of it is read.
  std::size_t chunk_bytes = std::size_t{1} << 19;
  std::size_t batch_bytes = std::size_t{16} << 20;
  std::uint64_t record_bytes_max = std::uint64_t{16} << 20;
  std::uint64_t bytes_max = ~std::uint64_t{0};  // of the input, unpacked; more is kLimitExceeded
};

class BatchReader {
 public:
  /// Reads the beginning of the source. An empty source is an error.
  static Result<std::unique_ptr<BatchReader>> open(std::unique_ptr<ByteSource> source,
                                                   const std::string& path,
                                                   const BatchOptions& options);
  ~BatchReader();

  /// The first bytes of the input, up to 1 MiB.
  [[nodiscard]] std::string_view head() const { return {carry_.data(), carry_.size()}; }
  [[nodiscard]] ByteSource& source() { return *source_; }

  /// Begins cutting; the decoder must outlive the reader.
  void start(const EventDecoder& decoder, std::size_t header_bytes, std::uint64_t header_lines);
  /// The next batch; the one with last = true ends the input. `spare`, the buffer of a batch that
  /// is done with, is read into again.
  Result<Batch> next(UninitialisedBuffer spare = {});

 private:
  BatchReader(std::unique_ptr<ByteSource> source, std::string path, const BatchOptions& options)
      : source_(std::move(source)),
        path_(std::move(path)),
        options_(options),
        batch_bytes_(std::min(kHeadBytes, options.batch_bytes)) {}

  void read_ahead(UninitialisedBuffer spare);
  Result<Batch> read_batch(UninitialisedBuffer buffer);
  Result<void> fill(UninitialisedBuffer& buffer, std::size_t target);
  void cut(Batch& batch, std::size_t size);
  std::size_t cut_chunk(Batch& batch, std::size_t at, std::size_t size);
  Result<void> skip_oversized(Batch& batch);

  std::unique_ptr<ByteSource> source_;
  std::string path_;
  static constexpr std::size_t kHeadBytes = std::size_t{1} << 20;

  BatchOptions options_;
  std::size_t batch_bytes_;  // of the next one
  std::uint64_t bytes_ = 0;  // read, unpacked
  const EventDecoder* decoder_ = nullptr;
  UninitialisedBuffer carry_;  // read, not yet handed out
  std::uint64_t line_ = 1;
  bool at_end_ = false;
  std::future<Result<Batch>> ahead_;
};

}  // namespace overt
