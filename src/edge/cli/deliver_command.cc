#include "edge/cli/deliver_command.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "edge/cli/values.h"
#include "edge/cli/verb_forms.h"

namespace overt::cli {
namespace {

/// What to do instead of delivering: an option says it, since delivering needs no word.
struct OtherTask {
  std::string_view option;
  DeliverVerb verb;
  bool by_person;  // needs --by and --reason
};
constexpr OtherTask kOtherTasks[] = {{"--watch", DeliverVerb::kWatch, false},
                                     {"--status", DeliverVerb::kStatus, false},
                                     {"--dead", DeliverVerb::kDead, false},
                                     {"--replay", DeliverVerb::kReplay, true},
                                     {"--reset", DeliverVerb::kReset, true}};

constexpr std::string_view kOfSending[] = {
    "--sink",          "--once",     "--dry-run-file",       "--secret-file", "--ca-file",
    "--allow-private", "--per-hour", "--per-policy",         "--per-person",  "--per-network",
    "--delay",         "--notices",  "--notices-secret-file"};

Result<void> refuse_all(const Arguments& arguments, std::span<const std::string_view> options,
                        std::string_view task) {
  for (const std::string_view option : options) {
    if (!arguments.has(std::string(option))) continue;
    return usage_error(arguments, fmt::format("{} does not go with {}", option, task));
  }
  return {};
}

Result<const OtherTask*> other_task(const Arguments& arguments) {
  const OtherTask* found = nullptr;
  for (const OtherTask& task : kOtherTasks) {
    if (!arguments.has(std::string(task.option))) continue;
    if (found != nullptr) {
      return usage_error(arguments,
                         fmt::format("{} and {}: one at a time", found->option, task.option));
    }
    found = &task;
  }
  return found;
}

Result<void> read_flags(const Arguments& arguments, DeliverFlags& flags) {
  const auto count = [](std::string_view text) -> Result<std::uint32_t> {
    ASSIGN_OR_RETURN(const std::uint64_t limit, parse_count(text, {0, kDeliveryLimitMax}));
    return static_cast<std::uint32_t>(limit);
  };
  RETURN_IF_ERROR(read_option(arguments, "--per-hour", flags.per_hour, count));
  RETURN_IF_ERROR(read_option(arguments, "--per-policy", flags.per_policy, count));
  RETURN_IF_ERROR(read_option(arguments, "--per-person", flags.per_person, count));
  RETURN_IF_ERROR(read_option(arguments, "--per-network", flags.per_network, count));
  return read_option(arguments, "--delay", flags.delay_us_max, parse_duration);
}

std::vector<OptionText> sending_options() {
  std::vector<OptionText> options = {
      {"--sink", "", "SINK",
       "Who carries it out: file:PATH, webhook:URL, mastodon:URL of a server, or labeler, the one "
       "in "
       "--data. Required for delivering."},
      {"--once", "", "", "Deliver what is due, and end. The default.", "", ValueKind::kFlag},
      {"--watch", "", "", "Deliver what is due and whatever becomes due, until interrupted.", "",
       ValueKind::kFlag},
      {"--secret-file", "", "FILE",
       "Of a webhook: the secrets it is signed with, one a line, like whsec_ and base64 of 24 to "
       "64 random bytes; of a Mastodon server: the access token of a user who may moderate; mode "
       "0600.",
       "", ValueKind::kFile},
      {"--ca-file", "", "FILE", "Of a URL: trust these certificates, in PEM.",
       "those of the system", ValueKind::kFile},
      {"--allow-private", "", "",
       "Of a URL: also plain http, and addresses that are not of the public internet.", "",
       ValueKind::kFlag},
      {"--notices", "", "SINK",
       "Where notices to the affected go if the sink takes none, as a Mastodon server or a "
       "labeler: "
       "file:PATH or webhook:URL. Without it they wait."},
      {"--notices-secret-file", "", "FILE", "Of that webhook, as --secret-file.", "",
       ValueKind::kFile},
      {"--dry-run-file", "", "FILE", "Where actions of policies that are not live are written.",
       "dry-run.ndjson in the data folder", ValueKind::kFile}};
  for (OptionText& option : options) option.group = "Delivery";
  const std::string held = "that of breakers.yaml";
  std::vector<OptionText> breakers = {
      {"--per-hour", "", "N",
       "Actions within an hour, at most. This and the next four only where they are stricter than "
       "breakers.yaml of the data folder.",
       held},
      {"--per-policy", "", "N", "Of one policy.", held},
      {"--per-person", "", "N", "That one person agreed to last.", held},
      {"--per-network", "", "N", "Accounts of one network within a day.", held},
      {"--delay", "", "DURATION",
       "A decision's first action waits up to this long, at random; undoing never waits.", held}};
  for (OptionText& option : breakers) {
    option.group = "Circuit breakers";
    options.push_back(std::move(option));
  }
  return options;
}

std::vector<OptionText> other_options() {
  const DeliverOptions defaults;
  std::vector<OptionText> options = {
      {"--data", "", "FOLDER", "Where decisions are kept.", defaults.data, ValueKind::kFolder},
      {"--status", "", "",
       "Say how many actions are queued, done, dead, and which breakers are tripped.", "",
       ValueKind::kFlag},
      {"--dead", "", "", "List the dead letters.", "", ValueKind::kFlag},
      {"--replay", "", "KEY", "Queue a dead letter again; all: every one.", ""},
      {"--reset", "", "BREAKER", "Let go on what a circuit breaker stopped.", ""},
      {"--by", "", "PERSON", "Of --replay and --reset: who says so; an approver.", ""},
      {"--reason", "", "TEXT", "And why.", ""}};
  for (OptionText& option : options) option.group = "Dead letters and breakers";
  return options;
}

}  // namespace

CommandText deliver_command_text() {
  std::vector<OptionText> options = sending_options();
  for (OptionText& option : other_options()) options.push_back(std::move(option));
  return {
      "deliver",
      "carry out what was decided: actions go to a file, a webhook, a Mastodon server, a labeler",
      {"Takes the actions that decisions have queued and hands them to a sink, at least once, each "
       "time with the same key, in the order of their decision. What is not taken is tried again "
       "for three to four days, then it is a dead letter: a person replays it. Only live policies "
       "reach the sink; what the others would do is written to a file. Notices to the affected "
       "follow the actions that they tell of.",
       "Circuit breakers count what goes out. The one that would be overstepped stops everything "
       "but undoing, and only a person lets it go on. Their limits stand in breakers.yaml of the "
       "data folder; 'overt breakers' says which hold, and has a looser one accepted. Accounts "
       "that are protected need a person "
       "for "
       "more than a label, and are never removed. The exit code is 3 where there are dead letters "
       "or a breaker is tripped."},
      {},
      options,
      {{"overt deliver --sink file:actions.ndjson", "everything that is due, into a file"},
       {"overt deliver --sink webhook:https://platform.example/actions --secret-file secret "
        "--watch",
        "to whoever carries it out"},
       {"overt deliver --sink mastodon:https://social.example --secret-file token",
        "to a Mastodon server's moderation"},
       {"overt deliver --sink labeler", "labels of the AT Protocol"},
       {"overt deliver --status --json", "for a monitor"},
       {"overt deliver --dead", "what was given up, and why"},
       {"overt deliver --replay all --by apo --reason 'the endpoint is back'", "try them again"},
       {"overt deliver --reset network:n1 --by apo --reason 'looked at all of them'",
        "go on after a stop"}}};
}

Result<DeliverOptions> interpret_deliver(const Arguments& arguments) {
  DeliverOptions options;
  if (!arguments.operands.empty()) {
    return usage_error(arguments, fmt::format("'{}': options say what to deliver, not words",
                                              arguments.operands.front()));
  }
  ASSIGN_OR_RETURN(const OtherTask* const task, other_task(arguments));
  if (task != nullptr) options.verb = task->verb;
  const bool sends = options.verb == DeliverVerb::kOnce || options.verb == DeliverVerb::kWatch;
  if (!sends) RETURN_IF_ERROR(refuse_all(arguments, kOfSending, task->option));
  if (options.verb == DeliverVerb::kWatch && arguments.has("--once")) {
    return usage_error(arguments, "--once and --watch: one of them");
  }
  const bool by_person = task != nullptr && task->by_person;
  constexpr std::string_view kOfPeople[] = {"--by", "--reason"};
  for (const std::string_view option : kOfPeople) {
    if (by_person && value_of(arguments, std::string(option)).empty()) {
      return usage_error(arguments, fmt::format("{} is missing: it is kept who let it go on, and "
                                                "why",
                                                option));
    }
  }
  if (!by_person) {
    RETURN_IF_ERROR(
        refuse_all(arguments, kOfPeople, task == nullptr ? "delivering" : task->option));
  }
  if (arguments.has("--data")) options.data = value_of(arguments, "--data");
  options.sink = value_of(arguments, "--sink");
  options.dry_run = value_of(arguments, "--dry-run-file");
  options.secret_file = value_of(arguments, "--secret-file");
  options.notices = value_of(arguments, "--notices");
  options.notices_secret_file = value_of(arguments, "--notices-secret-file");
  options.ca_file = value_of(arguments, "--ca-file");
  options.allow_private = arguments.has("--allow-private");
  options.by = value_of(arguments, "--by");
  options.reason = value_of(arguments, "--reason");
  if (by_person) options.named = value_of(arguments, std::string(task->option));
  RETURN_IF_ERROR(read_flags(arguments, options.flags));
  if (sends && options.sink.empty()) {
    return usage_error(arguments,
                       "where to? say --sink file:PATH, webhook:URL, mastodon:URL or labeler");
  }
  return options;
}

}  // namespace overt::cli
