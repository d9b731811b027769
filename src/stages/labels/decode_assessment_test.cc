#include "stages/labels/decode_assessment.h"

#include <set>
#include <string>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "stages/labels/assess_control.h"
#include "stages/labels/assessment_fixture.h"
#include "stages/labels/registry_fixture.h"

namespace overt {
namespace {

constexpr std::string_view kClaim = "00000000000000010000000000000007";

std::string criterion(std::string_view name) {
  std::string text = "  " + std::string(name) + ":\n    finding: state\n    why: as reported\n";
  text += "    evidence:\n      - {says: it was told what to say, for: control, source: press}\n";
  return text;
}

std::string file(const std::string& criteria = {}) {
  std::string text = R"(assessment: outlet-2024
label: state-affiliated
entity: outlet
name: The Outlet
state: the-state
assessed: 2024-06-01
expires: 2025-05-31
review_by: 2025-03-01
audience: {home: aa, current_affairs_abroad: 'yes'}
funding:
  public: mostly
  evidence:
    - {says: paid from the budget, source: press}
sources:
  press: {publisher: Press, url: 'https://press.example/1', published: 2023-10, grade: B2}
criteria:
)";
  if (criteria.empty()) {
    for (std::size_t i = 0; i < kControlCriterionCount; ++i) {
      text += criterion(name_of(static_cast<ControlCriterion>(i)));
    }
  }
  text += criteria;
  text += R"(reviews:
  - {reviewer: A, affiliation: One, conflicts: none, conflicted: false,
     outcome: state-controlled, day: 2024-05}
  - {reviewer: B, affiliation: Two, conflicts: none, conflicted: false,
     outcome: state-controlled, day: 2024-05}
contest: {how: write to us, accepted: proof, answer_days: 30}
opt_outs:
  - {subject: 'account:clipper:x', reason: a reader, by: A, since: 2024-07}
)";
  return text;
}

std::string error_of(const std::string& text) {
  const auto read = decode_assessment(text, "a.yaml");
  return read.ok() ? std::string() : read.error().message;
}

std::string without(std::string text, std::string_view part, std::string_view instead = {}) {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return text.replace(at, part.size(), instead);
}

TEST(DecodeAssessmentTest, ReadsTheWholeSheet) {
  const auto read = decode_assessment(file(), "a.yaml");
  ASSERT_TRUE(read.ok()) << read.error().message;
  const ControlAssessment& sheet = read.value();
  EXPECT_EQ(sheet.id, "outlet-2024");
  EXPECT_EQ(sheet.label, "state-affiliated");
  EXPECT_EQ(sheet.reach, (LabelReach{"aa", AudienceAbroad::kYes}));
  EXPECT_EQ(sheet.funding, PublicFunding::kMostly);
  ASSERT_EQ(sheet.funding_evidence.size(), 1U);
  const CriterionSheet& decisions = sheet.criteria.at(4);
  EXPECT_EQ(decisions.finding, ControlFinding::kState);
  ASSERT_EQ(decisions.evidence.size(), 1U);
  EXPECT_TRUE(decisions.evidence[0].for_control);
  EXPECT_EQ(decisions.evidence[0].source.publisher, "Press");
  EXPECT_EQ(name_of(decisions.evidence[0].source.grade), "B2");
  EXPECT_EQ(decisions.evidence[0].status, ClaimStatus::kReported);
  EXPECT_EQ(sheet.reviews.size(), 2U);
  EXPECT_EQ(sheet.contest.answer_days, 30U);
  ASSERT_EQ(sheet.opt_outs.size(), 1U);
  EXPECT_EQ(assess_control(sheet, fixture::day_of("2024-09-23")).outcome,
            ControlOutcome::kControlled);
}

TEST(DecodeAssessmentTest, ACriterionLeftOutIsReadAndIsInsufficient) {
  const auto read = decode_assessment(file(criterion("mission")), "a.yaml");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(assess_control(read.value(), fixture::day_of("2024-09-23")).outcome,
            ControlOutcome::kInsufficient);
}

