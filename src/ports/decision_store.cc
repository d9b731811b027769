#include "ports/decision_store.h"

#include <array>

namespace overt {
namespace {

template <typename Named>
std::string words_of(const std::vector<Named>& all) {
  std::string text;
  for (const Named one : all) {
    if (!text.empty()) text += ' ';
    text += name_of(one);
  }
  return text;
}

template <typename Named>
std::vector<Named> named_in(std::string_view words,
                            std::optional<Named> (*const named)(std::string_view)) {
  std::vector<Named> all;
  while (!words.empty()) {
    const auto end = words.find(' ');
    if (const auto one = named(words.substr(0, end))) all.push_back(*one);
    words.remove_prefix(end == words.npos ? words.size() : end + 1);
  }
  return all;
}

}  // namespace

std::string_view name_of(ActionState state) {
  constexpr std::array<std::string_view, 4> kNames = {"queued", "done", "dead", "withdrawn"};
  return kNames.at(static_cast<std::size_t>(state));
}

std::string_view name_of(DeliveryStepKind kind) {
  constexpr std::array<std::string_view, 7> kNames = {"tried",    "taken",   "put_off", "given_up",
                                                      "replayed", "tripped", "reset"};
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string role_words(const std::vector<StaffRole>& roles) { return words_of(roles); }

std::vector<StaffRole> roles_in_words(std::string_view words) {
  return named_in<StaffRole>(words, staff_role_named);
}

std::string right_words(const std::vector<Right>& rights) { return words_of(rights); }

std::vector<Right> rights_in_words(std::string_view words) {
  return named_in<Right>(words, right_named);
}

}  // namespace overt
