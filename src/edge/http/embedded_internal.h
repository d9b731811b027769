#pragma once
// Files that are built into the program (cmake/Embed.cmake).

#include <string_view>

namespace overt {

std::string_view openapi_yaml();

}  // namespace overt
