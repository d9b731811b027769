#pragma once
// Opening a registry and loading views of it: all of it, or what lies around a few entities.
// A store belongs to one thread. Costs: load_registry() that of build_view.h; load_neighbourhood()
// O(claims reached · log n).

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "model/registry.h"
#include "ports/claim_store.h"

namespace overt {

enum class RegistryAccess : std::uint8_t { kRead, kWrite };

/// Errors name the file and the remedy (adapters/sqlite/sqlite_claim_store.h).
Result<std::unique_ptr<ClaimStore>> open_registry(const std::string& path, RegistryAccess access);

/// Whether writing to it makes it.
bool is_new_registry(const std::string& path);
/// The error of whoever wrote to a new registry and failed. The file goes again if nothing is in
/// it; where it cannot, the error says so. The store must be closed.
Error without_empty_registry(const std::string& path, Error error);

/// The registry as it was known at a time.
Result<RegistryView> load_registry(ClaimStore& store, TimeUs as_of);
Result<RegistryView> load_registry(const std::string& path, TimeUs as_of);

struct NeighbourhoodOptions {
  TimeUs as_of = kLatest;
  std::uint32_t hops = 1;                      // links from the seeds
  std::uint32_t entities_max = 20'000;         // links included
  std::uint32_t claims_per_value_max = 2'000;  // of what names one entity
};

struct Neighbourhood {
  RegistryView view;
  bool cut = false;  // a limit was reached: there is more than is shown
};

/// Seeds are ids, values that claims have (a handle, an address), or both.
Result<Neighbourhood> load_neighbourhood(ClaimStore& store, std::span<const std::string> seeds,
                                         const NeighbourhoodOptions& options = {});

}  // namespace overt
