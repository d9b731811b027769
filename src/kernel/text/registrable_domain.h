#pragma once
// The registrable domain of a host: the shortest part of it that somebody can register, by the
// public suffix list that is built into libpsl. Both parts of the list count, the one of the
// registries (co.uk) and the private one (github.io, blogspot.com): two blogs on one hosting
// service have two owners, and are two sources.
//
// Thread-safe. About 0.5 µs a call.

#include <string>
#include <string_view>

namespace overt {

/// A view into `host` (ASCII, lower case, no trailing dot); empty where the host is a public
/// suffix itself. Not for IP addresses.
std::string_view registrable_domain(const std::string& host);

}  // namespace overt
