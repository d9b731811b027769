#include "edge/http/desk_routes.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "edge/http/json_in.h"
#include "edge/http/page.h"
#include "edge/http/problem.h"
#include "edge/http/stores.h"
#include "pipeline/delivery_rules_book.h"
#include "pipeline/delivery_stall.h"
#include "pipeline/notice_book.h"
#include "pipeline/run_breakers.h"
#include "pipeline/run_cases.h"
#include "pipeline/run_decide.h"
#include "pipeline/run_deliver.h"

namespace overt::http {
namespace {

constexpr std::size_t kActionsMax = 10'000;
constexpr ActionState kStates[] = {ActionState::kQueued, ActionState::kDone, ActionState::kDead,
                                   ActionState::kWithdrawn};

Result<std::string> overview(const Request& request, Stores& stores) {
  CasesOptions cases;
  cases.data = stores.data();
  ASSIGN_OR_RETURN(const CommandAnswer open_cases, run_cases(cases, no_progress()));
  std::uint64_t open = 0;
  std::uint64_t overdue = 0;
  for (const std::string& one : elements_of(open_cases.json, "cases")) {
    ++open;
    const auto due = parse_rfc3339(text_field(one, "due_at"));
    if (due && *due < request.at) ++overdue;
  }
  DecideOptions decisions;
  decisions.data = stores.data();
  ASSIGN_OR_RETURN(const CommandAnswer all, run_decide(decisions, no_progress()));
  std::uint64_t decisions_open = 0;
  std::uint64_t appeals_open = 0;
  for (const std::string& one : elements_of(all.json, "decisions")) {
    const std::string state = text_field(one, "state");
    if (state == name_of(DecisionState::kOpen)) ++decisions_open;
    if (state == name_of(DecisionState::kAppealed)) ++appeals_open;
  }
  ASSIGN_OR_RETURN(DecisionStore* const store, stores.decisions());
  ASSIGN_OR_RETURN(const auto tripped, tripped_breakers(stores.data(), *store, request.at));
  ASSIGN_OR_RETURN(const std::uint64_t dead, store->count_actions(ActionState::kDead));
  ASSIGN_OR_RETURN(const std::uint64_t blocked, count_blocked_notices(*store));
  ASSIGN_OR_RETURN(const std::optional<TimeUs> stalled,
                   stalled_since(*store, OutboxLane::kPlatform, request.at));
  ASSIGN_OR_RETURN(const std::optional<TimeUs> untold,
                   stalled_since(*store, OutboxLane::kNotices, request.at));
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("cases_open", open);
  json.field("cases_overdue", overdue);
  json.field("decisions_open", decisions_open);
  json.field("appeals_open", appeals_open);
  json.field("breakers_tripped", static_cast<std::uint64_t>(tripped.size()));
  json.field("actions_dead", dead);
  json.field("notices_blocked", blocked);
  json.key("actions_stalled_since");
  stalled ? json.value(format_rfc3339(*stalled)) : json.null();
  json.key("notices_stalled_since");
  untold ? json.value(format_rfc3339(*untold)) : json.null();
  json.end_object();
  return text;
}

/// What the message says, with where it stands: {"key":…,"subject":…,…,"state":…}.
std::string action_row(const QueuedAction& action) {
  std::string standing;
  JsonWriter json(standing);
  json.begin_object();
  json.field("number", action.number);
  json.field("state", name_of(action.state));
  json.field("tries", action.tries);
  json.key("due_at");
  action.next_at == 0 ? json.null() : json.value(format_rfc3339(action.next_at));
  json.field("answer", action.answer);
  json.end_object();
  std::string row = action.action;
  const std::size_t end = row.rfind('}');
  if (end == std::string::npos) return standing;  // its decision was erased
  return row.substr(0, end) + "," + standing.substr(1);
}

Response list_actions(const Request& request, Stores& stores) {
  const auto page = page_of(request);
  if (!page.ok()) return problem_of(page.error());
  const auto store = stores.decisions();
  if (!store.ok()) return problem_of(store.error());
  const std::string_view wanted = request.query_value("state");
  std::vector<PageRow> rows;
  for (const ActionState state : kStates) {
    if (!wanted.empty() && wanted != name_of(state)) continue;
    const auto actions = store.value()->actions_in(state, kActionsMax);
    if (!actions.ok()) return problem_of(actions.error());
    for (const QueuedAction& action : actions.value()) {
      if (action.lane != OutboxLane::kPlatform) continue;
      rows.push_back({number_key(action.number), action_row(action)});
    }
  }
  std::sort(rows.begin(), rows.end(),
            [](const PageRow& a, const PageRow& b) { return a.key < b.key; });
  return page_response(rows, page.value());
}

Response show_breakers(const Request& request, Stores& stores) {
  BreakersOptions options;
  options.data = stores.data();
  options.at = request.at;
  auto answer = run_breakers(options, no_progress());
  if (!answer.ok()) return problem_of(answer.error());
  return json_response(std::move(answer).value().json);
}

/// A dead letter is queued again, a breaker let go: by a person, with a reason.
Handler let_go(Site& site, DeliverVerb verb, const char* parameter) {
  return [&site, verb, parameter](const Request& request, Stores& stores) {
    auto in = JsonIn::read(request);
    if (!in.ok()) return problem_of(in.error());
    DeliverOptions options;
    options.verb = verb;
    options.data = stores.data();
    options.named = std::string(request.parameter(parameter));
    options.by = request.person->id;
    options.proof.shown = request.person;
    options.reason = in.value().required_text("reason");
    options.clock = site.clock;
    if (const auto done = in.value().done(); !done.ok()) return problem_of(done.error());
    const auto answer = run_deliver(options, no_progress());
    if (!answer.ok()) return problem_of(answer.error());
    site.changed("action");
    return no_content();
  };
}

Response watch(Site& site) {
  if (site.live.full()) return come_back_later(503, 30, "too many views are open");
  Response response;
  response.content_type = "text/event-stream";
  response.body = "retry: 3000\n\n";
  response.go_on = [&site](std::shared_ptr<EventStream> stream) {
    site.live.add(std::move(stream));
  };
  return response;
}

}  // namespace

Routes desk_routes(Site& site) {
  constexpr Access kReaders = needs(Right::kRead);
  return {
      {Method::kGet, "/v1/overview", kReaders,
       [](const Request& request, Stores& stores) {
         auto body = overview(request, stores);
         return body.ok() ? json_response(std::move(body).value()) : problem_of(body.error());
       }},
      {Method::kGet, "/v1/actions", kReaders, list_actions},
      {Method::kPost, "/v1/actions/{key}/replays", needs(Right::kApprove),
       let_go(site, DeliverVerb::kReplay, "key")},
      {Method::kGet, "/v1/breakers", kReaders, show_breakers},
      {Method::kPost, "/v1/breakers/{breaker}/resets", needs(Right::kApprove),
       let_go(site, DeliverVerb::kReset, "breaker")},
      {Method::kGet, "/v1/live", kReaders,
       [&site](const Request&, Stores&) { return watch(site); }},
  };
}

}  // namespace overt::http
