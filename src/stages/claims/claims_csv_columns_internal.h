#pragma once
// The columns of the registry's own CSV, in their order.

#include <array>
#include <string_view>

namespace overt {

inline constexpr std::array<std::string_view, 18> kClaimsCsvColumns = {
    "entity",    "schema",     "kind",     "property",     "value",        "lang",
    "status",    "valid_from", "valid_to", "flags",        "note",         "dataset",
    "publisher", "source_url", "author",   "content_hash", "retrieved_at", "grade"};

}  // namespace overt
