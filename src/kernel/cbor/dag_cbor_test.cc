#include "kernel/cbor/dag_cbor.h"

#include <limits>

#include <gtest/gtest.h>

namespace overt::cbor {
namespace {

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

// RFC 8949, appendix A.
TEST(DagCborTest, WritesTheExamplesOfTheStandard) {
  EXPECT_EQ(hex(integer(0)), "00");
  EXPECT_EQ(hex(integer(10)), "0a");
  EXPECT_EQ(hex(integer(23)), "17");
  EXPECT_EQ(hex(integer(24)), "1818");
  EXPECT_EQ(hex(integer(100)), "1864");
  EXPECT_EQ(hex(integer(255)), "18ff");
  EXPECT_EQ(hex(integer(256)), "190100");
  EXPECT_EQ(hex(integer(1000)), "1903e8");
  EXPECT_EQ(hex(integer(65'535)), "19ffff");
  EXPECT_EQ(hex(integer(65'536)), "1a00010000");
  EXPECT_EQ(hex(integer(1'000'000)), "1a000f4240");
  EXPECT_EQ(hex(integer(1'000'000'000'000)), "1b000000e8d4a51000");
  EXPECT_EQ(hex(integer(-1)), "20");
  EXPECT_EQ(hex(integer(-10)), "29");
  EXPECT_EQ(hex(integer(-100)), "3863");
  EXPECT_EQ(hex(integer(-1000)), "3903e7");
  EXPECT_EQ(hex(integer(std::numeric_limits<std::int64_t>::min())), "3b7fffffffffffffff");
  EXPECT_EQ(hex(integer(std::numeric_limits<std::int64_t>::max())), "1b7fffffffffffffff");
  EXPECT_EQ(hex(flag(false)), "f4");
  EXPECT_EQ(hex(flag(true)), "f5");
  EXPECT_EQ(hex(bytes("")), "40");
  EXPECT_EQ(hex(bytes("\x01\x02\x03\x04")), "4401020304");
  EXPECT_EQ(hex(text("")), "60");
  EXPECT_EQ(hex(text("IETF")), "6449455446");
  EXPECT_EQ(hex(text("ü")), "62c3bc");
  EXPECT_EQ(hex(text("水")), "63e6b0b4");
  EXPECT_EQ(hex(list({})), "80");
  const std::vector<std::string> three{integer(1), integer(2), integer(3)};
  EXPECT_EQ(hex(list(three)), "83010203");
  EXPECT_EQ(hex(map({})), "a0");
  const std::vector<std::string> two{integer(2), integer(3)};
  EXPECT_EQ(hex(map({{"a", integer(1)}, {"b", list(two)}})), "a26161016162820203");
}

TEST(DagCborTest, LengthsTakeTheFewestBytes) {
  EXPECT_EQ(hex(text(std::string(23, 'x')).substr(0, 1)), "77");
  EXPECT_EQ(hex(text(std::string(24, 'x')).substr(0, 2)), "7818");
  EXPECT_EQ(hex(text(std::string(255, 'x')).substr(0, 2)), "78ff");
  EXPECT_EQ(hex(text(std::string(256, 'x')).substr(0, 3)), "790100");
  EXPECT_EQ(hex(bytes(std::string(65'536, 'x')).substr(0, 5)), "5a00010000");
}

TEST(DagCborTest, TheOrderOfTheKeysIsTheirLengthThenTheirBytes) {
  const std::string one = integer(1);
  const std::string sorted =
      map({{"b", one}, {"é", one}, {"aa", one}, {"ab", one}, {"Z", one}, {"aaa", one}});
  EXPECT_EQ(hex(sorted),
            "a6615a01616201626161016261620162c3a90163616161"
            "01");
  EXPECT_EQ(sorted,
            map({{"aaa", one}, {"ab", one}, {"Z", one}, {"é", one}, {"b", one}, {"aa", one}}));
}

TEST(DagCborDeathTest, AKeyTwiceOrTextThatIsNoneIsOurMistake) {
  const std::string one = integer(1);
  EXPECT_DEATH(map({{"a", one}, {"a", one}}), "");
  EXPECT_DEATH(text("\xFF"), "");
}

}  // namespace
}  // namespace overt::cbor
