#pragma once
// A view of the registry from what a user names: a registry file, or a dossier by itself.

#include <string>

#include "base/result.h"
#include "model/registry.h"

namespace overt {

/// The registry as known now. Errors name the path and the remedy.
Result<RegistryView> open_registry_view(const std::string& path);

}  // namespace overt
