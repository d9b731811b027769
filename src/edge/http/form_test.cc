#include "edge/http/form.h"

#include <gtest/gtest.h>

namespace overt::http {
namespace {

TEST(FormTest, ReadsLinesAndSpacesOfAValue) {
  const auto form = parse_form("receipt=c2sp.org%2Ftlog%0D%0Aindex+4%0a&record=&x");
  ASSERT_TRUE(form.has_value());
  EXPECT_EQ(*form, (Names{{"receipt", "c2sp.org/tlog\r\nindex 4\n"}, {"record", ""}, {"x", ""}}));
  EXPECT_TRUE(parse_form("")->empty());
}

TEST(FormTest, RefusesBrokenEscapesAndControlCharacters) {
  for (const char* body : {"a=%", "a=%4", "a=%zz", "a=%00", "a=%1B", "%0=b", "a=\x01"}) {
    EXPECT_FALSE(parse_form(body).has_value()) << body;
  }
}

TEST(FormTest, RefusesMoreFieldsThanAFormOfOursHas) {
  std::string body;
  for (std::size_t i = 0; i <= kFormFieldsMax; ++i) body += "a=b&";
  EXPECT_FALSE(parse_form(body).has_value());
}

}  // namespace
}  // namespace overt::http
