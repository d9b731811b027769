#include "edge/transparency/data_tables.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include "base/json_writer.h"

namespace overt::transparency {
namespace {

using simdjson::dom::element;
using Cell = std::optional<std::string>;
using Row = std::vector<Cell>;

constexpr std::string_view kListSeparator = "; ";

DataTable publications_table() {
  return {"publications",
          "Everything that was published, withdrawn or not, the newest first.",
          {{"publication", FieldType::kText, "Its id: of its page and of its files."},
           {"kind", FieldType::kText, "statement, operations or dsa."},
           {"about", FieldType::kText, "The operation's name, or the period of a report."},
           {"publisher", FieldType::kText, "Who speaks."},
           {"published_at", FieldType::kTime, "When."},
           {"withdrawn_at", FieldType::kTime, "When it was withdrawn; empty: it stands."},
           {"files", FieldType::kList, "The names of the files that can be had."}},
          {}};
}

DataTable statements_table() {
  return {"statements",
          "Statements on operations that stand, one row each, as statement.json says it.",
          {{"id", FieldType::kText, "The publication."},
           {"network", FieldType::kText, "The network, as the run called it."},
           {"name", FieldType::kText, "What it is called in public."},
           {"publisher", FieldType::kText, "Who speaks."},
           {"at", FieldType::kTime, "When it was published; everything until then is counted."},
           {"first_day", FieldType::kDay, "The first day its accounts were seen to act together."},
           {"last_day", FieldType::kDay, "The last such day."},
           {"since", FieldType::kDay, "When the first measure took effect."},
           {"detection", FieldType::kText, "internal, or external where somebody pointed to it."},
           {"accounts", FieldType::kNumber, "Accounts on which any restriction stands."},
           {"accounts_below", FieldType::kNumber, "Where that is not said: below this."},
           {"accounts_taken_back", FieldType::kNumber, "Accounts on which none stands any more."},
           {"accounts_taken_back_below", FieldType::kNumber, "Where that is not said."},
           {"accounts_asked", FieldType::kNumber, "Accounts only asked to say who pays."},
           {"accounts_asked_below", FieldType::kNumber, "Where that is not said."},
           {"followers", FieldType::kNumber,
            "Of the accounts restricted, added up; empty: not known or not said."},
           {"returning", FieldType::kFlag, "Whether it goes on from a network acted on before."},
           {"appeals", FieldType::kNumber, "Appeals made; empty: not said."},
           {"appeals_upheld", FieldType::kNumber, "Decided against whoever appealed."},
           {"appeals_reversed", FieldType::kNumber, "Found right, and undone."},
           {"appeals_open", FieldType::kNumber, "Not decided yet."},
           {"behind", FieldType::kText, "Who is assessed to be behind it; empty: unknown."},
           {"likelihood", FieldType::kText, "Of that assessment, as a phrase."},
           {"confidence", FieldType::kText, "low, moderate or high."},
           {"techniques", FieldType::kList, "DISARM ids."},
           {"policies", FieldType::kList, "Policy, version and clause that were cited."}},
          {}};
}

DataTable measures_table() {
  return {"measures",
          "What was done, one row for each kind of restriction in a statement that stands.",
          {{"id", FieldType::kText, "The publication."},
           {"action", FieldType::kText, "The restriction."},
           {"audience", FieldType::kText, "Of limiting reach: for whom; else empty."},
           {"accounts", FieldType::kNumber, "Accounts on which it stands."},
           {"accounts_below", FieldType::kNumber, "Where that is not said: below this."}},
          {}};
}

DataTable policies_table() {
  return {"policies",
          "Every version of each policy that was brought into use, by policy, the oldest first.",
          {{"policy", FieldType::kText, "Its id."},
           {"place", FieldType::kNumber, "Among the policy's versions, from 0: of its address."},
           {"version", FieldType::kText, "As the policy calls it."},
           {"title", FieldType::kText, "What it is called."},
           {"mode", FieldType::kText, "live, dry_run or shadow."},
           {"since", FieldType::kTime, "When it was brought into use."},
           {"until", FieldType::kTime, "When the next one was; empty: it is in force."},
           {"sha256", FieldType::kText, "Of its text."}},
          {}};
}

DataTable labels_table() {
  return {"labels",
          "All that was ever said of labels, in order. A label holds where its last event is "
          "applied or re-applied.",
          {{"sequence", FieldType::kNumber, "From 1, without gaps."},
           {"event", FieldType::kText, "applied, negated, expired or re-applied."},
           {"label", FieldType::kText, "Which label."},
           {"subject", FieldType::kText, "Whom it is about: kind:id."},
           {"name", FieldType::kText, "Of the subject."},
           {"at", FieldType::kTime, "When."},
           {"reason", FieldType::kText, "Why."},
           {"assessment", FieldType::kText, "The assessment that it rests on."},
           {"root", FieldType::kText, "The outlet that was assessed."},
           {"policy", FieldType::kText, "The clause it was done under."}},
          {}};
}

Cell word_of(const element& value) {
  if (std::string_view text; value.get(text) == simdjson::SUCCESS) return std::string(text);
  if (std::uint64_t number = 0; value.get(number) == simdjson::SUCCESS) {
    return fmt::format("{}", number);
  }
  if (bool flag = false; value.get(flag) == simdjson::SUCCESS) return flag ? "true" : "false";
  simdjson::dom::array list;
  if (value.get(list) != simdjson::SUCCESS) return std::nullopt;
  std::vector<std::string> words;
  for (const element item : list) words.push_back(word_of(item).value_or(""));
  return fmt::format("{}", fmt::join(words, kListSeparator));
}

Cell cell_at(const element& object, std::string_view name) {
  element value;
  if (object[name].get(value) != simdjson::SUCCESS) return std::nullopt;
  return word_of(value);
}

Row row_of(const element& object, const DataTable& table) {
  Row row;
  for (const DataField& field : table.fields) row.push_back(cell_at(object, field.name));
  return row;
}

void set(Row& row, const DataTable& table, std::string_view field, Cell cell) {
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    if (table.fields[i].name == field) row[i] = std::move(cell);
  }
}

/// Reads what a statement says of itself.
void add_statement(std::string_view json, DataTable& statements, DataTable& measures) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS) return;
  Row row = row_of(root, statements);
  element behind;
  const bool known = root["behind"].get(behind) == simdjson::SUCCESS && behind.is_object();
  for (const auto& [field, key] :
       {std::pair("behind", "name"), std::pair("likelihood", "likelihood"),
        std::pair("confidence", "confidence")}) {
    set(row, statements, field, known ? cell_at(behind, key) : Cell());
  }
  simdjson::dom::array actions;
  if (root["actions"].get(actions) == simdjson::SUCCESS) {
    for (const element action : actions) {
      Row measure = row_of(action, measures);
      set(measure, measures, "id", cell_at(root, "id"));
      measures.rows.push_back(std::move(measure));
    }
  }
  statements.rows.push_back(std::move(row));
}

