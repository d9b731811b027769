#pragma once
// What a registry holds about the accounts of a scenario, as a dossier (docs/formats/dossier.md):
// handles of planted networks that somebody has on record, rightly or on hearsay, as accounts of
// companies; who owns and pays those. It never says outright what is to be found out: whose the
// accounts are in the end has to be walked to, over claims of several sources, into the entities of
// registry/fall-2024. Stateless, thread-safe.

#include "base/result.h"
#include "ports/byte_sink.h"
#include "scenario/world.h"

namespace overt {

Result<void> write_registry(const World& world, ByteSink& sink);

}  // namespace overt
