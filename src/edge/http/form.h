#pragma once
// What a browser sends of a form, application/x-www-form-urlencoded. Thread safety: pure.

#include <optional>
#include <string_view>

#include "edge/http/route.h"

namespace overt::http {

/// Names and values, decoded, in order. Unlike in an address, a value may have several lines. None
/// where it cannot be decoded, and where it holds another control character or over kFormFieldsMax.
inline constexpr std::size_t kFormFieldsMax = 64;
std::optional<Names> parse_form(std::string_view body);

}  // namespace overt::http
