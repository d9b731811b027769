#pragma once
// URLs of sites that give one page several addresses: a video, a post, a channel.
// Thread-safe; linear in the URL.

#include <string>
#include <string_view>
#include <vector>

#include "stages/traces/url_rules.h"

namespace overt {

struct UrlParameter {
  std::string_view key;
  std::string_view value;
  std::string_view whole;  // key=value as it stands in the query
};

/// A URL while it is being made canonical.
struct SiteUrl {
  std::string& path;
  std::vector<UrlParameter>& parameters;
  std::string_view host;  // empty: as it was
  bool whole = false;     // path and parameters say all; a fragment adds nothing
};

/// Brings the address of a known site's page to its one form.
void apply_site_rules(Site site, SiteUrl& url);

/// The address, without scheme, of the page whose AMP copy stands at `path`; empty for none.
std::string_view amp_page(Site site, std::string_view path);

}  // namespace overt
