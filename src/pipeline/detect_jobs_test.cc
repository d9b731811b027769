#include "pipeline/detect_jobs.h"

#include <chrono>
#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "adapters/files/killed_child.h"
#include "adapters/files/test_folder.h"

namespace overt {
namespace {

/// Three accounts that post the same links in the same minute, as canonical events.
std::string some_events() {
  std::string lines;
  for (int link = 0; link < 6; ++link) {
    for (const char* account : {"a", "b", "c"}) {
      lines += fmt::format(
          R"({{"platform":"p","account_id":"{0}","kind":"post","content_id":"{0}{1}",)"
          R"("urls":["https://site{1}.example/x"],"created_at":"2024-09-01T0{1}:00:00Z"}})"
          "\n",
          account, link);
    }
  }
  return lines;
}

/// Stands in the middle of a run until it is let go or told to end.
class Gate {
 public:
  Result<DetectSummary> run(Progress& progress) {
    progress.begin("waiting", 4, "turns");
    progress.advance(1);
    std::unique_lock lock(mutex_);
    ++inside_;
    changed_.notify_all();
    while (!open_ && !progress.cancelled()) changed_.wait_for(lock, std::chrono::milliseconds(1));
    --inside_;
    if (progress.cancelled()) return Error{ErrorCode::kCancelled, "interrupted"};
    DetectSummary summary;
    summary.run_id = "r1";
    return summary;
  }
  void wait_for(int inside) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return inside_ == inside; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int inside_ = 0;
  bool open_ = false;
};

class DetectJobsTest : public testing::Test {
 protected:
  DetectJobsTest() {
    EventIntakeLimits limits;
    limits.spare_bytes_min = 0;
    auto events = EventIntake::open(folder_.file("events"), limits, 1);
    EXPECT_TRUE(events.ok());
    events_ = std::move(events).value();
    UploadLimits upload_limits;
    upload_limits.spare_bytes_min = 0;
    auto uploads = Uploads::open(folder_.file("uploads"), upload_limits, 1);
    EXPECT_TRUE(uploads.ok());
    uploads_ = std::move(uploads).value();
    options_.data = folder_.path();
    options_.clock = [this] { return ++now_; };
    options_.resources.threads = 1;
  }
  void open() {
    jobs_.reset();
    auto opened =
        DetectJobs::open(options_, *uploads_, *events_, std::make_shared<RunShelf>(folder_.path()));
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    jobs_ = std::move(opened).value();
  }
  void stand_at(Gate& gate) {
    options_.detect = [&gate](const DetectOptions&, Progress& progress) {
      return gate.run(progress);
    };
    open();
  }
  std::string upload(std::string_view content) {
    const auto begun = uploads_->begin({"log.ndjson", content.size(), {}}, "ana", 1);
    EXPECT_TRUE(begun.ok());
    EXPECT_TRUE(uploads_->add(begun.value().id, {0, content, {}}, 1).ok());
    EXPECT_TRUE(uploads_->complete(begun.value().id, 1).ok());
    return begun.value().id;
  }
  std::string request() { return fmt::format(R"({{"upload":"{}"}})", upload(some_events())); }
  DetectJob start(const std::string& json) {
    auto started = jobs_->start(json, "ana");
    EXPECT_TRUE(started.ok()) << (started.ok() ? "" : started.error().message);
    return started.ok() ? std::move(started).value() : DetectJob{};
  }
  JobState state_of(const DetectJob& job) { return jobs_->find(job.id).value().state; }

