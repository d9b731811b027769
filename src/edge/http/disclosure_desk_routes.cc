#include "edge/http/disclosure_desk_routes.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json_writer.h"
#include "edge/http/json_in.h"
#include "edge/http/page.h"
#include "edge/http/problem.h"
#include "edge/http/stores.h"
#include "pipeline/publications.h"
#include "pipeline/run_disclose.h"

namespace overt::http {
namespace {

constexpr std::uint64_t kFiguresBytesMax = std::uint64_t{1} << 20;  // with a file of figures

/// The notes that are one text each, by their names in the API.
template <typename Notes>
auto texts_of(Notes& notes) {
  using Text = decltype(&notes.name);
  return std::array<std::pair<std::string_view, Text>, 8>{{{"name", &notes.name},
                                                           {"operated_from", &notes.operated_from},
                                                           {"audience", &notes.audience},
                                                           {"tip_from", &notes.tip_from},
                                                           {"asked", &notes.asked_whom},
                                                           {"asked_on", &notes.asked_on},
                                                           {"replied_on", &notes.replied_on},
                                                           {"reply", &notes.reply}}};
}

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

/// Reports that stand and count a statement: a withdrawal does not change them.
void write_reports(JsonWriter& json, const DisclosureBooks& books, std::string_view id) {
  json.key("counted_in");
  json.begin_array();
  for (const DisclosureRecord& record : books.records) {
    const auto& statements = record.document.statements;
    if (record.step != DisclosureStep::kPublished || is_withdrawn(books, record.subject) ||
        std::find(statements.begin(), statements.end(), id) == statements.end()) {
      continue;
    }
    json.begin_object();
    json.field("id", record.subject);
    json.field("about", format_period(record.document.period));
    json.end_object();
  }
  json.end_array();
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
  write_reports(json, books.value(), record->subject);
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

/// What a preview or a publication asks for, wherever it stood.
struct Wanted {
  std::string kind;
  std::string network;
  std::string run;
  std::string period;
  std::string mode;
  std::string publisher;
  std::string service;
  std::string previous_report;
  std::string figures;
};

Wanted wanted_by(const Request& request) {
  const auto said = [&](std::string_view name) { return std::string(request.query_value(name)); };
  return {said("kind"),
          said("network"),
          said("run"),
          said("period"),
          said("mode"),
          said("publisher"),
          "",
          "",
          ""};
}

Wanted wanted_by(JsonIn& in) {
  return {in.required_text("kind"),
          in.text("network"),
          in.text("run"),
          in.text("period"),
          "",
          in.text("publisher"),
          in.text("service"),
          in.text("previous_report"),
          in.text("figures")};
}

DiscloseOptions options_for(const Request& request, const std::string& data, DiscloseVerb verb) {
  DiscloseOptions options;
  options.verb = verb;
  options.data = data;
  options.by = request.person->id;
  options.proof.shown = request.person;
  options.at = request.at;
  return options;
}

Result<DiscloseOptions> options_of(Site& site, const Request& request, const Wanted& wanted) {
  const auto wrong = [](std::string_view message) {
    return Error{ErrorCode::kInvalidArgument, std::string(message)};
  };
  DiscloseOptions options = options_for(request, site.data, DiscloseVerb::kPreview);
  const auto kind = disclosure_kind_named(wanted.kind);
  if (!kind) return wrong("kind: statement, operations or dsa");
  options.kind = *kind;
  if (!wanted.mode.empty()) {
    const auto named = policy_mode_named(wanted.mode);
    if (!named) return wrong("mode: live, dry_run or shadow");
    options.mode = *named;
  }
  if (!wanted.publisher.empty()) options.publisher = wanted.publisher;
  options.service = wanted.service;
  options.previous_report = wanted.previous_report;
  if (!wanted.figures.empty()) options.figures_text = wanted.figures;
  if (*kind == DisclosureKind::kStatement) {
    options.network = wanted.network;
    if (options.network.empty()) return wrong("network: which network the statement is on");
    ASSIGN_OR_RETURN(const auto run, site.runs->find(wanted.run));
    options.run = run->folder;
    options.accounts = first_there(site.data, {"accounts.ndjson", "platform/accounts.ndjson"});
    return options;
  }
  const auto period = parse_period(wanted.period);
  if (!period) return wrong("period: like 2024-09, 2024 or 2024-07-01/2024-12-31");
  options.period = *period;
  return options;
}

Result<std::string> looked_at(const DiscloseOptions& options) {
  ASSIGN_OR_RETURN(const CommandAnswer answer, run_disclose(options, no_progress()));
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("kind", name_of(options.kind));
  json.field("mode", name_of(options.mode));
  json.field("at", format_rfc3339(options.at));
  json.field("text", options.kind == DisclosureKind::kDsa ? std::string() : answer.text);
  json.field("says", text_field(answer.json, "says"));
  json.field("obstacle", text_field(answer.json, "obstacle"));
  json.end_object();
  text.pop_back();
  text += fmt::format(R"(,"left_out":[{}],"files":[{}]}})",
                      fmt::join(elements_of(answer.json, "left_out"), ","),
                      fmt::join(elements_of(answer.json, "files"), ","));
  return text;
}

Response preview(Site& site, const Request& request) {
  const auto options = options_of(site, request, wanted_by(request));
  if (!options.ok()) return problem_of(options.error());
  auto text = looked_at(options.value());
  return text.ok() ? json_response(std::move(text).value()) : problem_of(text.error());
}

/// A publication as it stands now, after a step.
Response publication(Stores& stores, std::string_view id, int status) {
  const auto books = books_of(stores, false);
  if (!books.ok()) return problem_of(books.error());
  const DisclosureRecord* const record = find_publication(books.value(), id);
  if (record == nullptr) return problem(404, "there is no such publication");
  std::string text;
  JsonWriter json(text);
  begin_publication(json, books.value(), *record);
  json.end_object();
  Response response = json_response(std::move(text), status);
  if (status == 201) {
    response.headers.emplace_back("Location", fmt::format("/v1/disclosures/{}", record->subject));
  }
  return response;
}

/// What was looked at is published, or looked at with what a query cannot carry.
Response publish(Site& site, const Request& request, Stores& stores) {
  auto in = JsonIn::read(request);
  if (!in.ok()) return problem_of(in.error());
  const bool dry_run = request.query_value("dry_run") == "true";
  const Wanted wanted = wanted_by(in.value());
  const std::string says = dry_run ? in.value().text("says") : in.value().required_text("says");
  if (const auto done = in.value().done(); !done.ok()) return problem_of(done.error());
  auto options = options_of(site, request, wanted);
  if (!options.ok()) return problem_of(options.error());
  const auto looked = looked_at(options.value());
  if (!looked.ok()) return problem_of(looked.error());
  if (dry_run) return json_response(looked.value());
  if (text_field(looked.value(), "says") != says) {
    return problem(409, "what it would say is not what was looked at any more; look at it again");
  }
  options.value().verb = DiscloseVerb::kPublish;
  options.value().says = says;
  const auto answer = run_disclose(options.value(), no_progress());
  if (!answer.ok()) return problem_of(answer.error());
  site.changed("disclosure");
  return publication(stores, text_field(answer.value().json, "publication"), 201);
}

Response withdraw(Site& site, const Request& request, Stores& stores) {
  auto in = JsonIn::read(request);
  if (!in.ok()) return problem_of(in.error());
  DiscloseOptions options = options_for(request, site.data, DiscloseVerb::kWithdraw);
  options.operand = request.parameter("disclosure");
  options.reason = in.value().required_text("reason");
  if (const auto done = in.value().done(); !done.ok()) return problem_of(done.error());
  const auto answer = run_disclose(options, no_progress());
  if (!answer.ok()) return problem_of(answer.error());
  site.changed("disclosure");
  return publication(stores, options.operand, 200);
}

/// The newest notes on a network, and everybody who wrote any: none of them publishes it.
Response show_notes(const Request& request, Stores& stores) {
  const auto books = books_of(stores, false);
  if (!books.ok()) return problem_of(books.error());
  const std::string_view network = request.parameter("network");
  const DisclosureNotes notes = notes_on(books.value(), network);
  std::set<std::string> writers;
  for (const DisclosureRecord& record : books.value().records) {
    if (record.step == DisclosureStep::kNoted && record.subject == network) {
      writers.insert(record.by);
    }
  }
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("network", network);
  for (const auto& [name, value] : texts_of(notes)) json.field(name, *value);
  const auto list = [&](std::string_view name, const auto& texts) {
    json.key(name);
    json.begin_array();
    for (const std::string& one : texts) json.value(one);
    json.end_array();
  };
  list("domains", notes.domains);
  list("urls", notes.urls);
  list("written_by", writers);
  json.end_object();
  return json_response(std::move(text));
}

Response note(Site& site, const Request& request, Stores& stores) {
  auto in = JsonIn::read(request);
  if (!in.ok()) return problem_of(in.error());
  DiscloseOptions options = options_for(request, site.data, DiscloseVerb::kNote);
  options.operand = request.parameter("network");
  for (const auto& [name, value] : texts_of(options.notes)) *value = in.value().text(name);
  options.notes.domains = in.value().texts("domains");
  options.notes.urls = in.value().texts("urls");
  if (const auto done = in.value().done(); !done.ok()) return problem_of(done.error());
  const auto answer = run_disclose(options, no_progress());
  if (!answer.ok()) return problem_of(answer.error());
  site.changed("disclosure");
  return show_notes(request, stores);
}

}  // namespace

Routes disclosure_desk_routes(Site& site) {
  constexpr Access kReaders = needs(Right::kRead);
  constexpr Access kApprovers = needs(Right::kApprove);
  return {
      {Method::kGet, "/v1/disclosures", kReaders, list},
      {Method::kGet, "/v1/disclosures/preview", kReaders,
       [&site](const Request& request, Stores&) { return preview(site, request); }},
      {Method::kPost, "/v1/disclosures", kApprovers,
       [&site](const Request& request, Stores& stores) { return publish(site, request, stores); },
       kFiguresBytesMax},
      {Method::kGet, "/v1/disclosures/notes/{network}", kReaders, show_notes},
      {Method::kPost, "/v1/disclosures/notes/{network}", needs(Right::kWorkOnCases),
       [&site](const Request& request, Stores& stores) { return note(site, request, stores); }},
      {Method::kGet, "/v1/disclosures/{disclosure}", kReaders, show},
      {Method::kPost, "/v1/disclosures/{disclosure}/withdrawal", kApprovers,
       [&site](const Request& request, Stores& stores) {
         return withdraw(site, request, stores);
       }}};
}

}  // namespace overt::http
