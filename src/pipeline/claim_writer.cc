#include "pipeline/claim_writer.h"

#include <utility>

namespace overt {

ClaimWriter::~ClaimWriter() {
  const auto finished = finish();
  (void)finished;
}

Result<void> ClaimWriter::put(ClaimBatch batch, std::vector<ClaimTerm> terms) {
  if (!thread_.joinable()) thread_ = std::jthread([this] { write_all(); });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.size() < kWaitingMax || !state_.ok(); });
  if (!state_.ok()) return state_;
  waiting_.push_back({std::move(batch), std::move(terms)});
  changed_.notify_all();
  return {};
}

Result<AddedClaims> ClaimWriter::finish() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  ending_ = false;
  waiting_.clear();
  if (!state_.ok()) return state_.error();
  return std::exchange(added_, {});
}

void ClaimWriter::write_all() {
  while (true) {
    Work work;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !waiting_.empty() || ending_; });
      if (waiting_.empty()) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
      changed_.notify_all();
    }
    const auto added = store_.add(work.batch, work.terms);
    const std::lock_guard lock(mutex_);
    if (!added.ok()) {
      state_ = added.error();
      changed_.notify_all();
      return;
    }
    added_.added += added.value().added;
    added_.known += added.value().known;
    added_.seen_again += added.value().seen_again;
  }
}

}  // namespace overt
