#include "kernel/merkle/tree.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace overt::merkle {
namespace {

// MTH, PATH and PROOF as RFC 6962 defines them, on the leaves themselves.
std::uint64_t split(std::size_t n) {
  std::uint64_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

Hash mth(std::span<const std::string> d) {
  if (d.empty()) return empty_root();
  if (d.size() == 1) return leaf_hash(d[0]);
  const auto k = split(d.size());
  return node_hash(mth(d.first(k)), mth(d.subspan(k)));
}

std::vector<Hash> path(std::size_t m, std::span<const std::string> d) {
  if (d.size() == 1) return {};
  const auto k = split(d.size());
  auto proof = m < k ? path(m, d.first(k)) : path(m - k, d.subspan(k));
  proof.push_back(m < k ? mth(d.subspan(k)) : mth(d.first(k)));
  return proof;
}

std::vector<Hash> subproof(std::size_t m, std::span<const std::string> d, bool whole) {
  if (m == d.size()) return whole ? std::vector<Hash>{} : std::vector<Hash>{mth(d)};
  const auto k = split(d.size());
  auto proof = m <= k ? subproof(m, d.first(k), whole) : subproof(m - k, d.subspan(k), false);
  proof.push_back(m <= k ? mth(d.subspan(k)) : mth(d.first(k)));
  return proof;
}

// A tree that keeps every complete subtree it was told of.
class GrownTree {
 public:
  explicit GrownTree(std::size_t leaves) {
    for (std::size_t i = 0; i < leaves; ++i) {
      entries.push_back("entry " + std::to_string(i));
      frontier.append(leaf_hash(entries.back()), [this](Subtree subtree, const Hash& hash) {
        hashes[{subtree.level, subtree.index}] = hash;
      });
    }
  }
  [[nodiscard]] ReadSubtree reader() const {
    return [this](Subtree subtree) -> Result<Hash> {
      const auto found = hashes.find({subtree.level, subtree.index});
      if (found == hashes.end()) return Error{ErrorCode::kNotFound, "no such subtree"};
      return found->second;
    };
  }
  [[nodiscard]] std::span<const std::string> first(std::size_t n) const {
    return std::span(entries).first(n);
  }

  std::vector<std::string> entries;
  Frontier frontier;
  std::map<std::pair<unsigned, std::uint64_t>, Hash> hashes;
};

constexpr std::size_t kLeaves = 71;

TEST(MerkleTreeTest, TheRootIsThatOfTheDefinitionAtEverySize) {
  Frontier growing;
  EXPECT_EQ(growing.root(), mth({}));
  const GrownTree tree(kLeaves);
  for (std::size_t n = 1; n <= kLeaves; ++n) {
    growing.append(leaf_hash(tree.entries[n - 1]));
    EXPECT_EQ(growing.root(), mth(tree.first(n)));
    EXPECT_EQ(root_of(n, tree.reader()).value(), mth(tree.first(n)));
    const auto resumed = Frontier::at(n, tree.reader());
    EXPECT_EQ(resumed.value().root(), growing.root());
  }
}

TEST(MerkleTreeTest, KnownRootsOfTheCertificateTransparencyTestVectors) {
  // The inputs and roots used by the public CT log implementations' tests.
  const std::string inputs[] = {"",
                                std::string(1, '\0'),
                                "\x10",
                                "\x20\x21",
                                "\x30\x31",
                                "\x40\x41\x42\x43",
                                "\x50\x51\x52\x53\x54\x55\x56\x57",
                                "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
  Frontier tree;
  for (const auto& input : inputs) tree.append(leaf_hash(input));
  const auto root = tree.root();
  std::string hex;
  for (const auto byte : root) {
    constexpr char kDigits[] = "0123456789abcdef";
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 15U];
  }
  EXPECT_EQ(hex, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

TEST(MerkleTreeTest, EveryInclusionProofIsTheDefinitionsAndVerifiesForItsLeafOnly) {
  const GrownTree tree(kLeaves);
  for (std::size_t size = 1; size <= kLeaves; ++size) {
    const Hash root = mth(tree.first(size));
    for (std::size_t m = 0; m < size; ++m) {
      const auto proof = inclusion_proof(m, size, tree.reader()).value();
      ASSERT_EQ(proof, path(m, tree.first(size)));
      const Hash leaf = leaf_hash(tree.entries[m]);
      ASSERT_TRUE(verify_inclusion(leaf, m, size, proof, root));
      EXPECT_FALSE(verify_inclusion(leaf_hash("another"), m, size, proof, root));
      EXPECT_FALSE(verify_inclusion(leaf, size, size, proof, root));
      EXPECT_EQ(verify_inclusion(leaf, (m + 1) % size, size, proof, root), size == 1);
    }
  }
}

TEST(MerkleTreeTest, EveryConsistencyProofIsTheDefinitionsAndVerifies) {
  const GrownTree tree(kLeaves);
  for (std::size_t size = 1; size <= kLeaves; ++size) {
    for (std::size_t old = 1; old <= size; ++old) {
      const auto proof = consistency_proof(old, size, tree.reader()).value();
      ASSERT_EQ(proof, subproof(old, tree.first(size), true));
      const Hash old_root = mth(tree.first(old));
      const Hash root = mth(tree.first(size));
      ASSERT_TRUE(verify_consistency(old, old_root, size, root, proof));
      if (old == size) continue;
      EXPECT_FALSE(verify_consistency(old, leaf_hash("forked"), size, root, proof));
      EXPECT_FALSE(verify_consistency(old, old_root, size, leaf_hash("forked"), proof));
    }
  }
}

TEST(MerkleTreeTest, AChangedCutOrLengthenedProofIsRefused) {
  const GrownTree tree(kLeaves);
  const Hash root = mth(tree.first(kLeaves));
  const auto proof = inclusion_proof(5, kLeaves, tree.reader()).value();
  const auto consistency = consistency_proof(23, kLeaves, tree.reader()).value();
  const Hash leaf = leaf_hash(tree.entries[5]);
  const Hash old_root = mth(tree.first(23));
  for (std::size_t i = 0; i < proof.size(); ++i) {
    auto changed = proof;
    changed[i][7] ^= 1U;
    EXPECT_FALSE(verify_inclusion(leaf, 5, kLeaves, changed, root));
  }
  for (std::size_t i = 0; i < consistency.size(); ++i) {
    auto changed = consistency;
    changed[i][0] ^= 1U;
    EXPECT_FALSE(verify_consistency(23, old_root, kLeaves, root, changed));
  }
  auto longer = proof;
  longer.push_back(root);
  EXPECT_FALSE(verify_inclusion(leaf, 5, kLeaves, longer, root));
  EXPECT_FALSE(verify_inclusion(leaf, 5, kLeaves, std::span(proof).first(proof.size() - 1), root));
  auto longer_consistency = consistency;
  longer_consistency.push_back(root);
  EXPECT_FALSE(verify_consistency(23, old_root, kLeaves, root, longer_consistency));
  EXPECT_FALSE(verify_consistency(23, old_root, kLeaves, root, {}));
}

TEST(MerkleTreeTest, AnEmptyTreeIsThePrefixOfEveryTreeAndANewerTreeOfNoOlder) {
  const GrownTree tree(4);
  EXPECT_TRUE(verify_consistency(0, empty_root(), 4, tree.frontier.root(), {}));
  EXPECT_TRUE(consistency_proof(0, 4, tree.reader()).value().empty());
  EXPECT_FALSE(verify_consistency(4, tree.frontier.root(), 3, tree.frontier.root(), {}));
}

TEST(MerkleTreeTest, AMissingSubtreeIsAnErrorNotAProof) {
  GrownTree tree(kLeaves);
  tree.hashes.erase({3, 1});
  EXPECT_FALSE(inclusion_proof(2, kLeaves, tree.reader()).ok());
}

}  // namespace
}  // namespace overt::merkle
