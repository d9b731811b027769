#pragma once
// What HTTP/1.1 forbids and its parser lets pass, because servers and proxies that read it
// differently can be played against each other (RFC 9112, sections 3.2 and 6; RFC 9110, 5.1 and
// 5.3). Thread safety: pure.

#include <string_view>

#include "edge/http/http_server.h"

namespace overt::http {

/// Empty where there is nothing; else what, for whoever sent it.
std::string_view message_fault(const RawRequest& request);

}  // namespace overt::http
