#include "pipeline/detect_jobs.h"

#include <algorithm>
#include <cerrno>
#include <exception>
#include <filesystem>
#include <new>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>
#include <sys/stat.h>

#include "adapters/files/files.h"
#include "base/file.h"
#include "base/json_writer.h"
#include "base/system_error.h"
#include "pipeline/random_name.h"

namespace overt {
namespace {

namespace fs = std::filesystem;
using simdjson::dom::element;

constexpr std::string_view kJobPrefix = "job-";
constexpr std::string_view kRecordEnding = ".json";
constexpr std::string_view kEventsEnding = ".events.ndjson";
constexpr std::uint64_t kRecordBytesMax = std::uint64_t{1} << 20;
constexpr std::string_view kInterrupted = "interrupted";
constexpr std::string_view kStates[] = {"queued", "running", "done", "failed", "cancelled"};

std::optional<JobState> state_named(std::string_view name) {
  const auto* const found = std::find(std::begin(kStates), std::end(kStates), name);
  if (found == std::end(kStates)) return std::nullopt;
  return static_cast<JobState>(found - std::begin(kStates));
}

bool has_ended(const DetectJob& job) {
  return job.state != JobState::kQueued && job.state != JobState::kRunning;
}

Result<void> make_folder(const std::string& path, mode_t mode) {
  if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return cannot_write(path, errno);
  return flush_to_storage(parent_of(path));
}

std::string text_of(element object, const char* name) {
  std::string_view text;
  if (object[name].get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

TimeUs time_of(element object, const char* name) {
  return parse_rfc3339(text_of(object, name)).value_or(0);
}

Result<DetectJob> read_record(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, read_whole_file(path, kRecordBytesMax));
  simdjson::dom::parser parser;
  element record;
  element request;
  DetectJob job;
  const bool parsed = parser.parse(text).get(record) == simdjson::SUCCESS;
  const auto state = parsed ? state_named(text_of(record, "state")) : std::nullopt;
  if (!state || record["request"].get(request) != simdjson::SUCCESS) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("{}: is no record of a run; move it away", path)};
  }
  job.id = text_of(record, "id");
  job.state = *state;
  job.request = simdjson::minify(request);
  job.by = text_of(record, "by");
  std::uint64_t tries = 1;
  if (record["tries"].get(tries) == simdjson::SUCCESS)
    job.tries = static_cast<std::uint32_t>(tries);
  job.queued_at = time_of(record, "queued_at");
  job.started_at = time_of(record, "started_at");
  job.ended_at = time_of(record, "ended_at");
  job.run = text_of(record, "run");
  job.reason = text_of(record, "reason");
  job.detail = text_of(record, "detail");
  return job;
}

void write_time(JsonWriter& json, std::string_view name, TimeUs time) {
  if (time != 0) json.field(name, format_rfc3339(time));
}

/// A file that is taken away again with its object.
class ShortLivedFile {
 public:
  explicit ShortLivedFile(std::string path) : path_(std::move(path)) {}
  ~ShortLivedFile() {
    std::error_code error;
    if (!path_.empty()) fs::remove(path_, error);
  }
  ShortLivedFile(const ShortLivedFile&) = delete;
  ShortLivedFile& operator=(const ShortLivedFile&) = delete;

 private:
  std::string path_;
};

}  // namespace

std::string_view name_of(JobState state) { return kStates[static_cast<std::size_t>(state)]; }

std::string render_job(const DetectJob& job) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("id", job.id);
  json.field("state", name_of(job.state));
  json.field("by", job.by);
  json.field("tries", job.tries);
  write_time(json, "queued_at", job.queued_at);
  write_time(json, "started_at", job.started_at);
  write_time(json, "ended_at", job.ended_at);
  if (!job.run.empty()) json.field("run", job.run);
  if (!job.reason.empty()) json.field("reason", job.reason);
  if (!job.detail.empty()) json.field("detail", job.detail);
  if (!job.stage.empty()) json.field("stage", job.stage);
  if (job.fraction) json.field("fraction", *job.fraction);
  if (job.cancelling) json.field("cancelling", true);
  json.end_object();
  // The request is an object of JSON already.
  text.pop_back();
  return text + ",\"request\":" + job.request + "}";
}

