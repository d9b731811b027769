#pragma once
// The RFC 6962 Merkle tree over complete subtrees. Subtree (level, index) has 2^level leaves, from
// leaf index·2^level on; once complete it never changes. A tree of any size is read through a
// function that gives complete subtrees' hashes, so where they are kept is the caller's matter.
//
// Thread safety: pure functions; a Frontier belongs to one thread.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/result.h"
#include "kernel/merkle/hash.h"

namespace overt::merkle {

struct Subtree {
  unsigned level = 0;
  std::uint64_t index = 0;
  friend bool operator==(const Subtree&, const Subtree&) = default;
};

/// The hash of a complete subtree. Errors are passed on.
using ReadSubtree = std::function<Result<Hash>(Subtree)>;

/// The root of the first `size` leaves. O(log size) reads.
Result<Hash> root_of(std::uint64_t size, const ReadSubtree& read);

/// PATH(index, D[size]) of RFC 6962, section 2.1.1. Requires index < size. O(log² size) reads.
Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                          const ReadSubtree& read);

/// PROOF(old_size, D[new_size]) of RFC 6962, section 2.1.2. Requires old_size ≤ new_size; empty
/// where they are equal or old_size is 0.
Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size, std::uint64_t new_size,
                                            const ReadSubtree& read);

/// RFC 9162, section 2.1.3.2: whether the leaf is number `index` of the tree with that root.
bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                      std::span<const Hash> proof, const Hash& root);

/// RFC 9162, section 2.1.4.2: whether the newer tree begins with the older one. True for any root
/// where old_size is 0 and the proof is empty.
bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t new_size,
                        const Hash& new_root, std::span<const Hash> proof);

/// The right edge of a growing tree: its complete subtrees, largest first. O(log size) memory; an
/// append costs amortised two hashes.
class Frontier {
 public:
  Frontier() = default;
  /// The edge of a tree that exists already.
  static Result<Frontier> at(std::uint64_t size, const ReadSubtree& read);

  /// Calls completed(Subtree, Hash) for the leaf and each subtree it completes, smallest first.
  using Completed = std::function<void(Subtree, const Hash&)>;
  void append(const Hash& leaf, const Completed& completed = {});

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Hash root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> peaks_;
};

}  // namespace overt::merkle
