#pragma once
// The name an account goes by in a run: accounts of the run's first platform keep their ids as
// given; those of another platform are platform:id, so that equal ids stay apart.

#include <algorithm>
#include <string_view>

#include "base/arena.h"
#include "model/event.h"

namespace overt {

/// The event's account; a view into the event, or into `arena` where a platform is put before it.
inline std::string_view account_name(const Event& event, std::string_view first_platform,
                                     Arena& arena) {
  if (event.platform.empty() || event.platform == first_platform) return event.account_id;
  const std::size_t size = event.platform.size() + 1 + event.account_id.size();
  char* name = arena.allocate(size);
  char* end = std::copy(event.platform.begin(), event.platform.end(), name);
  *end++ = ':';
  std::copy(event.account_id.begin(), event.account_id.end(), end);
  return {name, size};
}

}  // namespace overt
