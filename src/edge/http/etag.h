#pragma once
// Entity tags: whether a client has the answer already. Thread safety: pure. O(bytes).

#include <string>
#include <string_view>

#include "edge/http/route.h"

namespace overt::http {

/// W/"…", of the body's SHA-256. Weak, because the same answer goes out compressed and not.
std::string etag_of(std::string_view body);

/// If-None-Match names it, or is "*".
bool has_already(const Request& request, std::string_view etag);

}  // namespace overt::http
