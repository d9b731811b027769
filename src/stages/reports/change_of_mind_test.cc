#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "stages/reports/change_of_mind_internal.h"
#include "stages/reports/report_fixture.h"

namespace overt {
namespace {

std::string all_of(const std::vector<std::string>& reasons) {
  std::string out;
  for (const std::string& reason : reasons) out += reason + "\n";
  return out;
}

std::string minds(std::size_t network) {
  const RunReport report = fixture_report();
  return all_of(what_would_change_our_mind(report.networks[network], report));
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(ChangeOfMindTest, SaysForReviewWhatItRestsOn) {
  const std::string text = minds(0);
  EXPECT_TRUE(has(text, "It rests on synchrony and content reuse. Were one of them")) << text;
  EXPECT_TRUE(has(text, "explained if there were proof of an organisation that openly says"));
}

TEST(ChangeOfMindTest, SaysToWatchWhichKindIsMissingAndWhichIsNearest) {
  const std::string text = minds(2);
  EXPECT_TRUE(has(text, "so far there is synchrony.")) << text;
  EXPECT_TRUE(has(text, "Nearest to it is content reuse: p is 0.08")) << text;
  EXPECT_TRUE(has(text, "only 3 separate triggers")) << text;
}

TEST(ChangeOfMindTest, SaysOfAnExplanationWhatItRestsOn) {
  const std::string text = minds(4);
  EXPECT_TRUE(has(text, "because of this: lunaverde is the source of 96 %")) << text;
  EXPECT_TRUE(has(text, "without fandom it would be undisclosed")) << text;
}

TEST(ChangeOfMindTest, SaysHowFarWhatIsNotConfirmedIsFromIt) {
  const std::string text = minds(3);
  EXPECT_TRUE(has(text, "Its q is 0.21 and would have to be 0.05 or less: evidence 4.2 times"))
      << text;
  EXPECT_TRUE(has(text, "What could not have been seen: with 3 sources left")) << text;
}

TEST(ChangeOfMindTest, SaysHowMuchWeakerTheEvidenceCouldBe) {
  RunReport report = fixture_report();
  NetworkReport& network = report.networks[2];
  network.finding.log_q = std::log(0.0005);
  EXPECT_TRUE(has(all_of(what_would_change_our_mind(network, report)),
                  "could be 100 times weaker and it would still be confirmed"));
}

TEST(ChangeOfMindTest, AlwaysSaysSomething) {
  EXPECT_FALSE(what_would_change_our_mind(NetworkReport{}, RunReport{}).empty());
}

}  // namespace
}  // namespace overt
