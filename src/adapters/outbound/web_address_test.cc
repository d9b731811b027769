#include "adapters/outbound/web_address.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(WebAddressTest, HasItsParts) {
  const auto whole = parse_web_address("HTTPS://ana:secret@id.example:8443/a?b=c#d").value();
  EXPECT_EQ(whole.scheme, "https");
  EXPECT_EQ(whole.host, "id.example");
  EXPECT_EQ(whole.user, "ana");
  EXPECT_EQ(whole.password, "secret");
  EXPECT_EQ(whole.fragment, "d");
  EXPECT_EQ(parse_web_address("http://[::1]:80/").value().host, "[::1]");
  EXPECT_FALSE(parse_web_address("id.example").has_value());
  EXPECT_FALSE(parse_web_address("").has_value());
  EXPECT_FALSE(parse_web_address("https://id.example/" + std::string(2'000, 'a')).has_value());
}

TEST(WebAddressTest, EncodesWhatHasAMeaningInAnAddress) {
  EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encoded("a b&c=d/é+%"), "a%20b%26c%3Dd%2F%C3%A9%2B%25");
}

}  // namespace
}  // namespace overt
