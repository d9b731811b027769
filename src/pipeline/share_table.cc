#include "pipeline/share_table.h"

#include "base/arena.h"

namespace overt {

class ShareTable::ChunkShares final : public EventVisitor {
 public:
  explicit ChunkShares(HugePageHeap& heap) : names(heap), account_names(heap) {}

  void begin() {
    arena.clear();
    names.clear();
    account_names.clear();
    times.clear();
    rejects.clear();
    without_object = 0;
  }

  void on_event(const Event& event) override {
    if (event.object_id.empty()) {
      ++without_object;
      return;
    }
    const auto row = static_cast<std::uint32_t>(times.size());
    names.add(arena.keep(event.object_id), 0, 2 * row);
    names.add(arena.keep(event.content_id), 0, 2 * row + 1);
    account_names.add(arena.keep(event.account_id), 0, row);
    times.push_back(event.created_at);
  }
  void on_reject(const Reject& reject) override { rejects.push_back(keep_reject(reject)); }

  Arena arena;
  NameBatch names;  // object of row i at place 2i, its content at 2i + 1
  NameBatch account_names;
  std::vector<TimeUs> times;
  std::vector<KeptReject> rejects;
  std::uint64_t without_object = 0;
};

ShareTable::ShareTable() = default;
ShareTable::~ShareTable() = default;

EventVisitor& ShareTable::begin_chunk(std::size_t chunk, const Chunk&) {
  if (chunk == chunks_.size()) chunks_.push_back(std::make_unique<ChunkShares>(chunk_heap_));
  chunks_[chunk]->begin();
  return *chunks_[chunk];
}

Result<void> ShareTable::end_batch(const std::string& path, std::size_t chunks,
                                   const std::vector<OversizedRecord>& oversized) {
  for (const auto& record : oversized) rejects.count(path, keep_reject(record));
  for (std::size_t i = 0; i < chunks; ++i) {
    for (const auto& reject : chunks_[i]->rejects) rejects.count(path, reject);
    append(*chunks_[i]);
  }
  return {};
}

void ShareTable::append(ChunkShares& chunk) {
  const std::size_t rows = chunk.times.size();
  std::vector<std::uint32_t> ids(2 * rows);
  const std::size_t first = accounts.size();
  accounts.resize(first + rows);
  std::vector<ShardNames> of_names;
  std::vector<ShardNames> of_accounts;
  for (std::size_t shard = 0; shard < kInternShards; ++shard) {
    of_names.push_back({chunk.names.shard(shard), {ids.data(), 1}});
    of_accounts.push_back({chunk.account_names.shard(shard), {accounts.data() + first, 1}});
  }
  names.resolve(of_names);
  account_names.resolve(of_accounts);
  for (std::size_t row = 0; row < rows; ++row) {
    objects.push_back(ids[2 * row]);
    contents.push_back(ids[2 * row + 1]);
  }
  times.insert(times.end(), chunk.times.begin(), chunk.times.end());
  rejects.records += rows + chunk.without_object;
  without_object += chunk.without_object;
}

}  // namespace overt
