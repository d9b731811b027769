#pragma once
// Names: what the 32-bit ids of one run stand for, in the words of the input.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/trace.h"

namespace overt {

struct ObjectName {
  std::string_view text;
  std::string_view source;  // empty: the object itself
  ObjectKind kind = ObjectKind::kGiven;
};

/// Looks up names; the views live as long as the object. Thread-safe.
class Names {
 public:
  virtual ~Names() = default;
  [[nodiscard]] virtual std::string_view account(AccountId id) const = 0;
  [[nodiscard]] virtual ObjectName object(ObjectId id) const = 0;

  /// As account() of each, for many in no order at once.
  [[nodiscard]] virtual std::vector<std::string_view> accounts_of(
      std::span<const AccountId> ids) const {
    std::vector<std::string_view> names;
    names.reserve(ids.size());
    for (const AccountId id : ids) names.push_back(account(id));
    return names;
  }
};

}  // namespace overt
