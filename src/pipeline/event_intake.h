#pragma once
// EventIntake: batches of canonical events that programs send, DATA/events/. A batch is on the disk
// before it is acknowledged; batches that come at the same time share one flush. A batch that comes
// again with its key is answered as it was and kept once, also after a restart. Runs read a period
// out of what was kept.
//
// Thread safety: thread-safe. Cost of a batch: decoding it, on the caller's thread, and one flush.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/files/segment_log.h"
#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "pipeline/event_batch.h"
#include "ports/byte_sink.h"

namespace overt {

struct EventIntakeLimits {
  std::uint64_t batch_bytes_max = std::uint64_t{4} << 20;
  double rejects_share_max = 0.01;
  std::uint64_t segment_bytes_max = std::uint64_t{256} << 20;
  std::uint64_t bytes_max = std::uint64_t{64} << 30;          // of all that is kept
  std::uint64_t spare_bytes_min = std::uint64_t{1} << 30;     // left free on the disk
  std::uint64_t waiting_bytes_max = std::uint64_t{64} << 20;  // being taken in at one time
  TimeUs kept_for = 30 * kMicrosPerDay;                       // after it was taken in
  std::size_t keys_max = 200'000;                             // the newest
  TimeUs keys_kept_for = kMicrosPerDay;
};

enum class BatchTaken : std::uint8_t {
  kStored,          // and on the disk
  kAgain,           // it was stored before: the same answer
  kTooManyRejects,  // nothing was stored
  kOtherBatch,      // the key came with another batch before
  kBeingStored,     // the first request with this key is not through yet
};
struct BatchAnswer {
  BatchTaken taken = BatchTaken::kStored;
  EventBatch batch;
};

class EventIntake {
 public:
  static Result<std::unique_ptr<EventIntake>> open(const std::string& folder,
                                                   const EventIntakeLimits& limits, TimeUs now);

  /// `key`: the sender's own for this batch; empty: none. kInvalidArgument: no line in it.
  /// kUnavailable: too much at one time, or no room on the disk; nothing was stored.
  Result<BatchAnswer> take(std::string_view lines, std::string_view key, std::string_view by,
                           TimeUs now);

  /// Writes the events whose own time is in [from, to), in the order they were taken in; how many
  /// batches they came from. kCancelled.
  Result<std::uint64_t> copy_period(TimeUs from, TimeUs to, ByteSink& out, Progress& progress);

  struct Kept {
    std::uint64_t batches = 0;
    std::uint64_t events = 0;
    std::uint64_t bytes = 0;
    TimeUs first_at = 0;  // of the events' own times; 0: none
    TimeUs last_at = 0;
    std::uint64_t dropped_bytes = 0;  // torn, at the end, when it was opened
  };
  Kept kept();

  /// Takes away what was kept long enough and forgets old keys.
  void sweep(TimeUs now);

 private:
  struct About {  // a segment's
    std::uint64_t batches = 0;
    std::uint64_t events = 0;
    TimeUs first_at = 0;
    TimeUs last_at = 0;
    TimeUs newest = 0;  // taken in
  };
  struct Waiting {
    std::string_view frame;
    const EventBatch* batch = nullptr;
    bool done = false;
    Result<void> result{};
  };

  EventIntake(std::string folder, const EventIntakeLimits& limits)
      : folder_(std::move(folder)), limits_(limits) {}
  void note(std::uint64_t segment, const EventBatch& batch);
  void remember(const EventBatch& batch);
  void forget_old_keys(TimeUs now);
  Result<void> check_room(std::uint64_t bytes);
  std::unique_ptr<BatchAnswer> known(const std::string& key, const std::string& digest);
  Result<BatchAnswer> store(DecodedBatch&& decoded);
  Result<void> commit(std::string_view frame, const EventBatch& batch);
  void write_group(std::unique_lock<std::mutex>& lock);

  const std::string folder_;
  const EventIntakeLimits limits_;
  std::mutex mutex_;
  std::condition_variable written_;
  std::unique_ptr<SegmentLog> log_;  // used by one writer at a time: writing_
  bool writing_ = false;
  std::deque<Waiting*> group_;
  std::uint64_t waiting_bytes_ = 0;
  std::uint64_t stored_bytes_ = 0;
  std::vector<Segment> segments_;  // as of the last flush
  std::map<std::uint64_t, About> about_;
  std::unordered_map<std::string, EventBatch> keys_;  // events == 0 and no digest: being stored
  std::deque<std::pair<TimeUs, std::string>> keys_by_time_;
  std::shared_mutex reading_;  // shared while a period is copied
  std::uint64_t dropped_bytes_ = 0;
};

}  // namespace overt
