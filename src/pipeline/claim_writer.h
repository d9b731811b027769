#pragma once
// ClaimWriter: writes batches into a store on a thread of its own, so that the next ones are
// decoded meanwhile. The store is the writer's from the first put() to finish(). Few batches wait,
// so that a fast decoder fills no memory. Used by one thread.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/result.h"
#include "model/claim.h"
#include "ports/claim_store.h"

namespace overt {

class ClaimWriter {
 public:
  explicit ClaimWriter(ClaimStore& store) : store_(store) {}
  ~ClaimWriter();
  ClaimWriter(const ClaimWriter&) = delete;
  ClaimWriter& operator=(const ClaimWriter&) = delete;

  /// The error of an earlier batch, where there was one; then nothing more is written.
  Result<void> put(ClaimBatch batch, std::vector<ClaimTerm> terms);
  /// Called on the writer's thread when what was handed over by now is in the store, with what
  /// became of it since the last finish().
  using Then = std::function<Result<void>(const AddedClaims&)>;
  Result<void> then(Then call);
  /// Everything that was handed over is in the store; what became of it since the last call.
  Result<AddedClaims> finish();

 private:
  struct Work {
    ClaimBatch batch;
    std::vector<ClaimTerm> terms;
    Then then;  // instead of a batch
  };
  static constexpr std::size_t kWaitingMax = 4;

  Result<void> hand_over(Work work);
  void write_all();
  Result<void> write(const Work& work);

  ClaimStore& store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> waiting_;
  bool ending_ = false;
  Result<void> state_;
  AddedClaims added_;
  std::jthread thread_;
};

}  // namespace overt
