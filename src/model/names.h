#pragma once
// Names: what the 32-bit ids of one run stand for, in the words of the input.

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
};

}  // namespace overt
