#pragma once
// What the web's large sites and trackers do to URLs, as tables. docs/formats/objects.md lists
// the same rules for people; change both together. Thread-safe: constants and pure functions.

#include <cstdint>
#include <string_view>

namespace overt {

/// Sites whose URLs have rules of their own.
enum class Site : std::uint8_t {
  kNone,
  kAmpCache,
  kFacebook,
  kGoogle,
  kInstagram,
  kReddit,
  kSpotify,
  kTelegram,
  kTikTok,
  kX,
  kYouTube,
  kYouTubeShort,
};

/// `host` is canonical, `domain` its registrable domain (may be empty).
Site site_of(std::string_view host, std::string_view domain);

/// The host that a site's other host names stand for; empty where `host` is no such name.
std::string_view main_host(std::string_view host);

/// Whether key=value (percent-encoding normal) only says how the visitor came here.
bool is_tracking_parameter(std::string_view key, std::string_view value, Site site);

/// Whether any page of the host only forwards to a URL in its query.
bool has_forwarding_page(std::string_view host, Site site);

/// The parameter in which this page carries the URL it forwards to; empty where it forwards none.
/// `nth` counts alternatives from 0.
std::string_view forwarding_parameter(std::string_view host, std::string_view path, Site site,
                                      int nth);

}  // namespace overt
