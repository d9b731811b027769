#pragma once
// ShareTable: a share log as four columns of ids and times, in the order of the input, for counting
// as CooRTweet does. Rows are kept as they stand: nothing is deduplicated.

#include <cstdint>
#include <memory>
#include <vector>

#include "kernel/intern/interner.h"
#include "pipeline/event_reader.h"
#include "pipeline/reject_log.h"

namespace overt {

class ShareTable final : public BatchVisitor {
 public:
  ShareTable();
  ~ShareTable() override;

  EventVisitor& begin_chunk(std::size_t chunk, const Chunk& content) override;
  Result<void> end_batch(const std::string& path, std::size_t chunks,
                         const std::vector<OversizedRecord>& oversized) override;

  std::vector<std::uint32_t> objects;   // ids in `names`
  std::vector<std::uint32_t> accounts;  // ids in `account_names`
  std::vector<std::uint32_t> contents;  // ids in `names`: one dictionary with the objects
  std::vector<TimeUs> times;
  Interner names;
  Interner account_names;
  std::uint64_t without_object = 0;  // events that name no object, left out
  RejectCounts rejects;

 private:
  class ChunkShares;
  void append(ChunkShares& chunk);

  HugePageHeap chunk_heap_;
  std::vector<std::unique_ptr<ChunkShares>> chunks_;
};

}  // namespace overt
