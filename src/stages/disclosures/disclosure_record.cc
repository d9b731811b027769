#include "stages/disclosures/disclosure_record.h"

#include <algorithm>

#include <simdjson.h>

#include "base/json_writer.h"
#include "stages/disclosures/disclosed_json.h"
#include "stages/disclosures/json_reading_internal.h"

namespace overt {
namespace {

using simdjson::dom::element;

constexpr std::array<std::string_view, kDisclosureStepCount> kStepNames = {
    "noted", "published", "withdrawn", "handed_over", "received"};

void write_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key);
  json.begin_array();
  for (const std::string& text : texts) json.value(text);
  json.end_array();
}

std::vector<std::string> strings_of(const element& object, const char* key) {
  const auto texts = texts_of(object, key);
  return {texts.begin(), texts.end()};
}

/// The JSON of a part that has its own reader.
std::string json_of(const element& object, const char* key) {
  element part;
  if (object[key].get(part) != simdjson::SUCCESS) return "{}";
  return simdjson::minify(part);
}

void write_document(JsonWriter& json, const PublishedDocument& document) {
  json.begin_object();
  json.field("kind", name_of(document.kind));
  json.field("publisher", document.publisher);
  json.field("threshold", document.threshold);
  if (document.kind == DisclosureKind::kStatement) {
    json.key("network");
    write_disclosed_network(json, document.network);
  } else {
    json.field("period", format_period(document.period));
  }
  write_texts(json, "statements", document.statements);
  json.field("service", document.service);
  json.field("previous_report", document.previous_report);
  json.key("moderators");
  json.begin_array();
  for (const auto& row : document.moderators) {
    json.begin_array();
    for (const std::string& cell : row) json.value(cell);
    json.end_array();
  }
  json.end_array();
  json.key("given");
  json.begin_array();
  for (const GivenFigure& one : document.given) {
    json.begin_array();
    for (const std::string* cell :
         {&one.part, &one.category, &one.scope, &one.indicator, &one.value, &one.context}) {
      json.value(*cell);
    }
    json.end_array();
  }
  json.end_array();
  write_texts(json, "left_out", document.left_out);
  json.key("figures");
  json.begin_object();
  for (const auto& [id, value] : document.figures) json.field(id, value);
  json.end_object();
  json.key("files");
  json.begin_array();
  for (const auto& [name, sha256] : document.files) {
    json.begin_object();
    json.field("name", name);
    json.field("sha256", sha256);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

/// A row of texts; none where it is no list.
template <std::size_t kCells>
std::optional<std::array<std::string, kCells>> cells_of(const element& row) {
  simdjson::dom::array list;
  if (row.get(list) != simdjson::SUCCESS) return std::nullopt;
  std::array<std::string, kCells> cells;
  std::size_t place = 0;
  for (const element cell : list) {
    std::string_view text;
    if (place < cells.size() && cell.get(text) == simdjson::SUCCESS) cells.at(place) = text;
    ++place;
  }
  return cells;
}

Result<PublishedDocument> document_of(const element& object) {
  PublishedDocument document;
  document.kind =
      disclosure_kind_named(text_of(object, "kind")).value_or(DisclosureKind::kStatement);
  document.publisher = text_of(object, "publisher");
  document.threshold = number_of(object, "threshold");
  ASSIGN_OR_RETURN(document.network, parse_disclosed_network(json_of(object, "network")));
  document.period = parse_period(text_of(object, "period")).value_or(Period{});
  document.statements = strings_of(object, "statements");
  document.service = text_of(object, "service");
  document.previous_report = text_of(object, "previous_report");
  for (const element row : list_of(object, "moderators")) {
    if (auto cells = cells_of<3>(row)) document.moderators.push_back(*std::move(cells));
  }
  for (const element row : list_of(object, "given")) {
    if (const auto cells = cells_of<6>(row)) {
      const auto& [part, category, scope, indicator, value, context] = *cells;
      document.given.push_back({part, category, scope, indicator, value, context});
    }
  }
  document.left_out = strings_of(object, "left_out");
  simdjson::dom::object figures;
  if (object["figures"].get(figures) == simdjson::SUCCESS) {
    for (const auto& [id, figure] : figures) {
      std::uint64_t value = 0;
      if (figure.get(value) == simdjson::SUCCESS) document.figures.emplace_back(id, value);
    }
  }
  for (const element file : list_of(object, "files")) {
    document.files.emplace_back(text_of(file, "name"), text_of(file, "sha256"));
  }
  return document;
}

void write_received(JsonWriter& json, const ReceivedDisclosure& received) {
  json.begin_object();
  json.field("peer", received.peer);
  json.field("id", received.id);
  json.field("name", received.name);
  json.field("modified", received.modified);
  json.field("tlp", name_of(received.tlp));
  json.field("retracted", received.retracted);
  json.field("sha256", received.sha256);
  json.field("case", received.case_id);
  json.field("rejects", received.rejects);
  json.key("assets");
  json.begin_array();
  for (const FoundAsset& one : received.assets) {
    json.begin_object();
    json.field("kind", name_of(one.asset.kind));
    json.field("value", one.asset.value);
    json.field("handle", one.asset.handle);
    json.field("service", one.asset.service);
    json.field("id", one.asset.id);
    write_texts(json, "accounts", one.accounts);
    write_texts(json, "networks", one.networks);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

ReceivedDisclosure received_of(const element& object) {
  ReceivedDisclosure received;
  received.peer = text_of(object, "peer");
  received.id = text_of(object, "id");
  received.name = text_of(object, "name");
  received.modified = text_of(object, "modified");
  received.tlp = tlp_named(text_of(object, "tlp")).value_or(Tlp::kRed);
  received.retracted = flag_of(object, "retracted");
  received.sha256 = text_of(object, "sha256");
  received.case_id = text_of(object, "case");
  received.rejects = number_of(object, "rejects");
  for (const element item : list_of(object, "assets")) {
    FoundAsset one;
    for (std::size_t i = 0; i < 4; ++i) {
      const auto kind = static_cast<PeerAssetKind>(i);
      if (name_of(kind) == text_of(item, "kind")) one.asset.kind = kind;
    }
    one.asset.value = text_of(item, "value");
    one.asset.handle = text_of(item, "handle");
    one.asset.service = text_of(item, "service");
    one.asset.id = text_of(item, "id");
    one.accounts = strings_of(item, "accounts");
    one.networks = strings_of(item, "networks");
    received.assets.push_back(std::move(one));
  }
  return received;
}

Error unreadable() {
  return {ErrorCode::kBadInput, "a record of a disclosure cannot be read; it was changed by hand"};
}

}  // namespace

std::string_view name_of(DisclosureStep step) {
  return kStepNames.at(static_cast<std::size_t>(step));
}

std::string render_disclosure_record(const DisclosureRecord& record) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("step", name_of(record.step));
  json.field("subject", record.subject);
  json.field("at", format_rfc3339(record.at));
  json.field("by", record.by);
  json.field("reason", record.reason);
  switch (record.step) {
    case DisclosureStep::kNoted:
      json.key("notes");
      write_notes(json, record.notes);
      break;
    case DisclosureStep::kPublished:
      json.key("document");
      write_document(json, record.document);
      break;
    case DisclosureStep::kHandedOver:
      json.field("tlp", name_of(record.tlp));
      json.field("to", record.to);
      json.field("sha256", record.sha256);
      break;
    case DisclosureStep::kReceived:
      json.key("received");
      write_received(json, record.received);
      break;
    case DisclosureStep::kWithdrawn:
      break;
  }
  json.end_object();
  return out;
}

Result<DisclosureRecord> parse_disclosure_record(std::string_view text) {
  const simdjson::padded_string padded(text);
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(padded).get(root) != simdjson::SUCCESS || !root.is_object()) {
    return unreadable();
  }
  DisclosureRecord record;
  const auto* const step = std::find(kStepNames.begin(), kStepNames.end(), text_of(root, "step"));
  const auto at = parse_rfc3339(text_of(root, "at"));
  if (step == kStepNames.end() || !at) return unreadable();
  record.step = static_cast<DisclosureStep>(step - kStepNames.begin());
  record.subject = text_of(root, "subject");
  record.at = *at;
  record.by = text_of(root, "by");
  record.reason = text_of(root, "reason");
  record.tlp = tlp_named(text_of(root, "tlp")).value_or(Tlp::kClear);
  record.to = text_of(root, "to");
  record.sha256 = text_of(root, "sha256");
  ASSIGN_OR_RETURN(record.notes, parse_notes(json_of(root, "notes")));
  element part;
  if (root["document"].get(part) == simdjson::SUCCESS) {
    ASSIGN_OR_RETURN(record.document, document_of(part));
  }
  if (root["received"].get(part) == simdjson::SUCCESS) record.received = received_of(part);
  return record;
}

}  // namespace overt
