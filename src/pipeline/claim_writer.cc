#include "pipeline/claim_writer.h"

#include <utility>

namespace overt {

ClaimWriter::~ClaimWriter() {
  const auto finished = finish();
  (void)finished;
}

Result<void> ClaimWriter::put(ClaimBatch batch, std::vector<ClaimTerm> terms) {
  return hand_over({std::move(batch), std::move(terms), {}});
}

Result<void> ClaimWriter::then(Then call) { return hand_over({{}, {}, std::move(call)}); }

Result<void> ClaimWriter::hand_over(Work work) {
  if (!thread_.joinable()) thread_ = std::jthread([this] { write_all(); });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.size() < kWaitingMax || !state_.ok(); });
  if (!state_.ok()) return state_;
  waiting_.push_back(std::move(work));
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
    auto written = write(work);
    if (written.ok()) continue;
    const std::lock_guard lock(mutex_);
    state_ = written.error();
    changed_.notify_all();
    return;
  }
}

Result<void> ClaimWriter::write(const Work& work) {
  if (work.then) return work.then(added_);
  ASSIGN_OR_RETURN(const AddedClaims added, store_.add(work.batch, work.terms));
  added_.added += added.added;
  added_.known += added.known;
  added_.seen_again += added.seen_again;
  return {};
}

}  // namespace overt