/// What a run says of itself, and how it is told to end. Called from the run's threads.
class DetectJobs::Watch final : public Progress {
 public:
  void begin(std::string_view stage, std::uint64_t total, std::string_view /*unit*/) override {
    const std::lock_guard lock(mutex_);
    // Where the input lies on the server is nobody's concern.
    const bool input = stage.starts_with("reading ") &&
                       (stage.ends_with("/data") || stage.ends_with(kEventsEnding));
    stage_ = input ? "reading the events" : std::string(stage);
    total_ = total;
    done_ = 0;
  }
  void advance(std::uint64_t amount) override { done_ += amount; }
  void end() override {}
  [[nodiscard]] bool cancelled() const override { return cancelled_.load(); }

  void cancel() { cancelled_ = true; }
  void describe(DetectJob& job) const {
    const std::lock_guard lock(mutex_);
    job.stage = stage_;
    job.cancelling = cancelled_.load();
    const auto done = static_cast<double>(done_.load());
    if (total_ > 0) job.fraction = std::min(1.0, done / static_cast<double>(total_));
  }

 private:
  mutable std::mutex mutex_;
  std::string stage_ = "starting";
  std::uint64_t total_ = 0;
  std::atomic<std::uint64_t> done_{0};
  std::atomic<bool> cancelled_{false};
};

DetectJobs::DetectJobs(DetectJobsOptions options, Uploads& uploads, EventIntake& events,
                       std::shared_ptr<RunShelf> runs)
    : options_(std::move(options)), uploads_(uploads), events_(events), runs_(std::move(runs)) {}

DetectJobs::~DetectJobs() { stop(); }

Result<std::unique_ptr<DetectJobs>> DetectJobs::open(DetectJobsOptions options, Uploads& uploads,
                                                     EventIntake& events,
                                                     std::shared_ptr<RunShelf> runs) {
  RETURN_IF_ERROR(make_folder(options.data + "/jobs", 0700));
  RETURN_IF_ERROR(make_folder(options.data + "/runs", 0755));
  std::unique_ptr<DetectJobs> jobs(
      new DetectJobs(std::move(options), uploads, events, std::move(runs)));
  RETURN_IF_ERROR(jobs->load());
  for (std::size_t i = 0; i < jobs->options_.at_once; ++i) {
    jobs->threads_.emplace_back([raw = jobs.get()] { raw->work(); });
  }
  return jobs;
}

std::string DetectJobs::path_of(std::string_view id) const {
  return fmt::format("{}/jobs/{}{}", options_.data, id, kRecordEnding);
}
std::string DetectJobs::events_path_of(std::string_view id) const {
  return fmt::format("{}/jobs/{}{}", options_.data, id, kEventsEnding);
}
std::string DetectJobs::run_folder_of(std::string_view id) const {
  return fmt::format("{}/runs/{}", options_.data, id);
}

Result<void> DetectJobs::write(const DetectJob& job) const {
  ASSIGN_OR_RETURN(const auto sink, create_byte_sink(path_of(job.id)));
  RETURN_IF_ERROR(sink->write(render_job(job) + "\n"));
  return sink->close();
}

