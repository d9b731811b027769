#pragma once
// AccountProfile: what a platform knows or shows about an account (docs/formats/accounts.md).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace overt {

struct AccountProfile {
  std::string account_id;
  std::string platform;  // empty where the input has none
  std::string handle;
  std::string display_name;
  std::optional<TimeUs> created_at;
  std::optional<std::uint64_t> followers;
  std::string region;
  bool verified = false;
  std::string bio;
  std::vector<std::string> links;
  std::string lang;             // in which it wants to be told things, like "fr"; empty: not known
  std::string declared_entity;  // who the account says it is or works for; empty: nobody
};

}  // namespace overt
