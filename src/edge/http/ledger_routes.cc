#include "edge/http/ledger_routes.h"

#include <charconv>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "edge/http/problem.h"
#include "edge/http/stores.h"
#include "pipeline/decision_desk.h"

namespace overt::http {
namespace {

constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kTileHashes = 256;

Response plain(std::string body, std::string content_type = "text/plain; charset=utf-8") {
  Response response;
  response.content_type = std::move(content_type);
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

/// Digits alone, so that no sign and no space passes.
std::optional<std::uint64_t> number_in(std::string_view text, std::size_t digits_max) {
  std::uint64_t number = 0;
  if (text.empty() || text.size() > digits_max) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

struct TileName {
  unsigned level = 0;
  std::uint64_t index = 0;
  std::size_t hashes = kTileHashes;
};

/// "0/x001/067", "0/000.p/17" (C2SP tlog-tiles).
std::optional<TileName> tile_named(std::string_view name) {
  constexpr std::uint64_t kGroup = 1'000;
  TileName tile;
  if (const std::size_t part = name.find(".p/"); part != std::string_view::npos) {
    const auto hashes = number_in(name.substr(part + 3), 3);
    if (!hashes || *hashes == 0 || *hashes >= kTileHashes) return std::nullopt;
    tile.hashes = *hashes;
    name = name.substr(0, part);
  }
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto level = number_in(name.substr(0, slash), 2);
  if (!level || *level > 63) return std::nullopt;
  tile.level = static_cast<unsigned>(*level);
  name.remove_prefix(slash + 1);
  for (int groups = 0; groups < 5; ++groups) {
    const std::size_t end = std::min(name.find('/'), name.size());
    std::string_view group = name.substr(0, end);
    const bool more = end < name.size();
    if (more != group.starts_with('x')) return std::nullopt;
    if (more) group.remove_prefix(1);
    const auto number = number_in(group, 3);
    if (!number || group.size() != 3) return std::nullopt;
    tile.index = tile.index * kGroup + *number;
    if (!more) return tile;
    name.remove_prefix(end + 1);
  }
  return std::nullopt;
}

Response tile_bytes(const Request& request, Stores& stores) {
  const auto name = tile_named(request.parameter("tile"));
  if (!name) return problem(404, "tiles are called like 0/x001/067 or 0/000.p/17");
  const auto store = stores.decisions();
  if (!store.ok()) return problem_of(store.error());
  auto bytes = store.value()->ledger_tile(name->level, name->index);
  if (!bytes.ok()) return problem_of(bytes.error());
  const std::size_t wanted = name->hashes * kHashBytes;
  if (!bytes.value() || bytes.value()->size() < wanted) {
    return problem(404, "the ledger has not grown to this tile");
  }
  return plain(bytes.value()->substr(0, wanted), "application/octet-stream");
}

Result<std::string> receipt_of(const Request& request, Stores& stores) {
  const std::string id(request.parameter("decision"));
  ASSIGN_OR_RETURN(DecisionStore* const store, stores.decisions());
  ASSIGN_OR_RETURN(const auto kept, store->find(id));
  if (!kept || kept->events.empty()) {
    return Error{ErrorCode::kNotFound, "there is no such decision"};
  }
  // Looking needs no key.
  const merkle::SignerKey none;
  DecisionDesk desk(*store, none, [](std::size_t) { return std::string(); });
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
      {Method::kGet, "/v1/ledger/tile/{tile...}", kReaders, tile_bytes},
      {Method::kGet, "/v1/ledger/receipts/{decision}", kReaders,
       [](const Request& request, Stores& stores) { return answer(receipt_of(request, stores)); }},
  };
}

}  // namespace overt::http
