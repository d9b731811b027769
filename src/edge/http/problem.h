#pragma once
// What went wrong, as a client is told: problem details, RFC 9457. Thread safety: pure.

#include <string_view>

#include "base/result.h"
#include "edge/http/route.h"

namespace overt::http {

/// "Not Found"; "" for a status that this server does not use.
std::string_view reason_phrase(int status);

/// `detail` says what to do.
Response problem(int status, std::string_view detail);

/// Where the pipeline refused: its code says which status, its message is the detail.
Response problem_of(const Error& error);

/// Overload: 429 or 503 with Retry-After.
Response come_back_later(int status, int seconds, std::string_view detail);

}  // namespace overt::http
