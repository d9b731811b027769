#include "pipeline/run_notices.h"

#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.h"
#include "base/json_writer.h"
#include "pipeline/acting_staff.h"
#include "pipeline/clause_precision.h"
#include "pipeline/decision_data.h"
#include "pipeline/notice_book.h"
#include "pipeline/notice_settings.h"

namespace overt {
namespace {

std::string head_of(NoticesVerb verb) {
  return fmt::format(R"("command":"notices","verb":"{}")",
                     kNoticesVerbNames.at(static_cast<std::size_t>(verb)));
}

Result<Decision> find_decision(DecisionStore& store, const std::string& id) {
  ASSIGN_OR_RETURN(const auto kept, store.find(id));
  if (!kept) return Error{ErrorCode::kNotFound, fmt::format("there is no decision '{}'", id)};
  return read_decision(*kept);
}

Error tells_nobody(const NoticesOptions& options) {
  return {ErrorCode::kNotFound,
          fmt::format("no notice of decision {} is for '{}'", options.decision, options.account)};
}

/// What stands of a notice: its record where there is one; else how it would be, told now.
struct Standing {
  std::string state;
  std::string blocked;
  std::string text;
  std::string json;
};

Result<Standing> standing_of(DecisionStore& store, const Decision& decision,
                             const NoticeAddress& address, const NoticeSettings& settings,
                             const std::map<std::string, NewestNotice>& newest) {
  Standing standing;
  const auto found = newest.find(address.id);
  if (found == newest.end()) {
    const Notice would_be =
        write_notice(decision, address, settings, decision.events.at(address.event).at).notice;
    const bool live = decision.draft.mode == PolicyMode::kLive;
    const bool blocked = would_be.state == NoticeState::kBlocked;
    standing.state = live ? "missing" : blocked ? "blocked_preview" : "preview";
    standing.blocked = would_be.blocked;
    standing.text = would_be.text;
    standing.json = would_be.json;
    return standing;
  }
  const NewestNotice& kept = found->second;
  standing.state = name_of(kept.notice.state);
  standing.blocked = kept.notice.blocked;
  standing.text = kept.notice.text;
  ASSIGN_OR_RETURN(const auto record,
                   store.find_record(RecordKind::kNotice, address.id, kept.number));
  if (record) standing.json = record->text;
  if (kept.notice.state != NoticeState::kReady) return standing;
  ASSIGN_OR_RETURN(const auto queued, store.find_action(address.id));
  if (queued) standing.state = name_of(queued->state);
  return standing;
}

Result<CommandAnswer> show(const NoticesOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(const Decision decision, find_decision(*store, options.decision));
  ASSIGN_OR_RETURN(const auto newest, newest_notices_of(*store, decision.id));
  const NoticeSettings settings = read_notice_settings(options.data);
  CommandAnswer answer;
  std::vector<std::string> items;
  for (const NoticeAddress& address : notices_due(decision, 0)) {
    if (!options.account.empty() && options.account != address.account) continue;
    ASSIGN_OR_RETURN(const Standing standing,
                     standing_of(*store, decision, address, settings, newest));
    answer.text +=
        fmt::format("{} ({}) to {}: {}{}\n", address.id, name_of(address.cause),
                    address.account.empty() ? "nobody known" : address.account, standing.state,
                    standing.blocked.empty() ? "" : ": " + standing.blocked);
    if (!standing.text.empty()) answer.text += fmt::format("\n{}\n", standing.text);
    items.push_back(
        fmt::format(R"({{"standing":"{}","notice":{}}})", standing.state, standing.json));
  }
  if (items.empty() && !options.account.empty()) return tells_nobody(options);
  if (items.empty()) answer.text = "Nobody is told anything: the decision is not in effect.\n";
  answer.json =
      fmt::format("{{{},\"notices\":[{}]}}", head_of(options.verb), fmt::join(items, ","));
  return answer;
}

Result<CommandAnswer> list(const NoticesOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(const auto newest, newest_notices(*store));
  CommandAnswer answer;
  std::vector<std::string> items;
  for (const auto& [id, one] : newest) {
    const KeptNotice& notice = one.notice;
    answer.sound = answer.sound && notice.state != NoticeState::kBlocked;
    if (!options.state.empty() && options.state != name_of(notice.state)) continue;
    answer.text +=
        fmt::format("{} of decision {} ({}) to {}: {}{}\n", id, notice.address.decision,
                    name_of(notice.address.cause), notice.address.account, name_of(notice.state),
                    notice.blocked.empty() ? "" : ": " + notice.blocked);
    std::string& item = items.emplace_back();
    JsonWriter json(item);
    json.begin_object();
    json.field("notice", id);
    json.field("decision", notice.address.decision);
    json.field("event", notice.address.event);
    json.field("cause", name_of(notice.address.cause));
    json.field("account", notice.address.account);
    json.field("state", name_of(notice.state));
    json.field("blocked", notice.blocked);
    json.field("lang", notice.lang);
    json.end_object();
  }
  if (items.empty()) answer.text = "No such notice.\n";
  answer.json =
      fmt::format("{{{},\"notices\":[{}]}}", head_of(options.verb), fmt::join(items, ","));
  return answer;
}

Result<Person> who_may(const NoticesOptions& options, DecisionStore& people) {
  return acting_staff({options.data, people, "notices",
                       kNoticesVerbNames.at(static_cast<std::size_t>(options.verb)), options.by,
                       options.proof});
}

Result<CommandAnswer> retry(const NoticesOptions& options) {
  ASSIGN_OR_RETURN(auto open, open_desk(options.data));
  ASSIGN_OR_RETURN(const Person by, who_may(options, *open.store));
  auto desk = open.desk();
  ASSIGN_OR_RETURN(const auto done, desk.retry_notices(options.at));
  CommandAnswer answer;
  answer.text = fmt::format("{} notices queued, {} still blocked, {} of no use any more.\n",
                            done.queued, done.blocked, done.withdrawn);
  answer.json = fmt::format(R"({{{},"queued":{},"blocked":{},"withdrawn":{}}})",
                            head_of(options.verb), done.queued, done.blocked, done.withdrawn);
  return answer;
}

Result<CommandAnswer> link(const NoticesOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kWrite));
  ASSIGN_OR_RETURN(const Person by, who_may(options, *store));
  const NoticeSettings settings = read_notice_settings(options.data);
  if (!settings.problem.empty()) return Error{ErrorCode::kInvalidArgument, settings.problem};
  ASSIGN_OR_RETURN(const AppealKeys keys, make_appeal_keys(options.data));
  ASSIGN_OR_RETURN(const Decision decision, find_decision(*store, options.decision));
  ASSIGN_OR_RETURN(const auto newest, newest_notices_of(*store, decision.id));
  CommandAnswer answer;
  std::vector<std::string> items;
  for (const auto& [id, one] : newest) {
    const NoticeAddress& address = one.notice.address;
    if (one.notice.until == 0) continue;
    if (!options.account.empty() && options.account != address.account) continue;
    const std::string url = fmt::format("{}/appeals/{}", settings.appeals,
                                        appeal_token_for(address, one.notice.until, keys));
    answer.text +=
        fmt::format("{} until {}: {}\n", address.account, format_date(one.notice.until), url);
    std::string& item = items.emplace_back();
    JsonWriter json(item);
    json.begin_object();
    json.field("account", address.account);
    json.field("until", format_rfc3339(one.notice.until));
    json.field("url", url);
    json.end_object();
  }
  if (items.empty()) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("no notice of decision {} says how to appeal; overt notices show {} "
                             "says what became of them",
                             options.decision, options.decision)};
  }
  answer.json = fmt::format("{{{},\"links\":[{}]}}", head_of(options.verb), fmt::join(items, ","));
  return answer;
}

