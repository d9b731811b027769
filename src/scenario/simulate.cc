#include "scenario/simulate.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "base/check.h"
#include "scenario/event_format.h"
#include "scenario/groups.h"
#include "scenario/hourly_life.h"
#include "scenario/profile.h"
#include "scenario/registry_file.h"
#include "scenario/sounds.h"
#include "scenario/timeline.h"
#include "scenario/truth_files.h"
#include "scenario/world.h"

namespace overt {
namespace {

constexpr std::uint64_t kLeastAccounts = 1'000;
constexpr std::uint64_t kMostAccounts = 20'000'000;
// Hours are put into words together until about this many events are there, so that a small
// scenario does not wake the threads for every hour.
constexpr double kEventsPerRound = 30'000;
constexpr double kEventsPerPost = 5.5;
constexpr std::size_t kEventsPerBlock = 1024;
constexpr std::size_t kBlocksPerWrite = 128;
constexpr std::size_t kProfileBytesPerWrite = std::size_t{1} << 20;
constexpr char kScorecard[] = "scorecard";

enum class OutputFormat { kEvents, kShares };

Error wrong_option(std::string message) {
  return Error{ErrorCode::kInvalidArgument, std::move(message)};
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "'" : ", '") + name + "'";
  return list;
}

Result<OutputFormat> check_options(const ScenarioOptions& options) {
  const auto names = scenario_names();
  if (std::find(names.begin(), names.end(), options.scenario) == names.end()) {
    return wrong_option("unknown scenario '" + options.scenario + "': there is " +
                        quoted_list(names));
  }
  if (options.accounts < kLeastAccounts || options.accounts > kMostAccounts) {
    return wrong_option("a scenario takes " + std::to_string(kLeastAccounts) + " to " +
                        std::to_string(kMostAccounts) + " accounts, not " +
                        std::to_string(options.accounts));
  }
  if (options.format == "events-ndjson") return OutputFormat::kEvents;
  if (options.format == "coortweet") return OutputFormat::kShares;
  return wrong_option("unknown format '" + options.format +
                      "': a scenario is written as 'events-ndjson' or 'coortweet'");
}

// Puts drafts into words on all threads and writes the lines in order.
class LogWriter {
 public:
  LogWriter(const World& world, OutputFormat format, ByteSink& sink, ThreadPool& pool)
      : world_(world), format_(format), sink_(sink), pool_(pool), blocks_(kBlocksPerWrite) {}

  Result<void> begin() {
    if (format_ == OutputFormat::kEvents) return {};
    return sink_.write(shares_header());
  }

  Result<void> write(std::span<const Draft> drafts) {
    while (!drafts.empty()) {
      const auto part = drafts.first(std::min(drafts.size(), kEventsPerBlock * kBlocksPerWrite));
      RETURN_IF_ERROR(write_part(part));
      drafts = drafts.subspan(part.size());
    }
    return {};
  }

  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  Result<void> write_part(std::span<const Draft> part) {
    pool_.parallel_for(part.size(), kEventsPerBlock, [&](const Block& block) {
      std::string& lines = blocks_[block.begin / kEventsPerBlock];
      lines.clear();
      for (std::size_t i = block.begin; i < block.end; ++i) append(lines, part[i], events_ + i);
    });
    const std::size_t used = (part.size() + kEventsPerBlock - 1) / kEventsPerBlock;
    for (std::size_t i = 0; i < used; ++i) RETURN_IF_ERROR(sink_.write(blocks_[i]));
    events_ += part.size();
    return {};
  }

  void append(std::string& lines, const Draft& draft, std::uint64_t number) const {
    if (format_ == OutputFormat::kEvents) {
      append_event(lines, world_, draft, number);
    } else {
      append_shares(lines, world_, draft, number);
    }
  }

  const World& world_;
  OutputFormat format_;
  ByteSink& sink_;
  ThreadPool& pool_;
  std::vector<std::string> blocks_;
  std::uint64_t events_ = 0;
};

std::vector<GroupDeeds> run_groups(const Stage& stage, ThreadPool& pool, Timeline& timeline) {
  const std::size_t count = stage.world.groups().size();
  std::vector<GroupDeeds> deeds(count);
  std::vector<Drafts> drafts(count);
  pool.parallel_for(count, 1, [&](const Block& block) {
    deeds[block.begin] = act_out(stage, block.begin, drafts[block.begin]);
  });
  for (const Drafts& one : drafts) timeline.add(one);
  return deeds;
}

void run_hours(const HourlyLife& life, std::uint32_t begin, std::uint32_t end, ThreadPool& pool,
               Timeline& timeline) {
  std::vector<HourTask> tasks;
  for (std::uint32_t hour = begin; hour < end; ++hour) life.plan_hour(hour, tasks);
  std::vector<Drafts> drafts(tasks.size());
  pool.parallel_for(tasks.size(), 1,
                    [&](const Block& block) { life.run(tasks[block.begin], drafts[block.begin]); });
  for (const Drafts& one : drafts) timeline.add(one);
}

Result<void> run_days(const Stage& stage, Timeline& timeline, LogWriter& log, ThreadPool& pool,
                      Progress& progress) {
  const HourlyLife life(stage);
  const World& world = stage.world;
  const double an_hour =
      kEventsPerPost * world.posts_per_account() * world.accounts() / world.hours();
  const auto step = static_cast<std::uint32_t>(std::clamp(kEventsPerRound / an_hour, 1.0, 48.0));
  for (std::uint32_t hour = 0; hour < world.hours(); hour += step) {
    if (progress.cancelled()) return Error{ErrorCode::kCancelled, "the simulation was interrupted"};
    const std::uint32_t end = std::min(hour + step, world.hours());
    run_hours(life, hour, end, pool, timeline);
    RETURN_IF_ERROR(log.write(timeline.take(hour, end)));
    progress.advance(end - hour);
  }
  return {};
}

Plan plan_of(const ScenarioOptions& options) {
  Plan plan = options.scenario == kScorecard ? plan_scorecard(options.seed, options.accounts)
                                             : plan_fall_2024(options.accounts);
  if (options.planted) return plan;
  const auto planted = [](const Group& group) { return group.planted(); };
  plan.groups.erase(std::remove_if(plan.groups.begin(), plan.groups.end(), planted),
                    plan.groups.end());
  return plan;
}

// Who is there before anything happens.
struct Cast {
  explicit Cast(const ScenarioOptions& options)
      : world(options.seed, plan_of(options)), sounds(options.seed) {}

