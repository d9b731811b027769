#pragma once
// The family of ties: members who follow, mention or answer each other. One-sided ties to a hub
// are what fans have and count for nothing: the best-connected members are left out, and what is
// asked is whether the rest are tied more often than their degrees explain AND more mutually than
// the ties of others are. Made once, O(traces · log); 4 bytes a tie. Const reads at once.

#include <array>
#include <vector>

#include "stages/families/part_internal.h"

namespace overt {

/// Who turned to whom, in one way; each pair once.
class Ties {
 public:
  /// (account, account turned to), in any order, repeated or not; `unnamed` by account: how many
  /// others it turned to that have no account in the log.
  struct Drawn {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    std::vector<std::uint32_t> unnamed;
  };

  Ties() = default;
  explicit Ties(Drawn drawn);

  [[nodiscard]] std::span<const std::uint32_t> from(std::uint32_t account) const {
    return {to_.data() + begin_[account], begin_[account + 1] - begin_[account]};
  }
  /// In either direction.
  [[nodiscard]] bool tied(std::uint32_t one, std::uint32_t other) const {
    const auto has = [](std::span<const std::uint32_t> list, std::uint32_t account) {
      return std::binary_search(list.begin(), list.end(), account);
    };
    return has(from(one), other) || has(from(other), one);
  }
  [[nodiscard]] std::uint64_t out(std::uint32_t account) const {
    return from(account).size() + unnamed_[account];
  }
  [[nodiscard]] std::uint64_t in(std::uint32_t account) const { return in_[account]; }
  [[nodiscard]] std::uint64_t accounts() const { return in_.size(); }
  [[nodiscard]] std::uint64_t all() const { return all_; }
  [[nodiscard]] std::uint64_t tied_pairs() const { return tied_; }
  [[nodiscard]] std::uint64_t mutual_pairs() const { return mutual_; }

 private:
  void count_pairs();

  std::vector<std::uint64_t> begin_;
  std::vector<std::uint32_t> to_;  // within an account sorted
  std::vector<std::uint32_t> in_;
  std::vector<std::uint32_t> unnamed_;
  std::uint64_t all_ = 0;
  std::uint64_t tied_ = 0;    // pairs with a tie in either direction
  std::uint64_t mutual_ = 0;  // in both
};

/// Ties to objects of one kind of `aside`, by the account that the object names.
Ties ties_by_name(const FamilyInputs& inputs, ObjectKind kind);

/// In either of two ways.
Ties either_of(const Ties& one, const Ties& other);

/// Follows, mentions, reactions to the other's posts, and follows or mentions: those who turn to
/// each other do it in several ways, and both directions may be of different ones.
class AccountTies {
 public:
  AccountTies() = default;
  explicit AccountTies(const FamilyInputs& inputs);

  /// With `chosen`, against the chance of any set of as many accounts.
  [[nodiscard]] WeighedFamily weigh(const Members& members, const FamilyOptions& options,
                                    bool chosen) const;

 private:
  std::array<Ties, 4> ways_;
};

}  // namespace overt
