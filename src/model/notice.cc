#include "model/notice.h"

#include <array>

namespace overt {

std::string_view name_of(NoticeCause cause) {
  constexpr std::array<std::string_view, kNoticeCauseCount> kNames = {"effect", "stands",
                                                                      "reversed", "undone"};
  return kNames.at(static_cast<std::size_t>(cause));
}

std::string_view name_of(NoticeState state) {
  constexpr std::array<std::string_view, 3> kNames = {"ready", "blocked", "withdrawn"};
  return kNames.at(static_cast<std::size_t>(state));
}

}  // namespace overt
