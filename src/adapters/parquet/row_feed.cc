#include "adapters/parquet/row_feed.h"

#include <utility>

namespace overt {

std::unique_ptr<RowGroup> RowFeed::take_empty() {
  {
    const std::lock_guard lock(mutex_);
    if (!empty_.empty()) {
      auto rows = std::move(empty_.back());
      empty_.pop_back();
      return rows;
    }
  }
  auto rows = std::make_unique<RowGroup>();
  rows->columns.resize(columns_);
  return rows;
}

bool RowFeed::push(std::unique_ptr<RowGroup> rows) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stopped_ || waiting_.size() < kGroupsMax; });
  if (stopped_) return false;
  waiting_.push_back(std::move(rows));
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

std::unique_ptr<RowGroup> RowFeed::pop() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return ended_ || !waiting_.empty(); });
  if (waiting_.empty()) return nullptr;
  auto rows = std::move(waiting_.front());
  waiting_.pop_front();
  changed_.notify_all();
  return rows;
}

void RowFeed::give_back(std::unique_ptr<RowGroup> rows) {
  for (GroupColumn& column : rows->columns) {
    column.validity.clear();
    column.nulls = 0;
    column.values.clear();
    column.text.clear();
    column.offsets.clear();
  }
  rows->rows = 0;
  const std::lock_guard lock(mutex_);
  empty_.push_back(std::move(rows));
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
