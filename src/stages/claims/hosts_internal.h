#pragma once
// What the addresses in a list are: hosts, accounts on a service, or sites that anybody uses.
// Pure, thread-safe, O(length).

#include <optional>
#include <string>
#include <string_view>

namespace overt {

/// The address as it was before it was made harmless for reading: hxxp, [.], (.), {.}, (dot),
/// [dot], [:], and the brackets around "//".
std::string refanged(std::string_view text);

/// The host of an address or of a bare host name, in small letters, without port, user and "www.";
/// empty where there is none: white space, no point inside, a character that no host name has.
std::string web_host(std::string_view address);

struct ServiceAccount {
  std::string_view service;  // "x", "facebook", "instagram", "youtube", "telegram", "vk", …
  std::string username;      // without '@'; of YouTube channels without a name, the id ("UC…")
};
/// The account whose page an address is; nullopt where it is none of a known service's.
std::optional<ServiceAccount> service_account(std::string_view address);

/// Why nothing that is linked or found on this host says who is behind it ("platform", "link
/// shortener", "news aggregator", …); empty for hosts that are not on the list.
std::string_view generic_host_reason(std::string_view host);

}  // namespace overt
