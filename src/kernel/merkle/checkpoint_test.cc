#include "kernel/merkle/checkpoint.h"

#include <map>

#include <gtest/gtest.h>

#include "kernel/merkle/tree.h"

namespace overt::merkle {
namespace {

// Made with golang.org/x/mod v0.22.0 (sumdb/note and sumdb/tlog): a key from 32 bytes of 7, a tree
// of "entry 0" … "entry 999", its signed head, and two proofs.
constexpr std::string_view kGoSecret =
    "PRIVATE+KEY+example.org/log+5e2cef00+AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";
constexpr std::string_view kGoVerifier =
    "example.org/log+5e2cef00+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
constexpr std::string_view kGoCheckpoint =
    "example.org/log\n1000\nNGxrnLicS3b6ydyyDNqG46AcCldBfBOQKOrNRTj96Vs=\n\n"
    "\xE2\x80\x94 example.org/log XizvAIyTDFtu1SP2cNxbd+l9tZeSRns6+eN2kpUVOxDVZe/"
    "SjMpyZr3surVM9U3p7J0UM3I2Sn/E+QxE9f1lf7isqAo=\n";
constexpr std::string_view kGoProofOf613[] = {
    "YMJdYQK3QmLJpZeqNILgbPYxX7VWcGN8TkR3I+J6oyQ=", "fogNGUGbuWOTEhPcpoH+p+WpYylVbu4nuBq84MIXl5k=",
    "Vrfy1/fI0IrP8KXRi+yNQZqAdWawd9waf6DVI+mM6Yw=", "7ZkgbUUvM8F0l9qpCqoL1uJs5t3dl2UtZK32grcOHxQ=",
    "eBmI9ZYZdYcmZIdL7k5tfi8Ygc9+9SnHsLLN1CqxnEo=", "2MNuDEMIOsVIZb4NigywH1vSFe0I/QDGJCiDCy8ccDM=",
    "2cFLsl51ARarFqjCWlOZk4SsO3cFfR5HO46co+7LMM0=", "4coH2seSv7BxA1IM4isrBzege3Bz38xnL/UsDo2hrkU=",
    "oA+hI5LVOb8oze41rEJt6z6YjQg78xVxljeEJVH8E1w=", "xtuUnnbP1dYUB8c6SBkhJlqwJOphMdAtxrcN79/U+to="};
constexpr std::string_view kGoProofFrom333[] = {
    "7U9SRs3cVdB3q8J/0VpAyUmtCQRVpRaC80EM651rrAU=", "AQmJvLLeTPuL+hF87+iLO/scsoj98ZvmaC/mVXOotds=",
    "Ot3LDJRr/PBhb0VG3M+vBb3tSJU0uYYejNGSI/1uI+Q=", "ZVbE4IGL0N0wkMeKr2JpXXIXMOoTbEe6CoNemoUHTeo=",
    "hydLoNde7zGbnJlUIcpyZiUpjImEWEecXoUc3KoqcNo=", "RePuYQbnzvpLZFtQXzVzyU3j75S6izp86QGZzTLkHyg=",
    "r0XcDYzYzeLah8HUfatzrI1UP5BJg79Kj6RVqo1+M/c=", "srQekmMDUdQQnSlA8FvM3soox9qJBYbIEem5RJj3wWI=",
    "X0lwc1GelAdJL11LxsgRPBuAYkJOTDaPqahSU7oHGMA=", "2mWW2VNp9f7zIquOTg2jsLUCNqqcijsdJG90Ecni4y4=",
    "MbDpyvXBXU6uPtVbNqv+HF0yEIcyYuzowhon/3oXKEQ="};

std::string entry(std::uint64_t i) { return "entry " + std::to_string(i); }

class ThousandEntries {
 public:
  explicit ThousandEntries(std::uint64_t size = 1000) {
    for (std::uint64_t i = 0; i < size; ++i) {
      frontier.append(leaf_hash(entry(i)), [this](Subtree subtree, const Hash& hash) {
        hashes[{subtree.level, subtree.index}] = hash;
      });
    }
  }
  [[nodiscard]] ReadSubtree reader() const {
    return [this](Subtree subtree) -> Result<Hash> {
      return hashes.at({subtree.level, subtree.index});
    };
  }
  Frontier frontier;
  std::map<std::pair<unsigned, std::uint64_t>, Hash> hashes;
};

std::vector<std::string> in_base64(const std::vector<Hash>& hashes) {
  std::vector<std::string> text;
  for (const Hash& hash : hashes) text.push_back(to_base64(bytes_of(hash)));
  return text;
}

SignerKey key_named(std::string_view name, KeyType type, char fill) {
  return make_key(name, type, std::string(32, fill)).value();
}

std::string signed_checkpoint(const ThousandEntries& log, const std::vector<SignerKey>& keys) {
  Note note;
  note.text = format_checkpoint({"example.org/log", log.frontier.size(), log.frontier.root(), {}});
  for (const auto& key : keys) note.signatures.push_back(sign(note.text, key, 1'700'000'000));
  return format_note(note);
}

TEST(CheckpointTest, KeysSignaturesHeadsAndProofsAreThoseOfTheGoLibraries) {
  const auto key = parse_secret_key(kGoSecret);
  ASSERT_TRUE(key.ok()) << key.error().message;
  EXPECT_EQ(format_key(key.value().verifier), kGoVerifier);
  EXPECT_EQ(format_secret_key(key.value()), kGoSecret);
  const ThousandEntries log;
  EXPECT_EQ(signed_checkpoint(log, {key.value()}), kGoCheckpoint);
  EXPECT_EQ(in_base64(inclusion_proof(613, 1000, log.reader()).value()),
            std::vector<std::string>(std::begin(kGoProofOf613), std::end(kGoProofOf613)));
  EXPECT_EQ(in_base64(consistency_proof(333, 1000, log.reader()).value()),
            std::vector<std::string>(std::begin(kGoProofFrom333), std::end(kGoProofFrom333)));
  const auto opened = open_checkpoint(kGoCheckpoint, parse_verifier_key(kGoVerifier).value());
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened.value().root, log.frontier.root());
}

TEST(CheckpointTest, AReceiptNeedsNothingButTheEntryAndTheKey) {
  const ThousandEntries log;
  const auto key = key_named("example.org/log", KeyType::kEd25519, 7);
  Receipt receipt;
  receipt.index = 613;
  receipt.proof = inclusion_proof(613, 1000, log.reader()).value();
  receipt.checkpoint = signed_checkpoint(log, {key});
  receipt.extra = "salt";
  const auto read = parse_receipt(format_receipt(receipt));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(format_receipt(read.value()), format_receipt(receipt));
  EXPECT_EQ(read.value().extra, "salt");
  const ReceiptPolicy policy{key.verifier, {}, 0};
  EXPECT_TRUE(verify_receipt(read.value(), entry(613), policy).ok());
  EXPECT_FALSE(verify_receipt(read.value(), entry(614), policy).ok());
  const ReceiptPolicy another{key_named("example.org/log", KeyType::kEd25519, 8).verifier, {}, 0};
  EXPECT_FALSE(verify_receipt(read.value(), entry(613), another).ok());
  Receipt moved = receipt;
  moved.index = 612;
  EXPECT_FALSE(verify_receipt(moved, entry(613), policy).ok());
}

TEST(CheckpointTest, AReceiptMayAskForWitnesses) {
  const ThousandEntries log(3);
  const auto key = key_named("example.org/log", KeyType::kEd25519, 7);
  const auto one = key_named("witness.example/one", KeyType::kCosignature, 1);
  const auto two = key_named("witness.example/two", KeyType::kCosignature, 2);
  Receipt receipt;
  receipt.index = 1;
  receipt.proof = inclusion_proof(1, 3, log.reader()).value();
  receipt.checkpoint = signed_checkpoint(log, {key, one});
  ReceiptPolicy policy{key.verifier, {one.verifier, two.verifier}, 1};
  EXPECT_TRUE(verify_receipt(receipt, entry(1), policy).ok());
  policy.witnesses_min = 2;
  const auto refused = verify_receipt(receipt, entry(1), policy);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("1 of the 2 witnesses"), std::string::npos);
  const auto note = parse_note(receipt.checkpoint).value();
  EXPECT_EQ(cosigned_at(note, one.verifier), 1'700'000'000U);
  EXPECT_FALSE(cosigned_at(note, two.verifier).has_value());
  EXPECT_FALSE(cosigned_at(note, key.verifier).has_value());
}

TEST(CheckpointTest, ACheckpointOfAnotherLogIsRefusedEvenIfTheKeySignedIt) {
  const auto key = key_named("example.org/log", KeyType::kEd25519, 7);
  Note note;
  note.text = format_checkpoint({"example.org/other", 1, leaf_hash("x"), {}});
  note.signatures.push_back(sign(note.text, key));
  EXPECT_FALSE(open_checkpoint(format_note(note), key.verifier).ok());
}

TEST(CheckpointTest, WhatIsNotACheckpointIsRefusedWithAReason) {
  const std::string root = to_base64(bytes_of(leaf_hash("x")));
  EXPECT_TRUE(parse_checkpoint("log\n0\n" + root + "\n").ok());
  EXPECT_TRUE(parse_checkpoint("log\n12\n" + root + "\nmore\n").ok());
  for (const std::string& text :
       {std::string(), std::string("log\n"), "log\n1\n" + root, "\n1\n" + root + "\n",
        "log\n01\n" + root + "\n", "log\n-1\n" + root + "\n", "log\n1x\n" + root + "\n",
        "log\n99999999999999999999\n" + root + "\n", std::string("log\n1\nAAAA\n"),
        "log\n1\n" + root + "\n\n", "log\n1\n" + root + "\nmore"}) {
    const auto read = parse_checkpoint(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_FALSE(read.error().message.empty());
  }
}

TEST(NoteTest, ASignatureOnAnotherTextOrByAnotherKeyDoesNotCount) {
  const auto key = key_named("a", KeyType::kEd25519, 1);
  const auto other = key_named("a", KeyType::kEd25519, 2);  // the same name
  Note note{"said\n", {}};
  note.signatures.push_back(sign(note.text, key));
  EXPECT_TRUE(is_signed_by(note, key.verifier));
  EXPECT_FALSE(is_signed_by(note, other.verifier));
  note.text = "unsaid\n";
  EXPECT_FALSE(is_signed_by(note, key.verifier));
}

TEST(NoteTest, OneWrongSignatureByAKeySpoilsItsRightOnes) {
  const auto key = key_named("a", KeyType::kEd25519, 1);
  Note note{"said\n", {}};
  note.signatures.push_back(sign(note.text, key));
  note.signatures.push_back(sign("other\n", key));
  EXPECT_FALSE(is_signed_by(note, key.verifier));
}

TEST(NoteTest, MalformedNotesAndKeysAreRefused) {
  const auto key = key_named("a", KeyType::kEd25519, 1);
  const Note note{"said\n", {sign("said\n", key)}};
  const std::string good = format_note(note);
  ASSERT_TRUE(parse_note(good).ok());
  EXPECT_EQ(format_note(parse_note(good).value()), good);
  const std::string unended = good.substr(0, good.size() - 1);
  for (const std::string& bad :
       {std::string(), std::string("said\n"), std::string("said\n\n"), unended, good + "x\n",
        "\x01" + good, "\xFF" + good, "said\n\n\xE2\x80\x94 a b AAAA\n" + good.substr(6) + " "}) {
    EXPECT_FALSE(parse_note(bad).ok()) << bad;
  }
  const std::string text = format_key(key.verifier);
  ASSERT_TRUE(parse_verifier_key(text).ok());
  for (const std::string& bad :
       {std::string("a"), std::string("a+b"), text.substr(0, text.size() - 1), " " + text,
        "b" + text.substr(1), std::string("a+00000000+") + text.substr(text.rfind('+') + 1)}) {
    EXPECT_FALSE(parse_verifier_key(bad).ok()) << bad;
  }
  EXPECT_FALSE(parse_secret_key(text).ok());
  EXPECT_FALSE(make_key("with space", KeyType::kEd25519, std::string(32, 'x')).ok());
  EXPECT_FALSE(make_key("a", KeyType::kEd25519, "short").ok());
}

TEST(ReceiptTest, MalformedReceiptsAreRefusedWithAReason) {
  const std::string hash = to_base64(bytes_of(leaf_hash("x")));
  const std::string head = "c2sp.org/tlog-proof@v1\n";
  EXPECT_TRUE(parse_receipt(head + "index 0\n\ncheckpoint").ok());
  for (const std::string& bad :
       {std::string(), std::string("c2sp.org/tlog-proof@v2\nindex 0\n\n"), head, head + "index\n\n",
        head + "index x\n\n", head + "index 1\nAAAA\n\n", head + "index 1\n" + hash,
        head + "extra !\nindex 1\n\n", head + "extra AAAA\n"}) {
    const auto read = parse_receipt(bad);
    ASSERT_FALSE(read.ok()) << bad;
    EXPECT_FALSE(read.error().message.empty());
  }
}

}  // namespace
}  // namespace overt::merkle
