#include "stages/reports/explain_subject.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include "stages/reports/render_reports.h"

namespace overt {
namespace {

EvidencePath listed_path() {
  PathStep step;
  step.from = "@one";
  step.to = "The Outlet";
  step.words = "is listed as an account of";
  StepClaim claim;
  claim.id = {{1, 2}};
  claim.statement = "owner: The Outlet";
  claim.publisher = "Register";
  claim.grade = {'B', '2'};
  step.claims = {claim};
  step.status = ClaimStatus::kReported;
  step.may_decide = true;
  EvidencePath path;
  path.kind = PathKind::kListed;
  path.entity = "outlet";
  path.entity_name = "The Outlet";
  path.steps = {step};
  path.power = PathPower::kDecides;
  return path;
}

Attribution attributed() {
  Attribution result;
  result.paths = {listed_path()};
  result.hypotheses.push_back(
      {HypothesisKind::kEntity, "outlet", "The Outlet", .99, Likelihood::kAlmostCertain});
  result.decided.emplace("outlet", "The Outlet",
                         std::vector<DecidingPath>{*DecidingPath::from(result.paths.front())},
                         Confidence::kHigh);
  return result;
}

std::string networks_json() {
  RunReport report;
  NetworkReport& network = report.networks.emplace_back();
  network.id = "n1";
  network.finding.status = FindingStatus::kConfirmed;
  network.members.resize(2);
  network.members[0].account = "100";
  network.members[0].handle = "one";
  network.members[1].account = "200";
  network.attribution.emplace();
  network.attribution->network = attributed();
  Attribution own = attributed();
  own.subject = "100";
  own.role = Role::kOperator;
  network.attribution->members = {own};
  NetworkReport& other = report.networks.emplace_back();
  other.id = "n2";
  return render_networks(report);
}

SubjectExplained explained(const std::string& subject,
                           const std::set<std::string>* in_force = nullptr) {
  const std::string text = networks_json();
  return explain_subject({"run/networks.json", text, subject, in_force}).value();
}

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

TEST(ExplainSubjectTest, TellsANetworksPathsWithTheirClaims) {
  const std::string text = explained("n1").text;
  EXPECT_TRUE(says(text, "Assessed to be behind it: The Outlet (outlet). Confidence: high."));
  EXPECT_TRUE(says(text, "almost certain:      The Outlet is behind it")) << text;
  EXPECT_TRUE(says(text, "Evidence, listed, to The Outlet: decides.")) << text;
  EXPECT_TRUE(says(text, "owner: The Outlet (reported, B2) [1]")) << text;
  EXPECT_TRUE(says(text, "Sources:\n  [1] Register")) << text;
}

TEST(ExplainSubjectTest, FindsAnAccountByItsIdOrItsHandle) {
  for (const char* subject : {"100", "one", "@one"}) {
    const SubjectExplained account = explained(subject);
    EXPECT_EQ(account.network, "n1");
    EXPECT_TRUE(says(account.text, "Role: operator.")) << account.text;
  }
  EXPECT_TRUE(says(explained("200").text, "Unknown. No path of evidence leads from the account"));
}

TEST(ExplainSubjectTest, SaysWhereNobodyWasAsked) {
  EXPECT_TRUE(says(explained("n2").text, "Nobody was asked"));
}

TEST(ExplainSubjectTest, MarksClaimsThatAreGone) {
  const std::set<std::string> none = {"another"};
  const SubjectExplained gone = explained("n1", &none);
  EXPECT_TRUE(says(gone.text, "NO LONGER IN FORCE"));
  simdjson::dom::parser parser;
  const simdjson::dom::element json = parser.parse(gone.json);
  EXPECT_EQ(std::string_view(json["claims_no_longer_in_force"].at(0)),
            "00000000000000010000000000000002");
  EXPECT_EQ(std::string_view(json["attribution"]["entity"]), "outlet");
  const std::set<std::string> there = {"00000000000000010000000000000002"};
  EXPECT_FALSE(says(explained("n1", &there).text, "NO LONGER"));
}

TEST(ExplainSubjectTest, RefusesAStrangerAndAFileThatIsNone) {
  const std::string text = networks_json();
  const auto stranger = explain_subject({"run/networks.json", text, "300", nullptr});
  ASSERT_FALSE(stranger.ok());
  EXPECT_EQ(stranger.error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(explain_subject({"x", "{}", "n1", nullptr}).ok());
  EXPECT_FALSE(explain_subject({"x", "not JSON", "n1", nullptr}).ok());
}

TEST(ExplainSubjectTest, ANetworkWithoutAnyListIsExplainedAsFarAsItGoes) {
  for (const std::string_view attribution :
       {"null", "{}",
        R"({"unknown_reasons":[7,"no path"],"paths":[{}],"principals":[{"steps":[{}]}]})"}) {
    const std::string networks = R"({"format":"overt.networks/1","run_id":"r1","networks":[)"
                                 R"({"id":"n0"},{"id":"n1","attribution":)" +
                                 std::string(attribution) + "}]}";
    const auto told = explain_subject({"networks.json", networks, "n1"});
    ASSERT_TRUE(told.ok()) << told.error().message;
    EXPECT_EQ(told.value().network, "n1");
  }
}

}  // namespace
}  // namespace overt
