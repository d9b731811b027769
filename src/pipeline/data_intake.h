#pragma once
// DataIntake: everything through which data comes into a data folder by the server: uploads, events
// and the runs over them. One process at a time has it, whatever else reads the folder.
//
// Thread safety: thread-safe.

#include <memory>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "pipeline/detect_jobs.h"
#include "pipeline/event_intake.h"
#include "pipeline/uploads.h"

namespace overt {

struct DataIntakeOptions {
  UploadLimits uploads;
  EventIntakeLimits events;
  DetectJobsOptions jobs;  // its data is the folder
};

class DataIntake {
 public:
  /// kUnavailable: another process has it.
  static Result<std::unique_ptr<DataIntake>> open(DataIntakeOptions options,
                                                  std::shared_ptr<RunShelf> runs);
  [[nodiscard]] Uploads& uploads() { return *uploads_; }
  [[nodiscard]] EventIntake& events() { return *events_; }
  [[nodiscard]] DetectJobs& jobs() { return *jobs_; }
  /// What is old goes; to be called now and then.
  void sweep(TimeUs now);
  /// Interrupts the runs.
  void stop() { jobs_->stop(); }

 private:
  DataIntake() = default;
  // In the order in which they need each other.
  std::unique_ptr<EventIntake> events_;
  std::unique_ptr<Uploads> uploads_;
  std::unique_ptr<DetectJobs> jobs_;
};

}  // namespace overt
