#pragma once
// Figures of the report under the DSA that the platform holds elsewhere and hands in as a file:
// orders of authorities, notices, recipients, remarks on categories, and those rows of the other
// parts that decisions do not answer. They are the platform's own word: nothing here can check
// them against a decision, and every place where one is said says so.
//
// Thread safety: pure. O(bytes · rows of the templates).

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace overt {

/// One cell of a template.
struct GivenFigure {
  std::string part;       // "3"
  std::string category;   // "TOTAL", "STATEMENT_CATEGORY_…", "STATEMENT_CATEGORY_…/KEYWORD_…"
  std::string scope;      // "TOTAL", a Member State, a language, as the part's template has it
  std::string indicator;  // the template's name of it, without spaces at its end
  std::string value;      // a whole number, hours, or a share; of part 2 empty
  std::string context;    // what the platform says about it

  friend bool operator==(const GivenFigure&, const GivenFigure&) = default;
};

inline constexpr std::size_t kGivenFiguresMax = 20'000;

/// "Part,Category,Scope,Indicator,Value,Context" a record, under that head. What a template has no
/// place for, what decisions answer here, what is no number and what is there twice is an error
/// with line and remedy.
Result<std::vector<GivenFigure>> read_given_figures(std::string_view csv, std::string_view path);

/// nullptr where it was not handed in.
const GivenFigure* find_given(const std::vector<GivenFigure>& given, const GivenFigure& place);

/// Of the parts that are nothing but what is handed in ("2", "3", "4", "10"): those that `given`
/// has nothing for. Part 2 says what categories are called, and comes with any.
std::vector<std::string> parts_left_out(const std::vector<GivenFigure>& given);

}  // namespace overt
