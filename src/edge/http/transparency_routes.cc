#include "edge/http/transparency_routes.h"

#include <algorithm>

#include <fmt/format.h>

#include "edge/http/form.h"
#include "edge/http/problem.h"
#include "edge/http/stores.h"
#include "edge/http/tile_answer.h"
#include "edge/transparency/data_tables.h"
#include "edge/transparency/pages.h"
#include "pipeline/public_record.h"

namespace overt::http {
namespace {

using transparency::Reader;

constexpr std::uint64_t kFormBytesMax = std::uint64_t{256} << 10;
/// Anybody's cache may keep what is public for a minute; after that it asks whether it changed.
constexpr std::string_view kKeptFor = "public, max-age=60";
/// What the console's policy has, less: these pages show no picture and fetch nothing.
constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";

Reader reader_of(const Request& request) {
  const std::string_view chosen = request.query_value("lang");
  return {transparency::language_for(chosen, request.header("accept-language")), !chosen.empty()};
}

Response html(const Reader& reader, std::string body, int status = 200) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = std::move(body);
  response.headers.emplace_back("Content-Language", transparency::code_of(reader.language));
  response.headers.emplace_back("Vary", "Accept-Language");
  response.headers.emplace_back("Content-Security-Policy", kContentPolicy);
  // Nobody else is told where a reader comes from. With no-referrer browsers would not tell us
  // either where the form of the checker comes from, and it would be refused as another site's.
  response.headers.emplace_back("Referrer-Policy", "same-origin");
  if (status == 200) response.headers.emplace_back("Cache-Control", kKeptFor);
  return response;
}

Response bytes(std::string body, std::string_view content_type) {
  Response response;
  response.content_type = content_type;
  response.body = std::move(body);
  response.headers.emplace_back("Cache-Control", kKeptFor);
  return response;
}

/// For saving under that name.
Response file(std::string body, std::string_view content_type, std::string_view name) {
  Response response = bytes(std::move(body), content_type);
  response.headers.emplace_back("Content-Disposition",
                                fmt::format("attachment; filename=\"{}\"", name));
  return response;
}

Response nothing_here(const Request& request) {
  const Reader reader = reader_of(request);
  return html(reader, transparency::nothing_page(reader, "/transparency"), 404);
}

/// What went wrong names files of ours: the public is told that something did.
Response not_now(const Request& request) {
  const Reader reader = reader_of(request);
  return html(reader, transparency::later_page(reader, "/transparency"), 503);
}

/// nullptr where the folder has no decisions yet.
Result<DecisionStore*> decisions_if_any(Stores& stores) {
  auto store = stores.decisions();
  if (!store.ok() && store.error().code == ErrorCode::kNotFound) {
    return static_cast<DecisionStore*>(nullptr);
  }
  return store;
}

Result<PublicRecord> record_for(const Request& request, Stores& stores) {
  ASSIGN_OR_RETURN(DecisionStore* const store, decisions_if_any(stores));
  return read_public_record(store, stores.data(), request.at);
}

/// The files of a publication that stands. Only the report under the DSA is made from decisions.
Result<DisclosureFiles> files_of(Stores& stores, const Publication& publication) {
  ASSIGN_OR_RETURN(DecisionStore* const store, stores.decisions());
  ASSIGN_OR_RETURN(const DisclosureBooks books,
                   read_books(*store, publication.kind == DisclosureKind::kDsa));
  const DisclosureRecord* const record = find_publication(books, publication.id);
  if (record == nullptr) return Error{ErrorCode::kNotFound, "there is no such publication"};
  return make_documents(books, *record);
}

template <typename Render>
Response page_of_record(const Request& request, Stores& stores, const Render& render) {
  const auto record = record_for(request, stores);
  if (!record.ok()) return not_now(request);
  const Reader reader = reader_of(request);
  return html(reader, render(reader, record.value()));
}

Response publication_page(const Request& request, Stores& stores) {
  const auto record = record_for(request, stores);
  if (!record.ok()) return not_now(request);
  const auto& all = record.value().publications;
  const auto found = std::find_if(all.begin(), all.end(), [&](const Publication& one) {
    return one.id == request.parameter("publication");
  });
  if (found == all.end()) return nothing_here(request);
  DisclosureFiles files;
  if (!found->withdrawn()) {
    auto made = files_of(stores, *found);
    if (!made.ok()) return not_now(request);
    files = std::move(made).value();
  }
  const Reader reader = reader_of(request);
  return html(reader, transparency::publication_page(reader, record.value(), *found, files));
}

const PolicyHistory* history_in(const PublicRecord& record, std::string_view policy) {
  const auto found = std::find_if(record.policies.begin(), record.policies.end(),
                                  [&](const PolicyHistory& one) { return one.policy == policy; });
  return found == record.policies.end() ? nullptr : &*found;
}

Response policy_page(const Request& request, Stores& stores) {
  const auto record = record_for(request, stores);
  if (!record.ok()) return not_now(request);
  const PolicyHistory* const history = history_in(record.value(), request.parameter("policy"));
  if (history == nullptr) return nothing_here(request);
  const Reader reader = reader_of(request);
  return html(reader, transparency::policy_page(reader, *history));
}

Response policy_text(const Request& request, Stores& stores) {
  const auto record = record_for(request, stores);
  if (!record.ok()) return not_now(request);
  const PolicyHistory* const history = history_in(record.value(), request.parameter("policy"));
  if (history == nullptr) return nothing_here(request);
  for (const PolicyVersion& one : history->versions) {
    if (fmt::format("{}", one.place) != request.parameter("version")) continue;
    return file(one.text, "application/yaml; charset=utf-8",
                fmt::format("{}-{}.yaml", one.policy, one.place));
  }
  return nothing_here(request);
}

Response assessment_page(const Request& request, Stores& stores) {
  const auto record = record_for(request, stores);
  if (!record.ok()) return not_now(request);
  const PublishedAssessment* const found =
      find_published(record.value().labels, request.parameter("assessment"));
  if (found == nullptr) return nothing_here(request);
  const Reader reader = reader_of(request);
  return html(reader, transparency::assessment_page(reader, record.value(), *found));
}

Response ledger_page(const Request& request, Stores& stores) {
  return page_of_record(request, stores, [](const Reader& reader, const PublicRecord& record) {
    return transparency::ledger_page(reader, record.ledger, nullptr);
  });
}

/// A browser sends every line of a form with a carriage return.
std::string without_returns(std::string_view text) {
  std::string out(text);
  std::erase(out, '\r');
  return out;
}

/// A receipt ends with a line; what somebody copied may lack the end.
std::string as_receipt(std::string_view pasted) {
  std::string text = without_returns(pasted);
  while (text.starts_with('\n') || text.starts_with(' ')) text.erase(0, 1);
  while (text.ends_with('\n') || text.ends_with(' ')) text.pop_back();
  return text + "\n";
}

Response check_receipt(const Request& request, Stores& stores) {
  const auto form = parse_form(request.body);
  if (!form) return problem(400, "send the form as application/x-www-form-urlencoded");
  const auto record = record_for(request, stores);
  if (!record.ok()) return not_now(request);
  const PublicLedger& ledger = record.value().ledger;
  if (ledger.origin.empty()) return nothing_here(request);
  const auto key = merkle::parse_verifier_key(ledger.key);
  if (!key.ok()) return not_now(request);
  transparency::AskedReceipt asked{{}, {}, Error{ErrorCode::kBadInput, "nothing was sent"}};
  for (const auto& [name, value] : *form) {
    if (name == "receipt") asked.receipt = without_returns(value);
    if (name == "record") asked.record = without_returns(value);
  }
  asked.checked = check_receipt_steps(as_receipt(asked.receipt), asked.record, key.value());
  const Reader reader = reader_of(request);
  return html(reader, transparency::ledger_page(reader, ledger, &asked));
}

Response checkpoint(const Request& request, Stores& stores) {
  const auto record = record_for(request, stores);
  if (!record.ok()) return not_now(request);
  if (record.value().ledger.origin.empty()) return nothing_here(request);
  return bytes(record.value().ledger.checkpoint, "text/plain; charset=utf-8");
}

Response ledger_key(const Request& request, Stores& stores) {
  const auto record = record_for(request, stores);
  if (!record.ok()) return not_now(request);
  if (record.value().ledger.origin.empty()) return nothing_here(request);
  return file(record.value().ledger.key + "\n", "text/plain; charset=utf-8", "ledger.pub");
}

Response tile(const Request& request, Stores& stores) {
  Response response = tile_answer(request.parameter("tile"), stores);
  if (response.status == 200) response.headers.emplace_back("Cache-Control", kKeptFor);
  return response;
}

Result<std::vector<transparency::DataTable>> tables_for(const Request& request, Stores& stores) {
  ASSIGN_OR_RETURN(const PublicRecord record, record_for(request, stores));
  return transparency::data_tables(
      record, [&](const Publication& publication) { return files_of(stores, publication); });
}

Response data_page(const Request& request, Stores& stores) {
  const auto tables = tables_for(request, stores);
  if (!tables.ok()) return not_now(request);
  std::vector<transparency::ListedTable> listed;
  for (const transparency::DataTable& one : tables.value()) {
    listed.push_back({std::string(one.name), one.rows.size()});
  }
  return page_of_record(request, stores, [&](const Reader& reader, const PublicRecord& record) {
    return transparency::data_page(reader, record, listed);
  });
}

Response data_file(const Request& request, Stores& stores) {
  const std::string_view wanted = request.parameter("file");
  if (wanted == "dictionary.json") {
    return file(transparency::dictionary_json(), "application/json", wanted);
  }
  const auto tables = tables_for(request, stores);
  if (!tables.ok()) return not_now(request);
  for (const transparency::DataTable& one : tables.value()) {
    if (wanted == fmt::format("{}.csv", one.name)) {
      return file(transparency::table_csv(one), "text/csv; charset=utf-8; header=present", wanted);
    }
    if (wanted == fmt::format("{}.json", one.name)) {
      return file(transparency::table_json(one), "application/json", wanted);
    }
  }
  return nothing_here(request);
}

Response feed(const Request& request, Stores& stores) {
  const auto record = record_for(request, stores);
  if (!record.ok()) return not_now(request);
  return bytes(transparency::feed(record.value()), "application/atom+xml; charset=utf-8");
}

Response style(const Request& /*request*/, Stores& /*stores*/) {
  return bytes(std::string(transparency::style_sheet()), "text/css; charset=utf-8");
}

}  // namespace