  World world;
  TrendSounds sounds;
};

Result<Truth> write_log(const Cast& cast, OutputFormat format, ByteSink& sink, ThreadPool& pool,
                        Progress& progress) {
  const Stage stage{cast.world, cast.sounds};
  progress.begin("simulate", cast.world.hours(), "hours");
  Timeline timeline;
  const std::vector<GroupDeeds> deeds = run_groups(stage, pool, timeline);
  LogWriter log(cast.world, format, sink, pool);
  RETURN_IF_ERROR(log.begin());
  RETURN_IF_ERROR(run_days(stage, timeline, log, pool, progress));
  progress.end();
  return truth_of(cast.world, deeds, log.events());
}

Result<void> write_profiles(const World& world, ByteSink& sink) {
  std::string lines;
  for (std::uint32_t account = 0; account < world.accounts(); ++account) {
    append_account(lines, world, account);
    if (lines.size() < kProfileBytesPerWrite) continue;
    RETURN_IF_ERROR(sink.write(lines));
    lines.clear();
  }
  return sink.write(lines);
}

// Opens a file, has it written, and closes it.
template <typename Write>
Result<void> write_file(const OpenSink& open, std::string_view name, const Write& write) {
  ASSIGN_OR_RETURN(const auto sink, open(name));
  RETURN_IF_ERROR(write(*sink));
  return sink->close();
}

class StringSink : public ByteSink {
 public:
  explicit StringSink(std::string& out) : out_(out) {}
  Result<void> write(std::string_view bytes) override {
    out_ += bytes;
    return {};
  }
  Result<void> close() override { return {}; }

 private:
  std::string& out_;
};

}  // namespace

std::vector<std::string> scenario_names() { return {"fall-2024", kScorecard}; }

Result<Truth> simulate(const ScenarioOptions& options, const OpenSink& open, ThreadPool& pool,
                       Progress& progress) {
  ASSIGN_OR_RETURN(const OutputFormat format, check_options(options));
  const Cast cast(options);
  const bool as_events = format == OutputFormat::kEvents;
  ASSIGN_OR_RETURN(const auto sink, open(as_events ? "events.ndjson" : "shares.csv"));
  ASSIGN_OR_RETURN(Truth truth, write_log(cast, format, *sink, pool, progress));
  RETURN_IF_ERROR(sink->close());
  const World& world = cast.world;
  RETURN_IF_ERROR(write_file(open, "accounts.ndjson",
                             [&](ByteSink& file) { return write_profiles(world, file); }));
  RETURN_IF_ERROR(write_file(open, "truth/accounts.csv",
                             [&](ByteSink& file) { return write_truth_accounts(world, file); }));
  RETURN_IF_ERROR(write_file(open, "truth/groups.csv", [&](ByteSink& file) {
    return write_truth_groups(world, truth, file);
  }));
  RETURN_IF_ERROR(write_file(open, "truth/groups.ndjson",
                             [&](ByteSink& file) { return write_truth_details(truth, file); }));
  RETURN_IF_ERROR(write_file(open, "registry.yaml",
                             [&](ByteSink& file) { return write_registry(world, file); }));
  return truth;
}

Result<Truth> generate_into(const ScenarioOptions& options, ByteSink& events, ByteSink& accounts,
                            ThreadPool& pool, Progress& progress) {
  ASSIGN_OR_RETURN(const OutputFormat format, check_options(options));
  const Cast cast(options);
  ASSIGN_OR_RETURN(Truth truth, write_log(cast, format, events, pool, progress));
  RETURN_IF_ERROR(write_profiles(cast.world, accounts));
  return truth;
}

Result<GeneratedLog> generate(const ScenarioOptions& options, ThreadPool& pool,
                              Progress& progress) {
  GeneratedLog log;
  StringSink events(log.events);
  StringSink accounts(log.accounts);
  StringSink registry(log.registry);
  ASSIGN_OR_RETURN(const OutputFormat format, check_options(options));
  const Cast cast(options);
  ASSIGN_OR_RETURN(log.truth, write_log(cast, format, events, pool, progress));
  RETURN_IF_ERROR(write_profiles(cast.world, accounts));
  RETURN_IF_ERROR(write_registry(cast.world, registry));
  return log;
}

}  // namespace overt
