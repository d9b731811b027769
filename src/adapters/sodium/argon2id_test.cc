#include "adapters/sodium/argon2id.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include <gtest/gtest.h>

namespace overt {
namespace {

constexpr Argon2idCost kCheap{1, std::size_t{1} << 20};

TEST(Argon2idTest, KnowsThePasswordAgainAndNoOther) {
  const auto hashing = make_argon2id(kCheap);
  const std::string hash = hashing->hash("four words do well").value();
  EXPECT_EQ(hash.substr(0, 10), "$argon2id$");
  EXPECT_TRUE(hashing->matches(hash, "four words do well").value());
  for (const char* const wrong : {"four words do wel", "four words do well ", "", "Four words"}) {
    EXPECT_FALSE(hashing->matches(hash, wrong).value());
  }
  EXPECT_NE(hashing->hash("four words do well").value(), hash) << "salted";
  EXPECT_FALSE(hashing->matches("", "four words do well").value());
  EXPECT_FALSE(hashing->matches("$argon2id$v=19$m=1,t=0,p=9$$", "x").value());
  EXPECT_FALSE(hashing->matches(std::string(9'000, '$'), "x").value());
  const std::string with_zero("one\0two three", 13);
  EXPECT_FALSE(hashing->matches(hashing->hash(with_zero).value(), "one").value());
}

TEST(Argon2idTest, CostsWhatIsCalledModerate) {
  const auto hashing = make_argon2id();
  EXPECT_NE(hashing->nobodys().find("$m=262144,t=3,p=1$"), std::string::npos);
  EXPECT_FALSE(hashing->matches(hashing->nobodys(), "whatever it may be").value());
}

// Whether somebody exists must not be told by the clock: medians, so that a busy machine does not
// decide.
TEST(Argon2idTest, TakesAsLongForNobodyAsForSomebody) {
  const auto hashing = make_argon2id({2, std::size_t{8} << 20});
  const std::string somebodys = hashing->hash("four words do well").value();
  const auto median_of = [&](const std::string& hash) {
    std::vector<double> took;
    for (int i = 0; i < 9; ++i) {
      const auto begun = std::chrono::steady_clock::now();
      EXPECT_FALSE(hashing->matches(hash, "some wrong words").value());
      took.push_back(
          std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    }
    std::nth_element(took.begin(), took.begin() + 4, took.end());
    return took[4];
  };
  const double somebody = median_of(somebodys);
  const double nobody = median_of(hashing->nobodys());
  EXPECT_LT(nobody, 3 * somebody);
  EXPECT_LT(somebody, 3 * nobody);
}

}  // namespace
}  // namespace overt
