#include "pipeline/account_table.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include "pipeline/generated_shares.h"
#include "pipeline/pipeline.h"
#include "pipeline/query_text.h"

namespace overt {
namespace {

/// A run on a crowd with ten accounts planted in it that meet on twelve objects.
std::string run_on_planted(const TestFolder& folder) {
  auto shares = generated_shares(1, 2'000);
  for (int object = 0; object < 12; ++object) {
    for (int account = 0; account < 10; ++account) {
      shares.push_back({"planted" + std::to_string(object), "p" + std::to_string(account),
                        1'600'000'003 + 400 * object + account});
    }
  }
  DetectOptions options;
  options.input.paths = {folder.write("log.csv", shares_csv(shares))};
  options.window = 10 * kMicrosPerSecond;
  options.sweep = {options.window};
  options.out = folder.file("run");
  const auto run = run_detect(options, no_progress());
  EXPECT_TRUE(run.ok()) << run.error().message;
  return options.out;
}

TEST(AccountTableTest, SaysOfEachAccountWhatItsNetworkSays) {
  const TestFolder folder;
  const std::string run = run_on_planted(folder);
  const std::string table = " FROM '" + run + "/accounts.parquet' ";
  simdjson::dom::parser parser;
  std::size_t members = 0;
  for (const auto network : parser.load(run + "/networks.json")["networks"]) {
    for (const auto member : network["members"]) {
      ++members;
      const std::string_view account = member["account"];
      const std::string where = table + "WHERE account_id = '" + std::string(account) + "'";
      EXPECT_EQ(query_text("SELECT network" + where), std::string_view(network["id"]));
      EXPECT_EQ(query_text("SELECT standing" + where), std::string_view(member["standing"]));
      EXPECT_NEAR(std::stod(query_text("SELECT p" + where)), double(member["p"]),
                  1e-8 * double(member["p"]));
    }
  }
  EXPECT_GE(members, 10U);
  EXPECT_EQ(query_text("SELECT count(*)" + table + "WHERE standing <> 'none'"),
            std::to_string(members));
  EXPECT_EQ(query_text("SELECT count(*)" + table +
                       "WHERE (standing = 'none') <> (network = '') OR "
                       "(standing = 'none' AND p <> 1)"),
            "0");
}

}  // namespace
}  // namespace overt
