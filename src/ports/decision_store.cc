#include "ports/decision_store.h"

#include <array>

namespace overt {

std::string_view name_of(ActionState state) {
  constexpr std::array<std::string_view, 4> kNames = {"queued", "done", "dead", "withdrawn"};
  return kNames.at(static_cast<std::size_t>(state));
}

std::string_view name_of(DeliveryStepKind kind) {
  constexpr std::array<std::string_view, 7> kNames = {"tried",    "taken",   "put_off", "given_up",
                                                      "replayed", "tripped", "reset"};
  return kNames.at(static_cast<std::size_t>(kind));
}

}  // namespace overt
