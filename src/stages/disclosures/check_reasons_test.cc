#include "stages/disclosures/check_reasons.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace overt {
namespace {

/// A whole statement with fields put in, changed, or (empty) taken out.
std::string statement(std::vector<std::pair<std::string, std::string>> changes = {}) {
  std::vector<std::pair<std::string, std::string>> fields = {
      {"puid", R"("TK421")"},
      {"decision_visibility", R"(["DECISION_VISIBILITY_CONTENT_DEMOTED"])"},
      {"decision_ground", R"("DECISION_GROUND_INCOMPATIBLE_CONTENT")"},
      {"incompatible_content_ground", R"("Policy 1")"},
      {"incompatible_content_explanation", R"("It is not allowed")"},
      {"content_type", R"(["CONTENT_TYPE_TEXT"])"},
      {"category", R"("STATEMENT_CATEGORY_SCAMS_AND_FRAUD")"},
      {"territorial_scope", R"(["DE"])"},
      {"content_date", R"("2025-07-01")"},
      {"application_date", R"("2025-07-02")"},
      {"decision_facts", R"("Facts")"},
      {"source_type", R"("SOURCE_VOLUNTARY")"},
      {"automated_detection", R"("No")"},
      {"automated_decision", R"("AUTOMATED_DECISION_NOT_AUTOMATED")"}};
  for (auto& [name, value] : changes) {
    bool there = false;
    for (auto& field : fields) {
      if (field.first != name) continue;
      field.second = value;
      there = true;
    }
    if (!there) fields.emplace_back(name, value);
  }
  std::string json = "{";
  for (const auto& [name, value] : fields) {
    if (!value.empty())
      json += fmt::format(R"({}"{}":{})", json.size() > 1 ? "," : "", name, value);
  }
  return json + "}";
}

std::vector<std::string> fields_at_fault(const std::string& json) {
  std::vector<std::string> fields;
  for (const ReasonsFault& fault : check_reasons(json)) {
    EXPECT_FALSE(fault.what.empty());
    fields.push_back(fault.field);
  }
  return fields;
}

using Fields = std::vector<std::string>;

TEST(CheckReasonsTest, AWholeStatementIsWithoutFault) {
  EXPECT_EQ(fields_at_fault(statement()), Fields{});
  EXPECT_EQ(fields_at_fault(statement({{"account_type", "null"}, {"content_language", R"("EN")"}})),
            Fields{});
}

TEST(CheckReasonsTest, EveryRequiredFieldIsNamedWhereItIsMissing) {
  for (const std::string field :
       {"puid", "decision_visibility", "decision_ground", "incompatible_content_ground",
        "incompatible_content_explanation", "content_type", "category", "territorial_scope",
        "content_date", "application_date", "decision_facts", "source_type", "automated_detection",
        "automated_decision"}) {
    const auto at_fault = fields_at_fault(statement({{field, ""}}));
    EXPECT_NE(std::find(at_fault.begin(), at_fault.end(), field), at_fault.end()) << field;
    const auto null = fields_at_fault(statement({{field, "null"}}));
    EXPECT_NE(std::find(null.begin(), null.end(), field), null.end()) << field;
    const auto number = fields_at_fault(statement({{field, "7"}}));
    EXPECT_NE(std::find(number.begin(), number.end(), field), number.end()) << field;
  }
}

TEST(CheckReasonsTest, WhatIsRequiredWithSomethingIsAskedForWithIt) {
  EXPECT_EQ(
      fields_at_fault(statement({{"decision_visibility", R"(["DECISION_VISIBILITY_OTHER"])"}})),
      Fields{"decision_visibility_other"});
  EXPECT_EQ(fields_at_fault(statement({{"decision_monetary", R"("DECISION_MONETARY_OTHER")"}})),
            Fields{"decision_monetary_other"});
  EXPECT_EQ(fields_at_fault(statement({{"content_type", R"(["CONTENT_TYPE_OTHER"])"}})),
            Fields{"content_type_other"});
  EXPECT_EQ(fields_at_fault(statement({{"decision_ground", R"("DECISION_GROUND_ILLEGAL_CONTENT")"},
                                       {"incompatible_content_ground", ""},
                                       {"incompatible_content_explanation", ""}})),
            (Fields{"illegal_content_legal_ground", "illegal_content_explanation"}));
}

TEST(CheckReasonsTest, WhatWouldBeDroppedIsNamed) {
  EXPECT_EQ(fields_at_fault(statement({{"illegal_content_explanation", R"("x")"}})),
            Fields{"illegal_content_explanation"});
  EXPECT_EQ(fields_at_fault(statement({{"source_identity", R"("x")"}})), Fields{"source_identity"});
  EXPECT_EQ(fields_at_fault(statement({{"end_date_account_restriction", R"("2025-08-01")"}})),
            Fields{"end_date_account_restriction"});
  EXPECT_EQ(fields_at_fault(statement({{"url", R"("https://x.example")"}})), Fields{"url"});
}

TEST(CheckReasonsTest, WordsAreTheDatabasesOwn) {
  for (const auto& [field, value] : std::vector<std::pair<std::string, std::string>>{
           {"decision_visibility", R"(["DECISION_VISIBILITY_GONE"])"},
           {"decision_visibility", R"("DECISION_VISIBILITY_CONTENT_DEMOTED")"},
           {"decision_visibility", "[]"},
           {"decision_account", R"("DECISION_ACCOUNT_CLOSED")"},
           {"category", R"("STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE")"},
           {"category_specification", R"(["KEYWORD_DISINFORMATION"])"},
           {"category_specification", R"(["KEYWORD_OTHER","KEYWORD_OTHER"])"},
           {"territorial_scope", R"(["EL"])"},
           {"territorial_scope", R"(["US"])"},
           {"content_language", R"("en")"},
           {"automated_decision", R"("No")"},
           {"automated_detection", R"("AUTOMATED_DETECTION_YES")"},
           {"source_type", R"("SOURCE_OTHER")"}}) {
    EXPECT_EQ(fields_at_fault(statement({{field, value}})), Fields{field}) << value;
  }
}

TEST(CheckReasonsTest, DaysAreDaysAndInOrder) {
  for (const std::string day :
       {"2025-7-1", "2025-02-30", "01.07.2025", "2025-07", "2039-01-01", "2019-12-31"}) {
    EXPECT_EQ(fields_at_fault(statement({{"application_date", '"' + day + '"'}})),
              Fields{"application_date"})
        << day;
  }
  EXPECT_EQ(fields_at_fault(statement({{"content_date", R"("1999-12-31")"}})),
            Fields{"content_date"});
  EXPECT_EQ(fields_at_fault(statement({{"content_date", R"("2000-01-01")"}})), Fields{});
  EXPECT_EQ(fields_at_fault(statement({{"end_date_visibility_restriction", R"("2025-07-01")"}})),
            Fields{"end_date_visibility_restriction"});
  EXPECT_EQ(fields_at_fault(statement({{"end_date_visibility_restriction", R"("2025-07-02")"}})),
            Fields{});
}

TEST(CheckReasonsTest, LengthsAreCountedInCharacters) {
  std::string long_text;
  for (int i = 0; i < 5000; ++i) long_text += "é";
  EXPECT_EQ(fields_at_fault(statement({{"decision_facts", '"' + long_text + '"'}})), Fields{});
  EXPECT_EQ(fields_at_fault(statement({{"decision_facts", '"' + long_text + "x\""}})),
            Fields{"decision_facts"});
  EXPECT_EQ(fields_at_fault(statement({{"puid", '"' + std::string(501, 'a') + '"'}})),
            Fields{"puid"});
  EXPECT_EQ(fields_at_fault(statement({{"puid", R"("a b")"}})), Fields{"puid"});
  EXPECT_EQ(fields_at_fault(statement({{"decision_facts", R"("  ")"}})), Fields{"decision_facts"});
}

TEST(CheckReasonsTest, PersonalDataInFreeTextIsNamed) {
  for (const std::string text : {"by @jo", "jo@example.org", "clipper:17", "+32 2 299 11 11"}) {
    EXPECT_EQ(fields_at_fault(statement({{"decision_facts", '"' + text + '"'}})),
              Fields{"decision_facts"})
        << text;
  }
}

TEST(CheckReasonsTest, WhatIsNoObjectIsRefusedWhole) {
  for (const std::string bad : {"", "[]", "{", "7", R"("x")"}) {
    EXPECT_EQ(fields_at_fault(bad), Fields{""}) << bad;
  }
  EXPECT_EQ(fields_at_fault("{" + std::string(300 << 10, ' ') + "}"), Fields{""});
  EXPECT_EQ(fields_at_fault(R"({"decision_ground_reference_url":"ftp://x"})").empty(), false);
}

}  // namespace
}  // namespace overt
