#include "edge/http/serve.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <malloc.h>

#include "edge/http/given_answers.h"
#include "edge/http/http_server.h"
#include "edge/http/problem.h"
#include "edge/http/service.h"
#include "edge/http/site.h"
#include "edge/http/workers.h"
#include "pipeline/decision_data.h"
#include "pipeline/resources.h"

namespace overt::http {
namespace {

constexpr std::size_t kWaitingMax = 1'024;
constexpr std::chrono::milliseconds kLookEvery{100};
constexpr std::chrono::seconds kFinishWithin{10};
constexpr double kBurstSeconds = 6;
constexpr std::size_t kBeatEvery = 150;                               // looks: every 15 seconds
constexpr std::size_t kTellRunsEvery = 5;                             // every half second
constexpr std::size_t kSweepEvery = 600;                              // every minute
constexpr std::uint64_t kWaitingBytesMax = std::uint64_t{256} << 20;  // of bodies

Result<void> check_folder(const std::string& data) {
  std::error_code error;
  if (std::filesystem::is_directory(data, error)) return {};
  return Error{ErrorCode::kNotFound,
               fmt::format("{}: no such folder; make one with a run in it (overt detect … --out "
                           "{}/run) and a ledger (overt ledger init --data {})",
                           data, data, data)};
}

/// Lines of the access log, one after the other.
class AccessLog {
 public:
  Result<void> open(const ServeOptions& options) {
    if (options.access_log.empty()) return {};
    if (options.access_log == "-") {
      out_ = options.log;
      return {};
    }
    file_.open(options.access_log, std::ios::app);
    if (!file_) {
      return Error{ErrorCode::kPermissionDenied,
                   fmt::format("--access-log {}: cannot be written", options.access_log)};
    }
    out_ = [this](std::string_view line) { file_ << line << std::flush; };
    return {};
  }
  std::function<void(std::string_view)> writer() {
    if (!out_) return nullptr;
    return [this](std::string_view line) {
      const std::string whole = fmt::format("{}\n", line);
      const std::lock_guard lock(mutex_);
      out_(whole);
    };
  }

