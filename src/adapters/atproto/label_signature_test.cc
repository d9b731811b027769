#include "adapters/atproto/label_signature.h"

#include <algorithm>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <simdjson.h>

namespace overt {
namespace {

std::string from_hex(std::string_view hex) {
  const auto nibble = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(nibble(hex[i]) * 16 + nibble(hex[i + 1]));
  }
  return bytes;
}

AtprotoLabel example() {
  AtprotoLabel label;
  label.src = "did:plc:a";
  label.uri = "did:plc:b";
  label.val = "state-affiliated";
  label.cts = "2024-09-16T12:00:00.000Z";
  return label;
}

LabelKey key_of(char c) { return LabelKey::from_secret(std::string(32, c)).value(); }

// testdata/label_vectors.ndjson is what the protocol's own libraries give, @atproto/crypto 0.4 and
// @ipld/dag-cbor 9 (testdata/make_label_vectors.mjs).
TEST(LabelSignatureTest, GivesTheBytesOfTheProtocolsOwnLibraries) {
  std::ifstream in(OVERT_SOURCE_DIR "/src/adapters/atproto/testdata/label_vectors.ndjson");
  simdjson::dom::parser parser;
  int vectors = 0;
  for (std::string line; std::getline(in, line);) {
    const simdjson::dom::element vector = parser.parse(line);
    const simdjson::dom::element given = vector["label"];
    const auto optional = [&](const char* name) {
      std::string_view text;
      return given[name].get(text) == simdjson::SUCCESS ? std::optional<std::string>(text)
                                                        : std::nullopt;
    };
    AtprotoLabel label;
    label.src = optional("src").value();
    label.uri = optional("uri").value();
    label.cid = optional("cid");
    label.val = optional("val").value();
    label.cts = optional("cts").value();
    label.exp = optional("exp");
    bool neg = false;
    label.neg = given["neg"].get(neg) == simdjson::SUCCESS && neg;
    if (label.val.empty()) {
      EXPECT_FALSE(signed_label_bytes(label).ok()) << "the lexicon wants a value";
      continue;
    }
    EXPECT_EQ(signed_label_bytes(label).value(), from_hex(vector["cbor"])) << line;
    const auto key = LabelKey::from_secret(from_hex(vector["seed"])).value();
    EXPECT_EQ(key.did(), std::string_view(vector["did"]));
    const LabelSignature signature = key.sign(label).value();
    EXPECT_EQ(std::string(signature.begin(), signature.end()), from_hex(vector["signature"]))
        << line;
    EXPECT_TRUE(is_label_signed(label, signature, key.public_key()));
    ++vectors;
  }
  EXPECT_GE(vectors, 30);
}

TEST(LabelSignatureTest, AnyChangeIsAnotherLabel) {
  const auto key = key_of('k');
  const LabelSignature signature = key.sign(example()).value();
  EXPECT_TRUE(is_label_signed(example(), signature, key.public_key()));
  EXPECT_FALSE(is_label_signed(example(), signature, key_of('l').public_key()));
  AtprotoLabel changed = example();
  changed.neg = true;
  EXPECT_FALSE(is_label_signed(changed, signature, key.public_key()));
  changed = example();
  changed.exp = "2025-01-01T00:00:00Z";
  EXPECT_FALSE(is_label_signed(changed, signature, key.public_key()));
  LabelSignature damaged = signature;
  damaged[10] ^= 1U;
  EXPECT_FALSE(is_label_signed(example(), damaged, key.public_key()));
  EXPECT_FALSE(is_label_signed(example(), LabelSignature{}, key.public_key()));
}

TEST(LabelSignatureTest, TheHigherValueOfSIsRefused) {
  // n of secp256k1 (SEC 2, section 2.4.1): (r, n - s) is the same signature otherwise.
  const std::string order =
      from_hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
  const auto key = key_of('k');
  LabelSignature high = key.sign(example()).value();
  int borrow = 0;
  for (std::size_t i = 32; i-- > 0;) {
    const int difference = static_cast<unsigned char>(order[i]) - int{high.at(32 + i)} - borrow;
    borrow = difference < 0 ? 1 : 0;
    high.at(32 + i) = static_cast<std::uint8_t>(difference + 256 * borrow);
  }
  EXPECT_FALSE(is_label_signed(example(), high, key.public_key()));
}

TEST(LabelSignatureTest, RefusesWhatIsNoKeyAndWhatIsNoLabel) {
  EXPECT_FALSE(LabelKey::from_secret(std::string(32, '\0')).ok());
  EXPECT_FALSE(LabelKey::from_secret(std::string(32, '\xFF')).ok());
  EXPECT_FALSE(LabelKey::from_secret("short").ok());
  AtprotoLabel label = example();
  label.val = std::string(129, 'x');
  EXPECT_FALSE(key_of('k').sign(label).ok());
  label = example();
  label.uri = "\xFF";
  EXPECT_FALSE(key_of('k').sign(label).ok());
}

}  // namespace
}  // namespace overt