Row row_of(const Publication& one) {
  std::vector<std::string_view> names;
  for (const auto& [name, sha256] : one.files) names.push_back(name);
  return {one.id,
          std::string(overt::name_of(one.kind)),
          one.about,
          one.publisher,
          format_rfc3339(one.at),
          one.withdrawn() ? Cell(format_rfc3339(one.withdrawn_at)) : Cell(),
          fmt::format("{}", fmt::join(names, kListSeparator))};
}

Row row_of(const PolicyHistory& history, std::size_t at) {
  const PolicyVersion& one = history.versions[at];
  const bool newest = at + 1 == history.versions.size();
  return {one.policy,
          fmt::format("{}", one.place),
          one.version,
          one.title,
          std::string(overt::name_of(one.mode)),
          format_rfc3339(one.at),
          newest ? Cell() : Cell(format_rfc3339(history.versions[at + 1].at)),
          one.hash};
}

Row row_of(const LabelEvent& event) {
  return {fmt::format("{}", event.sequence),
          std::string(overt::name_of(event.kind)),
          event.label,
          overt::name_of(event.subject),
          event.name,
          format_rfc3339(event.at),
          event.reason,
          event.assessment,
          event.root,
          event.policy};
}

/// Quoted where it must be. A value that a spreadsheet would take for a formula gets an apostrophe.
std::string csv_field(std::string_view text) {
  std::string value(text);
  if (!value.empty() && std::string_view("=+-@\t\r").find(value[0]) != std::string_view::npos) {
    value.insert(0, "'");
  }
  if (value.find_first_of(",\"\r\n") == std::string::npos) return value;
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

void write_cell(JsonWriter& json, const DataField& field, const Cell& cell) {
  json.key(field.name);
  if (!cell) return json.null();
  if (field.type == FieldType::kFlag) return json.value(*cell == "true");
  if (field.type == FieldType::kNumber) {
    std::uint64_t number = 0;
    std::from_chars(cell->data(), cell->data() + cell->size(), number);
    return json.value(number);
  }
  if (field.type != FieldType::kList) return json.value(*cell);
  json.begin_array();
  std::string_view rest = *cell;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(kListSeparator), rest.size());
    json.value(rest.substr(0, end));
    rest.remove_prefix(std::min(end + kListSeparator.size(), rest.size()));
  }
  json.end_array();
}

