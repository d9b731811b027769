#pragma once
// The transparency report of Regulation (EU) 2022/2065 in the quantitative templates of
// Implementing Regulation (EU) 2024/2835, as far as decisions answer them: part 1 (identification),
// 5 and 6 (measures at own initiative, illegal content and terms and conditions), 7 (complaints), 8
// (automated means), 9 (moderators, where somebody says how many). Orders, notices from outside and
// recipients (parts 3, 4, 10) are not held here: they are in the report where the platform hands
// them in (given_figures.h), each marked as its own word, with part 2, the categories' names.
//
// A measure is one restriction on one account or content; asking somebody to say who pays is none.
// Every number is a figure with an id and the decisions it counts. Small ones are withheld, and
// what would give them away (kernel/stats/suppress_counts.h), also to somebody who knows the
// numbers of every single network that are not small, as statements say them.
//
// Thread safety: pure. The same decisions give the same bytes.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "stages/disclosures/given_figures.h"
#include "stages/disclosures/measures.h"
#include "stages/disclosures/render_statement.h"

namespace overt {

/// A number of the report.
struct DsaFigure {
  std::string id;  // "terms/TOTAL/account_termination", "complaints/all/total"
  std::uint64_t value = 0;
  std::vector<std::string> decisions;  // those that it counts, as often as it counts them
  bool withheld = false;
};

struct DsaFigures {
  std::vector<DsaFigure> figures;  // by id
  /// Hours from complaint to decision, by kind of complaint; none where too few were heard.
  std::vector<std::pair<std::string, std::optional<double>>> median_hours;
  std::vector<std::string> open;  // small numbers that nothing protects: not to be published

  [[nodiscard]] const DsaFigure* find(std::string_view id) const;
};

DsaFigures dsa_figures(const CountedDecisions& counted, const Period& period,
                       std::uint64_t threshold);

struct DsaService {
  std::string provider;
  std::string service;
  std::string previous_report;  // a day; empty: none
  /// Indicator of part 9, its scope, how many; in any order. What is not there stays empty.
  std::vector<std::array<std::string, 3>> moderators;
  std::vector<GivenFigure> given = {};     // sorted, as read_given_figures gives them
  std::vector<std::string> left_out = {};  // parts of which the report says that they are missing
};

/// dsa_part_1_summary.csv and so on, and dsa.json with every figure. Part 2 and those parts that
/// are nothing but what was handed in: only where something was.
DisclosureFiles render_dsa(const PublicationHead& head, const Period& period,
                           const DsaService& service, const DsaFigures& figures);

/// "Indicator,Scope,Value" a line; errors name line and remedy.
Result<std::vector<std::array<std::string, 3>>> read_moderators(std::string_view csv,
                                                                std::string_view path);

}  // namespace overt
