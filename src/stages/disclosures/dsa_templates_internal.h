#pragma once
// The quantitative templates of Annex I of Implementing Regulation (EU) 2024/2835, as the
// Commission gives them in CSV: names of columns and rows, in their order. Rows that only very
// large platforms fill (by language) are left out.

#include <span>
#include <string_view>

namespace overt {

/// A row of the parts that have one value each.
struct DsaIndicator {
  std::string_view applicability;
  std::string_view section;
  std::string_view indicator;
  std::string_view scope;
};

/// The rows of parts 5 (illegal content) and 6 (terms and conditions): TOTAL, then each category
/// followed by its keywords.
std::span<const std::string_view> dsa_categories(bool illegal);
/// Their columns from "Number of measures taken" on; each has a contextual one of the same name.
std::span<const std::string_view> dsa_measure_columns();
std::span<const DsaIndicator> dsa_appeal_rows();     // part 7
std::span<const DsaIndicator> dsa_automated_rows();  // part 8
std::span<const DsaIndicator> dsa_human_rows();      // part 9

}  // namespace overt
