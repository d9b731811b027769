#pragma once
// From claims to the registry's graph: merged entities as one, links with both their ends.
//
// Which claims are given decides what the view shows: those in force on a day are the registry as
// known then; those about a few entities and their links are a neighbourhood.
//
// The order in which claims are given changes nothing. A builder belongs to one thread.
// O(n log n) time in the claims; memory about 150 bytes a claim, and their texts once.

#include <memory>
#include <span>

#include "model/claim.h"
#include "model/registry.h"

namespace overt {

/// Takes claims one by one, so that they need not be held twice.
class RegistryViewBuilder {
 public:
  RegistryViewBuilder();
  ~RegistryViewBuilder();
  RegistryViewBuilder(RegistryViewBuilder&&) noexcept;
  RegistryViewBuilder& operator=(RegistryViewBuilder&&) noexcept;

  /// Retractions are left out by whoever reads the claims; a claim given twice counts once.
  void add(const StoredClaim& claim);

  /// Merges: what kSame claims name is one entity, in the order they were recorded, except where
  /// that would make one of two that a kDistinct claim keeps apart; such merges are in
  /// `merges_refused`. Ends of links that no claim describes become entities with an id alone.
  /// `sources` are those that the claims' indexes mean; the builder is empty afterwards.
  RegistryView finish(std::span<const ClaimSource> sources);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

RegistryView build_registry_view(std::span<const StoredClaim> claims,
                                 std::span<const ClaimSource> sources);

}  // namespace overt
