#include "pipeline/ledger_witnesses.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

std::string key_of(const std::string& name, merkle::KeyType type) {
  return merkle::format_key(merkle::make_key(name, type, std::string(32, 'w')).value().verifier);
}

std::string error_of(const std::string& text) {
  const auto witnesses = parse_witnesses(text, "w");
  return witnesses.ok() ? std::string() : witnesses.error().message;
}

TEST(LedgerWitnessesTest, ALineIsAKeyAndWhereItIsAsked) {
  const std::string one = key_of("one.example", merkle::KeyType::kCosignature);
  const std::string two = key_of("two.example", merkle::KeyType::kCosignature);
  const auto witnesses = parse_witnesses(
      "# who is asked\n\n" + one + "\thttps://one.example/w/ # ours\r\n" + two, "w");
  ASSERT_TRUE(witnesses.ok()) << witnesses.error().message;
  ASSERT_EQ(witnesses.value().size(), 2U);
  EXPECT_EQ(witnesses.value()[0].key.name, "one.example");
  EXPECT_EQ(witnesses.value()[0].url, "https://one.example/w");
  EXPECT_EQ(witnesses.value()[1].url, "");
}

TEST(LedgerWitnessesTest, WhatIsWrongIsNamedWithItsLine) {
  const std::string one = key_of("one.example", merkle::KeyType::kCosignature);
  EXPECT_NE(error_of("\n" + one + "\nnonsense").find("w:3:"), std::string::npos);
  EXPECT_NE(error_of(one + "\n" + one).find("there already"), std::string::npos);
  EXPECT_NE(error_of(key_of("log.example", merkle::KeyType::kEd25519)).find("no witness's key"),
            std::string::npos)
      << "the ledger's own key is none";
  EXPECT_NE(error_of("# nobody\n").find("no witness"), std::string::npos);
}

}  // namespace
}  // namespace overt
