#pragma once
// What a registry holds about the accounts of a scenario, as a dossier (docs/formats/dossier.md):
// handles of planted networks that are listed as somebody's, rightly or on hearsay. The entities
// themselves are those of registry/fall-2024. Stateless, thread-safe.

#include "base/result.h"
#include "ports/byte_sink.h"
#include "scenario/world.h"

namespace overt {

Result<void> write_registry(const World& world, ByteSink& sink);

}  // namespace overt
