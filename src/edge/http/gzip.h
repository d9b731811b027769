#pragma once
// gzip out. Thread safety: pure. O(bytes).

#include <string>
#include <string_view>

#include "edge/http/route.h"

namespace overt::http {

/// The client takes it.
bool takes_gzip(const Request& request);

/// Text of some length; what is packed already or short gains nothing.
bool worth_gzip(const Response& response);

std::string gzip(std::string_view bytes);

}  // namespace overt::http
