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

std::string role_words(const std::vector<StaffRole>& roles) {
  std::string text;
  for (const StaffRole role : roles) {
    if (!text.empty()) text += ' ';
    text += name_of(role);
  }
  return text;
}

std::vector<StaffRole> roles_in_words(std::string_view words) {
  std::vector<StaffRole> roles;
  while (!words.empty()) {
    const auto end = words.find(' ');
    if (const auto role = staff_role_named(words.substr(0, end))) roles.push_back(*role);
    words.remove_prefix(end == words.npos ? words.size() : end + 1);
  }
  return roles;
}

}  // namespace overt