 private:
  std::mutex mutex_;
  std::ofstream file_;
  std::function<void(std::string_view)> out_;
};

std::size_t worker_count(const ServeOptions& options) {
  if (options.threads > 0) return options.threads;
  return std::max<std::size_t>(2, std::thread::hardware_concurrency());
}

std::string policies_of(const ServeOptions& options) {
  if (!options.policies.empty()) return options.policies;
  const std::string beside = options.data + "/policies";
  std::error_code error;
  return std::filesystem::is_directory(beside, error) ? beside : std::string();
}

/// What comes in by the server: where another process has it, or the folder cannot be written,
/// everything else is served all the same, and whoever asks is told why.
void open_intake(const ServeOptions& options, Site& site) {
  DataIntakeOptions intake;
  constexpr std::uint64_t kUploadsInAll = 8;
  intake.uploads.bytes_max = options.upload_bytes_max;
  intake.uploads.all_bytes_max = kUploadsInAll * options.upload_bytes_max;
  intake.events.bytes_max = options.events_bytes_max;
  intake.events.kept_for = options.events_kept_for;
  intake.jobs.data = options.data;
  intake.jobs.clock = options.clock;
  intake.jobs.at_once = options.runs_at_once;
  // One core stays for requests, where there is more than one.
  const std::uint32_t cores = std::max(2U, std::thread::hardware_concurrency());
  intake.jobs.resources.threads = std::max(1U, (cores - 1) / options.runs_at_once);
  intake.jobs.resources.memory_bytes_max = memory_budget({}) / options.runs_at_once;
  intake.jobs.changed = [&site] { site.changed("run"); };
  auto opened = DataIntake::open(std::move(intake), site.runs);
  if (opened.ok()) {
    site.intake = std::move(opened).value();
  } else {
    site.no_intake = opened.error().message;
  }
}

/// Answers of before the restart; in memory alone where the folder cannot be written.
std::shared_ptr<GivenAnswers> open_answers(const ServeOptions& options) {
  auto opened = GivenAnswers::open(options.data + "/answers");
  if (!opened.ok()) return nullptr;
  return std::move(opened).value();
}

/// What is done every turn of waiting, beside the requests.
void take_turn(Site& site, std::size_t turn) {
  if (turn % kBeatEvery == 0) site.live.beat();
  if (!site.intake) return;
  if (turn % kTellRunsEvery == 0) {
    for (const DetectJob& job : site.intake->jobs().moved()) {
      site.live.tell("progress", render_job(job));
    }
  }
  if (turn % kSweepEvery == 0) site.intake->sweep(site.clock());
}

void announce(const ServeOptions& options, std::uint16_t port) {
  if (!options.announce) return;
  const bool is_v6 = options.address.find(':') != std::string::npos;
  const std::string host = is_v6 ? "[" + options.address + "]" : options.address;
  options.announce(fmt::format("http://{}:{}", host, port));
}

/// Answers of 100 kB would else be memory taken from the system and given back each time, which
/// costs as much as making them.
void keep_memory() {
  constexpr int kKeptBytes = 32 << 20;
  mallopt(M_MMAP_THRESHOLD, kKeptBytes);
  mallopt(M_TRIM_THRESHOLD, 4 * kKeptBytes);
}

}  // namespace

Result<CommandAnswer> run_serve(const ServeOptions& options, Progress& progress) {
  RETURN_IF_ERROR(check_folder(options.data));
  if (!options.store.empty()) RETURN_IF_ERROR(keep_in_database(options.data, options.store));
  keep_memory();
  AccessLog log;
  RETURN_IF_ERROR(log.open(options));
  std::atomic<bool> ending{false};
  Site site;
  site.data = options.data;
  site.policies = policies_of(options);
  site.clock = options.clock;
  const double rate = options.requests_per_second;
  site.rates.person = {kBurstSeconds * rate, rate};
  site.runs = std::make_shared<RunShelf>(options.data);
  site.ready = [&] { return !ending.load(); };
  open_intake(options, site);
  Service service(all_routes(site), make_sign_in(site), site.metrics,
                  {options.clock, log.writer(), open_answers(options)});
  std::atomic<std::uint64_t> waiting_bytes{0};
  auto workers = std::make_unique<Workers>(worker_count(options), kWaitingMax, options.data);
  const auto handle = [&](RawRequest&& raw, Reply&& reply) {
    const bool head = raw.method == "HEAD";
    const std::uint64_t bytes = raw.body.size();
    const auto shared = std::make_shared<std::pair<RawRequest, Reply>>(std::move(raw), reply);
    ++site.metrics.waiting;
    const bool room = (waiting_bytes += bytes) <= kWaitingBytesMax;
    const bool taken = room && workers->offer([&, shared, head, bytes](Stores& stores) {
      --site.metrics.waiting;
      waiting_bytes -= bytes;
      Response response = service.answer(std::move(shared->first), stores);
      shared->second.send(std::move(response), head, ending.load());
    });
    if (taken) return;
    waiting_bytes -= bytes;
    --site.metrics.waiting;
    site.metrics.refused();
    Response busy = come_back_later(503, 1, "too many requests wait already");
    Service::finish(Request{}, busy);
    reply.send(std::move(busy), head, false);
  };
  ASSIGN_OR_RETURN(const auto server,
                   HttpServer::start({options.address, options.port, {}}, site.metrics, handle));
  announce(options, server->port());
  for (std::size_t turn = 1; !progress.cancelled(); ++turn) {
    std::this_thread::sleep_for(kLookEvery);
    take_turn(site, turn);
  }
  ending = true;
  site.live.end();
  server->stop_listening();
  if (site.intake) site.intake->stop();
  const auto until = std::chrono::steady_clock::now() + kFinishWithin;
  while (workers->unfinished() > 0 && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(kLookEvery);
  }
  // Answers that were just given are still on their way.
  std::this_thread::sleep_for(kLookEvery);
  for (const auto& end : site.at_end) end();
  // No request comes to the workers any more; what they still work on answers into the server,
  // which is therefore the last to go.
  server->stop();
  workers.reset();
  CommandAnswer answer;
  answer.text = "Stopped; everything that was asked is answered.\n";
  answer.json = R"({"command":"serve","stopped":true})";
  return answer;
}

}  // namespace overt::http
