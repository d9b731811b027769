#include "kernel/text/registrable_domain.h"

#include <string>

#include <gtest/gtest.h>

namespace overt {
namespace {

std::string domain(const std::string& host) { return std::string(registrable_domain(host)); }

TEST(RegistrableDomainTest, StopsAtARegistry) {
  EXPECT_EQ(domain("a.b.example.com"), "example.com");
  EXPECT_EQ(domain("www.example.co.uk"), "example.co.uk");
  EXPECT_EQ(domain("example.com"), "example.com");
}

TEST(RegistrableDomainTest, StopsAtAHostingService) {
  EXPECT_EQ(domain("www.alice.github.io"), "alice.github.io");
  EXPECT_EQ(domain("bob.blogspot.com"), "bob.blogspot.com");
}

TEST(RegistrableDomainTest, KnowsWildcardsAndTheirExceptions) {
  EXPECT_EQ(domain("a.b.c.ck"), "b.c.ck");
  EXPECT_EQ(domain("a.www.ck"), "www.ck");
}

TEST(RegistrableDomainTest, TakesAnUnknownLastLabelForARegistry) {
  EXPECT_EQ(domain("a.example.nosuchending"), "example.nosuchending");
}

TEST(RegistrableDomainTest, KnowsInternationalEndingsInAscii) {
  EXPECT_EQ(domain("a.xn--e1afmkfd.xn--p1ai"), "xn--e1afmkfd.xn--p1ai");
  EXPECT_EQ(domain("a.xn--85x722f.xn--55qx5d.cn"), "xn--85x722f.xn--55qx5d.cn");
}

TEST(RegistrableDomainTest, IsEmptyForAPublicSuffix) {
  EXPECT_EQ(domain("co.uk"), "");
  EXPECT_EQ(domain("github.io"), "");
  EXPECT_EQ(domain("localhost"), "");
}

}  // namespace
}  // namespace overt
