#include "model/registry.h"

namespace overt {

bool holds_on(const ViewLink& link, std::int32_t day) {
  if (link.valid_from && day < link.valid_from->first_day) return false;
  return !link.valid_to || day <= link.valid_to->last_day;
}

}  // namespace overt
