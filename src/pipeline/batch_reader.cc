#include "pipeline/batch_reader.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "base/check.h"

namespace overt {
namespace {

constexpr std::size_t kChunksInBatch = 8;  // a small one; for several threads to share
constexpr std::size_t kOversizedKept = std::size_t{4} << 10;

std::uint64_t lines_in(std::string_view bytes) {
  constexpr std::size_t kPiece = 255;  // what a byte can count; the sums stay narrow vectors
  std::uint64_t lines = 0;
  for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
    std::uint8_t count = 0;
    for (const char byte : bytes.substr(at, kPiece)) {
      count = static_cast<std::uint8_t>(count + static_cast<std::uint8_t>(byte == '\n'));
    }
    lines += count;
  }
  return lines;
}

}  // namespace

Result<std::unique_ptr<BatchReader>> BatchReader::open(std::unique_ptr<ByteSource> source,
                                                       const std::string& path,
                                                       const BatchOptions& options) {
  std::unique_ptr<BatchReader> reader(new BatchReader(std::move(source), path, options));
  RETURN_IF_ERROR(reader->fill(reader->carry_, kHeadBytes));
  if (reader->carry_.empty()) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("{} is empty; give a file with at least one record",
                             path == "-" ? "standard input" : path)};
  }
  return reader;
}

BatchReader::~BatchReader() {
  if (ahead_.valid()) ahead_.wait();
}

void BatchReader::start(const EventDecoder& decoder, std::size_t header_bytes,
                        std::uint64_t header_lines) {
  CHECK_LE(header_bytes, carry_.size());
  decoder_ = &decoder;
  carry_.erase(carry_.begin(), carry_.begin() + static_cast<std::ptrdiff_t>(header_bytes));
  line_ += header_lines;
  read_ahead({});
}

Result<Batch> BatchReader::next(UninitialisedBuffer spare) {
  CHECK(ahead_.valid());
  auto batch = ahead_.get();
  if (batch.ok() && !batch.value().last) read_ahead(std::move(spare));
  return batch;
}

void BatchReader::read_ahead(UninitialisedBuffer spare) {
  ahead_ = std::async(std::launch::async, [this, buffer = std::move(spare)]() mutable {
    return read_batch(std::move(buffer));
  });
}

// Reads until the buffer holds `target` bytes or the source ends.
Result<void> BatchReader::fill(UninitialisedBuffer& buffer, std::size_t target) {
  std::size_t size = buffer.size();
  if (size >= target || at_end_) return {};
  buffer.resize(target);
  while (size < target) {
    auto got = source_->read(std::span(buffer).subspan(size));
    if (!got.ok()) return std::move(got).error();
    if (got.value() == 0) {
      at_end_ = true;
      break;
    }
    size += got.value();
    bytes_ += got.value();
    if (bytes_ > options_.bytes_max) {
      return Error{ErrorCode::kLimitExceeded,
                   fmt::format("{}: holds more than {} bytes, unpacked; give it in parts", path_,
                               options_.bytes_max)};
    }
  }
  buffer.resize(size);
  return {};
}

Result<Batch> BatchReader::read_batch(UninitialisedBuffer buffer) {
  Batch batch;
  batch.buffer = std::move(buffer);
  // Of the largest batch from the first on: what is written to again need not be cleared again.
  batch.buffer.clear();
  batch.buffer.reserve(std::max(options_.batch_bytes, carry_.size()) + kDecodePadding);
  batch.buffer.assign(carry_.begin(), carry_.end());
  carry_.clear();
  std::size_t target = std::max(batch_bytes_, batch.buffer.size());
  for (;;) {
    RETURN_IF_ERROR(fill(batch.buffer, target));
    const std::size_t size = batch.buffer.size();
    batch.buffer.resize(size + kDecodePadding, '\0');
    cut(batch, size);
    if (!batch.chunks.empty() || batch.last) break;
    // Not one whole record in all of it: read on, up to the limit of a record.
    batch.buffer.resize(size);
    if (size > options_.record_bytes_max) {
      RETURN_IF_ERROR(skip_oversized(batch));
      target = std::max(options_.batch_bytes, batch.buffer.size());
    } else {
      target = size * 2;
    }
  }
  batch.bytes_consumed = source_->bytes_consumed();
  batch_bytes_ = std::min(2 * batch_bytes_, options_.batch_bytes);
  return batch;
}

void BatchReader::cut(Batch& batch, std::size_t size) {
  std::size_t at = 0;
  while (at < size) {
    const std::size_t length = cut_chunk(batch, at, size);
    if (length == 0) break;
    at += length;
  }
  if (at_end_ && at < size) {
    batch.chunks.push_back({{batch.buffer.data() + at, size - at}, line_, true});
    at = size;
  }
  if (at_end_) {
    batch.last = true;
    if (!batch.chunks.empty()) batch.chunks.back().last = true;
    return;
  }
  if (!batch.chunks.empty()) {
    carry_.assign(batch.buffer.data() + at, batch.buffer.data() + size);
  }
}

// Cuts one chunk of whole records at `at`; 0 where none ends before `size`.
std::size_t BatchReader::cut_chunk(Batch& batch, std::size_t at, std::size_t size) {
  std::size_t length = 0;
  const std::size_t wanted = std::min(options_.chunk_bytes, batch_bytes_ / kChunksInBatch + 1);
  for (std::size_t window = wanted; length == 0; window *= 2) {
    const std::size_t reach = std::min(window, size - at);
    length = decoder_->whole_records({batch.buffer.data() + at, reach});
    if (reach == size - at) break;
  }
  if (length == 0) return 0;
  const std::string_view bytes(batch.buffer.data() + at, length);
  batch.chunks.push_back({bytes, line_, false});
  line_ += lines_in(bytes);
  return length;
}

// Drops an overlong record up to the end of its line, keeping its beginning for the rejects.
Result<void> BatchReader::skip_oversized(Batch& batch) {
  OversizedRecord record;
  record.line = line_;
  record.beginning.assign(batch.buffer.data(), std::min(batch.buffer.size(), kOversizedKept));
  for (;;) {
    const auto* end =
        static_cast<const char*>(std::memchr(batch.buffer.data(), '\n', batch.buffer.size()));
    const std::size_t length = end == nullptr
                                   ? batch.buffer.size()
                                   : static_cast<std::size_t>(end - batch.buffer.data()) + 1;
    record.bytes += length;
    batch.buffer.erase(batch.buffer.begin(),
                       batch.buffer.begin() + static_cast<std::ptrdiff_t>(length));
    if (end != nullptr || at_end_) break;
    RETURN_IF_ERROR(fill(batch.buffer, options_.batch_bytes));
  }
  ++line_;
  batch.oversized.push_back(std::move(record));
  return {};
}

}  // namespace overt