Result<void> DetectJobs::load() {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& file : fs::directory_iterator(options_.data + "/jobs", error)) {
    names.push_back(file.path().filename().string());
  }
  if (error) return cannot_read(options_.data + "/jobs", error.value());
  for (const std::string& name : names) {
    const std::string path = options_.data + "/jobs/" + name;
    if (name.ends_with(kEventsEnding) || name.ends_with(".part")) fs::remove(path, error);
    if (!name.starts_with(kJobPrefix) || !name.ends_with(kRecordEnding)) continue;
    ASSIGN_OR_RETURN(DetectJob job, read_record(path));
    if (job.state == JobState::kRunning) {
      // What it had not finished lies beside its place; looking at the place takes that away.
      const auto swept = OutputFolder::begin(run_folder_of(job.id), true);
      job.reason = kInterrupted;
      job.detail = "the server ended while it ran; start it again";
      end(job, JobState::kFailed);
      RETURN_IF_ERROR(write(job));
    }
    Entry& entry = entries_[job.id];
    if (job.state == JobState::kQueued) {
      // What cannot be run any more says so when its turn comes.
      auto hold = check_request(job.request);
      if (hold.ok()) entry.hold = std::move(hold).value();
    }
    entry.job = std::move(job);
  }
  return {};
}

void DetectJobs::end(DetectJob& job, JobState state) {
  job.state = state;
  job.ended_at = options_.clock();
}

DetectJob DetectJobs::told_of(const Entry& entry) {
  DetectJob job = entry.job;
  if (entry.watch) entry.watch->describe(job);
  return job;
}

Result<void> DetectJobs::check_waiting() const {
  if (stopping_) return Error{ErrorCode::kUnavailable, "the server is being shut down"};
  const auto waiting = std::count_if(entries_.begin(), entries_.end(), [](const auto& entry) {
    return entry.second.job.state == JobState::kQueued;
  });
  if (static_cast<std::size_t>(waiting) < options_.waiting_max) return {};
  return Error{ErrorCode::kUnavailable,
               fmt::format("{} runs wait already; cancel one or wait", options_.waiting_max)};
}

/// Can it be run? What it reads stays while the answer does.
Result<std::optional<Uploads::Hold>> DetectJobs::check_request(std::string_view json) const {
  ASSIGN_OR_RETURN(const DetectRequest request, read_detect_request(json));
  DetectOptions options;
  RETURN_IF_ERROR(fill_options(request, options));
  if (request.upload.empty()) return std::optional<Uploads::Hold>();
  ASSIGN_OR_RETURN(auto hold, uploads_.hold(request.upload));
  return std::optional<Uploads::Hold>(std::move(hold));
}

Result<void> DetectJobs::fill_options(const DetectRequest& request, DetectOptions& options) const {
  options = request.options;
  options.resources = options_.resources;
  options.input.unpacked_bytes_max = options_.unpacked_bytes_max;
  for (const std::string& id : request.previous) {
    ASSIGN_OR_RETURN(const auto run, runs_->find(id));
    options.previous.push_back(run->folder);
  }
  if (!request.with_registry) return {};
  const std::string registry = options_.data + "/registry.db";
  std::error_code error;
  if (!fs::exists(registry, error)) {
    return Error{ErrorCode::kNotFound, "the data folder has no registry; leave registry out"};
  }
  options.registry = {registry};
  return {};
}

Result<DetectJob> DetectJobs::start(std::string_view json, std::string_view by) {
  ASSIGN_OR_RETURN(auto hold, check_request(json));
  simdjson::dom::parser parser;
  element request;
  if (parser.parse(json.data(), json.size()).get(request) != simdjson::SUCCESS) {
    return Error{ErrorCode::kInvalidArgument, "the request is one JSON object"};
  }
  DetectJob job;
  ASSIGN_OR_RETURN(job.id, random_name(kJobPrefix));
  job.request = simdjson::minify(request);
  job.by = by;
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(check_waiting());
  job.queued_at = options_.clock();
  RETURN_IF_ERROR(write(job));
  Entry& entry = entries_[job.id];
  entry.job = job;
  entry.hold = std::move(hold);
  forget_oldest();
  more_.notify_one();
  options_.changed();
  return job;
}

