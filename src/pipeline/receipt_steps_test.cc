#include "pipeline/receipt_steps.h"

#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <gtest/gtest.h>

namespace overt {
namespace {

/// Made by overt ledger receipt and overt ledger init; the console's checker is tried on the same.
std::string kept(const std::string& name) {
  std::ifstream in(std::string(OVERT_SOURCE_DIR) + "/web/src/lib/testdata/" + name,
                   std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class ReceiptStepsTest : public testing::Test {
 protected:
  std::map<std::string, bool> steps(const std::string& receipt, const std::string& record = {}) {
    const auto checked = check_receipt_steps(receipt, record, key_);
    EXPECT_TRUE(checked.ok()) << checked.error().message;
    std::map<std::string, bool> found;
    if (!checked.ok()) return found;
    for (const CheckedStep& step : checked.value().steps) {
      found[std::string(name_of(step.step))] = step.holds;
    }
    return found;
  }

  const std::string receipt_ = kept("decision.tlog-proof");
  merkle::VerifierKey key_ =
      merkle::parse_verifier_key(kept("ledger.pub").substr(0, kept("ledger.pub").find('\n')))
          .value();
};

TEST_F(ReceiptStepsTest, AReceiptOfTheProgramHolds) {
  const auto checked = check_receipt_steps(receipt_, {}, key_);
  ASSERT_TRUE(checked.ok()) << checked.error().message;
  EXPECT_TRUE(checked.value().holds());
  EXPECT_EQ(checked.value().steps.size(), 4U);
  EXPECT_NE(checked.value().entry.find("\"commitment\""), std::string::npos);
}

TEST_F(ReceiptStepsTest, NamesTheStepThatFails) {
  std::string other_index = receipt_;
  other_index.replace(other_index.find("index "), 7, "index 1");
  EXPECT_FALSE(steps(other_index)["path"]);
  EXPECT_TRUE(steps(other_index)["signature"]);
  std::string other_note = receipt_;
  const std::size_t origin = other_note.find("\n\n") + 2;
  other_note.insert(origin, "x");
  EXPECT_FALSE(steps(other_note)["origin"]);
  EXPECT_FALSE(steps(other_note)["signature"]);
  key_.public_key[0] ^= 1U;
  EXPECT_FALSE(steps(receipt_)["signature"]);
  EXPECT_TRUE(steps(receipt_)["path"]);
}

TEST_F(ReceiptStepsTest, ARecordThatIsNotTheEntrysDoesNotHold) {
  const std::string salt(64, '0');
  EXPECT_FALSE(steps(receipt_, R"({"record":"{}","salt":")" + salt + "\"}")["record"]);
  EXPECT_FALSE(check_receipt_steps(receipt_, "no JSON", key_).ok());
}

TEST_F(ReceiptStepsTest, SaysWhyATextIsNoReceipt) {
  for (const std::string& text :
       {std::string(), std::string("hello"), receipt_.substr(0, receipt_.size() / 2),
        std::string(kReceiptBytesMax + 1, 'x')}) {
    const auto checked = check_receipt_steps(text, {}, key_);
    ASSERT_FALSE(checked.ok());
    EXPECT_EQ(checked.error().code, ErrorCode::kBadInput);
  }
}

}  // namespace
}  // namespace overt
