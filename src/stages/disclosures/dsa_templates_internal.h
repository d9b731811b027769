#pragma once
// The quantitative templates of Annex I of Implementing Regulation (EU) 2024/2835, as the
// Commission gives them in CSV: names of columns and rows, in their order. Rows by
// language and by Member State are made where figures for them are handed in.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace overt {

/// A row of the parts that have one value each.
struct DsaIndicator {
  std::string_view applicability;
  std::string_view section;
  std::string_view indicator;
  std::string_view scope;
};

/// A row of part 2: what a category or keyword is called.
struct DsaCategory {
  std::string_view label;
  std::string_view description;
  std::string_view code;
};

/// A column of parts 3 and 4, and the one for contextual information on it.
struct DsaGivenColumn {
  std::string_view name;
  std::string_view context;
};

/// The rows of parts 5 (illegal content) and 6 (terms and conditions): TOTAL, then each category
/// followed by its keywords.
std::span<const std::string_view> dsa_categories(bool illegal);
/// Their columns from "Number of measures taken" on; each has a contextual one of the same name.
std::span<const std::string_view> dsa_measure_columns();
std::span<const DsaIndicator> dsa_appeal_rows();       // part 7
std::span<const DsaIndicator> dsa_automated_rows();    // part 8
std::span<const DsaIndicator> dsa_human_rows();        // part 9
std::span<const DsaCategory> dsa_category_names();     // part 2: all, with the two that 3 and 4 add
std::span<const DsaGivenColumn> dsa_order_columns();   // part 3
std::span<const DsaGivenColumn> dsa_notice_columns();  // part 4
std::span<const std::string_view> dsa_member_states();  // as the Commission abbreviates them
std::span<const std::string_view> dsa_languages();      // official ones of the Union

inline constexpr std::string_view kDsaRecipients =
    "Number of average monthly active recipients during the reporting period";
/// After the categories of illegal content in part 3, and in part 4.
inline constexpr std::string_view kDsaOrderNotSpecified = "STATEMENT_CATEGORY_NOT_SPECIFIED_ORDER";
inline constexpr std::string_view kDsaNoticeNotSpecified =
    "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE";

/// A row of parts 2, 3 and 4: keywords come after their category, as "CATEGORY/KEYWORD".
struct DsaCategoryPlace {
  std::string path;
  std::string_view code;
};
std::vector<DsaCategoryPlace> dsa_category_places(std::string_view part);

/// Whether a row of part 7 or 8 is answered by decisions; else the platform may hand it in.
bool answered_here(const DsaIndicator& row);

}  // namespace overt
