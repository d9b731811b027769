#pragma once
// Which addresses are of the public internet. A sink's URL is written by a person, and its host's
// name is answered by whoever owns it: without this check a webhook could be pointed at a service
// of our own network, or at the machine itself.
// Thread safety: pure.

#include <array>
#include <cstdint>
#include <string>

#include <sys/socket.h>

namespace overt {

/// By the special-purpose registries of IANA (RFC 6890 and its successors): everything not globally
/// reachable is false: private, loopback, link-local, shared, documentation, multicast, reserved;
/// and every IPv6 address that carries such an IPv4 address.
bool is_public_address(const sockaddr* address);

/// The address in words: "10.0.0.1", "fe80::1".
std::string address_text(const sockaddr* address);

}  // namespace overt
