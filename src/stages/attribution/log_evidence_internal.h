#pragma once
// What the log itself says between accounts and the entities of a registry: which accounts the
// registry lists, who published an entity's own material before it did, who shares its devices,
// and, as context that attributes nobody, who reads its outlets.
//
// Immutable once made, so safe to read from many threads. Making it is O(traces + objects +
// accounts); a question about members is O(their traces + the entity's material they touch).

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "stages/attribution/attribute.h"
#include "stages/attribution/effective_control_internal.h"

namespace overt {

/// An account as the registry lists it.
struct Listing {
  const AssetClaim* asset = nullptr;
  bool decides = false;
  bool holds_then = true;
  bool declared_back = false;  // the account itself names the entity too
  std::string_view why_not;
};

/// An account names an entity, and the registry does not name the account.
struct Declaration {
  EntityIndex entity;
  std::string what;                // the link or the name that it shows
  std::vector<ClaimIndex> claims;  // whose the link is
};

struct InfrastructureEvidence {
  EntityIndex entity;
  std::vector<std::uint32_t> members;  // that share something with the entity's accounts
  std::uint32_t known_account = 0;     // one of the entity's
  std::uint32_t values = 0;            // different things in common
  double log_p = 0;
};

struct OriginEvidence {
  EntityIndex entity;
  std::vector<std::uint32_t> members;  // that published before the entity
  std::uint64_t before = 0;            // objects
  std::uint64_t after = 0;
  std::uint64_t outsiders = 0;         // others who published its material at all
  std::uint64_t outsiders_before = 0;  // of these, before the entity
  std::uint32_t known_account = 0;     // one of the entity's that published it
  double log_p = 0;
};

class LogEvidence {
 public:
  /// Inputs and assets outlive it.
  LogEvidence(const RegistryAssets& assets, const AttributionInputs& inputs);

  [[nodiscard]] Days days_of(std::span<const std::uint32_t> members) const;
  [[nodiscard]] std::vector<Listing> listings(std::uint32_t account) const;
  [[nodiscard]] std::vector<Declaration> declarations(std::uint32_t account) const;
  /// Members that openly name somebody who is neither this entity nor held by it.
  [[nodiscard]] bool names_somebody_else(std::uint32_t account, EntityIndex entity) const;

  /// Members sorted. By entity.
  [[nodiscard]] std::vector<InfrastructureEvidence> infrastructure(
      std::span<const std::uint32_t> members) const;
  [[nodiscard]] std::vector<OriginEvidence> origin(std::span<const std::uint32_t> members) const;
  [[nodiscard]] std::vector<OutletReading> readings(std::span<const std::uint32_t> members) const;

  /// Accounts of the log that the registry lists in a way that decides.
  [[nodiscard]] std::uint64_t known_accounts() const { return known_.size(); }
  /// All accounts that act in the log.
  [[nodiscard]] std::uint64_t acting_accounts() const { return acting_; }
  [[nodiscard]] const AttributionInputs& inputs() const { return inputs_; }

 private:
  struct Material {
    EntityIndex entity;
    TimeUs first_at = 0;
    std::uint32_t account = 0;          // that published it
    std::uint32_t early_outsiders = 0;  // that had it before
  };
  struct EntityLog {
    std::uint64_t outsiders = 0;
    std::uint64_t outsiders_before = 0;
    std::map<std::uint32_t, std::uint64_t> read;  // objects of its outlets, by stratum
  };

  struct SharedThings {
    std::set<std::uint32_t> members;
    std::set<std::uint32_t> objects;
    std::uint32_t known_account = 0;
  };
  struct OwnReading {
    std::uint32_t stratum;
    const std::map<std::uint32_t, std::uint64_t>& by_stratum;  // the members' own, of the entity
    std::uint64_t objects_all;                                 // theirs in this stratum
    const OutletReading& reading;
  };

  struct Touch {
    std::set<std::uint32_t> members;
    std::set<std::uint32_t> early;  // of these, before the entity
  };
  using Touched = std::map<std::uint32_t, Touch>;  // by object

  [[nodiscard]] const AccountProfile* profile(std::uint32_t account) const;
  void count_outsiders(std::uint32_t object, Material& material);
  [[nodiscard]] std::map<EntityIndex, Touched> touched_material(
      std::span<const std::uint32_t> members) const;
  [[nodiscard]] std::size_t others_early(std::uint32_t object,
                                         std::span<const std::uint32_t> members) const;
  [[nodiscard]] std::map<EntityIndex, SharedThings> in_common(
      std::span<const std::uint32_t> members) const;
  [[nodiscard]] bool in_circulation(std::uint32_t object,
                                    const std::set<std::uint32_t>& sharers) const;
  [[nodiscard]] double reading_rate(EntityIndex entity, const OwnReading& own) const;
  void find_known();
  void find_infrastructure();
  void find_material();
  void find_outlets();
  void count_strata();
  void count_reading();
  [[nodiscard]] bool is_known(std::uint32_t account, EntityIndex entity) const;
  [[nodiscard]] std::uint32_t stratum(std::uint32_t account) const;

  const RegistryAssets& assets_;
  const AttributionInputs& inputs_;
  std::string service_;
  std::unordered_map<std::uint32_t, std::vector<EntityIndex>> known_;  // by account
  std::map<EntityIndex, std::vector<std::uint32_t>> known_of_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> infra_;  // object → known accounts
  std::uint64_t acting_ = 0;
  std::uint64_t with_infra_ = 0;                          // accounts that have any
  std::unordered_map<std::uint32_t, Material> material_;  // by object
  std::map<EntityIndex, EntityLog> entities_;
  std::vector<std::uint32_t> outlet_of_;                         // by object: entity + 1, or 0
  std::vector<std::uint32_t> strata_;                            // by account
  std::unordered_map<std::uint32_t, std::uint64_t> objects_in_;  // by stratum
};

}  // namespace overt
