#include "pipeline/run_deliver.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "adapters/files/action_file.h"
#include "adapters/files/secrets.h"
#include "adapters/labeler/labeler_sink.h"
#include "adapters/mastodon/mastodon_sink.h"
#include "adapters/webhook/webhook_sink.h"
#include "base/json_writer.h"
#include "pipeline/acting_staff.h"
#include "pipeline/decision_data.h"
#include "pipeline/delivery_rules_book.h"
#include "pipeline/notice_book.h"
#include "pipeline/notice_settings.h"

namespace overt {
namespace {

constexpr std::string_view kFile = "file:";
constexpr std::string_view kWebhook = "webhook:";
constexpr std::string_view kMastodon = "mastodon:";
constexpr std::string_view kLabeler = "labeler";
constexpr int kBusyInRowMax = 30;  // rounds of a second, until watching gives up

bool opens_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

Result<std::unique_ptr<ActionSink>> open_mastodon(const DeliverOptions& options) {
  MastodonOptions mastodon;
  mastodon.url = options.sink.substr(kMastodon.size());
  ASSIGN_OR_RETURN(mastodon.token, read_secret_file(options.secret_file));
  while (!mastodon.token.empty() && mastodon.token.back() == '\n') mastodon.token.pop_back();
  mastodon.http.ca_file = options.ca_file;
  mastodon.http.allow_private = options.allow_private;
  return open_mastodon_sink(std::move(mastodon));
}

Result<std::unique_ptr<ActionSink>> open_webhook(const DeliverOptions& options,
                                                 std::string_view sink,
                                                 const std::string& secret_file) {
  WebhookOptions webhook;
  webhook.url = sink.substr(kWebhook.size());
  ASSIGN_OR_RETURN(const std::string secrets, read_secret_file(secret_file));
  auto parsed = parse_webhook_secrets(secrets);
  if (!parsed.ok()) {
    return Error{ErrorCode::kBadInput, fmt::format("{}: {}", secret_file, parsed.error().message)};
  }
  webhook.secrets = std::move(parsed).value();
  webhook.ca_file = options.ca_file;
  webhook.allow_private = options.allow_private;
  return open_webhook_sink(std::move(webhook));
}

Result<std::unique_ptr<ActionSink>> open_sink(const DeliverOptions& options) {
  const std::string_view sink = options.sink;
  if (opens_with(sink, kFile)) return open_action_file(std::string(sink.substr(kFile.size())));
  if (opens_with(sink, kMastodon)) return open_mastodon(options);
  if (sink == kLabeler) return open_labeler_sink(options.data);
  return open_webhook(options, sink, options.secret_file);
}

/// None where notices have no sink of their own.
Result<std::unique_ptr<ActionSink>> open_notice_sink(const DeliverOptions& options) {
  const std::string_view sink = options.notices;
  if (sink.empty()) return std::unique_ptr<ActionSink>();
  if (opens_with(sink, kFile)) return open_action_file(std::string(sink.substr(kFile.size())));
  return open_webhook(options, sink, options.notices_secret_file);
}

/// How links to appeal are made; nothing where no notice could have been written.
Result<std::function<std::string(const NoticeAddress&, TimeUs)>> appeal_tokens(
    const std::string& data) {
  const bool whole = read_notice_settings(data).problem.empty();
  ASSIGN_OR_RETURN(AppealKeys keys, whole ? make_appeal_keys(data) : read_appeal_keys(data));
  if (keys.empty()) return std::function<std::string(const NoticeAddress&, TimeUs)>();
  return std::function<std::string(const NoticeAddress&, TimeUs)>(
      [keys = std::move(keys)](const NoticeAddress& address, TimeUs until) {
        return appeal_token_for(address, until, keys);
      });
}

/// From secret bytes: nobody outside can tell what was drawn.
double secret_uniform() {
  const auto bytes = secret_bytes(sizeof(std::uint32_t));
  if (!bytes.ok()) return 1;  // the longest wait
  double number = 0;
  for (const char c : bytes.value()) {
    number = (number + static_cast<double>(static_cast<unsigned char>(c))) / 256;
  }
  return number;
}

struct Standing {
  std::uint64_t queued = 0;
  std::uint64_t done = 0;
  std::uint64_t dead = 0;
  std::uint64_t withdrawn = 0;
  std::uint64_t notices_blocked = 0;
  std::vector<DeliveryStep> tripped;
};

Result<Standing> standing_of(const DeliverOptions& options, DecisionStore& store) {
  Standing standing;
  ASSIGN_OR_RETURN(standing.queued, store.count_actions(ActionState::kQueued));
  ASSIGN_OR_RETURN(standing.done, store.count_actions(ActionState::kDone));
  ASSIGN_OR_RETURN(standing.dead, store.count_actions(ActionState::kDead));
  ASSIGN_OR_RETURN(standing.withdrawn, store.count_actions(ActionState::kWithdrawn));
  ASSIGN_OR_RETURN(standing.notices_blocked, count_blocked_notices(store));
  ASSIGN_OR_RETURN(standing.tripped, tripped_breakers(options.data, store, options.clock()));
  return standing;
}

void write_standing(JsonWriter& json, const Standing& standing) {
  json.field("queued", standing.queued);
  json.field("done", standing.done);
  json.field("dead", standing.dead);
  json.field("withdrawn", standing.withdrawn);
  json.field("notices_blocked", standing.notices_blocked);
  json.key("tripped");
  json.begin_array();
  for (const DeliveryStep& step : standing.tripped) {
    json.begin_object();
    json.field("breaker", step.breaker);
    json.field("at", format_rfc3339(step.at));
    json.field("why", step.words);
    json.end_object();
  }
  json.end_array();
}

std::string describe_standing(const Standing& standing, const std::string& data) {
  std::string text = fmt::format("{} queued, {} done, {} dead, {} withdrawn.\n", standing.queued,
                                 standing.done, standing.dead, standing.withdrawn);
  if (standing.dead > 0)
    text += fmt::format("  overt deliver --data {} --dead lists the dead\n", data);
  if (standing.notices_blocked > 0) {
    text += fmt::format(
        "{} notices are blocked, and nobody was told; overt notices list --state blocked --data {} "
        "says why\n",
        standing.notices_blocked, data);
  }
  for (const DeliveryStep& step : standing.tripped) {
    if (step.breaker == kLimitsBreaker) {
      text += fmt::format("Stopped, all but undoing: {}\n", step.words);
      continue;
    }
    text += fmt::format(
        "Stopped by breaker {} since {}: {}.\n  After looking into it: overt deliver --data {} "
        "--reset {} --by PERSON --reason TEXT\n",
        step.breaker, format_rfc3339(step.at), step.words, data, step.breaker);
  }
  return text;
}

/// Everything that one call has done.
struct Sent {
  DeliverySummary total;
  std::vector<std::string> limits_changed;  // in words
};

void add(DeliverySummary& total, const DeliverySummary& round) {
  total.taken += round.taken;
  total.put_off += round.put_off;
  total.given_up += round.given_up;
  total.dry_run += round.dry_run;
  total.held = round.held;
  total.notices_waiting = round.notices_waiting;
  total.paused = round.paused;
  total.tripped = round.tripped;
}

/// Doubt about the limits that only the last round had: it is tripped by no step.
void add_doubt(const DeliverySummary& sent, Standing& standing) {
  const auto is_limits = [](const DeliveryStep& step) { return step.breaker == kLimitsBreaker; };
  const auto doubt = std::find_if(sent.tripped.begin(), sent.tripped.end(), is_limits);
  const bool known = std::any_of(standing.tripped.begin(), standing.tripped.end(), is_limits);
  if (doubt != sent.tripped.end() && !known) standing.tripped.push_back(*doubt);
}

CommandAnswer answer_of(const DeliverOptions& options, const Sent& all, const Standing& standing) {
  const DeliverySummary& sent = all.total;
  CommandAnswer answer;
  answer.sound = standing.dead == 0 && standing.tripped.empty();
  answer.text = fmt::format("{} taken, {} put off, {} given up, {} only written down (dry run)",
                            sent.taken, sent.put_off, sent.given_up, sent.dry_run);
  if (sent.held > 0) answer.text += fmt::format(", {} held by a breaker", sent.held);
  answer.text += "; " + describe_standing(standing, options.data);
  if (sent.notices_waiting > 0) {
    answer.text += fmt::format(
        "{} notices wait for a sink that takes them: --notices file:PATH or webhook:URL.\n",
        sent.notices_waiting);
  }
  if (!sent.paused.empty()) answer.text += fmt::format("Paused: {}.\n", sent.paused);
  if (!all.limits_changed.empty()) {
    answer.text += fmt::format("Stricter limits of breakers.yaml hold: {}.\n",
                               fmt::join(all.limits_changed, ", "));
  }
  JsonWriter json(answer.json);
  json.begin_object();
  json.field("command", "deliver");
  json.field("taken", sent.taken);
  json.field("put_off", sent.put_off);
  json.field("given_up", sent.given_up);
  json.field("dry_run", sent.dry_run);
  json.field("held", sent.held);
  json.field("notices_waiting", sent.notices_waiting);
  json.field("paused", sent.paused);
  json.key("limits_changed");
  json.begin_array();
  for (const std::string& change : all.limits_changed) json.value(change);
  json.end_array();
  write_standing(json, standing);
  json.end_object();
  return answer;
}

void wait_a_second(const Progress& progress) {
  for (int i = 0; i < 10 && !progress.cancelled(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

/// Somebody else writes to the store for a moment: no reason to stop watching.
bool may_wait(const DeliverOptions& options, const Error& error) {
  return options.verb == DeliverVerb::kWatch && error.code == ErrorCode::kUnavailable;
}

DeliveryRules with_flags(DeliveryRules rules, const DeliverFlags& flags) {
  DeliveryLimits& limits = rules.limits;
  limits.per_hour = flags.per_hour.value_or(limits.per_hour);
  limits.person_per_hour = flags.per_person.value_or(limits.person_per_hour);
  limits.network_accounts_per_day = flags.per_network.value_or(limits.network_accounts_per_day);
  rules.delay_us_max = flags.delay_us_max.value_or(rules.delay_us_max);
  if (!flags.per_policy) return rules;
  limits.policy_per_hour = *flags.per_policy;
  for (auto& [policy, limit] : limits.policies) limit = std::min(limit, *flags.per_policy);
  return rules;
}

Result<void> check_flags(const DeliverOptions& options, const DeliveryRules& holding) {
  for (const RuleChange& change : changes_of(holding, with_flags(holding, options.flags))) {
    if (!change.looser) continue;
    std::string flag = "--" + change.field;
    std::replace(flag.begin(), flag.end(), '_', '-');
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} would change {}; an option may only be stricter than the limits "
                             "that hold (overt breakers show --data {})",
                             flag, change.words, options.data)};
  }
  return {};
}

/// Everything that is due, under the limits as breakers.yaml has them now.
Result<DeliverySummary> send_round(const DeliverOptions& options, DecisionStore& store,
                                   ActionDelivery& delivery, Sent& sent, Progress& progress) {
  ASSIGN_OR_RETURN(const RulesStanding standing,
                   take_up_rules(options.data, store, options.clock()));
  if (standing.doubt.empty()) {
    for (const RuleChange& change : standing.changes) sent.limits_changed.push_back(change.words);
  }
  const DeliveryRules& holding = standing.accepted.rules;
  delivery.follow(stricter_of(holding, with_flags(holding, options.flags)), standing.doubt);
  return delivery.run(progress);
}

Result<CommandAnswer> send(const DeliverOptions& options, DecisionStore& store,
                           Progress& progress) {
  RETURN_IF_ERROR(store.take_delivery_turn());
  ASSIGN_OR_RETURN(const RulesStanding before, rules_standing(options.data, store));
  RETURN_IF_ERROR(check_flags(options, before.accepted.rules));
  ASSIGN_OR_RETURN(const auto live, open_sink(options));
  const std::string dry_run =
      options.dry_run.empty() ? options.data + "/dry-run.ndjson" : options.dry_run;
  ASSIGN_OR_RETURN(const auto written, open_action_file(dry_run));
  ASSIGN_OR_RETURN(const auto notices, open_notice_sink(options));
  ASSIGN_OR_RETURN(auto tokens, appeal_tokens(options.data));
  ActionDelivery delivery(
      {store, *live, *written, options.clock, secret_uniform, notices.get(), std::move(tokens)},
      before.accepted.rules);
  Sent sent;
  progress.begin("delivering", 0, "actions");
  int busy_in_row = 0;
  do {
    const auto round = send_round(options, store, delivery, sent, progress);
    if (round.ok()) {
      busy_in_row = 0;
      add(sent.total, round.value());
      progress.advance(round.value().taken + round.value().dry_run);
    } else if (!may_wait(options, round.error()) || ++busy_in_row > kBusyInRowMax) {
      return round.error();
    }
    if (options.verb == DeliverVerb::kWatch) wait_a_second(progress);
  } while (options.verb == DeliverVerb::kWatch && !progress.cancelled());
  progress.end();
  ASSIGN_OR_RETURN(Standing standing, standing_of(options, store));
  add_doubt(sent.total, standing);
  return answer_of(options, sent, standing);
}

Result<CommandAnswer> tell_status(const DeliverOptions& options, DecisionStore& store) {
  ASSIGN_OR_RETURN(const Standing standing, standing_of(options, store));
  CommandAnswer answer;
  answer.sound = standing.dead == 0 && standing.tripped.empty();
  answer.text = describe_standing(standing, options.data);
  JsonWriter json(answer.json);
  json.begin_object();
  json.field("command", "deliver");
  write_standing(json, standing);
  json.end_object();
  return answer;
}

Result<CommandAnswer> list_dead(const DeliverOptions& options, DecisionStore& store) {
  ASSIGN_OR_RETURN(const auto dead, store.actions_in(ActionState::kDead, options.list_max));
  ASSIGN_OR_RETURN(const std::uint64_t all, store.count_actions(ActionState::kDead));
  CommandAnswer answer;
  answer.sound = dead.empty();
  JsonWriter json(answer.json);
  json.begin_object();
  json.field("command", "deliver");
  json.field("dead", all);
  json.key("letters");
  json.begin_array();
  for (const QueuedAction& action : dead) {
    answer.text += fmt::format("{} of decision {}, {} tries: {}\n", action.key, action.decision,
                               action.tries, action.answer);
    json.begin_object();
    json.field("key", action.key);
    json.field("decision", action.decision);
    json.field("tries", action.tries);
    json.field("answer", action.answer);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  if (all == 0) answer.text = "No dead letter.\n";
  if (all > dead.size()) answer.text += fmt::format("… and {} more\n", all - dead.size());
  return answer;
}

Result<Person> who_may(const DeliverOptions& options, DecisionStore& store) {
  return acting_staff({options.data, store, "deliver",
                       options.verb == DeliverVerb::kReplay ? "replay" : "reset", options.by,
                       options.proof});
}

CommandAnswer said(std::string text, std::uint64_t count) {
  CommandAnswer answer;
  answer.text = std::move(text);
  JsonWriter json(answer.json);
  json.begin_object();
  json.field("command", "deliver");
  json.field("changed", count);
  json.end_object();
  return answer;
}

Result<CommandAnswer> replay(const DeliverOptions& options, DecisionStore& store) {
  ASSIGN_OR_RETURN(const Person person, who_may(options, store));
  std::vector<QueuedAction> letters;
  if (options.named == "all") {
    ASSIGN_OR_RETURN(letters, store.actions_in(ActionState::kDead, options.list_max));
  } else {
    ASSIGN_OR_RETURN(const auto found, store.find_action(options.named));
    if (!found) {
      return Error{ErrorCode::kNotFound, fmt::format("there is no action '{}'", options.named)};
    }
    if (found->state != ActionState::kDead) {
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("action {} is {}; only a dead one can be replayed", options.named,
                               name_of(found->state))};
    }
    letters.push_back(*found);
  }
  const TimeUs now = options.clock();
  std::vector<DeliveryStep> steps;
  for (QueuedAction& letter : letters) {
    letter.state = ActionState::kQueued;
    letter.tries = 0;
    letter.next_at = now;
    letter.answer = "replayed by " + person.id;
    DeliveryStep& step = steps.emplace_back();
    step.at = now;
    step.kind = DeliveryStepKind::kReplayed;
    step.key = letter.key;
    step.person = person.id;
    step.words = options.reason;
  }
  RETURN_IF_ERROR(store.record_delivery(letters, steps));
  return said(fmt::format("{} queued again.\n", letters.size()), letters.size());
}

Result<CommandAnswer> reset(const DeliverOptions& options, DecisionStore& store) {
  ASSIGN_OR_RETURN(const Person person, who_may(options, store));
  const TimeUs now = options.clock();
  if (options.named == kLimitsBreaker) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("breaker limits lets go once breakers.yaml is mended, or accepted: "
                             "overt breakers accept --data {} --by PERSON --reason TEXT",
                             options.data)};
  }
  ASSIGN_OR_RETURN(const auto breakers, DeliveryBreakers::read(store, {}, now));
  if (!breakers.is_tripped(options.named)) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("no breaker '{}' is tripped; overt deliver --status says which are",
                             options.named)};
  }
  DeliveryStep step;
  step.at = now;
  step.kind = DeliveryStepKind::kReset;
  step.breaker = options.named;
  step.person = person.id;
  step.words = options.reason;
  const std::vector<DeliveryStep> steps{step};
  RETURN_IF_ERROR(store.record_delivery({}, steps));
  return said(fmt::format("{} is reset; it counts from now.\n", options.named), 1);
}

