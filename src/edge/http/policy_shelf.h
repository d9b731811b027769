#pragma once
// The policies of a site, by id. Read anew each time: they are few and small, and people edit them.

#include <string_view>
#include <vector>

#include "base/result.h"
#include "edge/http/site.h"
#include "pipeline/policy_files.h"

namespace overt::http {

/// Those that can be read, by path; none where the site has no folder of policies.
Result<std::vector<PolicyOnDisk>> policies_of(const Site& site);

/// kNotFound where there is none of that id.
Result<PolicyOnDisk> policy_named(const Site& site, std::string_view id);

}  // namespace overt::http
