#include <algorithm>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "stages/disclosures/csv_writing_internal.h"
#include "stages/disclosures/dsa_columns_internal.h"
#include "stages/disclosures/dsa_report.h"
#include "stages/disclosures/dsa_templates_internal.h"

namespace overt {
namespace {

constexpr std::string_view kWithheld =
    "Not said: a small number, or one that would give a small number away";

constexpr std::string_view kGiven =
    "The platform's own figure, from outside the system that makes this report; not reconciled "
    "with decisions";

struct Report {
  const PublicationHead& head;
  const Period& period;
  const DsaService& service;
  const DsaFigures& figures;
};

/// A value of the template with its contextual information.
struct Said {
  std::string value;
  std::string context;
};

Said said(const Report& report, const std::string& id) {
  const DsaFigure* const figure = report.figures.find(id);
  if (figure == nullptr) return {"0", ""};
  if (figure->withheld) return {"", std::string(kWithheld)};
  return {fmt::format("{}", figure->value), ""};
}

std::string summary(const Report& report) {
  std::string out;
  append_csv_row(out, {"Applicability", "Service", "Indicator", "Value"});
  const auto row = [&](std::string_view indicator, std::string value) {
    append_csv_row(out, {"All", report.service.service, std::string(indicator), std::move(value)});
  };
  row("Name of the service provider", report.service.provider);
  row("Date of the publication of the report", format_date(report.head.at));
  row("Date of the publication of the latest previous report", report.service.previous_report);
  row("Starting date of reporting period", format_date(report.period.first_day * kMicrosPerDay));
  row("Ending date of reporting period", format_date(report.period.last_day * kMicrosPerDay));
  return out;
}

std::string measures(const Report& report, bool illegal) {
  std::string out;
  std::vector<std::string> head = {
      "Applicability", "Service", "Reporting period",
      illegal ? "Category of illegal content"
              : "Category of incompatibility with the provider's terms and conditions",
      "Description of the sub-category \"Other\""};
  for (const std::string_view column : dsa_measure_columns()) head.emplace_back(column);
  for (const std::string_view column : dsa_measure_columns()) {
    head.push_back("Contextual Information on " + std::string(column));
  }
  append_csv_row(out, head);
  std::vector<std::string> columns = {"measures", "automated"};
  for (const DsaColumn& column : dsa_columns()) columns.emplace_back(column.id);
  std::string category;
  for (const std::string_view code : dsa_categories(illegal)) {
    const bool keyword = code.starts_with("KEYWORD_");
    if (!keyword) category = code;
    const std::string row = keyword ? fmt::format("{}/{}", category, code) : std::string(code);
    std::vector<std::string> values = {"All", report.service.service, format_period(report.period),
                                       std::string(code), ""};
    std::vector<std::string> contexts;
    for (const std::string& column : columns) {
      Said cell = said(report, fmt::format("{}/{}/{}", illegal ? "illegal" : "terms", row, column));
      values.push_back(std::move(cell.value));
      contexts.push_back(std::move(cell.context));
    }
    values.insert(values.end(), contexts.begin(), contexts.end());
    append_csv_row(out, values);
  }
  return out;
}

/// The figures' name of a kind of complaint; empty: none that is made here.
std::string_view complaint_row(std::string_view indicator) {
  if (indicator.starts_with("Number of complaints")) return "all";
  if (indicator.find("restrict visibility") != std::string_view::npos) return "visibility";
  if (indicator.find("an account") != std::string_view::npos) return "account";
  if (indicator.find("monetise") != std::string_view::npos) return "money";
  return {};
}

Said median_of(const Report& report, std::string_view row) {
  for (const auto& [name, hours] : report.figures.median_hours) {
    if (name != row) continue;
    if (hours) return {fmt::format("{:.1f}", *hours), ""};
    return {"", "Too few were decided on for a median to be said"};
  }
  return {"", ""};
}

/// What the platform handed in for a place, marked as such; else `otherwise`.
Said given_value(const Report& report, const GivenFigure& place, Said otherwise) {
  const GivenFigure* const found = find_given(report.service.given, place);
  if (found == nullptr) return otherwise;
  const std::string more = found->context.empty() ? "" : ". " + found->context;
  return {found->value, std::string(kGiven) + more};
}

std::string_view trimmed(std::string_view text) {
  while (text.ends_with(' ') || text.ends_with('\r')) text.remove_suffix(1);
  while (text.starts_with(' ')) text.remove_prefix(1);
  return text;
}

/// A row that decisions do not answer.
Said outside_value(const Report& report, std::string_view part, const DsaIndicator& row) {
  GivenFigure place;
  place.part = part;
  place.scope = trimmed(row.scope);
  place.indicator = trimmed(row.indicator);
  return given_value(report, place, {"", "Not held by the system that makes this report"});
}

Said appeal_value(const Report& report, const DsaIndicator& row) {
  if (!answered_here(row)) return outside_value(report, "7", row);
  const std::string_view kind = complaint_row(row.indicator);
  if (kind.empty()) return {"0", ""};
  const std::string begin = fmt::format("complaints/{}/", kind);
  if (row.scope == "Total number") return said(report, begin + "total");
  if (row.scope == "Decisions upheld") return said(report, begin + "upheld");
  if (row.scope == "Decisions reversed") return said(report, begin + "reversed");
  if (row.scope == "Median time") return median_of(report, kind);
  return {"0", ""};
}

/// Of measures after automated detection: the share that nobody had to take back.
Said automated_value(const Report& report, const DsaIndicator& row) {
  if (!answered_here(row)) return outside_value(report, "8", row);
  if (row.indicator.find("solely taken") != std::string_view::npos) {
    return {"0", "People agree to every measure"};
  }
  if (row.indicator.find("not taken") != std::string_view::npos) {
    return said(report, "automated/not_taken");
  }
  if (row.indicator.find("Precision") == std::string_view::npos) {
    return {"", "No measure is taken by automated means, and what detection missed is not known"};
  }
  const DsaFigure* const heard = report.figures.find("complaints/all/total");
  const DsaFigure* const wrong = report.figures.find("complaints/all/reversed");
  const DsaFigure* const all = report.figures.find("automated/not_taken");
  const bool sayable = heard != nullptr && wrong != nullptr && all != nullptr && all->value > 0 &&
                       !heard->withheld && !wrong->withheld && !all->withheld;
  if (!sayable) return {"", "Too few to be said"};
  const double share = 1.0 - static_cast<double>(wrong->value) / static_cast<double>(all->value);
  return {fmt::format("{:.3f}", std::max(0.0, share)),
          "Of detection, which people review: 1 less the share of measures that were reversed on "
          "complaint; an upper bound, because not everybody complains"};
}

template <typename Value>
std::string indicators(const Report& report, std::span<const DsaIndicator> rows,
                       std::string_view context, const Value& value) {
  std::string out;
  append_csv_row(out, {"Applicability", "Service", "Reporting period", "Section", "Indicator",
                       "Scope", "Value", std::string(context)});
  for (const DsaIndicator& row : rows) {
    const Said cell = value(report, row);
    append_csv_row(
        out, {std::string(row.applicability), report.service.service, format_period(report.period),
              std::string(row.section), std::string(row.indicator), std::string(row.scope),
              cell.value, cell.context});
  }
  return out;
}

Said human_value(const Report& report, const DsaIndicator& row) {
  for (const auto& [indicator, scope, value] : report.service.moderators) {
    if (trimmed(indicator) == trimmed(row.indicator) && trimmed(scope) == trimmed(row.scope)) {
      return {value, ""};
    }
  }
  GivenFigure place;
  place.part = "9";
  place.scope = trimmed(row.scope);
  place.indicator = trimmed(row.indicator);
  return given_value(report, place, {"", ""});
}

/// The template's rows; those by language where a figure is there.
std::vector<DsaIndicator> human_rows(const Report& report) {
  const auto rows = dsa_human_rows();
  std::vector<DsaIndicator> all(rows.begin(), rows.end());
  for (const GivenFigure& given : report.service.given) {
    if (given.part != "9" || given.scope == trimmed(rows.back().scope)) continue;
    for (const DsaIndicator& row : rows) {
      if (trimmed(row.indicator) != given.indicator || trimmed(row.scope) == given.scope) continue;
      all.push_back({row.applicability, row.section, row.indicator, given.scope});
    }
  }
  return all;
}

std::string category_names(const Report& report) {
  std::string out;
  append_csv_row(out, {"Category label", "Category description",
                       "Category of illegal content / incompatible with the terms and conditions",
                       "Contextual information"});
  const auto places = dsa_category_places("2");
  for (std::size_t i = 0; i < places.size(); ++i) {
    const DsaCategory& name = dsa_category_names()[i];
    GivenFigure place;
    place.part = "2";
    place.category = places[i].path;
    const GivenFigure* const found = find_given(report.service.given, place);
    append_csv_row(out,
                   {std::string(trimmed(name.label)), std::string(trimmed(name.description)),
                    std::string(name.code), found == nullptr ? std::string() : found->context});
  }
  return out;
}

/// TOTAL, and the Member States that a figure of that part is of.
std::vector<std::string> scopes_of(const Report& report, std::string_view part) {
  std::vector<std::string> scopes = {"TOTAL"};
  for (const std::string_view state : dsa_member_states()) {
    const bool there =
        std::any_of(report.service.given.begin(), report.service.given.end(),
                    [&](const GivenFigure& one) { return one.part == part && one.scope == state; });
    if (there) scopes.emplace_back(state);
  }
  return scopes;
}

/// Part 3, by Member State; part 4, which has no scope.
std::string given_table(const Report& report, std::string_view part) {
  const bool orders = part == "3";
  const auto columns = orders ? dsa_order_columns() : dsa_notice_columns();
  std::vector<std::string> head = {"Applicability", "Service", "Reporting period",
                                   "Category of illegal content",
                                   "Description of the sub-category \"Other\""};
  if (orders) head.emplace_back("Scope");
  for (const DsaGivenColumn& column : columns) head.emplace_back(column.name);
  for (const DsaGivenColumn& column : columns) head.emplace_back(column.context);
  std::string out;
  append_csv_row(out, head);
  const std::string applies =
      orders ? "All" : "Only for providers of hosting services, including online platforms";
  const auto scopes = orders ? scopes_of(report, part) : std::vector<std::string>{""};
  for (const std::string& scope : scopes) {
    for (const DsaCategoryPlace& row : dsa_category_places(part)) {
      std::vector<std::string> values = {applies, report.service.service,
                                         format_period(report.period), std::string(row.code), ""};
      if (orders) values.push_back(scope);
      std::vector<std::string> contexts;
      for (const DsaGivenColumn& column : columns) {
        const GivenFigure place = {
            std::string(part), row.path, scope, std::string(trimmed(column.name)), "", ""};
        Said cell = given_value(report, place, {"", ""});
        values.push_back(std::move(cell.value));
        contexts.push_back(std::move(cell.context));
      }
      values.insert(values.end(), contexts.begin(), contexts.end());
      append_csv_row(out, values);
    }
  }
  return out;
}

/// The template has no place for a context here; dsa.json says whose figures these are.
std::string recipients(const Report& report) {
  std::string out;
  append_csv_row(out, {"Applicability", "Service", "Reporting period", "Section", "Indicator",
                       "Scope", "Value"});
  for (const std::string& scope : scopes_of(report, "10")) {
    const GivenFigure place = {"10", "", scope, std::string(kDsaRecipients), "", ""};
    append_csv_row(out, {"Only for VLOPs and VLOSEs", report.service.service,
                         format_period(report.period), "AMAR", std::string(kDsaRecipients), scope,
                         given_value(report, place, {"", ""}).value});
  }
  return out;
}

void write_given(JsonWriter& json, const DsaService& service) {
  if (!service.left_out.empty()) {
    json.key("parts_left_out");
    json.begin_array();
    for (const std::string& part : service.left_out) json.value(part);
    json.end_array();
  }
  if (service.given.empty()) return;
  json.key("given");
  json.begin_object();
  json.field("whose", kGiven);
  json.key("figures");
  json.begin_array();
  for (const GivenFigure& one : service.given) {
    json.begin_object();
    json.field("part", one.part);
    json.field("category", one.category);
    json.field("scope", one.scope);
    json.field("indicator", one.indicator);
    json.field("value", one.value);
    json.field("context", one.context);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

std::string json_of(const Report& report) {
  std::string out;
  JsonWriter json(out, 2);
  json.begin_object();
  json.field("format", "overt.dsa/1");
  json.field("id", report.head.id);
  json.field("provider", report.service.provider);
  json.field("service", report.service.service);
  json.field("at", format_rfc3339(report.head.at));
  json.field("preview", report.head.preview);
  json.field("period", format_period(report.period));
  json.key("figures");
  json.begin_array();
  for (const DsaFigure& figure : report.figures.figures) {
    json.begin_object();
    json.field("id", figure.id);
    json.key("value");
    figure.withheld ? json.null() : json.value(figure.value);
    json.field("query", fmt::format("overt disclose figure {} --period {} --at {}", figure.id,
                                    format_period(report.period), format_rfc3339(report.head.at)));
    json.end_object();
  }
  json.end_array();
  write_given(json, report.service);
  json.end_object();
  return out + "\n";
}

}  // namespace

DisclosureFiles render_dsa(const PublicationHead& head, const Period& period,
                           const DsaService& service, const DsaFigures& figures) {
  const Report report = {head, period, service, figures};
  const auto left_out = parts_left_out(service.given);
  const auto is_in = [&](std::string_view part) {
    return !service.given.empty() &&
           std::find(left_out.begin(), left_out.end(), part) == left_out.end();
  };
  DisclosureFiles files = {{"dsa.json", json_of(report)},
                           {"dsa_part_1_summary.csv", summary(report)}};
  if (is_in("2")) files.emplace_back("dsa_part_2_categories_names.csv", category_names(report));
  if (is_in("3")) {
    files.emplace_back("dsa_part_3_member_states_orders.csv", given_table(report, "3"));
  }
  if (is_in("4")) files.emplace_back("dsa_part_4_notices.csv", given_table(report, "4"));
  files.emplace_back("dsa_part_5_own_initiative_illegal.csv", measures(report, true));
  files.emplace_back("dsa_part_6_own_initiative_TC.csv", measures(report, false));
  files.emplace_back("dsa_part_7_appeals_and_recidivism.csv",
                     indicators(report, dsa_appeal_rows(), "Contextual Information", appeal_value));
  files.emplace_back(
      "dsa_part_8_automated_means.csv",
      indicators(report, dsa_automated_rows(), "Contextual Information", automated_value));
  files.emplace_back("dsa_part_9_human_resources.csv",
                     indicators(report, human_rows(report), "Contextual information", human_value));
  if (is_in("10")) files.emplace_back("dsa_part_10_recipients.csv", recipients(report));
  return files;
}

Result<std::vector<std::array<std::string, 3>>> read_moderators(std::string_view csv,
                                                                std::string_view path) {
  std::vector<std::array<std::string, 3>> rows;
  std::size_t line = 0;
  for (std::size_t at = 0; at < csv.size();) {
    const std::size_t end = std::min(csv.find('\n', at), csv.size());
    const std::string_view text = trimmed(csv.substr(at, end - at));
    at = end + 1;
    ++line;
    if (text.empty() || line == 1) continue;  // the head
    const std::size_t first = text.find(',');
    const std::size_t second = text.rfind(',');
    const std::string_view value =
        second == std::string_view::npos ? "" : trimmed(text.substr(second + 1));
    const bool number = !value.empty() && value.find_first_not_of("0123456789") == value.npos;
    if (first == std::string_view::npos || first == second || !number) {
      return Error{ErrorCode::kBadInput,
                   fmt::format("{}:{}: not an indicator, a scope and a whole number, with commas "
                               "between, under the head Indicator,Scope,Value",
                               path, line)};
    }
    rows.push_back({std::string(text.substr(0, first)),
                    std::string(text.substr(first + 1, second - first - 1)), std::string(value)});
  }
  return rows;
}

}  // namespace overt