  const TestFolder folder_;
  std::atomic<TimeUs> now_{kMicrosPerDay};
  DetectJobsOptions options_;
  std::unique_ptr<EventIntake> events_;
  std::unique_ptr<Uploads> uploads_;
  std::unique_ptr<DetectJobs> jobs_;
};

TEST_F(DetectJobsTest, RunsAnUploadAndPutsTheRunOnTheShelf) {
  open();
  const DetectJob job = start(request());
  EXPECT_EQ(job.state, JobState::kQueued);
  jobs_->wait_until_idle();
  const DetectJob done = jobs_->find(job.id).value();
  ASSERT_EQ(done.state, JobState::kDone) << done.detail;
  RunShelf shelf(folder_.path());
  const auto run = shelf.find(done.run);
  ASSERT_TRUE(run.ok()) << run.error().message;
  EXPECT_NE(run.value()->manifest.find(R"("path":"log.ndjson")"), std::string::npos);
  EXPECT_EQ(run.value()->manifest.find(folder_.path()), std::string::npos);
}

TEST_F(DetectJobsTest, RunsAPeriodOfTheEventsTakenInAsItsFile) {
  open();
  ASSERT_TRUE(events_->take(some_events(), {}, "feed", 1).ok());
  const DetectJob of_file = start(request());
  const DetectJob of_period =
      start(R"({"events_from":"2024-09-01T00:00:00Z","events_to":"2024-09-02T00:00:00Z"})");
  const DetectJob of_nothing =
      start(R"({"events_from":"2023-09-01T00:00:00Z","events_to":"2023-09-02T00:00:00Z"})");
  jobs_->wait_until_idle();
  ASSERT_EQ(state_of(of_period), JobState::kDone) << jobs_->find(of_period.id).value().detail;
  EXPECT_EQ(content_of(folder_.file("runs/" + of_period.id + "/pairs.parquet")),
            content_of(folder_.file("runs/" + of_file.id + "/pairs.parquet")));
  EXPECT_EQ(state_of(of_nothing), JobState::kFailed);
  for (const auto& file : std::filesystem::directory_iterator(folder_.file("jobs"))) {
    EXPECT_EQ(file.path().extension(), ".json") << file.path();
  }
}

TEST_F(DetectJobsTest, SaysWhyARunFailedAndNotWhereItsFileLay) {
  open();
  const DetectJob job = start(fmt::format(R"({{"upload":"{}"}})", upload("what is this\n")));
  jobs_->wait_until_idle();
  const DetectJob failed = jobs_->find(job.id).value();
  EXPECT_EQ(failed.state, JobState::kFailed);
  EXPECT_EQ(failed.reason, "bad_input");
  EXPECT_EQ(failed.detail.find(folder_.path()), std::string::npos) << failed.detail;
  EXPECT_TRUE(std::filesystem::is_empty(folder_.file("runs")));
}

TEST_F(DetectJobsTest, ABombIsStoppedAtItsLimit) {
  options_.unpacked_bytes_max = 1'000;
  open();
  const DetectJob job = start(request());
  jobs_->wait_until_idle();
  EXPECT_EQ(jobs_->find(job.id).value().reason, "limit_exceeded");
}

TEST_F(DetectJobsTest, RefusesBeforeItAnswersWhatCannotBeRun) {
  open();
  EXPECT_EQ(jobs_->start(R"({"upload":"none"})", "ana").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(jobs_->start(R"({"min_objects":0})", "ana").error().code, ErrorCode::kInvalidArgument);
  const auto begun = uploads_->begin({"log", 5, {}}, "ana", 1);
  EXPECT_EQ(jobs_->start(fmt::format(R"({{"upload":"{}"}})", begun.value().id), "ana").error().code,
            ErrorCode::kCancelled);
  const std::string whole = upload(some_events());
  EXPECT_EQ(
      jobs_->start(fmt::format(R"({{"upload":"{}","registry":true}})", whole), "ana").error().code,
      ErrorCode::kNotFound);
  EXPECT_EQ(
      jobs_->start(fmt::format(R"({{"upload":"{}","previous":["x"]}})", whole), "ana").error().code,
      ErrorCode::kNotFound);
  EXPECT_TRUE(jobs_->list().empty());
}

TEST_F(DetectJobsTest, SoManyRunAndSoManyWait) {
  Gate gate;
  options_.waiting_max = 2;
  stand_at(gate);
  const std::string asked = request();
  const DetectJob first = start(asked);
  gate.wait_for(1);
  const DetectJob second = start(asked);
  const DetectJob third = start(asked);
  EXPECT_EQ(jobs_->start(asked, "ana").error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(state_of(first), JobState::kRunning);
  EXPECT_EQ(state_of(second), JobState::kQueued);
  const std::string upload = asked.substr(sizeof(R"({"upload":")") - 1, sizeof("upload-") - 1 + 32);
  EXPECT_EQ(uploads_->discard(upload).error().code, ErrorCode::kUnavailable);
  gate.open();
  jobs_->wait_until_idle();
  EXPECT_EQ(state_of(third), JobState::kDone);
  EXPECT_TRUE(uploads_->discard(upload).ok());
  EXPECT_EQ(jobs_->list().front().id, third.id);
}

TEST_F(DetectJobsTest, TellsItsStageAndFractionOnceEach) {
  Gate gate;
  stand_at(gate);
  const DetectJob job = start(request());
  gate.wait_for(1);
  const auto moved = jobs_->moved();
  ASSERT_EQ(moved.size(), 1U);
  EXPECT_EQ(moved[0].stage, "waiting");
  EXPECT_EQ(moved[0].fraction, 0.25);
  EXPECT_NE(render_job(moved[0]).find(R"("fraction":0.25)"), std::string::npos);
  EXPECT_TRUE(jobs_->moved().empty());
  gate.open();
  jobs_->wait_until_idle();
  EXPECT_TRUE(jobs_->moved().empty());
  EXPECT_FALSE(jobs_->find(job.id).value().fraction);
}

TEST_F(DetectJobsTest, CancelsWhatRunsAndWhatWaits) {
  Gate gate;
  stand_at(gate);
  const std::string asked = request();
  const DetectJob first = start(asked);
  gate.wait_for(1);
  const DetectJob second = start(asked);
  EXPECT_EQ(jobs_->cancel(second.id).value().state, JobState::kCancelled);
  EXPECT_TRUE(jobs_->cancel(first.id).value().cancelling);
  jobs_->wait_until_idle();
  EXPECT_EQ(state_of(first), JobState::kCancelled);
  EXPECT_EQ(jobs_->cancel(first.id).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(jobs_->cancel("job-x").error().code, ErrorCode::kNotFound);
  gate.open();
  const auto again = jobs_->restart(second.id, "bo");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again.value().tries, 2U);
  jobs_->wait_until_idle();
  EXPECT_EQ(state_of(second), JobState::kDone);
  EXPECT_EQ(jobs_->find(second.id).value().by, "bo");
  EXPECT_EQ(jobs_->restart(second.id, "bo").error().code, ErrorCode::kCancelled);
}

// The real method, cancelled at its beginning: nothing half-written stays.
TEST_F(DetectJobsTest, ACancelledRunLeavesNothing) {
  Gate gate;
  options_.detect = [&](const DetectOptions& options, Progress& progress) {
    const auto at_gate = gate.run(progress);
    EXPECT_FALSE(at_gate.ok());
    return run_detect(options, progress);
  };
  open();
  const DetectJob job = start(request());
  gate.wait_for(1);
  ASSERT_TRUE(jobs_->cancel(job.id).ok());
  jobs_->wait_until_idle();
  EXPECT_EQ(state_of(job), JobState::kCancelled) << jobs_->find(job.id).value().detail;
  EXPECT_TRUE(std::filesystem::is_empty(folder_.file("runs")));
}

TEST_F(DetectJobsTest, WhatRanIsInterruptedAndWhatWaitedGoesOnAfterARestart) {
  Gate gate;
  stand_at(gate);
  const std::string asked = request();
  const DetectJob running = start(asked);
  gate.wait_for(1);
  const DetectJob waiting = start(asked);
  jobs_->stop();
  EXPECT_EQ(state_of(running), JobState::kFailed);
  EXPECT_EQ(jobs_->find(running.id).value().reason, "interrupted");
  EXPECT_EQ(state_of(waiting), JobState::kQueued);
  EXPECT_EQ(jobs_->start(asked, "ana").error().code, ErrorCode::kUnavailable);
  options_.detect = run_detect;
  open();
  ASSERT_TRUE(jobs_->restart(running.id, "ana").ok());
  jobs_->wait_until_idle();
  EXPECT_EQ(state_of(waiting), JobState::kDone);
  EXPECT_EQ(state_of(running), JobState::kDone);
}

TEST_F(DetectJobsTest, WhatRanWhenTheProcessWasKilledIsShownAsInterrupted) {
  const std::string asked = request();
  Gate gate;
  last_step_of_killed_child(0, [&](std::uint32_t step) {
    if (step > 0) gate.wait_for(2);  // for ever
    options_.detect = [&](const DetectOptions& options, Progress& progress) {
      // As a run that is half written.
      const std::string name = std::filesystem::path(options.out).filename().string();
      std::filesystem::create_directory(fmt::format("{}/runs/.{}.part-1-0", folder_.path(), name));
      return gate.run(progress);
    };
    open();
    const bool started = jobs_->start(asked, "ana").ok();
    gate.wait_for(1);
    return started;
  });
  options_.detect = run_detect;
  open();
  const auto jobs = jobs_->list();
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].state, JobState::kFailed);
  EXPECT_EQ(jobs[0].reason, "interrupted");
  EXPECT_TRUE(std::filesystem::is_empty(folder_.file("runs")));
  ASSERT_TRUE(jobs_->restart(jobs[0].id, "ana").ok());
  jobs_->wait_until_idle();
  EXPECT_EQ(state_of(jobs[0]), JobState::kDone) << jobs_->find(jobs[0].id).value().detail;
}

TEST_F(DetectJobsTest, ForgetsTheOldestRecordsButNotTheirRuns) {
  options_.kept_max = 2;
  open();
  const std::string asked = request();
  for (int i = 0; i < 4; ++i) {
    start(asked);
    jobs_->wait_until_idle();
  }
  EXPECT_EQ(jobs_->list().size(), 2U);
  open();
  EXPECT_EQ(jobs_->list().size(), 2U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.file("runs")), {}), 4);
}

}  // namespace
}  // namespace overt
