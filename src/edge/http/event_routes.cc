#include "edge/http/event_routes.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "edge/http/given_answers.h"
#include "edge/http/problem.h"

namespace overt::http {
namespace {

constexpr std::uint64_t kBatchBytesMax = std::uint64_t{4} << 20;

bool is_ndjson(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return type == "application/x-ndjson" || type == "application/jsonl" ||
         type == "application/ndjson";
}

/// "events":…, without the braces.
std::string counts_of(const EventBatch& batch, std::uint64_t stored) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("events", stored);
  json.field("rejects", batch.rejects);
  json.key("first_rejects");
  json.begin_array();
  for (const RejectedLine& row : batch.first_rejects) {
    json.begin_object();
    json.field("line", row.line);
    json.field("reason", row.reason);
    if (!row.field.empty()) json.field("field", row.field);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return text.substr(1, text.size() - 2);
}

Response answer_batch(Site& site, const BatchAnswer& answer) {
  const EventBatch& batch = answer.batch;
  switch (answer.taken) {
    case BatchTaken::kStored:
      site.metrics.events_accepted += batch.events;
      return json_response("{" + counts_of(batch, batch.events) + "}");
    case BatchTaken::kAgain: {
      Response again = json_response("{" + counts_of(batch, batch.events) + "}");
      again.headers.emplace_back("Idempotent-Replay", "true");
      return again;
    }
    case BatchTaken::kTooManyRejects: {
      Response response =
          problem(422, fmt::format("{} of {} lines are no events, too many; nothing was stored",
                                   batch.rejects, batch.rejects + batch.events));
      response.body.pop_back();
      response.body += "," + counts_of(batch, 0) + "}";
      return response;
    }
    case BatchTaken::kOtherBatch:
      return problem(422, "Idempotency-Key: it came with another batch before; take a new one");
    case BatchTaken::kBeingStored:
      return come_back_later(409, 1, "the first batch with this Idempotency-Key is being stored");
  }
  return problem(500, "an error of ours");
}

Response take(Site& site, const Request& request) {
  if (!is_ndjson(request.header("content-type"))) {
    return problem(415, "Content-Type: application/x-ndjson, an event a line");
  }
  const std::string_view key = request.header("idempotency-key");
  if (key.size() > GivenAnswers::kKeyBytesMax) {
    return problem(400,
                   fmt::format("Idempotency-Key: at most {} bytes", GivenAnswers::kKeyBytesMax));
  }
  const auto taken = site.intake->events().take(request.body, key, request.person->id, request.at);
  return taken.ok() ? answer_batch(site, taken.value()) : problem_of(taken.error());
}

Response show(Site& site, const Request& /*request*/) {
  const EventIntake::Kept kept = site.intake->events().kept();
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("events", kept.events);
  json.field("batches", kept.batches);
  json.field("bytes", kept.bytes);
  if (kept.events > 0) {
    json.field("first_at", format_rfc3339(kept.first_at));
    json.field("last_at", format_rfc3339(kept.last_at));
  }
  json.field("dropped_bytes", kept.dropped_bytes);
  json.end_object();
  return json_response(std::move(text));
}

}  // namespace

Routes event_routes(Site& site) {
  const auto on_site = [&site](Response (*const handle)(Site&, const Request&)) {
    return [&site, handle](const Request& request, Stores&) {
      return site.intake ? handle(site, request) : come_back_later(503, 60, site.no_intake);
    };
  };
  return {
      // Its keys are kept with the events themselves.
      {Method::kPost, "/v1/events", needs(Right::kWorkOnCases), on_site(take), kBatchBytesMax,
       true},
      {Method::kGet, "/v1/events", needs(Right::kRead), on_site(show)},
  };
}

}  // namespace overt::http
