#include "edge/http/sink_routes.h"

#include <array>
#include <map>
#include <optional>

#include "base/json_writer.h"
#include "edge/http/problem.h"
#include "edge/http/stores.h"
#include "pipeline/delivery_stall.h"

namespace overt::http {
namespace {

constexpr std::size_t kCountedMax = 10'000;
constexpr TimeUs kLookBack = 30 * kMicrosPerDay;
constexpr std::array<ActionState, 4> kStates = {ActionState::kQueued, ActionState::kDone,
                                                ActionState::kDead, ActionState::kWithdrawn};

struct LaneState {
  std::array<std::uint64_t, kStates.size()> counts{};
  std::optional<TimeUs> stalled_since;
  TimeUs next_at = 0;  // of what is queued, the soonest; 0: nothing is
  std::optional<DeliveryStep> tried;
  std::optional<DeliveryStep> taken;
  std::optional<DeliveryStep> failed;  // put off or given up
};

/// Steps come in order, so that the last of a kind stands in the end.
void note_step(LaneState& lane, const DeliveryStep& step) {
  switch (step.kind) {
    case DeliveryStepKind::kTried:
      lane.tried = step;
      return;
    case DeliveryStepKind::kTaken:
      lane.taken = step;
      return;
    case DeliveryStepKind::kPutOff:
    case DeliveryStepKind::kGivenUp:
      lane.failed = step;
      return;
    default:
      return;
  }
}

void write_step(JsonWriter& json, std::string_view name, const std::optional<DeliveryStep>& step) {
  json.key(name);
  if (!step) return json.null();
  json.begin_object();
  json.field("at", format_rfc3339(step->at));
  json.field("words", step->words);
  json.end_object();
}

void write_lane(JsonWriter& json, std::string_view name, const LaneState& lane) {
  json.begin_object();
  json.field("lane", name);
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    json.field(name_of(kStates.at(i)), lane.counts.at(i));
  }
  json.key("next_at");
  lane.next_at == 0 ? json.null() : json.value(format_rfc3339(lane.next_at));
  json.key("stalled_since");
  lane.stalled_since ? json.value(format_rfc3339(*lane.stalled_since)) : json.null();
  write_step(json, "last_tried", lane.tried);
  write_step(json, "last_taken", lane.taken);
  write_step(json, "last_failed", lane.failed);
  json.end_object();
}

Result<std::string> state_of(const Request& request, Stores& stores) {
  ASSIGN_OR_RETURN(DecisionStore* const store, stores.decisions());
  std::map<OutboxLane, LaneState> lanes;
  std::map<std::string, OutboxLane, std::less<>> lane_of;
  bool complete = true;
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    ASSIGN_OR_RETURN(const auto actions, store->actions_in(kStates.at(i), kCountedMax));
    complete = complete && actions.size() < kCountedMax;
    for (const QueuedAction& action : actions) {
      LaneState& lane = lanes[action.lane];
      ++lane.counts.at(i);
      lane_of.emplace(action.key, action.lane);
      const bool soonest = lane.next_at == 0 || action.next_at < lane.next_at;
      if (kStates.at(i) == ActionState::kQueued && soonest) lane.next_at = action.next_at;
    }
  }
  ASSIGN_OR_RETURN(const auto steps, store->delivery_steps_since(request.at - kLookBack));
  for (const DeliveryStep& step : steps) {
    const auto found = lane_of.find(step.key);
    if (found != lane_of.end()) note_step(lanes[found->second], step);
  }
  for (const OutboxLane lane : {OutboxLane::kPlatform, OutboxLane::kNotices}) {
    ASSIGN_OR_RETURN(lanes[lane].stalled_since, stalled_since(*store, lane, request.at));
  }
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.key("lanes");
  json.begin_array();
  const auto tell = [&](std::string_view name, OutboxLane lane) {
    write_lane(json, name, lanes[lane]);
  };
  tell("platform", OutboxLane::kPlatform);
  tell("notices", OutboxLane::kNotices);
  json.end_array();
  json.field("complete", complete);
  json.end_object();
  return text;
}

}  // namespace

Routes sink_routes(Site& /*site*/) {
  return {
      {Method::kGet, "/v1/sinks", needs(Right::kRead), [](const Request& request, Stores& stores) {
         auto body = state_of(request, stores);
         return body.ok() ? json_response(std::move(body).value()) : problem_of(body.error());
       }}};
}

}  // namespace overt::http
