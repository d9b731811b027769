#include "pipeline/data_intake.h"

#include <utility>

namespace overt {

Result<std::unique_ptr<DataIntake>> DataIntake::open(DataIntakeOptions options,
                                                     std::shared_ptr<RunShelf> runs) {
  const std::string data = options.jobs.data;
  const TimeUs now = options.jobs.clock();
  std::unique_ptr<DataIntake> intake(new DataIntake);
  // The lock on the events' log is the lock on everything here.
  ASSIGN_OR_RETURN(intake->events_, EventIntake::open(data + "/events", options.events, now));
  ASSIGN_OR_RETURN(intake->uploads_, Uploads::open(data + "/uploads", options.uploads, now));
  ASSIGN_OR_RETURN(intake->jobs_, DetectJobs::open(std::move(options.jobs), *intake->uploads_,
                                                   *intake->events_, std::move(runs)));
  return intake;
}

void DataIntake::sweep(TimeUs now) {
  uploads_->sweep(now);
  events_->sweep(now);
}

}  // namespace overt
