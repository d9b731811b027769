#pragma once
// UUIDs named by content (RFC 9562, version 5): the same name in the same space is the same UUID.
// Thread safety: pure.

#include <string>
#include <string_view>

namespace overt {

/// `space` is a UUID in its usual form; CHECKs that it is one. Lower-case hexadecimal with hyphens.
std::string uuid5(std::string_view space, std::string_view name);

}  // namespace overt
