#include "stages/traces/url_rules.h"

#include <algorithm>
#include <array>

namespace overt {
namespace {

struct HostSite {
  std::string_view host;
  Site site;
};
constexpr std::array kHostSites = {
    HostSite{"cdn.ampproject.org", Site::kAmpCache},
    HostSite{"bing-amp.com", Site::kAmpCache},
    HostSite{"facebook.com", Site::kFacebook},
    HostSite{"instagram.com", Site::kInstagram},
    HostSite{"reddit.com", Site::kReddit},
    HostSite{"open.spotify.com", Site::kSpotify},
    HostSite{"t.me", Site::kTelegram},
    HostSite{"tiktok.com", Site::kTikTok},
    HostSite{"x.com", Site::kX},
    HostSite{"youtube.com", Site::kYouTube},
    HostSite{"youtu.be", Site::kYouTubeShort},
};

struct HostAlias {
  std::string_view host;
  std::string_view main;
};
constexpr std::array kHostAliases = {
    HostAlias{"twitter.com", "x.com"},
    HostAlias{"fxtwitter.com", "x.com"},
    HostAlias{"vxtwitter.com", "x.com"},
    HostAlias{"fixupx.com", "x.com"},
    HostAlias{"youtube-nocookie.com", "youtube.com"},
    HostAlias{"music.youtube.com", "youtube.com"},
    HostAlias{"gaming.youtube.com", "youtube.com"},
    HostAlias{"telegram.me", "t.me"},
    HostAlias{"telegram.dog", "t.me"},
    HostAlias{"fb.com", "facebook.com"},
    HostAlias{"mbasic.facebook.com", "facebook.com"},
    HostAlias{"touch.facebook.com", "facebook.com"},
    HostAlias{"web.facebook.com", "facebook.com"},
    HostAlias{"instagr.am", "instagram.com"},
    HostAlias{"i.reddit.com", "reddit.com"},
    HostAlias{"new.reddit.com", "reddit.com"},
    HostAlias{"np.reddit.com", "reddit.com"},
    HostAlias{"old.reddit.com", "reddit.com"},
};

struct ForwardingPage {
  std::string_view host;
  std::string_view path;  // empty: every page
  std::string_view parameter;
};
constexpr std::array kForwardingPages = {
    ForwardingPage{"away.vk.com", "/away.php", "to"},
    ForwardingPage{"duckduckgo.com", "/l", "uddg"},
    ForwardingPage{"exit.sc", "/", "url"},
    ForwardingPage{"facebook.com", "/l.php", "u"},
    ForwardingPage{"getpocket.com", "/redirect", "url"},
    ForwardingPage{"l.facebook.com", "/l.php", "u"},
    ForwardingPage{"l.instagram.com", "/", "u"},
    ForwardingPage{"l.messenger.com", "/l.php", "u"},
    ForwardingPage{"l.threads.com", "/", "u"},
    ForwardingPage{"l.threads.net", "/", "u"},
    ForwardingPage{"linkedin.com", "/redir/redirect", "url"},
    ForwardingPage{"linkedin.com", "/safety/go", "url"},
    ForwardingPage{"lm.facebook.com", "/l.php", "u"},
    ForwardingPage{"out.reddit.com", "", "url"},
    ForwardingPage{"slack-redir.net", "/link", "url"},
    ForwardingPage{"steamcommunity.com", "/linkfilter", "url"},
    ForwardingPage{"steamcommunity.com", "/linkfilter", "u"},
    ForwardingPage{"t.me", "/iv", "url"},
    ForwardingPage{"t.me", "/share/url", "url"},
    ForwardingPage{"t.umblr.com", "/redirect", "z"},
    ForwardingPage{"vk.com", "/away.php", "to"},
    ForwardingPage{"youtube.com", "/redirect", "q"},
};
constexpr std::array<std::string_view, 2> kGoogleParameters = {"q", "url"};

/// Lower case, sorted by bytes.
constexpr auto kTrackingKeys = std::to_array<std::string_view>({
    "__hsfp",
    "__hssc",
    "__hstc",
    "__s",
    "__twitter_impression",
    "_branch_match_id",
    "_branch_referrer",
    "_bta_c",
    "_bta_tid",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "_ke",
    "_kx",
    "_openstat",
    "action_object_map",
    "action_ref_map",
    "action_type_map",
    "amp_gsa",
    "amp_js_v",
    "aoh",
    "at_bbc_team",
    "at_campaign",
    "at_campaign_type",
    "at_format",
    "at_medium",
    "at_ptr_name",
    "cmpid",
    "dclid",
    "ef_id",
    "epik",
    "fb_action_ids",
    "fb_action_types",
    "fb_ref",
    "fb_source",
    "fbclid",
    "ga_campaign",
    "ga_content",
    "ga_medium",
    "ga_place",
    "ga_source",
    "ga_term",
    "gad_campaignid",
    "gad_source",
    "gbraid",
    "gclid",
    "gclsrc",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "hsctatracking",
    "icid",
    "igsh",
    "igshid",
    "irclickid",
    "irgwc",
    "ito",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mibextid",
    "mkt_tok",
    "ml_subscriber",
    "ml_subscriber_hash",
    "msclkid",
    "ncid",
    "ns_campaign",
    "ns_fee",
    "ns_linkname",
    "ns_mchannel",
    "ns_source",
    "ocid",
    "oly_anon_id",
    "oly_enc_id",
    "rb_clickid",
    "ref_src",
    "ref_url",
    "s_cid",
    "s_kwcid",
    "smid",
    "smtyp",
    "spm",
    "sr_share",
    "sref",
    "srsltid",
    "sscid",
    "tblci",
    "trk_contact",
    "trk_module",
    "trk_msg",
    "trk_sid",
    "ttclid",
    "twclid",
    "usqp",
    "vero_conv",
    "vero_id",
    "wbraid",
    "wickedid",
    "xtor",
    "yclid",
    "ysclid",
});
constexpr std::array<std::string_view, 9> kTrackingPrefixes = {
    "__cft__", "at_custom", "at_link_", "hsa_", "matomo_", "mtm_", "piwik_", "pk_", "utm_"};

struct SiteKey {
  Site site;
  std::string_view key;
};
constexpr std::array kSiteKeys = {
    SiteKey{Site::kFacebook, "__tn__"},
    SiteKey{Site::kFacebook, "__xts__"},
    SiteKey{Site::kFacebook, "_rdc"},
    SiteKey{Site::kFacebook, "_rdr"},
    SiteKey{Site::kFacebook, "acontext"},
    SiteKey{Site::kFacebook, "eav"},
    SiteKey{Site::kFacebook, "extid"},
    SiteKey{Site::kFacebook, "fref"},
    SiteKey{Site::kFacebook, "hc_location"},
    SiteKey{Site::kFacebook, "hc_ref"},
    SiteKey{Site::kFacebook, "notif_id"},
    SiteKey{Site::kFacebook, "notif_t"},
    SiteKey{Site::kFacebook, "paipv"},
    SiteKey{Site::kFacebook, "rdid"},
    SiteKey{Site::kFacebook, "ref"},
    SiteKey{Site::kFacebook, "refsrc"},
    SiteKey{Site::kFacebook, "sfnsn"},
    SiteKey{Site::kFacebook, "share_url"},
    SiteKey{Site::kInstagram, "hl"},
    SiteKey{Site::kInstagram, "img_index"},
    SiteKey{Site::kReddit, "correlation_id"},
    SiteKey{Site::kReddit, "rdt"},
    SiteKey{Site::kReddit, "ref"},
    SiteKey{Site::kReddit, "ref_source"},
    SiteKey{Site::kReddit, "share_id"},
    SiteKey{Site::kSpotify, "si"},
    SiteKey{Site::kTelegram, "embed"},
    SiteKey{Site::kTelegram, "mode"},
    SiteKey{Site::kTelegram, "single"},
    SiteKey{Site::kX, "cn"},
    SiteKey{Site::kX, "cxt"},
    SiteKey{Site::kX, "s"},
    SiteKey{Site::kX, "t"},
    SiteKey{Site::kYouTube, "ab_channel"},
    SiteKey{Site::kYouTube, "app"},
    SiteKey{Site::kYouTube, "embeds_referring_euri"},
    SiteKey{Site::kYouTube, "embeds_referring_origin"},
    SiteKey{Site::kYouTube, "feature"},
    SiteKey{Site::kYouTube, "pp"},
    SiteKey{Site::kYouTube, "si"},
    SiteKey{Site::kYouTube, "source_ve_path"},
    SiteKey{Site::kYouTube, "themerefresh"},
};

/// Longer than every key of the tables.
constexpr std::size_t kKeyBytes = 32;

static_assert(std::is_sorted(kTrackingKeys.begin(), kTrackingKeys.end()));
static_assert(std::is_sorted(kTrackingPrefixes.begin(), kTrackingPrefixes.end()));

bool has_tracking_prefix(std::string_view key) {
  return std::any_of(kTrackingPrefixes.begin(), kTrackingPrefixes.end(),
                     [key](std::string_view prefix) { return key.starts_with(prefix); });
}

bool is_site_key(std::string_view key, Site site) {
  return std::any_of(kSiteKeys.begin(), kSiteKeys.end(), [key, site](const SiteKey& entry) {
    return entry.site == site && entry.key == key;
  });
}

bool asks_for_amp(std::string_view key, std::string_view value) {
  if (key == "amp") return value.empty() || value == "1" || value == "true";
  return key == "outputtype" && value == "amp";
}

bool is_under(std::string_view host, std::string_view parent) {
  return host.size() > parent.size() && host.ends_with(parent) &&
         host[host.size() - parent.size() - 1] == '.';
}

/// google.com, google.co.uk, …: longer endings belong to hosting services with customers.
bool is_google(std::string_view host, std::string_view domain) {
  constexpr std::string_view kName = "google.";
  return host == domain && host.starts_with(kName) && host.size() <= kName.size() + 6;
}

}  // namespace

Site site_of(std::string_view host, std::string_view domain) {
  for (const HostSite& entry : kHostSites) {
    if (entry.host == host) return entry.site;
    if (entry.site == Site::kAmpCache && is_under(host, entry.host)) return entry.site;
  }
  return is_google(host, domain) ? Site::kGoogle : Site::kNone;
}

std::string_view main_host(std::string_view host) {
  for (const HostAlias& alias : kHostAliases) {
    if (alias.host == host) return alias.main;
  }
  return {};
}

bool is_tracking_parameter(std::string_view key, std::string_view value, Site site) {
  std::array<char, kKeyBytes> buffer{};
  const std::size_t size = std::min(key.size(), buffer.size());
  for (std::size_t i = 0; i < size; ++i) {
    const char c = key[i];
    buffer[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  const std::string_view lowered(buffer.data(), size);
  if (has_tracking_prefix(lowered)) return true;
  if (size < key.size()) return false;
  if (std::binary_search(kTrackingKeys.begin(), kTrackingKeys.end(), lowered)) return true;
  if (site != Site::kNone && is_site_key(lowered, site)) return true;
  return asks_for_amp(lowered, value);
}

bool has_forwarding_page(std::string_view host, Site site) {
  if (site == Site::kGoogle) return true;
  return std::any_of(kForwardingPages.begin(), kForwardingPages.end(),
                     [host](const ForwardingPage& page) { return page.host == host; });
}

std::string_view forwarding_parameter(std::string_view host, std::string_view path, Site site,
                                      int nth) {
  if (site == Site::kGoogle) {
    if (path != "/url" || nth >= static_cast<int>(kGoogleParameters.size())) return {};
    return kGoogleParameters[static_cast<std::size_t>(nth)];
  }
  for (const ForwardingPage& page : kForwardingPages) {
    if (page.host != host || (!page.path.empty() && page.path != path)) continue;
    if (nth-- == 0) return page.parameter;
  }
  return {};
}

}  // namespace overt
