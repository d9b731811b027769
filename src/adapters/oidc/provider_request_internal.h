#pragma once
// One request to an OpenID provider (adapters/outbound/http_caller.h): HTTPS, no redirects, limits
// on time and size. Thread-safe.

#include <string>
#include <string_view>

#include "base/result.h"

namespace overt {

struct ProviderRequest {
  std::string url;
  std::string form;  // "a=b&c=d": posted; empty: fetched
  std::string user;  // with `password`: HTTP Basic, where not empty
  std::string password;
  std::string ca_file;
};

struct ProviderAnswer {
  int status = 0;
  std::string body;
};

/// kUnavailable where nobody answers, kLimitExceeded where the answer is too long.
Result<ProviderAnswer> ask_provider(const ProviderRequest& request);

/// Whether it is HTTPS, or HTTP to this machine itself.
bool is_safe_address(std::string_view url);

}  // namespace overt
