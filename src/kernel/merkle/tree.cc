#include "kernel/merkle/tree.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace overt::merkle {
namespace {

unsigned level_of(std::uint64_t leaves) {
  return static_cast<unsigned>(std::bit_width(leaves)) - 1;
}

/// The largest power of two below `size`, which is at least 2.
std::uint64_t split_of(std::uint64_t size) { return std::bit_floor(size - 1); }

/// The complete subtrees that leaves [begin, end) fall into, left to right; begin is a multiple of
/// the largest.
std::vector<Subtree> cover(std::uint64_t begin, std::uint64_t end) {
  std::vector<Subtree> subtrees;
  while (begin < end) {
    const std::uint64_t leaves = std::bit_floor(end - begin);
    subtrees.push_back({level_of(leaves), begin / leaves});
    begin += leaves;
  }
  return subtrees;
}

Hash fold(std::span<const Hash> left_to_right) {
  Hash hash = left_to_right.back();
  for (std::size_t i = left_to_right.size() - 1; i-- > 0;) {
    hash = node_hash(left_to_right[i], hash);
  }
  return hash;
}

Result<Hash> hash_of_range(std::uint64_t begin, std::uint64_t end, const ReadSubtree& read) {
  std::vector<Hash> hashes;
  for (const Subtree subtree : cover(begin, end)) {
    ASSIGN_OR_RETURN(const Hash hash, read(subtree));
    hashes.push_back(hash);
  }
  return fold(hashes);
}

}  // namespace

Result<Hash> root_of(std::uint64_t size, const ReadSubtree& read) {
  if (size == 0) return empty_root();
  return hash_of_range(0, size, read);
}

Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                          const ReadSubtree& read) {
  CHECK_LT(index, size);
  std::vector<Hash> proof;
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  // Down from the root; the proof is read from the leaf up.
  while (end - begin > 1) {
    const std::uint64_t middle = begin + split_of(end - begin);
    const bool left = index < middle;
    ASSIGN_OR_RETURN(const Hash sibling,
                     left ? hash_of_range(middle, end, read) : hash_of_range(begin, middle, read));
    proof.push_back(sibling);
    (left ? end : begin) = middle;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size, std::uint64_t new_size,
                                            const ReadSubtree& read) {
  CHECK_LE(old_size, new_size);
  std::vector<Hash> proof;
  if (old_size == 0 || old_size == new_size) return proof;
  std::uint64_t begin = 0;
  std::uint64_t end = new_size;
  while (end != old_size) {
    const std::uint64_t middle = begin + split_of(end - begin);
    const bool left = old_size <= middle;
    ASSIGN_OR_RETURN(const Hash other,
                     left ? hash_of_range(middle, end, read) : hash_of_range(begin, middle, read));
    proof.push_back(other);
    (left ? end : begin) = middle;
  }
  // What is left is a complete subtree that both trees have; who holds the old root knows it
  // where it is the whole old tree.
  if (begin != 0) {
    ASSIGN_OR_RETURN(const Hash both, hash_of_range(begin, end, read));
    proof.push_back(both);
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                      std::span<const Hash> proof, const Hash& root) {
  if (index >= size) return false;
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return false;
    if ((node & 1U) != 0 || node == last) {
      hash = node_hash(sibling, hash);
      while ((node & 1U) == 0 && node != 0) {
        node >>= 1U;
        last >>= 1U;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1U;
    last >>= 1U;
  }
  return last == 0 && hash == root;
}

bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t new_size,
                        const Hash& new_root, std::span<const Hash> proof) {
  if (old_size > new_size) return false;
  if (old_size == 0) return proof.empty();
  if (old_size == new_size) return proof.empty() && old_root == new_root;
  std::uint64_t node = old_size - 1;
  std::uint64_t last = new_size - 1;
  while ((node & 1U) != 0) {
    node >>= 1U;
    last >>= 1U;
  }
  // An old tree of a power of two leaves is a subtree of the new one: its root opens the path.
  const bool whole = node == 0;
  if (!whole && proof.empty()) return false;
  Hash old_hash = whole ? old_root : proof.front();
  Hash new_hash = old_hash;
  for (const Hash& other : whole ? proof : proof.subspan(1)) {
    if (last == 0) return false;
    if ((node & 1U) != 0 || node == last) {
      old_hash = node_hash(other, old_hash);
      new_hash = node_hash(other, new_hash);
      while ((node & 1U) == 0 && node != 0) {
        node >>= 1U;
        last >>= 1U;
      }
    } else {
      new_hash = node_hash(new_hash, other);
    }
    node >>= 1U;
    last >>= 1U;
  }
  return last == 0 && old_hash == old_root && new_hash == new_root;
}

Result<Frontier> Frontier::at(std::uint64_t size, const ReadSubtree& read) {
  Frontier frontier;
  frontier.size_ = size;
  for (const Subtree subtree : cover(0, size)) {
    ASSIGN_OR_RETURN(const Hash hash, read(subtree));
    frontier.peaks_.push_back(hash);
  }
  return frontier;
}

void Frontier::append(const Hash& leaf, const Completed& completed) {
  Hash hash = leaf;
  Subtree subtree{0, size_};
  if (completed) completed(subtree, hash);
  while ((subtree.index & 1U) != 0) {
    hash = node_hash(peaks_.back(), hash);
    peaks_.pop_back();
    subtree = {subtree.level + 1, subtree.index / 2};
    if (completed) completed(subtree, hash);
  }
  peaks_.push_back(hash);
  ++size_;
}

Hash Frontier::root() const { return size_ == 0 ? empty_root() : fold(peaks_); }

}  // namespace overt::merkle
