#pragma once
// LabelledAssets: the accounts and websites of each entity of a view on a day, each with what
// stands in the way of its carrying a label.
// Thread safety: immutable once made. Making it is O(claims log claims).

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/label.h"
#include "model/registry.h"
#include "stages/labels/inherit_labels.h"

namespace overt {

struct LabelledAsset {
  LabelSubject subject;
  std::string name;
  ClaimId claim;  // that it is the entity's
  std::optional<LabelRefusal> refusal;
  std::string detail;  // of the refusal
};

class LabelledAssets {
 public:
  /// The view outlives it.
  LabelledAssets(const RegistryView& view, std::int32_t day);

  [[nodiscard]] std::optional<EntityIndex> find(std::string_view id) const;
  /// By subject.
  [[nodiscard]] std::span<const LabelledAsset> of(EntityIndex entity) const;
  /// Entities that claim it on the day, whatever their claims are worth.
  [[nodiscard]] const std::set<std::uint32_t>& claimants(const LabelSubject& subject) const;

 private:
  void add_account(EntityIndex account);
  void add_website(EntityIndex owner, ClaimIndex claim);
  void add(EntityIndex owner, LabelSubject subject, std::string name,
           std::span<const ClaimIndex> claims);
  [[nodiscard]] bool holds(const ViewClaim& claim) const;

  const RegistryView& view_;
  std::int32_t day_;
  std::unordered_map<std::string_view, EntityIndex> by_id_;
  std::vector<std::vector<LabelledAsset>> assets_;              // of each entity
  std::map<LabelSubject, std::set<std::uint32_t>> claimed_by_;  // on the day
};

}  // namespace overt
