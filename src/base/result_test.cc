#include "base/result.h"

#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace overt {
namespace {

Result<int> half_of(int number) {
  if (number % 2 != 0) return Error{ErrorCode::kBadInput, "odd"};
  return number / 2;
}

Result<std::string> quarter_of(int number) {
  ASSIGN_OR_RETURN(const int half, half_of(number));
  ASSIGN_OR_RETURN(const int quarter, half_of(half));
  return std::to_string(quarter);
}

Result<void> check_even(int number) {
  RETURN_IF_ERROR(half_of(number));
  return {};
}

TEST(ResultTest, HoldsAValueOrAnError) {
  EXPECT_TRUE(half_of(4).ok());
  EXPECT_EQ(half_of(4).value(), 2);
  EXPECT_FALSE(half_of(3));
  EXPECT_EQ(half_of(3).error().code, ErrorCode::kBadInput);
  EXPECT_EQ(half_of(3).error().message, "odd");
}

TEST(ResultTest, HandsErrorsUp) {
  EXPECT_EQ(quarter_of(8).value(), "2");
  EXPECT_EQ(quarter_of(6).error().message, "odd");
  EXPECT_TRUE(check_even(2).ok());
  EXPECT_EQ(check_even(3).error().message, "odd");
}

TEST(ResultTest, MovesWhatCannotBeCopied) {
  const auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(5); };
  const std::unique_ptr<int> taken = make().value();
  EXPECT_EQ(*taken, 5);
}

TEST(ResultTest, NamesEveryCodeDifferently) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::kCancelled); ++code) {
    names.insert(name_of(static_cast<ErrorCode>(code)));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(ErrorCode::kCancelled) + 1);
}

TEST(ResultDeathTest, AbortsWhereTheWrongSideIsAskedFor) {
  EXPECT_DEATH((void)half_of(3).value(), "ok");
  EXPECT_DEATH((void)half_of(4).error(), "ok");
  EXPECT_DEATH((void)Result<void>().error(), "ok");
}

}  // namespace
}  // namespace overt