/// The runs themselves stay.
void DetectJobs::forget_oldest() {
  if (entries_.size() <= options_.kept_max) return;
  auto oldest = entries_.end();
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    if (!has_ended(it->second.job)) continue;
    if (oldest == entries_.end() || it->second.job.queued_at < oldest->second.job.queued_at) {
      oldest = it;
    }
  }
  if (oldest == entries_.end()) return;
  std::error_code error;
  fs::remove(path_of(oldest->first), error);
  entries_.erase(oldest);
}

Result<DetectJob> DetectJobs::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found != entries_.end()) return told_of(found->second);
  return Error{ErrorCode::kNotFound, "there is no such run; GET /v1/jobs and /v1/runs list them"};
}

std::vector<DetectJob> DetectJobs::list() const {
  std::vector<DetectJob> all;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, entry] : entries_) all.push_back(told_of(entry));
  }
  std::sort(all.begin(), all.end(), [](const DetectJob& a, const DetectJob& b) {
    return std::tie(b.queued_at, a.id) < std::tie(a.queued_at, b.id);
  });
  return all;
}

Result<DetectJob> DetectJobs::cancel(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return Error{ErrorCode::kNotFound, "there is no such run"};
  Entry& entry = found->second;
  if (has_ended(entry.job)) return Error{ErrorCode::kCancelled, "the run has ended already"};
  if (entry.watch) {
    entry.watch->cancel();
    return told_of(entry);
  }
  DetectJob cancelled = entry.job;
  end(cancelled, JobState::kCancelled);
  RETURN_IF_ERROR(write(cancelled));
  entry.job = std::move(cancelled);
  entry.hold.reset();
  ended_.notify_all();
  options_.changed();
  return entry.job;
}

Result<DetectJob> DetectJobs::restart(std::string_view id, std::string_view by) {
  ASSIGN_OR_RETURN(const DetectJob before, find(id));
  if (before.state != JobState::kFailed && before.state != JobState::kCancelled) {
    return Error{ErrorCode::kCancelled, "only a run that failed or was cancelled starts again"};
  }
  ASSIGN_OR_RETURN(auto hold, check_request(before.request));
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(check_waiting());
  const auto found = entries_.find(id);
  if (found == entries_.end() || found->second.job.state != before.state) {
    return Error{ErrorCode::kCancelled, "somebody else started it again"};
  }
  DetectJob job;
  job.id = before.id;
  job.request = before.request;
  job.by = by;
  job.tries = before.tries + 1;
  job.queued_at = options_.clock();
  RETURN_IF_ERROR(write(job));
  found->second.job = job;
  found->second.hold = std::move(hold);
  more_.notify_one();
  options_.changed();
  return job;
}

std::vector<DetectJob> DetectJobs::moved() {
  std::vector<DetectJob> found;
  const std::lock_guard lock(mutex_);
  for (auto& [id, entry] : entries_) {
    if (!entry.watch) continue;
    DetectJob job = told_of(entry);
    const int hundredths = job.fraction ? static_cast<int>(*job.fraction * 100) : -1;
    std::string now = fmt::format("{} {}", hundredths, job.stage);
    if (std::exchange(entry.told, now) != now) found.push_back(std::move(job));
  }
  return found;
}

void DetectJobs::wait_until_idle() {
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [&] { return running_ == 0 && next_queued() == nullptr; });
}

void DetectJobs::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& [id, entry] : entries_) {
      if (entry.watch) entry.watch->cancel();
    }
  }
  more_.notify_all();
  for (std::jthread& thread : threads_) thread.join();
  threads_.clear();
}

DetectJobs::Entry* DetectJobs::next_queued() {
  Entry* next = nullptr;
  for (auto& [id, entry] : entries_) {
    if (entry.job.state != JobState::kQueued) continue;
    if (next == nullptr || entry.job.queued_at < next->job.queued_at) next = &entry;
  }
  return next;
}

void DetectJobs::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    more_.wait(lock, [&] { return stopping_ || next_queued() != nullptr; });
    if (stopping_) return;
    run(*next_queued(), lock);
  }
}

