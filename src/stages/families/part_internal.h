#pragma once
// What the parts of a family hand back, and how they become one FamilyEvidence. Plain values;
// thread-safe.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "stages/families/weigh_families.h"

namespace overt {

/// The members of a network, by position and by account.
struct Members {
  std::span<const std::uint32_t> accounts;  // sorted

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(accounts.size()); }
  [[nodiscard]] bool has(std::uint32_t account) const {
    return std::binary_search(accounts.begin(), accounts.end(), account);
  }
  /// The account is a member.
  [[nodiscard]] std::uint32_t position(std::uint32_t account) const {
    const auto place = std::lower_bound(accounts.begin(), accounts.end(), account);
    return static_cast<std::uint32_t>(place - accounts.begin());
  }
};

using Positions = std::vector<std::uint32_t>;  // of members, sorted

/// One question a family asks.
struct FamilyPart {
  bool asked = false;    // there was something to go by
  double log_p = 0;      // after its own multiplicity; 0 where nothing was found
  Positions speaks_for;  // the members it concerns at the level
  /// Those of them that one piece of it ties to each other, piece by piece.
  std::vector<Positions> together;
  std::string found;  // one clause with the figures
};

/// The Bonferroni price of so many questions, hypotheses or tries.
inline double log_price(double tries) { return std::log(std::max(1.0, tries)); }

inline void add_positions(Positions& all, const Positions& more) {
  all.insert(all.end(), more.begin(), more.end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

/// "1,234,567".
std::string grouped_digits(std::uint64_t number);
/// "3 seconds", "4 minutes", "2 hours", "9 days": rounded up.
std::string duration_rounded_up(TimeUs duration);

/// The least of the parts' chances after the price of asking them all; it speaks for their union.
/// `none` is said where no part found anything.
WeighedFamily combine_parts(Family family, std::span<const FamilyPart> parts,
                            const Members& members, const FamilyOptions& options,
                            std::string_view none);

}  // namespace overt
