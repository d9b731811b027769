#pragma once
// AccountGroups: which of a truth's groups an account counts for. An account counts once: for a
// planted network before an honest group, for a group before a crowd of strangers it took part in,
// and for the first of its kind.
//
// Immutable once made, so safe to read from several threads. The truth must outlive it.
// O(members · log members); 24 bytes a member.

#include <cstdint>
#include <string_view>
#include <vector>

#include "scenario/truth.h"

namespace overt {

class AccountGroups {
 public:
  static constexpr std::uint32_t kNobodys = 0xFFFF'FFFFU;

  explicit AccountGroups(const Truth& truth);

  /// An index into Truth::groups, or kNobodys.
  [[nodiscard]] std::uint32_t group_of(std::string_view account) const;
  /// Planted networks with members: what is to be found.
  [[nodiscard]] bool is_planted(std::uint32_t group) const;
  /// Accounts that count for the group.
  [[nodiscard]] std::uint64_t accounts_of(std::uint32_t group) const { return accounts_[group]; }

 private:
  struct Entry {
    std::string_view account;
    std::uint32_t rank = 0;
    std::uint32_t group = 0;
  };

  const Truth& truth_;
  std::vector<Entry> entries_;  // by account, each once
  std::vector<std::uint64_t> accounts_;
};

}  // namespace overt
