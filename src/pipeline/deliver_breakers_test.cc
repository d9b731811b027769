#include "pipeline/deliver_breakers.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "adapters/sqlite/sqlite_decision_store.h"

namespace overt {
namespace {

class DeliverBreakersTest : public testing::Test {
 protected:
  DeliverBreakersTest() {
    folder_ = testing::TempDir() + "/breakers-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    store_ = open_sqlite_decision_store(folder_ + "/decisions.db").value();
    limits_ = {100, 100, 100, 100};
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] DeliveryStep tried(const std::string& key) const {
    DeliveryStep step;
    step.at = now_;
    step.kind = DeliveryStepKind::kTried;
    step.key = key;
    step.policy = "p";
    step.person = "apo";
    step.network = "n";
    step.subject = "account of " + key;
    return step;
  }

  void record(const DeliveryStep& step) {
    ASSERT_TRUE(store_->record_delivery({}, std::vector<DeliveryStep>{step}).ok());
  }

  [[nodiscard]] DeliveryBreakers breakers() const {
    return DeliveryBreakers::read(*store_, limits_, now_).value();
  }

  /// The breaker that would trip, or nothing.
  [[nodiscard]] std::string tripping(const DeliveryStep& step) const {
    const auto trip = breakers().would_trip(step);
    return trip ? trip->breaker : "";
  }

  std::string folder_;
  std::unique_ptr<DecisionStore> store_;
  DeliveryLimits limits_;
  TimeUs now_ = 1'700'000'000'000'000;
};

TEST_F(DeliverBreakersTest, EachCountsItsOwn) {
  for (int i = 0; i < 3; ++i) record(tried(std::to_string(i)));
  EXPECT_EQ(tripping(tried("x")), "");
  limits_.per_hour = 3;
  EXPECT_EQ(tripping(tried("x")), "all");
  limits_ = {100, 3, 100, 100};
  EXPECT_EQ(tripping(tried("x")), "policy:p");
  limits_ = {100, 100, 3, 100};
  EXPECT_EQ(tripping(tried("x")), "person:apo");
  limits_ = {100, 100, 100, 3};
  EXPECT_EQ(tripping(tried("x")), "network:n");
  DeliveryStep other = tried("x");
  other.network = "m";
  EXPECT_EQ(tripping(other), "");
  other.network.clear();
  EXPECT_EQ(tripping(other), "");
  limits_ = {100, 3, 3, 3};
  other = tried("x");
  other.policy = "q";
  other.person = "ria";
  other.network = "m";
  EXPECT_EQ(tripping(other), "");
  limits_ = {4, 4, 4, 4};
  EXPECT_EQ(tripping(tried("x")), "") << "as many as allowed may go";
}

TEST_F(DeliverBreakersTest, APolicyAndAKindMayHaveALimitOfTheirOwn) {
  DeliveryStep suspend = tried("1");
  suspend.words = "suspend";
  record(suspend);
  DeliveryStep label = tried("2");
  label.words = "label";
  record(label);
  limits_.policies["p"] = 2;
  EXPECT_EQ(tripping(tried("x")), "policy:p");
  limits_.policies = {{"q", 0}};
  EXPECT_EQ(tripping(tried("x")), "") << "another policy's";
  limits_.policy_per_hour = 2;
  limits_.policies = {{"p", 3}};
  EXPECT_EQ(tripping(tried("x")), "") << "in place of what holds for the others";
  limits_.actions[ActionKind::kSuspend] = 1;
  EXPECT_EQ(tripping(tried("x")), "") << "of no kind: from before kinds were counted";
  label.key = "3";
  EXPECT_EQ(tripping(label), "");
  suspend.key = "4";
  EXPECT_EQ(tripping(suspend), "action:suspend");
  suspend.key = "1";
  EXPECT_EQ(tripping(suspend), "") << "again";
  limits_.actions[ActionKind::kTerminate] = 0;
  suspend.words = "terminate";
  EXPECT_EQ(tripping(suspend), "action:terminate") << "nothing of it may go out";
}

TEST_F(DeliverBreakersTest, SaysHowFarEachIs) {
  limits_ = {10, 20, 30, 40};
  record(tried("1"));
  record(tried("2"));
  now_ += 2 * kMicrosPerHour;
  record(tried("3"));
  std::map<std::string, std::pair<std::uint64_t, std::uint32_t>> counts;
  for (const BreakerCount& one : breakers().counts()) counts[one.breaker] = {one.count, one.max};
  const decltype(counts) expected = {
      {"all", {1, 10}}, {"policy:p", {1, 20}}, {"person:apo", {1, 30}}, {"network:n", {3, 40}}};
  EXPECT_EQ(counts, expected);
}

TEST_F(DeliverBreakersTest, ARetryIsNoFurtherActionAndAnAccountIsCountedOnce) {
  limits_ = {3, 3, 3, 3};
  for (int i = 0; i < 3; ++i) record(tried(std::to_string(i)));
  EXPECT_EQ(tripping(tried("1")), "");
  limits_ = {100, 100, 100, 3};
  DeliveryStep same_account = tried("another action");
  same_account.subject = "account of 1";
  EXPECT_EQ(tripping(same_account), "");
}

TEST_F(DeliverBreakersTest, TheWindowMovesOn) {
  limits_ = {2, 100, 100, 2};
  record(tried("1"));
  now_ += kMicrosPerHour / 2;
  record(tried("2"));
  EXPECT_EQ(tripping(tried("x")), "all");
  now_ += kMicrosPerHour / 2;
  EXPECT_EQ(tripping(tried("x")), "network:n") << "a network's window is a day";
  now_ += kMicrosPerDay;
  EXPECT_EQ(tripping(tried("x")), "");
}

TEST_F(DeliverBreakersTest, OnlyAPersonResetsItAndThenItCountsAnew) {
  limits_.per_hour = 2;
  record(tried("1"));
  record(tried("2"));
  const auto trip = breakers().would_trip(tried("3"));
  ASSERT_TRUE(trip.has_value());
  EXPECT_NE(trip->words.find("2 actions within an hour"), std::string::npos);
  record(*trip);
  now_ += 30 * kMicrosPerDay;
  EXPECT_TRUE(breakers().is_tripped("all")) << "time does not";
  DeliveryStep reset;
  reset.at = now_;
  reset.kind = DeliveryStepKind::kReset;
  reset.breaker = "all";
  record(reset);
  EXPECT_FALSE(breakers().any_tripped());
  ++now_;
  record(tried("4"));
  EXPECT_EQ(tripping(tried("5")), "");
  record(tried("5"));
  EXPECT_EQ(tripping(tried("6")), "all");
}

TEST_F(DeliverBreakersTest, AResetForgetsWhatWentOutBefore) {
  limits_.per_hour = 2;
  record(tried("1"));
  record(tried("2"));
  DeliveryStep step = tried("");
  step.kind = DeliveryStepKind::kTripped;
  step.breaker = "all";
  record(step);
  step.kind = DeliveryStepKind::kReset;
  record(step);
  EXPECT_EQ(tripping(tried("3")), "");
}

TEST_F(DeliverBreakersTest, UndoingCountsForNothing) {
  limits_ = {1, 1, 1, 1};
  DeliveryStep undoing = tried("1");
  undoing.policy.clear();
  record(undoing);
  EXPECT_EQ(tripping(tried("2")), "");
}

}  // namespace
}  // namespace overt