Routes transparency_routes(Site& /*site*/) {
  const auto plain = [](std::string (*const render)(const Reader&, const PublicRecord&)) {
    return [render](const Request& request, Stores& stores) {
      return page_of_record(request, stores, render);
    };
  };
  Routes routes = {
      {Method::kGet, "/transparency", kOpen, plain(transparency::front_page)},
      {Method::kGet, "/transparency/style.css", kOpen, style},
      {Method::kGet, "/transparency/feed.atom", kOpen, feed},
      {Method::kGet, "/transparency/statements", kOpen, plain(transparency::statements_page)},
      {Method::kGet, "/transparency/statements/{publication}", kOpen, publication_page},
      {Method::kGet, "/transparency/policies", kOpen, plain(transparency::policies_page)},
      {Method::kGet, "/transparency/policies/{policy}", kOpen, policy_page},
      {Method::kGet, "/transparency/policies/{policy}/{version}", kOpen, policy_text},
      {Method::kGet, "/transparency/labels", kOpen, plain(transparency::labels_page)},
      {Method::kGet, "/transparency/labels/{assessment}", kOpen, assessment_page},
      {Method::kGet, "/transparency/ledger", kOpen, ledger_page},
      {Method::kPost, "/transparency/ledger/receipts", kOpen, check_receipt, kFormBytesMax},
      {Method::kGet, "/transparency/ledger/receipts", kOpen, ledger_page},
      {Method::kGet, "/transparency/ledger/checkpoint", kOpen, checkpoint},
      {Method::kGet, "/transparency/ledger/key", kOpen, ledger_key},
      {Method::kGet, "/transparency/ledger/tile/{tile...}", kOpen, tile},
      {Method::kGet, "/transparency/data", kOpen, data_page},
      {Method::kGet, "/transparency/data/{file}", kOpen, data_file},
  };
  return routes;
}

}  // namespace overt::http
