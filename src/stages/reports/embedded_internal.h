#pragma once
// report.css and report.js as they lie beside this file; the build embeds them (cmake/Embed.cmake).

#include <string_view>

namespace overt {

std::string_view report_css();
std::string_view report_js();

}  // namespace overt
