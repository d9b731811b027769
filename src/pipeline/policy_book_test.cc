#include "pipeline/policy_book.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "base/progress.h"
#include "pipeline/decision_data.h"
#include "pipeline/public_record.h"
#include "pipeline/receipt_steps.h"
#include "pipeline/run_ledger.h"

namespace overt {
namespace {

std::string policy_text(const std::string& version, const std::string& title) {
  return "policy: example\nversion: " + version + "\ntitle: " + title +
         "\nsummary: An example\nmode: shadow\nlanguages: [en]\nclauses:\n"
         "  - id: one\n    title: One\n    subject: network\n    when:\n"
         "      - finding.status: confirmed\n      - finding.tier: review\n"
         "      - finding.explanation: undisclosed\n"
         "    actions: [limit_reach: all]\n    review: {people: 1, within: 72h}\n"
         "    notices:\n      en: 'You. {facts} {action} {appeal}'\n";
}

class PolicyBookTest : public testing::Test {
 protected:
  PolicyBookTest() {
    folder_ = testing::TempDir() + "/policy-book-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    LedgerOptions options;
    options.verb = LedgerVerb::kInit;
    options.data = folder_;
    options.origin = "book.example/ledger";
    const auto made = run_ledger(options, no_progress());
    EXPECT_TRUE(made.ok()) << made.error().message;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Result<PolicyVersion> adopt(const std::string& text, TimeUs at) {
    const std::string path = folder_ + "/example.yaml";
    std::ofstream(path) << text;
    return adopt_policy(folder_, {path, {}, pia_, at});
  }
  PublicRecord record() {
    const auto store = open_decisions(folder_, DecisionAccess::kRead).value();
    auto read = read_public_record(store.get(), folder_, kMicrosPerDay);
    EXPECT_TRUE(read.ok()) << read.error().message;
    return std::move(read).value();
  }

  std::string folder_;
  const Person pia_{"pia", {StaffRole::kPolicyEditor}};
};

TEST_F(PolicyBookTest, KeepsEveryVersionWithItsTextInTheLedger) {
  const std::string first = policy_text("1.0.0", "Example");
  const std::string second = policy_text("1.1.0", "Example, again");
  const auto one = adopt(first, 10);
  ASSERT_TRUE(one.ok()) << one.error().message;
  const auto two = adopt(second, 20);
  ASSERT_TRUE(two.ok()) << two.error().message;
  EXPECT_EQ(two.value().place, 1U);
  const PublicRecord read = record();
  ASSERT_EQ(read.policies.size(), 1U);
  ASSERT_EQ(read.policies.front().versions.size(), 2U);
  EXPECT_EQ(read.policies.front().versions[0].text, first);
  EXPECT_EQ(read.policies.front().versions[1], two.value());
  EXPECT_EQ(read.ledger.origin, "book.example/ledger");
  const auto store = open_decisions(folder_, DecisionAccess::kRead).value();
  const auto key = read_public_key(decision_places(folder_).public_key);
  ASSERT_TRUE(key.ok());
  const auto check = check_ledger(*store, key.value());
  ASSERT_TRUE(check.ok());
  EXPECT_TRUE(check.value().mismatches.empty());
}

TEST_F(PolicyBookTest, RefusesWhatWouldMakeTheHistoryUnclear) {
  ASSERT_TRUE(adopt(policy_text("1.0.0", "Example"), 10).ok());
  const auto again = adopt(policy_text("1.0.0", "Example"), 20);
  ASSERT_FALSE(again.ok());
  EXPECT_NE(again.error().message.find("in use already"), std::string::npos);
  const auto other = adopt(policy_text("1.0.0", "Another text"), 20);
  ASSERT_FALSE(other.ok());
  EXPECT_NE(other.error().message.find("a version of its own"), std::string::npos);
  const auto before = adopt(policy_text("1.1.0", "Example"), 5);
  ASSERT_FALSE(before.ok());
  EXPECT_NE(before.error().message.find("the past"), std::string::npos);
  // Going back to an earlier text is a change like any other.
  ASSERT_TRUE(adopt(policy_text("1.1.0", "Example"), 20).ok());
  EXPECT_TRUE(adopt(policy_text("1.0.0", "Example"), 30).ok());
  EXPECT_EQ(record().policies.front().versions.size(), 3U);
}

TEST_F(PolicyBookTest, RefusesAPolicyThatMayNotBeUsed) {
  std::string text = policy_text("1.0.0", "Example");
  text.replace(text.find("finding.status: confirmed"), 25, "finding.statos: confirmed");
  EXPECT_FALSE(adopt(text, 10).ok());
  EXPECT_TRUE(record().policies.empty());
}

TEST(PublicRecordTest, AFolderWithoutDecisionsHasNothingToShow) {
  std::string folder = testing::TempDir() + "/public-record-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const auto record = read_public_record(nullptr, folder, 0);
  ASSERT_TRUE(record.ok());
  EXPECT_TRUE(public_steps(record.value(), 10).empty());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace overt
