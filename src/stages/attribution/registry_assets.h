#pragma once
// RegistryAssets: a view of the registry as attribution asks it: whose is a handle, whose is a
// host, what leads up from an entity (holdings, control, payments), and how a claim is shown.
//
// What is left out: claims that were withdrawn, claims that may not attribute (an outlet that a
// state blocks is none of that state's; a domain seen in an operation is nobody's yet), and hosts
// where everybody may have a page. What stays but never decides: accusations, unverified claims,
// and what the registry lists for several entities.
//
// Immutable once made, so safe to read from many threads. Making it is O(claims + links log links)
// and takes about 60 bytes a link and 100 a handle or host; a look-up is O(answers).

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/attribution.h"
#include "model/registry.h"

namespace overt {

/// The registry says that a handle or a host is an entity's.
struct AssetClaim {
  EntityIndex owner;
  std::vector<ClaimIndex> claims;  // all that it rests on
  ClaimStatus status = ClaimStatus::kReported;
  bool decides = false;
  std::string_view why_not;            // one clause; empty where it decides
  std::int32_t known_on = INT32_MAX;   // the day on which the registry's source had it
  std::int32_t first_day = INT32_MIN;  // when it holds
  std::int32_t last_day = INT32_MAX;
};

/// Where a link leads: a host, and the first part of its path where the host is a platform.
struct LinkPlace {
  std::string host;     // lower case, without www.
  std::string service;  // "tiktok", "twitter", …; empty: not a platform
  std::string handle;   // on a platform: whose page, lower case; empty: none
};
LinkPlace place_of_link(std::string_view link);
/// "TikTok" → "tiktok", "X" → "twitter".
std::string normal_service(std::string_view service);
/// "@RT_com" → "rt_com".
std::string normal_handle(std::string_view handle);

class RegistryAssets {
 public:
  /// The view outlives it.
  explicit RegistryAssets(const RegistryView& view);

  [[nodiscard]] const RegistryView& view() const { return view_; }
  [[nodiscard]] std::optional<EntityIndex> find(std::string_view id) const;
  /// Entities whose name or alias is exactly this, whatever the case of its letters.
  [[nodiscard]] std::span<const EntityIndex> named(std::string_view name) const;

  [[nodiscard]] std::span<const AssetClaim> of_handle(std::string_view service,
                                                      std::string_view handle) const;
  /// Of the host itself, or else of the nearest host above it that is somebody's.
  [[nodiscard]] std::span<const AssetClaim> of_host(std::string_view host) const;

  /// Ownership, Control and Directorship links to an entity, by link.
  [[nodiscard]] std::span<const LinkIndex> held_by(EntityIndex entity) const {
    return part(holders_, entity);
  }
  /// Payments to an entity.
  [[nodiscard]] std::span<const LinkIndex> payments_to(EntityIndex entity) const {
    return part(payers_, entity);
  }
  /// Representation, Employment, Membership and Directorship links that bind an entity to another:
  /// what shows that somebody knew for whom the work was.
  [[nodiscard]] std::span<const LinkIndex> engagements_of(EntityIndex entity) const {
    return part(engagements_, entity);
  }

  [[nodiscard]] std::string_view caption(EntityIndex entity) const;
  [[nodiscard]] StepClaim shown(ClaimIndex claim) const;
  [[nodiscard]] std::vector<StepClaim> shown(std::span<const ClaimIndex> claims) const;

 private:
  /// Links by the entity they belong to.
  struct Grouped {
    std::vector<std::uint32_t> begin;
    std::vector<LinkIndex> links;
  };
  using Assets = std::vector<AssetClaim>;

  static std::span<const LinkIndex> part(const Grouped& grouped, EntityIndex entity) {
    return {grouped.links.data() + grouped.begin[entity.value],
            grouped.begin[entity.value + 1] - grouped.begin[entity.value]};
  }
  void index_entities();
  void add_assets_of(EntityIndex entity);
  void add_account(EntityIndex account);
  void add_site(EntityIndex owner, ClaimIndex claim);
  [[nodiscard]] AssetClaim asset(EntityIndex owner, std::vector<ClaimIndex> claims) const;
  void mark_contested(Assets& assets) const;
  void index_links();
  [[nodiscard]] bool stands(const ViewLink& link) const;

  const RegistryView& view_;
  std::unordered_map<std::string_view, EntityIndex> by_id_;
  std::unordered_map<std::string, std::vector<EntityIndex>> by_name_;
  std::unordered_map<std::string, Assets> by_handle_;  // "service\nhandle"
  std::unordered_map<std::string, Assets> by_host_;
  Grouped holders_;
  Grouped payers_;
  Grouped engagements_;
};

/// One clause; empty: it may decide.
std::string_view why_claim_may_not_decide(const ViewClaim& claim);

}  // namespace overt
