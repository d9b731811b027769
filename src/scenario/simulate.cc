#include "scenario/simulate.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "base/check.h"
#include "scenario/event_format.h"
#include "scenario/groups.h"
#include "scenario/hourly_life.h"
#include "scenario/sounds.h"
#include "scenario/timeline.h"
#include "scenario/truth.h"
#include "scenario/world.h"

namespace overt {
namespace {

constexpr std::uint64_t kLeastAccounts = 1'000;
constexpr std::uint64_t kMostAccounts = 20'000'000;
// Hours are put into words together until about this many events are there, so that a small
// scenario does not wake the threads for every hour.
constexpr double kEventsPerRound = 30'000;
constexpr double kEventsPerAccount = 35;
constexpr std::size_t kEventsPerBlock = 1024;
constexpr std::size_t kBlocksPerWrite = 128;

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
  const double an_hour = kEventsPerAccount * stage.world.accounts() / kScenarioHours;
  const auto step = static_cast<std::uint32_t>(std::clamp(kEventsPerRound / an_hour, 1.0, 48.0));
  for (std::uint32_t hour = 0; hour < kScenarioHours; hour += step) {
    if (progress.cancelled()) return Error{ErrorCode::kCancelled, "the simulation was interrupted"};
    const std::uint32_t end = std::min(hour + step, kScenarioHours);
    run_hours(life, hour, end, pool, timeline);
    RETURN_IF_ERROR(log.write(timeline.take(hour, end)));
    progress.advance(end - hour);
  }
  return {};
}

Result<void> write_truth(const World& world, std::span<const GroupDeeds> deeds,
                         const OpenSink& open) {
  ASSIGN_OR_RETURN(const auto accounts, open("truth/accounts.csv"));
  RETURN_IF_ERROR(write_accounts(world, *accounts));
  RETURN_IF_ERROR(accounts->close());
  ASSIGN_OR_RETURN(const auto groups, open("truth/groups.csv"));
  RETURN_IF_ERROR(write_groups(world, deeds, *groups));
  return groups->close();
}

ScenarioSummary summary_of(const World& world, std::uint64_t events) {
  ScenarioSummary summary;
  summary.events = events;
  for (const Group& group : world.groups()) {
    if (group.kind != GroupKind::kCovert) continue;
    summary.planted_accounts += group.members;
    ++summary.planted_networks;
  }
  summary.organic_accounts = world.accounts() - summary.planted_accounts;
  return summary;
}

}  // namespace

std::vector<std::string> scenario_names() { return {"fall-2024"}; }

Result<ScenarioSummary> simulate(const ScenarioOptions& options, const OpenSink& open,
                                 ThreadPool& pool, Progress& progress) {
  ASSIGN_OR_RETURN(const OutputFormat format, check_options(options));
  const World world(options.seed, static_cast<std::uint32_t>(options.accounts),
                    plan_groups(options.accounts));
  const TrendSounds sounds(options.seed);
  const Stage stage{world, sounds};
  const bool as_events = format == OutputFormat::kEvents;
  ASSIGN_OR_RETURN(const auto sink, open(as_events ? "events.ndjson" : "shares.csv"));
  progress.begin("simulate", kScenarioHours, "hours");
  Timeline timeline;
  const std::vector<GroupDeeds> deeds = run_groups(stage, pool, timeline);
  LogWriter log(world, format, *sink, pool);
  RETURN_IF_ERROR(log.begin());
  RETURN_IF_ERROR(run_days(stage, timeline, log, pool, progress));
  RETURN_IF_ERROR(sink->close());
  RETURN_IF_ERROR(write_truth(world, deeds, open));
  progress.end();
  return summary_of(world, log.events());
}

}  // namespace overt
