#include "adapters/outbound/public_address.h"

#include <cstring>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace overt {
namespace {

bool is_public(const std::string& text) {
  sockaddr_storage storage{};
  sockaddr_in four{};
  four.sin_family = AF_INET;
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  if (inet_pton(AF_INET, text.c_str(), &four.sin_addr) == 1) {
    std::memcpy(&storage, &four, sizeof four);
  } else {
    EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &six.sin6_addr), 1) << text;
    std::memcpy(&storage, &six, sizeof six);
  }
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): how sockets are addressed
  const auto* const plain = reinterpret_cast<const sockaddr*>(&storage);
  EXPECT_EQ(address_text(plain), text);
  return is_public_address(plain);
}

TEST(PublicAddressTest, KnowsWhatIsNotOfThePublicInternet) {
  for (const auto* text :
       {"0.0.0.0",     "10.255.255.255",   "100.64.0.1",      "100.127.255.255", "127.0.0.1",
        "127.255.0.9", "169.254.169.254",  "172.16.0.1",      "172.31.255.255",  "192.0.0.8",
        "192.168.1.1", "198.19.0.1",       "224.0.0.1",       "255.255.255.255", "::",
        "::1",         "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "fe80::1",     "fec0::1",          "fc00::1",         "fd12:3456::1",    "ff02::1",
        "2001:db8::1", "2001::1",          "100::1",          "3fff:fff::1"}) {
    EXPECT_FALSE(is_public(text)) << text;
  }
}

TEST(PublicAddressTest, TakesTheRest) {
  for (const auto* text : {"1.1.1.1",
                           "9.255.255.255",
                           "11.0.0.0",
                           "100.63.255.255",
                           "100.128.0.0",
                           "126.255.255.255",
                           "128.0.0.0",
                           "172.15.255.255",
                           "172.32.0.0",
                           "192.167.255.255",
                           "192.169.0.0",
                           "198.17.0.1",
                           "198.20.0.0",
                           "223.255.255.255",
                           "::ffff:1.1.1.1",
                           "64:ff9b::101:101",
                           "2002:101:101::",
                           "2606:4700:4700::1111",
                           "2001:4860:4860::8888",
                           "2a00:1450::1"}) {
    EXPECT_TRUE(is_public(text)) << text;
  }
}

}  // namespace
}  // namespace overt
