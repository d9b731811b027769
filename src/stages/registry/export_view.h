#pragma once
// A view as files for others: FollowTheMoney entities, one JSON object a line, and a graph for
// Gephi. (The lossless form is the claims CSV.)
//
// Thread-safe. Linear in the claims. The same view gives the same bytes.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "model/registry.h"

namespace overt {

enum class FtmFork : std::uint8_t {
  kOpenSanctions,  // the live one: has Control
  kAlephData,      // the older one: Control is said as Directorship or UnknownLink
};
/// "opensanctions", "alephdata".
std::optional<FtmFork> ftm_fork_named(std::string_view name);

/// What a claim of a view is about, under the id that it was stated of, before anything was merged.
struct ClaimSubject {
  std::string_view entity;
  std::string_view schema;
  ClaimKind kind = ClaimKind::kStates;
};

struct FtmExport {
  std::string text;
  std::uint64_t left_out = 0;  // values of another form than the format takes: no date, no address
};

/// Every entity and link under its first id, the others as `referents`; values that name a merged
/// entity name that id. In the properties there are no withdrawn claims, and what the format has no
/// place for stands beside them: with `subjects`, one for each claim of the view, each line has its
/// claims with status, dates, flags and sources as "overt_claims" and "overt_sources", which others
/// ignore and an import here reads (stages/claims/ftm_json.cc).
FtmExport render_ftm(const RegistryView& view, FtmFork fork,
                     std::span<const ClaimSubject> subjects = {});

/// GEXF 1.3: entities as nodes, links and entity-valued properties as edges.
std::string render_registry_gexf(const RegistryView& view);

}  // namespace overt
