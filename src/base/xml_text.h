#pragma once
// Text for XML 1.0: escaped for element content and for quoted attributes alike.
//
// Thread safety: pure functions. Complexity: linear in the text.

#include <string>
#include <string_view>

namespace overt {

/// Appends `text` with markup characters escaped, line breaks and tabs kept (as character
/// references, so that attributes keep them too), ill-formed UTF-8 replaced by U+FFFD, and the
/// characters that XML 1.0 cannot hold left out (U+0000–U+001F but tab and line breaks, U+FFFE,
/// U+FFFF).
void append_xml(std::string& out, std::string_view text);

std::string xml_text(std::string_view text);

}  // namespace overt
