#include "stages/disclosures/given_figures.h"

#include <gtest/gtest.h>

#include "stages/disclosures/disclosure_fixture_internal.h"
#include "stages/disclosures/dsa_report.h"

namespace overt {
namespace {

const std::string kHead = "Part,Category,Scope,Indicator,Value,Context\n";
constexpr std::string_view kRecipients =
    "10,,TOTAL,Number of average monthly active recipients during the reporting period,45000000,\n";
constexpr std::string_view kOrders =
    "3,TOTAL,TOTAL,Number of orders to act against illegal content received,17,\n"
    "3,TOTAL,DE,Number of orders to act against illegal content received,5,by post\n"
    "3,STATEMENT_CATEGORY_SELF_HARM/KEYWORD_SUICIDE,DE,Median time to give effect to the order to "
    "act against illegal content,30.5,\n";
constexpr std::string_view kNotices =
    "4,STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE,,Number of notices received,120,\n";

std::vector<GivenFigure> read(const std::string& rows) {
  auto figures = read_given_figures(kHead + rows, "f.csv");
  EXPECT_TRUE(figures.ok()) << figures.error().message;
  return figures.ok() ? std::move(figures).value() : std::vector<GivenFigure>();
}

std::string fault_of(const std::string& csv) {
  const auto figures = read_given_figures(csv, "f.csv");
  return figures.ok() ? std::string() : figures.error().message;
}

DisclosureFiles report(const std::vector<GivenFigure>& given) {
  const Period period = *parse_period("2024-09");
  DsaService service = {"Clipper Ltd", "Clipper", "", {}};
  service.given = given;
  service.left_out = parts_left_out(given);
  const std::vector<Decision> none;
  return render_dsa({"p", "Clipper", kFixtureDay, 10, false}, period, service,
                    dsa_figures({none, kFixtureDay + 20 * kMicrosPerDay}, period, 10));
}

std::string file(const DisclosureFiles& files, std::string_view wanted) {
  for (const auto& [name, bytes] : files) {
    if (name == wanted) return bytes;
  }
  return {};
}

std::size_t lines(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(GivenFiguresTest, NamesFileLineAndRemedyOfWhatIsWrong) {
  const std::pair<const char*, const char*> wrong[] = {
      {"3,TOTAL,TOTAL,Number of orders,1,\n", "f.csv:2: part 3 has no column 'Number of orders'"},
      {"3,SPAM,TOTAL,Number of orders to provide information,1,\n", "f.csv:2: part 3 has no cat"},
      {"3,TOTAL,XX,Number of orders to provide information,1,\n", "f.csv:2: 'XX': the scope is"},
      {"\n3,TOTAL,DE,Number of orders to provide information,many,\n", "f.csv:3: Value: a whole"},
      {"3,TOTAL,DE,Number of orders to provide information,-1,\n", "f.csv:2: Value: a whole"},
      {"4,TOTAL,DE,Number of notices received,1,\n", "f.csv:2: part 4 has no scope"},
      {"5,TOTAL,,Number of measures,1,\n", "f.csv:2: part '5': 2, 3, 4, 7, 8, 9 and 10"},
      {"7,,Decisions upheld,Number of complaints submitted to the internal-complaints "
       "mechanism,1,\n",
       "f.csv:2: 'Number of complaints submitted to the internal-complaints mechanism, Decisions "
       "upheld' is counted from decisions here"},
      {"8,,NAM Total,Accuracy of the automated means - Recall,1.5,\n", "f.csv:2: Value: a share"},
      {"9,,xx,Number of total moderators with sufficient linguistic expertise,1,\n",
       "f.csv:2: 'xx': the scope is Total number or a language"},
      {"10,,TOTAL,Number of average monthly active recipients during the reporting period,9,why\n",
       "f.csv:2: part 10 has no place for a context"},
      {"2,TOTAL,,,5,\n", "f.csv:2: part 2 takes a Category and a Context"},
      {"4,TOTAL\n", "f.csv:2: 2 fields instead of 6"},
      {"4,TOTAL,,Number of notices received,1,\"open\n", "f.csv:2: quotes"},
  };
  for (const auto& [rows, message] : wrong) {
    EXPECT_TRUE(fault_of(kHead + rows).starts_with(message)) << fault_of(kHead + rows);
  }
  const std::string twice(kRecipients);
  EXPECT_TRUE(fault_of(kHead + twice + twice).starts_with("f.csv:3: this is there twice"));
  EXPECT_TRUE(fault_of("").starts_with("f.csv:1: the first line is Part,"));
  EXPECT_TRUE(fault_of("Indicator,Scope,Value\n").starts_with("f.csv:1: 3 fields"));
}

TEST(GivenFiguresTest, FillsThePartsThatAreHeldElsewhereAndSaysWhose) {
  const auto files = report(read(std::string(kOrders) + std::string(kNotices) +
                                 std::string(kRecipients) + "2,TOTAL,,,,\"all, of any kind\"\n"));
  const std::string orders = file(files, "dsa_part_3_member_states_orders.csv");
  EXPECT_EQ(lines(orders), 1U + 2 * 91);  // TOTAL and DE
  EXPECT_NE(orders.find("All,Clipper,2024-09-01/2024-09-30,TOTAL,,TOTAL,17,,,,,,,"
                        "\"The platform's own figure"),
            std::string::npos)
      << orders.substr(0, 2000);
  EXPECT_NE(orders.find("not reconciled with decisions. by post"), std::string::npos);
  const std::string notices = file(files, "dsa_part_4_notices.csv");
  EXPECT_EQ(lines(notices), 1U + 91);
  EXPECT_NE(notices.find("STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE,,120,"), std::string::npos);
  const std::string names = file(files, "dsa_part_2_categories_names.csv");
  EXPECT_EQ(lines(names), 101U);
  EXPECT_NE(names.find("TOTAL,All the entries,TOTAL,\"all, of any kind\""), std::string::npos);
  EXPECT_NE(file(files, "dsa_part_10_recipients.csv").find(",TOTAL,45000000"), std::string::npos);
  EXPECT_EQ(lines(file(files, "dsa_part_10_recipients.csv")), 2U);
  const std::string json = file(files, "dsa.json");
  EXPECT_NE(json.find("\"whose\": \"The platform's own figure"), std::string::npos);
  EXPECT_EQ(json.find("parts_left_out"), std::string::npos);
}

TEST(GivenFiguresTest, WithoutAFileThePartsStayOutAndTheReportSaysSo) {
  const auto files = report({});
  for (const char* name : {"dsa_part_2_categories_names.csv", "dsa_part_3_member_states_orders.csv",
                           "dsa_part_4_notices.csv", "dsa_part_10_recipients.csv"}) {
    EXPECT_EQ(file(files, name), "") << name;
  }
  EXPECT_NE(file(files, "dsa.json").find("\"parts_left_out\""), std::string::npos);
  EXPECT_EQ(parts_left_out({}), (std::vector<std::string>{"2", "3", "4", "10"}));
  EXPECT_EQ(parts_left_out(read(std::string(kNotices))), (std::vector<std::string>{"3", "10"}));
}

TEST(GivenFiguresTest, FillsRowsOfOtherPartsThatDecisionsDoNotAnswer) {
  const auto files = report(
      read("7,,Total number,Number of disputes submitted to out-of-court dispute settlement "
           "bodies,6,\n"
           "7,,Percentage of outcomes implemented,Number of disputes submitted to out-of-court "
           "dispute settlement bodies,83.3,\n"
           "8,,NAM Total,Number of notices not processed by automated means,40,\n"
           "9,,Total number,Number of internal moderators employed by the provider,12,\n"
           "9,,fr,Number of total moderators with sufficient linguistic expertise,3,\n"));
  const std::string appeals = file(files, "dsa_part_7_appeals_and_recidivism.csv");
  EXPECT_NE(appeals.find("dispute settlement bodies,Total number,6,\"The platform's own"),
            std::string::npos);
  EXPECT_NE(appeals.find("Percentage of outcomes implemented,83.3,"), std::string::npos);
  EXPECT_NE(appeals.find("repeated offenders,Number of suspensions enacted for the provision of "
                         "manifestly unfounded notices,Total number,,Not held"),
            std::string::npos);
  const std::string automated = file(files, "dsa_part_8_automated_means.csv");
  EXPECT_NE(automated.find("Number of notices not processed by automated means,NAM Total,40,\"The"),
            std::string::npos);
  const std::string people = file(files, "dsa_part_9_human_resources.csv");
  EXPECT_NE(people.find("employed by the provider,Total number,12,"), std::string::npos);
  EXPECT_NE(people.find("linguistic expertise ,fr,3,"), std::string::npos);
}

TEST(GivenFiguresTest, TheOrderOfTheFileDoesNotMatter) {
  const std::string orders(kOrders);
  const std::string notices(kNotices);
  EXPECT_EQ(read(orders + notices), read(notices + orders));
}

}  // namespace
}  // namespace overt
