#include "adapters/parquet/row_feed.h"

#include <utility>

namespace overt {

std::unique_ptr<RowBlock> RowFeed::take_empty() {
  {
    const std::lock_guard lock(mutex_);
    if (!empty_.empty()) {
      auto block = std::move(empty_.back());
      empty_.pop_back();
      return block;
    }
  }
  auto block = std::make_unique<RowBlock>();
  block->columns.resize(columns_);
  return block;
}

bool RowFeed::push(std::unique_ptr<RowBlock> block) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stopped_ || waiting_.size() < kBlocksMax; });
  if (stopped_) return false;
  waiting_.push_back(std::move(block));
  changed_.notify_all();
  return true;
}

void RowFeed::end(bool whole) {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  whole_ = whole;
  if (!whole) waiting_.clear();
  changed_.notify_all();
}

std::unique_ptr<RowBlock> RowFeed::pop() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return ended_ || !waiting_.empty(); });
  if (waiting_.empty()) return nullptr;
  auto block = std::move(waiting_.front());
  waiting_.pop_front();
  changed_.notify_all();
  return block;
}

void RowFeed::give_back(std::unique_ptr<RowBlock> block) {
  for (BlockColumn& column : block->columns) {
    column.values.clear();
    column.text.clear();
    column.lengths.clear();
  }
  block->rows = 0;
  const std::lock_guard lock(mutex_);
  empty_.push_back(std::move(block));
}

void RowFeed::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

bool RowFeed::whole() const {
  const std::lock_guard lock(mutex_);
  return whole_;
}

}  // namespace overt
