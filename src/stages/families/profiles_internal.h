#pragma once
// What the log's account profiles have in common: creation times, handles, descriptions. Made
// once, O(accounts · log), about 100 bytes an account with a profile. Const reads at once.

#include <array>
#include <string>
#include <vector>

#include "stages/families/part_internal.h"

namespace overt {

/// Traits of a profile that another may have too.
enum class Trait : std::uint8_t { kHandleShape, kHandleWord, kDescription, kLink, kDisplayName };
inline constexpr std::size_t kTraitCount = 5;

class ProfileTraits {
 public:
  ProfileTraits() = default;
  explicit ProfileTraits(std::span<const AccountProfile* const> profiles);

  /// One part each: creation burst, every trait, common beginning of the handles.
  [[nodiscard]] std::vector<FamilyPart> weigh(const Members& members,
                                              const FamilyOptions& options) const;

  /// Members that show the link most of them show, and whose handles begin with its site's name.
  [[nodiscard]] std::uint32_t openly_one_brand(const Members& members) const;

 private:
  [[nodiscard]] const AccountProfile* profile(std::uint32_t account) const {
    return account < profiles_.size() ? profiles_[account] : nullptr;
  }
  [[nodiscard]] FamilyPart weigh_creation(const Members& members,
                                          const FamilyOptions& options) const;
  [[nodiscard]] FamilyPart weigh_trait(Trait trait, const Members& members,
                                       const FamilyOptions& options) const;
  [[nodiscard]] FamilyPart weigh_beginnings(const Members& members,
                                            const FamilyOptions& options) const;

  std::span<const AccountProfile* const> profiles_;
  std::vector<TimeUs> created_;                                   // sorted
  std::vector<std::string> handles_;                              // lower case, sorted
  std::array<std::vector<std::uint64_t>, kTraitCount> values_;    // hashes, sorted, one an account
  std::array<std::uint64_t, kTraitCount> accounts_with_trait_{};  // accounts that have any value
};

}  // namespace overt
