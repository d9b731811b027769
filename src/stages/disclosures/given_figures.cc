#include "stages/disclosures/given_figures.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/utf8.h"
#include "kernel/csv/csv_scanner.h"
#include "stages/disclosures/dsa_templates_internal.h"

namespace overt {
namespace {

constexpr std::array<std::string_view, 6> kHead = {"Part",      "Category", "Scope",
                                                   "Indicator", "Value",    "Context"};
constexpr std::size_t kRecordBytesMax = std::size_t{16} << 10;
constexpr std::size_t kContextBytesMax = 2'000;
constexpr std::size_t kNumberDigitsMax = 15;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

bool is_whole(std::string_view text) {
  return !text.empty() && text.size() <= kNumberDigitsMax &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_decimal(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return is_whole(text);
  return is_whole(text.substr(0, dot)) && is_whole(text.substr(dot + 1));
}

bool is_share(std::string_view text) {
  if (!is_decimal(text)) return false;
  const std::string_view whole = text.substr(0, text.find('.'));
  if (whole.find_first_not_of('0') == std::string_view::npos) return true;
  const std::string_view rest = text.substr(std::min(text.size(), whole.size() + 1));
  return whole == "1" && rest.find_first_not_of('0') == std::string_view::npos;
}

template <typename Range>
bool is_among(const Range& range, std::string_view wanted) {
  return std::any_of(range.begin(), range.end(),
                     [&](std::string_view one) { return one == wanted; });
}

/// What the templates have a place for.
class Places {
 public:
  Places() {
    for (const std::string_view part : {"2", "3", "4"}) {
      for (DsaCategoryPlace& place : dsa_category_places(part)) {
        categories_[std::string(part)].insert(std::move(place.path));
      }
    }
  }

  /// Empty where there is one; else what to do.
  [[nodiscard]] std::string fault(const GivenFigure& given) const {
    if (given.part == "2") return category_fault(given);
    if (given.part == "3" || given.part == "4") return table_fault(given);
    if (given.part == "7") return row_fault(given, dsa_appeal_rows());
    if (given.part == "8") return row_fault(given, dsa_automated_rows());
    if (given.part == "9") return people_fault(given);
    if (given.part == "10") return recipients_fault(given);
    return fmt::format("part '{}': 2, 3, 4, 7, 8, 9 and 10 can be handed in", given.part);
  }

 private:
  [[nodiscard]] std::string unknown_category(const GivenFigure& given) const {
    if (categories_.at(given.part).contains(given.category)) return {};
    return fmt::format(
        "part {} has no category '{}'; write TOTAL, STATEMENT_CATEGORY_… or "
        "STATEMENT_CATEGORY_…/KEYWORD_…",
        given.part, given.category);
  }

  [[nodiscard]] std::string category_fault(const GivenFigure& given) const {
    if (auto fault = unknown_category(given); !fault.empty()) return fault;
    const bool remark = given.scope.empty() && given.indicator.empty() && given.value.empty();
    if (remark && !given.context.empty()) return {};
    return "part 2 takes a Category and a Context, and nothing else";
  }

  [[nodiscard]] std::string table_fault(const GivenFigure& given) const {
    if (auto fault = unknown_category(given); !fault.empty()) return fault;
    const auto columns = given.part == "3" ? dsa_order_columns() : dsa_notice_columns();
    const bool known = std::any_of(columns.begin(), columns.end(), [&](const auto& column) {
      return trimmed(column.name) == given.indicator;
    });
    if (!known) {
      return fmt::format("part {} has no column '{}'; its names are those of the template",
                         given.part, given.indicator);
    }
    if (given.part == "4" && !given.scope.empty()) return "part 4 has no scope: leave it empty";
    if (given.part == "3" && given.scope != "TOTAL" &&
        !is_among(dsa_member_states(), given.scope)) {
      return fmt::format("'{}': the scope is TOTAL or a Member State like DE or EL", given.scope);
    }
    return number_fault(given, given.indicator.starts_with("Median time"));
  }

  static std::string row_fault(const GivenFigure& given, std::span<const DsaIndicator> rows) {
    for (const DsaIndicator& row : rows) {
      if (trimmed(row.indicator) != given.indicator || trimmed(row.scope) != given.scope) continue;
      if (answered_here(row)) {
        return fmt::format("'{}, {}' is counted from decisions here: leave it out", given.indicator,
                           given.scope);
      }
      if (!given.category.empty()) return fmt::format("part {} has no category", given.part);
      if (given.indicator.starts_with("Accuracy")) {
        return is_share(given.value) ? std::string() : "Value: a share from 0 to 1";
      }
      if (given.scope.starts_with("Percentage")) {
        return is_decimal(given.value) ? std::string() : "Value: a percentage, like 97.5";
      }
      return number_fault(given, given.scope.starts_with("Median time"));
    }
    return fmt::format("part {} has no row '{}' with scope '{}'", given.part, given.indicator,
                       given.scope);
  }

  static std::string people_fault(const GivenFigure& given) {
    for (const DsaIndicator& row : dsa_human_rows()) {
      if (trimmed(row.indicator) != given.indicator) continue;
      const bool linguistic = given.indicator.find("linguistic") != std::string::npos;
      const bool known = trimmed(row.scope) == given.scope ||
                         (linguistic && is_among(dsa_languages(), given.scope));
      if (!known) {
        return fmt::format("'{}': the scope is Total number{}", given.scope,
                           linguistic ? " or a language like bg" : "");
      }
      if (!given.category.empty()) return "part 9 has no category";
      return number_fault(given, false);
    }
    return fmt::format("part 9 has no row '{}'", given.indicator);
  }

  static std::string recipients_fault(const GivenFigure& given) {
    if (given.indicator != kDsaRecipients) {
      return fmt::format("part 10 has one indicator: {}", kDsaRecipients);
    }
    if (given.scope != "TOTAL" && !is_among(dsa_member_states(), given.scope)) {
      return fmt::format("'{}': the scope is TOTAL or a Member State like DE or EL", given.scope);
    }
    if (!given.category.empty()) return "part 10 has no category";
    if (!given.context.empty()) return "part 10 has no place for a context";
    return number_fault(given, false);
  }

  static std::string number_fault(const GivenFigure& given, bool hours) {
    if (hours) return is_decimal(given.value) ? std::string() : "Value: hours, like 30.5";
    return is_whole(given.value) ? std::string() : "Value: a whole number";
  }

  std::map<std::string, std::set<std::string>, std::less<>> categories_;
};

/// Empty where it is the head.
std::string head_fault(const std::vector<std::string_view>& cells) {
  const bool same = cells.size() == kHead.size() &&
                    std::equal(cells.begin(), cells.end(), kHead.begin(), kHead.end());
  return same ? std::string() : "the first line is Part,Category,Scope,Indicator,Value,Context";
}

std::string cells_fault(CsvOutcome outcome, std::size_t count, std::string_view raw) {
  if (outcome == CsvOutcome::kTooLong) {
    return fmt::format("longer than {} bytes", kRecordBytesMax);
  }
  if (outcome != CsvOutcome::kRecord) return "quotes that do not close where they should";
  if (!is_valid_utf8(raw) || raw.find('\0') != std::string_view::npos) return "no UTF-8 text";
  if (count != kHead.size()) return fmt::format("{} fields instead of {}", count, kHead.size());
  return {};
}

std::string key_of(const GivenFigure& given) {
  return fmt::format("{}|{}|{}|{}", given.part, given.category, given.scope, given.indicator);
}

}  // namespace

Result<std::vector<GivenFigure>> read_given_figures(std::string_view csv, std::string_view path) {
  if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
  const Places places;
  std::vector<GivenFigure> figures;
  std::set<std::string> seen;
  std::vector<CsvField> fields(kHead.size());
  CsvScanner scanner(csv, {}, kRecordBytesMax, fields);
  Arena arena;
  std::size_t line = 1;
  bool head = true;
  const auto wrong = [&](std::string_view what) {
    return Error{ErrorCode::kBadInput, fmt::format("{}:{}: {}", path, line, what)};
  };
  for (const char* begin = csv.data();; begin = scanner.position()) {
    const CsvOutcome outcome = scanner.next();
    if (outcome == CsvOutcome::kEnd) break;
    const auto lines = std::count(begin, scanner.position(), '\n');
    const bool blank = outcome == CsvOutcome::kRecord && trimmed(scanner.raw()).empty();
    if (!blank || head) {
      const std::string fault = cells_fault(outcome, scanner.field_count(), scanner.raw());
      if (!fault.empty()) return wrong(fault);
      arena.clear();
      std::vector<std::string_view> cells;
      for (const CsvField& field : fields) cells.push_back(trimmed(csv_value(field, arena)));
      if (head) {
        if (const std::string not_head = head_fault(cells); !not_head.empty()) {
          return wrong(not_head);
        }
        head = false;
      } else {
        GivenFigure one = {std::string(cells[0]), std::string(cells[1]), std::string(cells[2]),
                           std::string(cells[3]), std::string(cells[4]), std::string(cells[5])};
        if (one.context.size() > kContextBytesMax) {
          return wrong(fmt::format("Context: at most {} bytes", kContextBytesMax));
        }
        if (const std::string unfit = places.fault(one); !unfit.empty()) return wrong(unfit);
        if (!seen.insert(key_of(one)).second) return wrong("this is there twice: keep one");
        if (figures.size() == kGivenFiguresMax) {
          return wrong(fmt::format("more than {} figures", kGivenFiguresMax));
        }
        figures.push_back(std::move(one));
      }
    }
    line += static_cast<std::size_t>(lines);
  }
  if (head) return wrong("the first line is Part,Category,Scope,Indicator,Value,Context");
  std::sort(figures.begin(), figures.end(),
            [](const GivenFigure& a, const GivenFigure& b) { return key_of(a) < key_of(b); });
  return figures;
}

const GivenFigure* find_given(const std::vector<GivenFigure>& given, const GivenFigure& place) {
  const std::string wanted = key_of(place);
  const auto found = std::lower_bound(
      given.begin(), given.end(), wanted,
      [](const GivenFigure& one, const std::string& key) { return key_of(one) < key; });
  return found != given.end() && key_of(*found) == wanted ? &*found : nullptr;
}

std::vector<std::string> parts_left_out(const std::vector<GivenFigure>& given) {
  std::vector<std::string> left_out;
  for (const std::string_view part : {"2", "3", "4", "10"}) {
    const bool there = std::any_of(given.begin(), given.end(), [&](const GivenFigure& one) {
      return one.part == part || part == "2";
    });
    if (!there) left_out.emplace_back(part);
  }
  return left_out;
}

}  // namespace overt