CommandAnswer settings_to_fill_in(const NoticesOptions& options) {
  CommandAnswer answer;
  answer.text = notice_settings_template();
  const NoticeSettings now = read_notice_settings(options.data);
  JsonWriter json(answer.json);
  json.begin_object();
  json.field("command", "notices");
  json.field("verb", "settings");
  json.field("template", answer.text);
  json.field("problem", now.problem);
  json.end_object();
  return answer;
}

Result<CommandAnswer> precision(const NoticesOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
  const merkle::SignerKey none;
  DecisionDesk desk(*store, none, strong_random);
  ASSIGN_OR_RETURN(const auto decisions, desk.select([](const Decision&) { return true; }));
  const auto clauses = clause_precision(decisions, options.policy);
  CommandAnswer answer;
  answer.text = precision_text(clauses);
  answer.json =
      fmt::format("{{{},\"clauses\":{}}}", head_of(options.verb), precision_json(clauses));
  return answer;
}

}  // namespace

Result<CommandAnswer> run_notices(const NoticesOptions& options, Progress& /*progress*/) {
  switch (options.verb) {
    case NoticesVerb::kShow:
      return show(options);
    case NoticesVerb::kList:
      return list(options);
    case NoticesVerb::kRetry:
      return retry(options);
    case NoticesVerb::kLink:
      return link(options);
    case NoticesVerb::kSettings:
      return settings_to_fill_in(options);
    case NoticesVerb::kPrecision:
      return precision(options);
  }
  CHECK(false);
}

}  // namespace overt