/// Entries of jobs that run are never taken out of the map, so the reference stays.
void DetectJobs::run(Entry& entry, std::unique_lock<std::mutex>& lock) {
  DetectJob job = entry.job;
  job.state = JobState::kRunning;
  job.started_at = options_.clock();
  // On the disk before anybody is told: who was told that it runs finds it interrupted, and not
  // queued, where the process dies.
  const auto begun = write(job);
  entry.job = job;
  entry.watch = std::make_unique<Watch>();
  entry.told.clear();
  ++running_;
  Watch& watch = *entry.watch;
  lock.unlock();
  options_.changed();
  auto result = begun.ok() ? detect_caught(job, watch) : Result<DetectSummary>(begun.error());
  lock.lock();
  DetectJob ended = entry.job;
  if (result.ok()) {
    ended.run = result.value().run_id;
    end(ended, JobState::kDone);
  } else if (watch.cancelled() && !stopping_) {
    end(ended, JobState::kCancelled);
  } else {
    const bool interrupted = watch.cancelled();
    ended.reason = interrupted ? kInterrupted : name_of(result.error().code);
    ended.detail = interrupted ? "the server was shut down while it ran" : result.error().message;
    end(ended, JobState::kFailed);
  }
  // Where the disk is full the record still says that it runs; the next process calls it
  // interrupted.
  const auto written = write(ended);
  if (!written.ok()) ended.detail += "; its record could not be written";
  entry.job = std::move(ended);
  entry.watch.reset();
  entry.hold.reset();
  --running_;
  ended_.notify_all();
  lock.unlock();
  options_.changed();
  lock.lock();
}

Result<DetectSummary> DetectJobs::detect_caught(const DetectJob& job, Progress& progress) {
  try {
    return detect(job, progress);
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kLimitExceeded, "out of memory; take a shorter period"};
  } catch (const std::exception& error) {
    return Error{ErrorCode::kIo, std::string("an error of ours: ") + error.what()};
  }
}

Result<DetectSummary> DetectJobs::detect(const DetectJob& job, Progress& progress) {
  ASSIGN_OR_RETURN(const DetectRequest request, read_detect_request(job.request));
  DetectOptions options;
  RETURN_IF_ERROR(fill_options(request, options));
  options.out = run_folder_of(job.id);
  options.replace = true;
  std::optional<Uploads::Hold> hold;
  const std::string gathered = request.upload.empty() ? events_path_of(job.id) : std::string();
  const ShortLivedFile gathered_file(gathered);
  if (request.upload.empty()) {
    ASSIGN_OR_RETURN(const auto sink, create_byte_sink(gathered));
    ASSIGN_OR_RETURN(
        const std::uint64_t batches,
        events_.copy_period(*request.events_from, *request.events_to, *sink, progress));
    if (batches == 0) return Error{ErrorCode::kBadInput, "no event was taken in of this period"};
    RETURN_IF_ERROR(sink->close());
    options.input.paths = {gathered};
    options.input.format = "events-ndjson";
    options.input.shown_as = {fmt::format("events from {} to {}",
                                          format_rfc3339(*request.events_from),
                                          format_rfc3339(*request.events_to))};
  } else {
    ASSIGN_OR_RETURN(hold, uploads_.hold(request.upload));
    ASSIGN_OR_RETURN(const Upload upload, uploads_.find(request.upload));
    options.input.paths = {hold->path()};
    options.input.shown_as = {upload.name};
  }
  auto summary = options_.detect(options, progress);
  if (summary.ok()) return summary;
  // The file's place on the server is nobody's concern; its name is.
  Error error = summary.error();
  const std::string& path = options.input.paths.front();
  const std::string& name = options.input.shown_as.front();
  for (std::size_t at = error.message.find(path); at != std::string::npos;
       at = error.message.find(path, at + name.size())) {
    error.message.replace(at, path.size(), name);
  }
  return error;
}

}  // namespace overt
