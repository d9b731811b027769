#include "edge/http/disclosure_desk_routes.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "edge/http/page.h"
#include "edge/http/problem.h"
#include "edge/http/stores.h"
#include "pipeline/publications.h"
#include "pipeline/run_disclose.h"

namespace overt::http {
namespace {

Result<DisclosureBooks> books_of(Stores& stores, bool with_decisions) {
  ASSIGN_OR_RETURN(DecisionStore* const store, stores.decisions());
  return read_books(*store, with_decisions);
}

void write_files(JsonWriter& json, const DisclosureRecord& record) {
  json.key("files");
  json.begin_array();
  for (const auto& [name, sha256] : record.document.files) {
    json.begin_object();
    json.field("name", name);
    json.field("sha256", sha256);
    json.field("path", fmt::format("/transparency/disclosures/{}/{}", record.subject, name));
    json.end_object();
  }
  json.end_array();
}

/// Where it was withdrawn: by whom, when, why; else null.
void write_withdrawal(JsonWriter& json, const DisclosureBooks& books, std::string_view id) {
  json.key("withdrawal");
  for (const DisclosureRecord& record : books.records) {
    if (record.step != DisclosureStep::kWithdrawn || record.subject != id) continue;
    json.begin_object();
    json.field("at", format_rfc3339(record.at));
    json.field("by", record.by);
    json.field("reason", record.reason);
    return json.end_object();
  }
  json.null();
}

/// Left open: the caller may add to it.
void begin_publication(JsonWriter& json, const DisclosureBooks& books,
                       const DisclosureRecord& record) {
  const PublishedDocument& document = record.document;
  const bool statement = document.kind == DisclosureKind::kStatement;
  json.begin_object();
  json.field("id", record.subject);
  json.field("kind", name_of(document.kind));
  json.field("about",
             statement ? name_in_public(document.network) : format_period(document.period));
  json.field("network", document.network.told.id);
  json.field("publisher", document.publisher);
  json.field("at", format_rfc3339(record.at));
  json.field("by", record.by);
  json.field("threshold", document.threshold);
  write_withdrawal(json, books, record.subject);
  write_files(json, record);
}

Response list(const Request& request, Stores& stores) {
  const auto page = page_of(request);
  if (!page.ok()) return problem_of(page.error());
  const auto books = books_of(stores, false);
  if (!books.ok()) return problem_of(books.error());
  const auto& records = books.value().records;
  std::vector<PageRow> rows;
  for (auto record = records.rbegin(); record != records.rend(); ++record) {
    if (record->step != DisclosureStep::kPublished) continue;
    std::string text;
    JsonWriter json(text);
    begin_publication(json, books.value(), *record);
    json.end_object();
    rows.push_back({number_key(rows.size()), std::move(text)});
  }
  return page_response(rows, page.value());
}

Response show(const Request& request, Stores& stores) {
  auto books = books_of(stores, false);
  if (!books.ok()) return problem_of(books.error());
  const DisclosureRecord* record = find_publication(books.value(), request.parameter("disclosure"));
  if (record == nullptr) {
    return problem(404, "there is no such publication; GET /v1/disclosures lists them");
  }
  if (record->document.kind == DisclosureKind::kDsa) {
    books = books_of(stores, true);
    if (!books.ok()) return problem_of(books.error());
    record = find_publication(books.value(), request.parameter("disclosure"));
  }
  std::string text;
  JsonWriter json(text);
  begin_publication(json, books.value(), *record);
  json.key("text");
  bool told = false;
  for (const auto& [name, bytes] : make_documents(books.value(), *record)) {
    if (!name.ends_with(".md") || told) continue;
    json.value(bytes);
    told = true;
  }
  if (!told) json.null();
  json.end_object();
  return json_response(std::move(text));
}

std::string first_there(const std::string& data, std::initializer_list<std::string_view> names) {
  std::error_code error;
  for (const std::string_view name : names) {
    const std::string path = fmt::format("{}/{}", data, name);
    if (std::filesystem::is_regular_file(path, error)) return path;
  }
  return {};
}

/// What ?kind=, ?network=, ?run=, ?period= and ?mode= ask for.
Result<DiscloseOptions> preview_of(Site& site, const Request& request) {
  const auto wrong = [](std::string_view message) {
    return Error{ErrorCode::kInvalidArgument, std::string(message)};
  };
  DiscloseOptions options;
  options.verb = DiscloseVerb::kPreview;
  options.data = site.data;
  options.at = request.at;
  const auto kind = disclosure_kind_named(request.query_value("kind"));
  if (!kind) return wrong("kind: statement, operations or dsa");
  options.kind = *kind;
  if (const std::string_view mode = request.query_value("mode"); !mode.empty()) {
    const auto named = policy_mode_named(mode);
    if (!named) return wrong("mode: live, dry_run or shadow");
    options.mode = *named;
  }
  if (const std::string_view publisher = request.query_value("publisher"); !publisher.empty()) {
    options.publisher = publisher;
  }
  if (*kind == DisclosureKind::kStatement) {
    options.network = request.query_value("network");
    if (options.network.empty()) return wrong("network: which network the statement is on");
    ASSIGN_OR_RETURN(const auto run, site.runs->find(request.query_value("run")));
    options.run = run->folder;
    options.accounts = first_there(site.data, {"accounts.ndjson", "platform/accounts.ndjson"});
    return options;
  }
  const auto period = parse_period(request.query_value("period"));
  if (!period) return wrong("period: like 2024-09, 2024 or 2024-07-01/2024-12-31");
  options.period = *period;
  return options;
}

Response preview(Site& site, const Request& request) {
  const auto options = preview_of(site, request);
  if (!options.ok()) return problem_of(options.error());
  const auto answer = run_disclose(options.value(), no_progress());
  if (!answer.ok()) return problem_of(answer.error());
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("kind", name_of(options.value().kind));
  json.field("mode", name_of(options.value().mode));
  json.field("at", format_rfc3339(request.at));
  json.field("text", answer.value().text);
  json.end_object();
  return json_response(std::move(text));
}

}  // namespace

Routes disclosure_desk_routes(Site& site) {
  constexpr Access kReaders = needs(Right::kRead);
  return {{Method::kGet, "/v1/disclosures", kReaders, list},
          {Method::kGet, "/v1/disclosures/preview", kReaders,
           [&site](const Request& request, Stores&) { return preview(site, request); }},
          {Method::kGet, "/v1/disclosures/{disclosure}", kReaders, show}};
}

}  // namespace overt::http
