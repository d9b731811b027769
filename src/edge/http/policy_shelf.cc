#include "edge/http/policy_shelf.h"

#include <fmt/format.h>

namespace overt::http {

Result<std::vector<PolicyOnDisk>> policies_of(const Site& site) {
  std::vector<PolicyOnDisk> found;
  if (site.policies.empty()) return found;
  ASSIGN_OR_RETURN(const auto paths, find_policies({site.policies}));
  for (const std::string& path : paths) {
    auto policy = read_policy(path, "");
    if (policy.ok()) found.push_back(std::move(policy).value());
  }
  return found;
}

Result<PolicyOnDisk> policy_named(const Site& site, std::string_view id) {
  ASSIGN_OR_RETURN(auto policies, policies_of(site));
  for (PolicyOnDisk& policy : policies) {
    if (policy.decoded.policy.id == id) return std::move(policy);
  }
  return Error{ErrorCode::kNotFound,
               fmt::format("there is no policy '{}'; GET /v1/policies lists them", id)};
}

}  // namespace overt::http
