#include "edge/http/ledger_routes.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "edge/http/problem.h"
#include "edge/http/stores.h"
#include "edge/http/tile_answer.h"
#include "pipeline/decision_desk.h"

namespace overt::http {
namespace {

Response plain(std::string body) {
  Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(body);
  return response;
}

std::string line_of(std::string_view text, std::size_t number) {
  for (; number > 0; --number) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return std::string(text.substr(0, text.find('\n')));
}

Result<std::string> overview(Stores& stores) {
  ASSIGN_OR_RETURN(DecisionStore* const store, stores.decisions());
  ASSIGN_OR_RETURN(const std::string note, store->checkpoint());
  ASSIGN_OR_RETURN(const std::uint64_t size, store->ledger_size());
  ASSIGN_OR_RETURN(const auto key, read_public_key(decision_places(stores.data()).public_key));
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("origin", line_of(note, 0));
  json.field("size", size);
  json.field("root", line_of(note, 2));
  json.field("key", merkle::format_key(key));
  json.field("checkpoint", note);
  json.end_object();
  return text;
}

Result<std::string> newest_note(Stores& stores) {
  ASSIGN_OR_RETURN(DecisionStore* const store, stores.decisions());
  return store->checkpoint();
}

Result<std::string> receipt_of(const Request& request, Stores& stores) {
  const std::string id(request.parameter("decision"));
  ASSIGN_OR_RETURN(DecisionStore* const store, stores.decisions());
  ASSIGN_OR_RETURN(const auto kept, store->find(id));
  if (!kept || kept->events.empty()) {
    return Error{ErrorCode::kNotFound, "there is no such decision"};
  }
  // Looking signs nothing: the public half is enough.
  merkle::SignerKey looking;
  ASSIGN_OR_RETURN(looking.verifier, read_public_key(decision_places(stores.data()).public_key));
  DecisionDesk desk(*store, looking, [](std::size_t) { return std::string(); });
  ASSIGN_OR_RETURN(auto made,
                   desk.receipt(id, static_cast<std::uint32_t>(kept->events.size() - 1)));
  made.receipt.extra = made.line.entry;
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("decision", id);
  json.field("receipt", merkle::format_receipt(made.receipt));
  json.end_object();
  return text;
}

Response answer(Result<std::string> body) {
  return body.ok() ? json_response(std::move(body).value()) : problem_of(body.error());
}

}  // namespace

Routes ledger_routes(Site& /*site*/) {
  constexpr Access kReaders = needs(Right::kRead);
  return {
      {Method::kGet, "/v1/ledger", kReaders,
       [](const Request&, Stores& stores) { return answer(overview(stores)); }},
      {Method::kGet, "/v1/ledger/checkpoint", kReaders,
       [](const Request&, Stores& stores) {
         auto note = newest_note(stores);
         return note.ok() ? plain(std::move(note).value()) : problem_of(note.error());
       }},
      {Method::kGet, "/v1/ledger/tile/{tile...}", kReaders,
       [](const Request& request, Stores& stores) {
         return tile_answer(request.parameter("tile"), stores);
       }},
      {Method::kGet, "/v1/ledger/receipts/{decision}", kReaders,
       [](const Request& request, Stores& stores) { return answer(receipt_of(request, stores)); }},
  };
}

}  // namespace overt::http
