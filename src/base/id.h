#pragma once
// Id<Tag>: a 32-bit index that cannot be mixed up with another kind of index.

#include <compare>
#include <cstdint>

namespace overt {

template <typename Tag>
struct Id {
  std::uint32_t value = 0;
  friend auto operator<=>(Id, Id) = default;
};

}  // namespace overt
