#include "stages/disclosures/render_operations.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "stages/disclosures/csv_writing_internal.h"
#include "stages/disclosures/page_text.h"

namespace overt {
namespace {

/// A row as it may be said.
struct Row {
  const DisclosedNetwork* network = nullptr;
  bool small = false;
  std::string detection;
  std::string accounts;
  std::string followers;
  std::string description;
};

struct Totals {
  std::uint64_t networks = 0;
  std::uint64_t small_networks = 0;
  std::uint64_t accounts = 0;
  std::uint64_t followers = 0;
  bool followers_known = true;
  std::uint64_t returning_networks = 0;
  std::uint64_t returning_accounts = 0;
};

Row row_of(const PublicationHead& head, const DisclosedNetwork& network) {
  Row row;
  row.network = &network;
  row.small = network.decided.accounts < head.threshold;
  row.detection = network.notes.tip_from.empty() ? "Internal" : "External";
  row.accounts = row.small ? fmt::format("fewer than {}", head.threshold)
                           : fmt::format("{}", network.decided.accounts);
  const bool said =
      !row.small && network.followers && !is_small_count(*network.followers, head.threshold);
  row.followers = said ? fmt::format("{}", *network.followers) : std::string();
  const std::string origin = origin_words(network.notes);
  row.description = fmt::format("{}: {}{}{}", name_in_public(network), origin,
                                origin.empty() ? "" : " ", assessment_words(network.told));
  return row;
}

void add(Totals& totals, const Row& row) {
  const DisclosedNetwork& network = *row.network;
  ++totals.networks;
  if (network.decided.returning > 0) ++totals.returning_networks;
  if (row.small) {
    ++totals.small_networks;
    return;
  }
  totals.accounts += network.decided.accounts;
  totals.returning_accounts += network.decided.returning;
  if (row.followers.empty()) {
    totals.followers_known = false;
  } else {
    totals.followers += *network.followers;
  }
}

std::string left_out_words(const PublicationHead& head, const Totals& totals) {
  if (totals.small_networks == 0) return {};
  return fmt::format("The totals leave out {} of fewer than {} accounts each.",
                     counted_words(totals.small_networks, "network", "networks"), head.threshold);
}

std::string csv_of(const PublicationHead& head, const std::vector<Row>& rows,
                   const Totals& totals) {
  std::string out;
  append_csv_row(
      out, {"Detection Source", "Accounts in network", "Followers of Network", "Description"});
  for (const Row& row : rows) {
    append_csv_row(out, {row.detection, row.accounts, row.followers, row.description});
  }
  append_csv_row(out, {"Returning networks", fmt::format("{}", totals.returning_accounts), "",
                       "Accounts, of those above, of networks that were acted on before and came "
                       "back"});
  append_csv_row(out, {"Total", fmt::format("{}", totals.accounts),
                       totals.followers_known ? fmt::format("{}", totals.followers) : "",
                       left_out_words(head, totals)});
  return out;
}

void write_row(JsonWriter& json, const PublicationHead& head, const Row& row) {
  json.begin_object();
  json.field("network", row.network->told.id);
  json.field("detection_source", row.detection);
  write_said_count(json, "accounts", row.network->decided.accounts, head.threshold);
  json.key("followers");
  row.followers.empty() ? json.null() : json.value(*row.network->followers);
  json.field("returning", row.network->decided.returning > 0);
  json.field("description", row.description);
  json.end_object();
}

std::string json_of(const PublicationHead& head, const Period& period, const std::vector<Row>& rows,
                    const Totals& totals) {
  std::string out;
  JsonWriter json(out, 2);
  json.begin_object();
  json.field("format", "overt.operations/1");
  json.field("id", head.id);
  json.field("publisher", head.publisher);
  json.field("at", format_rfc3339(head.at));
  json.field("preview", head.preview);
  json.field("period", format_period(period));
  json.key("networks");
  json.begin_array();
  for (const Row& row : rows) write_row(json, head, row);
  json.end_array();
  json.key("total");
  json.begin_object();
  json.field("networks", totals.networks);
  json.field("networks_below_threshold", totals.small_networks);
  json.field("threshold", head.threshold);
  json.field("accounts", totals.accounts);
  json.key("followers");
  totals.followers_known ? json.value(totals.followers) : json.null();
  json.field("returning_networks", totals.returning_networks);
  json.field("returning_accounts", totals.returning_accounts);
  json.end_object();
  json.end_object();
  return out + "\n";
}

PageText page_of(const PublicationHead& head, const Period& period, const std::vector<Row>& rows,
                 const Totals& totals) {
  PageText page;
  page.heading(2, fmt::format("Covert influence operations, {} to {}",
                              format_date(period.first_day * kMicrosPerDay),
                              format_date(period.last_day * kMicrosPerDay)));
  if (head.preview) page.paragraph("Preview. Not published.");
  page.paragraph(fmt::format("{}, {}.", head.publisher, format_rfc3339(head.at)));
  if (rows.empty()) {
    page.paragraph("No statement on a network was published for this period.");
    return page;
  }
  std::vector<std::vector<std::string>> table = {
      {"Detection Source", "Accounts in network", "Followers of Network", "Description"}};
  for (const Row& row : rows) {
    table.push_back({row.detection, row.accounts,
                     row.followers.empty() ? "not said" : row.followers, row.description});
  }
  page.table(std::move(table));
  page.paragraph(fmt::format("Together: {}. {}",
                             counted_words(totals.accounts, "account", "accounts"),
                             left_out_words(head, totals)));
  page.paragraph(fmt::format(
      "Of these, {} belong to networks that were acted on before and tried to come back.",
      counted_words(totals.returning_accounts, "account", "accounts")));
  return page;
}

}  // namespace

DisclosureFiles render_operations(const PublicationHead& head, const OperationsReport& report) {
  std::vector<Row> rows;
  Totals totals;
  for (const DisclosedNetwork& network : report.networks) rows.push_back(row_of(head, network));
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::pair(a.network->decided.first_day, a.network->told.id) <
           std::pair(b.network->decided.first_day, b.network->told.id);
  });
  for (const Row& row : rows) add(totals, row);
  const PageText page = page_of(head, report.period, rows, totals);
  return {{"operations.csv", csv_of(head, rows, totals)},
          {"operations.json", json_of(head, report.period, rows, totals)},
          {"operations.html", page.html("operations")},
          {"operations.md", page.markdown()}};
}

}  // namespace overt