TEST(DecodeAssessmentTest, ErrorsNameTheLineAndTheWayOut) {
  EXPECT_EQ(error_of(without(file(), "state: the-state\n")),
            "a.yaml:1: an assessment: 'state' is missing; it must be text");
  EXPECT_EQ(error_of(without(file(), "expires: 2025-05-31", "expires: 2025-02-30")),
            "a.yaml:7: an assessment: 'expires' '2025-02-30' is not a date like 2024-09-04");
  EXPECT_EQ(error_of(without(file(), "expires: 2025-05-31", "expires: 2024-05-31")),
            "a.yaml:7: an assessment: 'expires' is before 'assessed'");
  EXPECT_NE(error_of(without(file(), "source: press", "source: pres"))
                .find("'pres' is not among the file's sources"),
            std::string::npos);
  EXPECT_NE(error_of(without(file(), "conflicts: none, ")).find("'conflicts' is missing"),
            std::string::npos);
  EXPECT_NE(error_of(without(file(), "answer_days: 30", "answer_days: soon")).find("a number of"),
            std::string::npos);
  EXPECT_NE(error_of(without(file(), "home: aa", "home: Aland")).find("two lower-case letters"),
            std::string::npos);
  EXPECT_NE(error_of(file() + "colour: red\n").find("'colour' is not a field"), std::string::npos);
}

/// The file without one of its top-level fields.
std::string without_field(std::string_view field) {
  std::string kept;
  bool skipping = false;
  const std::string whole = file();
  for (std::size_t begin = 0; begin < whole.size();) {
    const std::size_t end = whole.find('\n', begin);
    const std::string line = whole.substr(begin, end - begin + 1);
    if (line[0] != ' ') skipping = line.rfind(std::string(field) + ":", 0) == 0;
    if (!skipping) kept += line;
    begin = end + 1;
  }
  return kept;
}

TEST(DecodeAssessmentTest, TheSchemaForEditorsRequiresWhatIsRequired) {
  simdjson::dom::parser parser;
  const std::string path =
      std::string(OVERT_SOURCE_DIR) + "/docs/formats/control-assessment.schema.json";
  simdjson::dom::element schema;
  ASSERT_EQ(parser.load(path).get(schema), simdjson::SUCCESS);
  std::set<std::string_view> required;
  for (const std::string_view field : schema["required"]) required.insert(field);
  std::size_t fields = 0;
  for (const auto property : schema["properties"].get_object()) {
    ++fields;
    const std::string error = error_of(without_field(property.key));
    EXPECT_EQ(error.empty(), !required.contains(property.key)) << property.key << ": " << error;
  }
  EXPECT_EQ(fields, 15U);
}

TEST(DecodeAssessmentTest, EvidenceByClaimIsWorthWhatTheRegistrySays) {
  const std::string by_claim = without(file(), "for: control, source: press",
                                       "for: control, claim: '" + std::string(kClaim) + "'");
  auto read = decode_assessment(by_claim, "a.yaml");
  ASSERT_TRUE(read.ok()) << read.error().message;
  ControlAssessment sheet = std::move(read).value();
  const std::int32_t day = fixture::day_of("2024-09-23");
  EXPECT_EQ(assess_control(sheet, day).outcome, ControlOutcome::kInsufficient) << "not looked up";
  fixture::RegistryBuilder registry;
  ViewClaim& claim = registry.claim(registry.entity("outlet"), "notes", "told what to say");
  EXPECT_EQ(name_of(claim.id), kClaim);
  look_up_evidence(sheet, registry.view());
  EXPECT_EQ(assess_control(sheet, day).outcome, ControlOutcome::kControlled);
  claim.status = ClaimStatus::kAlleged;
  look_up_evidence(sheet, registry.view());
  EXPECT_EQ(assess_control(sheet, day).outcome, ControlOutcome::kInsufficient);
  EXPECT_NE(error_of(without(file(), "for: control, source: press", "for: control, claim: xyz"))
                .find("32 hexadecimal digits"),
            std::string::npos);
}

}  // namespace
}  // namespace overt
