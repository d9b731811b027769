#pragma once
// DetectJobs: runs of overt detect that people ask for through the server and that go on behind
// their requests. So many at one time, the others wait in the order they came. Each is a record,
// DATA/jobs/ID.json, which is on the disk before the request is answered; a run that the end of the
// process cut short is there as failed, "interrupted", and can be started again. What a run finds
// lies in DATA/runs/ID, whole or not at all, like any other run.
//
// Thread safety: thread-safe. Runs are on threads of their own.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "pipeline/detect_request.h"
#include "pipeline/event_intake.h"
#include "pipeline/run_shelf.h"
#include "pipeline/uploads.h"

namespace overt {

enum class JobState : std::uint8_t { kQueued, kRunning, kDone, kFailed, kCancelled };
/// "queued", "running", "done", "failed", "cancelled".
std::string_view name_of(JobState state);

struct DetectJob {
  std::string id;
  JobState state = JobState::kQueued;
  std::string request;  // JSON, as it was asked
  std::string by;       // who asked last
  std::uint32_t tries = 1;
  TimeUs queued_at = 0;
  TimeUs started_at = 0;
  TimeUs ended_at = 0;
  std::string run;     // its id, once done
  std::string reason;  // why it failed: "interrupted", or the name of an ErrorCode
  std::string detail;  // likewise, for people
  // Of a running one; not in its record.
  std::string stage;
  std::optional<double> fraction;  // of the stage; none: not known
  bool cancelling = false;
};
/// One JSON object.
std::string render_job(const DetectJob& job);

struct DetectJobsOptions {
  std::string data;
  std::size_t at_once = 1;
  std::size_t waiting_max = 16;
  std::size_t kept_max = 500;  // records; the oldest that has ended goes first
  std::uint64_t unpacked_bytes_max = std::uint64_t{256} << 30;  // of one upload
  ResourceOptions resources;                                    // of each run
  std::function<TimeUs()> clock;
  /// What a job runs.
  std::function<Result<DetectSummary>(const DetectOptions&, Progress&)> detect = run_detect;
  /// Told when a job has come into another state, on whatever thread.
  std::function<void()> changed = [] {};
};

class DetectJobs {
 public:
  /// The others outlive it. Errors name the path.
  static Result<std::unique_ptr<DetectJobs>> open(DetectJobsOptions options, Uploads& uploads,
                                                  EventIntake& events,
                                                  std::shared_ptr<RunShelf> runs);
  /// As stop().
  ~DetectJobs();
  DetectJobs(const DetectJobs&) = delete;
  DetectJobs& operator=(const DetectJobs&) = delete;

  /// `json`: a DetectRequest. kInvalidArgument, kNotFound, kCancelled: what it asks for cannot be
  /// read. kUnavailable: too many wait already.
  Result<DetectJob> start(std::string_view json, std::string_view by);
  /// kNotFound where there is none.
  Result<DetectJob> find(std::string_view id) const;
  std::vector<DetectJob> list() const;  // the newest first
  /// A running one ends soon after. kCancelled: it has ended already.
  Result<DetectJob> cancel(std::string_view id);
  /// One that failed or was cancelled, again. kCancelled: it has not ended, or is done.
  Result<DetectJob> restart(std::string_view id, std::string_view by);

  /// Running jobs whose stage or fraction (by the hundredth) is another than at the last call.
  std::vector<DetectJob> moved();
  /// Until nothing runs and nothing waits.
  void wait_until_idle();
  /// Interrupts what runs; what waits is run by the next process. Nothing runs afterwards.
  void stop();

 private:
  class Watch;
  struct Entry {
    DetectJob job;
    std::optional<Uploads::Hold> hold;  // until it has ended: what it reads stays
    std::unique_ptr<Watch> watch;       // of a running one
    std::string told;                   // by moved()
  };

  DetectJobs(DetectJobsOptions options, Uploads& uploads, EventIntake& events,
             std::shared_ptr<RunShelf> runs);
  Result<void> load();
  void work();
  Entry* next_queued();
  void run(Entry& entry, std::unique_lock<std::mutex>& lock);
  Result<DetectSummary> detect(const DetectJob& job, Progress& progress);
  Result<DetectSummary> detect_caught(const DetectJob& job, Progress& progress);
  Result<void> fill_options(const DetectRequest& request, DetectOptions& options) const;
  Result<std::optional<Uploads::Hold>> check_request(std::string_view json) const;
  Result<void> check_waiting() const;
  Result<void> write(const DetectJob& job) const;
  void forget_oldest();
  void end(DetectJob& job, JobState state);
  static DetectJob told_of(const Entry& entry);
  [[nodiscard]] std::string path_of(std::string_view id) const;
  [[nodiscard]] std::string events_path_of(std::string_view id) const;
  [[nodiscard]] std::string run_folder_of(std::string_view id) const;

  DetectJobsOptions options_;
  Uploads& uploads_;
  EventIntake& events_;
  std::shared_ptr<RunShelf> runs_;
  mutable std::mutex mutex_;
  std::condition_variable more_;
  std::condition_variable ended_;
  std::map<std::string, Entry, std::less<>> entries_;
  std::size_t running_ = 0;
  bool stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace overt