void write_fields(JsonWriter& json, const DataTable& table) {
  json.key("fields");
  json.begin_array();
  for (const DataField& field : table.fields) {
    json.begin_object();
    json.field("name", field.name);
    json.field("type", name_of(field.type));
    json.field("meaning", field.meaning);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string_view name_of(FieldType type) {
  constexpr std::array<std::string_view, 6> kNames = {"text", "number", "true or false",
                                                      "day",  "time",   "list"};
  return kNames.at(static_cast<std::size_t>(type));
}

std::vector<DataTable> data_dictionary() {
  return {publications_table(), statements_table(), measures_table(), policies_table(),
          labels_table()};
}

Result<std::vector<DataTable>> data_tables(const PublicRecord& record, const FilesOf& files_of) {
  std::vector<DataTable> tables = data_dictionary();
  for (const Publication& one : record.publications) {
    tables[0].rows.push_back(row_of(one));
    if (one.withdrawn() || one.kind != DisclosureKind::kStatement) continue;
    ASSIGN_OR_RETURN(const DisclosureFiles files, files_of(one));
    for (const auto& [name, bytes] : files) {
      if (name == "statement.json") add_statement(bytes, tables[1], tables[2]);
    }
  }
  for (const PolicyHistory& history : record.policies) {
    for (std::size_t i = 0; i < history.versions.size(); ++i) {
      tables[3].rows.push_back(row_of(history, i));
    }
  }
  for (const LabelEvent& event : record.labels.events) tables[4].rows.push_back(row_of(event));
  return tables;
}

std::string table_csv(const DataTable& table) {
  std::string out;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    out += fmt::format("{}{}", i == 0 ? "" : ",", table.fields[i].name);
  }
  out += "\r\n";
  for (const Row& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += fmt::format("{}{}", i == 0 ? "" : ",", csv_field(row[i].value_or("")));
    }
    out += "\r\n";
  }
  return out;
}

std::string table_json(const DataTable& table) {
  std::string out;
  JsonWriter json(out, 1);
  json.begin_object();
  json.field("table", table.name);
  json.field("meaning", table.meaning);
  json.key("rows");
  json.begin_array();
  for (const Row& row : table.rows) {
    json.begin_object();
    for (std::size_t i = 0; i < row.size(); ++i) write_cell(json, table.fields[i], row[i]);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return out + "\n";
}

std::string dictionary_json() {
  std::string out;
  JsonWriter json(out, 1);
  json.begin_object();
  json.field("format", "overt.public-data/1");
  json.field(
      "not_said",
      "A count from 1 to below the threshold of its publication is null, and so are counts "
      "that would give it away; the field beside it that ends in _below says the threshold.");
  json.key("tables");
  json.begin_array();
  for (const DataTable& table : data_dictionary()) {
    json.begin_object();
    json.field("name", table.name);
    json.field("meaning", table.meaning);
    write_fields(json, table);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return out + "\n";
}

}  // namespace overt::transparency
