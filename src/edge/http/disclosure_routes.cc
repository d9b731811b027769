#include "edge/http/disclosure_routes.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "base/xml_text.h"
#include "edge/http/problem.h"
#include "edge/http/stores.h"
#include "pipeline/publications.h"

namespace overt::http {
namespace {

constexpr std::size_t kFeedMax = 50;

/// Only the report under the DSA is made from decisions; what else there is, from its record.
Result<DisclosureBooks> books_of(Stores& stores, bool with_decisions) {
  ASSIGN_OR_RETURN(DecisionStore* const store, stores.decisions());
  return read_books(*store, with_decisions);
}

std::string about(const PublishedDocument& document) {
  return document.kind == DisclosureKind::kStatement ? name_in_public(document.network)
                                                     : format_period(document.period);
}

void write_publication(JsonWriter& json, const DisclosureBooks& books,
                       const DisclosureRecord& record) {
  json.begin_object();
  json.field("id", record.subject);
  json.field("kind", name_of(record.document.kind));
  json.field("publisher", record.document.publisher);
  json.field("about", about(record.document));
  json.field("at", format_rfc3339(record.at));
  json.field("withdrawn", is_withdrawn(books, record.subject));
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
  json.end_object();
}

std::vector<const DisclosureRecord*> publications(const DisclosureBooks& books) {
  std::vector<const DisclosureRecord*> found;
  for (const DisclosureRecord& record : books.records) {
    if (record.step == DisclosureStep::kPublished) found.push_back(&record);
  }
  std::reverse(found.begin(), found.end());
  return found;
}

Response list(const Request& /*request*/, Stores& stores) {
  const auto books = books_of(stores, false);
  if (!books.ok()) return problem_of(books.error());
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("disclosures");
  json.begin_array();
  for (const DisclosureRecord* record : publications(books.value())) {
    write_publication(json, books.value(), *record);
  }
  json.end_array();
  json.end_object();
  return json_response(std::move(body));
}

std::string_view content_type_of(std::string_view name) {
  if (name.ends_with(".json")) return "application/json";
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".csv")) return "text/csv; charset=utf-8";
  return "text/markdown; charset=utf-8";
}

Response file(const Request& request, Stores& stores) {
  const auto records = books_of(stores, false);
  if (!records.ok()) return problem_of(records.error());
  const DisclosureBooks* books = &records.value();
  const DisclosureRecord* const publication =
      find_publication(*books, request.parameter("publication"));
  const std::string_view wanted = request.parameter("file");
  const Response nothing =
      problem(404, "there is no such file; /transparency/disclosures lists them");
  if (publication == nullptr) return nothing;
  // What was withdrawn is told by its bundle alone, which says so.
  if (is_withdrawn(*books, publication->subject) && wanted != "disclosure.stix.json") {
    return nothing;
  }
  Result<DisclosureBooks> whole = DisclosureBooks();
  if (publication->document.kind == DisclosureKind::kDsa) {
    whole = books_of(stores, true);
    if (!whole.ok()) return problem_of(whole.error());
    books = &whole.value();
  }
  for (auto& [name, bytes] : make_documents(*books, *publication)) {
    if (name != wanted) continue;
    Response response;
    response.content_type = content_type_of(name);
    response.body = std::move(bytes);
    return response;
  }
  return nothing;
}

Response feed(const Request& /*request*/, Stores& stores) {
  const auto books = books_of(stores, false);
  if (!books.ok()) return problem_of(books.error());
  auto all = publications(books.value());
  if (all.size() > kFeedMax) all.resize(kFeedMax);
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
      "<title>Disclosures</title>\n<id>urn:overt:disclosures</id>\n"
      "<link rel=\"self\" href=\"/transparency/disclosures.atom\"/>\n";
  out += fmt::format("<updated>{}</updated>\n",
                     format_rfc3339(all.empty() ? TimeUs{0} : all.front()->at));
  for (const DisclosureRecord* record : all) {
    if (is_withdrawn(books.value(), record->subject)) continue;
    out += fmt::format(
        "<entry>\n<title>{} on "
        "{}</title>\n<id>urn:overt:disclosure:{}</id>\n<updated>{}</updated>\n"
        "<author><name>{}</name></author>\n",
        name_of(record->document.kind), xml_text(about(record->document)), record->subject,
        format_rfc3339(record->at), xml_text(record->document.publisher));
    for (const auto& [name, sha256] : record->document.files) {
      out += fmt::format("<link rel=\"enclosure\" href=\"/transparency/disclosures/{}/{}\"/>\n",
                         record->subject, name);
    }
    out += "</entry>\n";
  }
  Response response;
  response.content_type = "application/atom+xml; charset=utf-8";
  response.body = out + "</feed>\n";
  return response;
}

}  // namespace

Routes disclosure_routes(Site& /*site*/) {
  return {{Method::kGet, "/transparency/disclosures", kOpen, list},
          {Method::kGet, "/transparency/disclosures.atom", kOpen, feed},
          {Method::kGet, "/transparency/disclosures/{publication}/{file}", kOpen, file}};
}

}  // namespace overt::http
