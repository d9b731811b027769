#pragma once
// transparency.css as it lies beside this file; the build embeds it (cmake/Embed.cmake).

#include <string_view>

namespace overt {

std::string_view transparency_css();

}  // namespace overt