Result<void> check_sink(const DeliverOptions& options) {
  const std::string_view sink = options.sink;
  const bool webhook = opens_with(sink, kWebhook);
  const bool mastodon = opens_with(sink, kMastodon);
  if (!webhook && !mastodon && !opens_with(sink, kFile) && sink != kLabeler) {
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("--sink: '{}' is not file:PATH, webhook:URL, mastodon:URL or labeler", sink)};
  }
  const std::string_view notices = options.notices;
  if (!notices.empty() && !opens_with(notices, kFile) && !opens_with(notices, kWebhook)) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("--notices: '{}' is not file:PATH or webhook:URL", notices)};
  }
  if (opens_with(notices, kWebhook) && options.notices_secret_file.empty()) {
    return Error{
        ErrorCode::kInvalidArgument,
        "the webhook of --notices needs a secret to sign with: --notices-secret-file FILE"};
  }
  if (mastodon && options.secret_file.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "a Mastodon server needs a token: --secret-file FILE, of a user with "
                 "admin:read:accounts and admin:write:accounts"};
  }
  if (webhook && options.secret_file.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "a webhook needs a secret to sign with: --secret-file FILE, with a line like "
                 "whsec_ and base64 of 24 to 64 random bytes"};
  }
  return {};
}

}  // namespace

Result<CommandAnswer> run_deliver(const DeliverOptions& options, Progress& progress) {
  const bool sends = options.verb == DeliverVerb::kOnce || options.verb == DeliverVerb::kWatch;
  if (sends) RETURN_IF_ERROR(check_sink(options));
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kWrite));
  switch (options.verb) {
    case DeliverVerb::kOnce:
    case DeliverVerb::kWatch:
      return send(options, *store, progress);
    case DeliverVerb::kStatus:
      return tell_status(options, *store);
    case DeliverVerb::kDead:
      return list_dead(options, *store);
    case DeliverVerb::kReplay:
      return replay(options, *store);
    case DeliverVerb::kReset:
      return reset(options, *store);
  }
  CHECK(false);
}

}  // namespace overt
