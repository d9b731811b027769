#include <algorithm>

#include <fmt/format.h>

#include "edge/transparency/data_tables.h"
#include "edge/transparency/pages.h"

namespace overt::transparency {
namespace {

std::string row(const Reader& reader, const ListedTable& listed, const DataTable& table) {
  const Texts& texts = reader.texts();
  return fmt::format(
      "<tr><td data-label=\"{0}\"><a href=\"/transparency/data/{1}.csv\">{1}.csv</a> · "
      "<a href=\"/transparency/data/{1}.json\">{1}.json</a></td>"
      "<td data-label=\"{2}\">{3}</td><td data-label=\"{4}\">{5}</td></tr>\n",
      escaped(texts.file), table.name, escaped(texts.rows), count(reader, listed.rows),
      escaped(texts.meaning), in_english(table.meaning));
}

std::string dictionary_of(const Reader& reader, const DataTable& table) {
  const Texts& texts = reader.texts();
  std::string out = fmt::format(
      "<details><summary><code>{}</code></summary>\n<table class=\"stacked\" "
      "lang=\"en\"><thead><tr>"
      "<th scope=\"col\" lang=\"{}\">{}</th><th scope=\"col\" lang=\"{}\">{}</th>"
      "<th scope=\"col\" lang=\"{}\">{}</th></tr></thead>\n<tbody>\n",
      table.name, code_of(reader.language), escaped(texts.field), code_of(reader.language),
      escaped(texts.type), code_of(reader.language), escaped(texts.meaning));
  for (const DataField& field : table.fields) {
    out += fmt::format(
        "<tr><td data-label=\"{}\"><code>{}</code></td><td data-label=\"{}\">{}</td>"
        "<td data-label=\"{}\">{}</td></tr>\n",
        escaped(texts.field), field.name, escaped(texts.type), name_of(field.type),
        escaped(texts.meaning), escaped(field.meaning));
  }
  return out + "</tbody></table></details>\n";
}

}  // namespace

std::string data_page(const Reader& reader, const PublicRecord& record,
                      const std::vector<ListedTable>& tables) {
  const Texts& texts = reader.texts();
  std::string body = fmt::format("<h1>{}</h1>\n<p class=\"lede\">{}</p>\n",
                                 escaped(texts.data.title), escaped(texts.data.lede));
  if (public_steps(record, 1).empty()) body += nothing_yet(texts.data.none);
  body += fmt::format(
      "<table class=\"stacked\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>"
      "<th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
      escaped(texts.file), escaped(texts.rows), escaped(texts.meaning));
  const auto dictionary = data_dictionary();
  for (const DataTable& table : dictionary) {
    const auto listed = std::find_if(tables.begin(), tables.end(),
                                     [&](const auto& one) { return one.name == table.name; });
    if (listed != tables.end()) body += row(reader, *listed, table);
  }
  body += fmt::format(
      "</tbody></table>\n<p class=\"quiet\">{}</p>\n<section><h2>{}</h2>\n"
      "<p>{}</p></section>\n<section><h2>{}</h2>\n<p>{} "
      "<a href=\"/transparency/data/dictionary.json\">dictionary.json</a></p>\n",
      escaped(texts.licence), escaped(texts.small_counts_title), escaped(texts.small_counts),
      escaped(texts.dictionary), escaped(texts.dictionary_text));
  for (const DataTable& table : dictionary) body += dictionary_of(reader, table);
  body += "</section>\n";
  return page({reader, "/transparency/data", std::string(texts.data.title), Section::kData}, body);
}

}  // namespace overt::transparency
