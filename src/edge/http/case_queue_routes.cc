#include "edge/http/case_queue_routes.h"

#include <charconv>
#include <string>
#include <utility>

#include "edge/http/json_in.h"
#include "edge/http/problem.h"
#include "edge/http/stores.h"
#include "pipeline/run_cases.h"

namespace overt::http {
namespace {

CasesOptions asked(const Request& request, const Stores& stores, CasesVerb verb) {
  CasesOptions options;
  options.verb = verb;
  options.data = stores.data();
  options.at = request.at;
  options.id = request.parameter("case");
  if (request.person) options.by = request.person->id;
  options.proof.shown = request.person;
  return options;
}

Response answered(const CasesOptions& options) {
  const auto answer = run_cases(options, no_progress());
  if (!answer.ok()) return problem_of(answer.error());
  return json_response(answer.value().json);
}

/// Reads the body into the options of a verb, and does it.
using ReadBody = void (*)(JsonIn&, CasesOptions&);
Handler step(CasesVerb verb, ReadBody read) {
  return [verb, read](const Request& request, Stores& stores) {
    CasesOptions options = asked(request, stores, verb);
    auto body = JsonIn::read(request);
    if (!body.ok()) return problem_of(body.error());
    read(body.value(), options);
    if (const auto done = body.value().done(); !done.ok()) return problem_of(done.error());
    return answered(options);
  };
}

void nothing(JsonIn& /*body*/, CasesOptions& /*options*/) {}

void read_queue(JsonIn& body, CasesOptions& options) { options.queue = body.text("queue"); }

void read_evidence(JsonIn& body, CasesOptions& options) {
  options.about = body.required_text("where");
  options.text = body.required_text("text");
}

void read_hypothesis(JsonIn& body, CasesOptions& options) {
  options.about = body.required_text("name");
  options.likelihood = body.required_text("likelihood");
  options.confidence = body.required_text("confidence");
  options.text = body.required_text("text");
}

void read_task(JsonIn& body, CasesOptions& options) {
  options.text = body.required_text("text");
  options.to = body.text("to");
  if (const auto hours = body.number("within_hours")) {
    options.within_hours = static_cast<std::uint32_t>(*hours);
  }
}

void read_judgement(JsonIn& body, CasesOptions& options) {
  options.verdict = body.required_text("verdict");
  options.text = body.required_text("text");
}

void read_link(JsonIn& body, CasesOptions& options) {
  options.decision = body.required_text("decision");
}

void read_interest(JsonIn& body, CasesOptions& options) {
  options.about = body.required_text("about");
  options.to = body.text("person");
  options.text = body.text("text");
  options.end = body.flag("end", false);
}

Response finish_task(const Request& request, Stores& stores) {
  CasesOptions options = asked(request, stores, CasesVerb::kDone);
  const std::string_view number = request.parameter("task");
  std::from_chars(number.data(), number.data() + number.size(), options.task);
  return answered(options);
}

Response tell_queue(const Request& request, Stores& stores) {
  CasesOptions options = asked(request, stores, CasesVerb::kQueue);
  options.queue = request.query_value("queue");
  return answered(options);
}

Response tell(const Request& request, Stores& stores, CasesVerb verb) {
  return answered(asked(request, stores, verb));
}

}  // namespace

Routes case_queue_routes(Site& /*site*/) {
  const Access work = needs(Right::kWorkOnCases);
  return {
      {Method::kGet, "/v1/case-queue", needs(Right::kRead), tell_queue},
      {Method::kPost, "/v1/case-queue/next", work, step(CasesVerb::kNext, read_queue)},
      {Method::kPost, "/v1/cases/{case}/renew", work, step(CasesVerb::kRenew, nothing)},
      {Method::kPost, "/v1/cases/{case}/release", work, step(CasesVerb::kRelease, nothing)},
      {Method::kPost, "/v1/cases/{case}/evidence", work, step(CasesVerb::kEvidence, read_evidence)},
      {Method::kPost, "/v1/cases/{case}/hypotheses", work,
       step(CasesVerb::kHypothesis, read_hypothesis)},
      {Method::kPost, "/v1/cases/{case}/tasks", work, step(CasesVerb::kTask, read_task)},
      {Method::kPost, "/v1/cases/{case}/tasks/{task}/done", work, finish_task},
      {Method::kPost, "/v1/cases/{case}/judgement", work, step(CasesVerb::kJudge, read_judgement)},
      {Method::kPost, "/v1/cases/{case}/decisions", work, step(CasesVerb::kLink, read_link)},
      {Method::kGet, "/v1/case-queue/agreement", needs(Right::kReadPeople),
       [](const Request& request, Stores& stores) {
         return tell(request, stores, CasesVerb::kAgreement);
       }},
      {Method::kGet, "/v1/case-queue/rules", needs(Right::kRead),
       [](const Request& request, Stores& stores) {
         return tell(request, stores, CasesVerb::kRules);
       }},
      {Method::kPost, "/v1/interests", kSignedIn, step(CasesVerb::kInterest, read_interest)},
  };
}

}  // namespace overt::http
