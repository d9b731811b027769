#pragma once
// What a client says that its body is: Content-Digest, RFC 9530. Thread safety: pure.

#include <string>
#include <string_view>

#include "base/result.h"

namespace overt::http {

/// "sha-256=:BASE64:", among others → 64 hexadecimal digits; empty where no SHA-256 is among them.
/// kInvalidArgument where one is and cannot be read.
Result<std::string> sha256_in(std::string_view content_digest);

}  // namespace overt::http
