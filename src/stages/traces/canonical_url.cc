#include "stages/traces/canonical_url.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "stages/traces/canonical_host.h"
#include "stages/traces/site_urls.h"
#include "stages/traces/url_parser_internal.h"
#include "stages/traces/url_rules.h"

namespace overt {
namespace {

/// More forwarding pages inside each other than this is an attack, not an address.
constexpr int kForwardsMax = 8;

bool remove_suffix(std::string& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.resize(text.size() - suffix.size());
  return true;
}

/// Trailing slashes and the marks of AMP pages, until none is left.
void strip_path_end(std::string& path) {
  constexpr std::string_view kAmpSegment = "/amp";
  constexpr std::string_view kAmpPage = ".amp.html";
  while (true) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    if (path.size() > kAmpSegment.size() && remove_suffix(path, kAmpSegment)) continue;
    if (!remove_suffix(path, kAmpPage)) return;
    path += ".html";
  }
}

/// A port that is the default of either scheme says nothing once the schemes are one.
bool is_default_port(std::uint16_t port) { return port == 80 || port == 443; }

}  // namespace

struct UrlCanonicalizer::State {
  enum class Step : std::uint8_t { kNone, kDone, kForwarded };

  Step step(std::string_view url);
  void read_query(std::string_view raw, Site site);
  bool follow(const CanonicalHost& host);
  bool accept_target();
  void write(const UrlParts& parts, const CanonicalHost& host, const SiteUrl& url);
  void write_query(const SiteUrl& url);

  HostTable hosts;
  HostTable target_hosts;  // its own, so that checking a target keeps `hosts`' last answer alive
  std::string scratch;
  std::string target_scratch;
  std::string path;
  std::string query;  // percent-encoding normal; the parameters are views into it
  std::vector<UrlParameter> parameters;
  std::string target;
  std::string out;
  std::size_t domain_at = 0;
  std::size_t domain_size = 0;
};

UrlCanonicalizer::UrlCanonicalizer() : state_(std::make_unique<State>()) {}
UrlCanonicalizer::~UrlCanonicalizer() = default;
UrlCanonicalizer::UrlCanonicalizer(UrlCanonicalizer&&) noexcept = default;
UrlCanonicalizer& UrlCanonicalizer::operator=(UrlCanonicalizer&&) noexcept = default;

std::optional<CanonicalUrl> UrlCanonicalizer::canonicalize(std::string_view url) {
  State& state = *state_;
  for (int forwards = 0; forwards <= kForwardsMax; ++forwards) {
    const State::Step step = state.step(url);
    if (step == State::Step::kNone) return {};
    if (step == State::Step::kDone) {
      const std::string_view text = state.out;
      return CanonicalUrl{text, text.substr(state.domain_at, state.domain_size)};
    }
    url = state.target;
  }
  return {};
}

UrlCanonicalizer::State::Step UrlCanonicalizer::State::step(std::string_view url) {
  if (url.size() > kUrlBytesMax) return Step::kNone;
  const std::optional<UrlParts> parts = split_http_url(url, scratch);
  if (!parts) return Step::kNone;
  const CanonicalHost* host = &hosts.find(parts->host);
  if (!host->valid) return Step::kNone;

  path.clear();
  append_path(parts->path, path);
  strip_path_end(path);
  read_query(parts->query, host->site);
  SiteUrl site_url{path, parameters, {}, false};
  apply_site_rules(host->site, site_url);
  if (follow(*host)) return Step::kForwarded;
  if (!site_url.host.empty()) host = &hosts.find(site_url.host);
  write(*parts, *host, site_url);
  return out.size() <= kUrlBytesMax ? Step::kDone : Step::kNone;
}

void UrlCanonicalizer::State::read_query(std::string_view raw, Site site) {
  parameters.clear();
  query.clear();
  if (raw.empty()) return;
  append_percent_normal(raw, query);
  std::string_view rest = query;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view whole = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (whole.empty()) continue;
    const std::size_t equals = std::min(whole.find('='), whole.size());
    const std::string_view key = whole.substr(0, equals);
    const std::string_view value = whole.substr(std::min(equals + 1, whole.size()));
    if (!is_tracking_parameter(key, value, site)) parameters.push_back({key, value, whole});
  }
}

/// Puts the URL to which this page only forwards into `target`.
bool UrlCanonicalizer::State::follow(const CanonicalHost& host) {
  if (host.site == Site::kAmpCache || host.site == Site::kGoogle) {
    const std::string_view page = amp_page(host.site, path);
    if (!page.empty()) {
      target = "https://";
      target += page;
      if (!query.empty()) target += "?" + query;
      if (accept_target()) return true;
    }
  }
  if (!host.forwards) return false;
  for (int nth = 0;; ++nth) {
    const std::string_view key = forwarding_parameter(host.text, path, host.site, nth);
    if (key.empty()) return false;
    for (const UrlParameter& parameter : parameters) {
      if (parameter.key != key) continue;
      target.clear();
      append_percent_decoded(parameter.value, target);
      if (accept_target()) return true;
    }
  }
}

/// Whether the target has a canonical form, deeper forwarding aside.
bool UrlCanonicalizer::State::accept_target() {
  if (target.size() > kUrlBytesMax) return false;
  const std::optional<UrlParts> parts = split_http_url(target, target_scratch);
  return parts && target_hosts.find(parts->host).valid;
}

void UrlCanonicalizer::State::write(const UrlParts& parts, const CanonicalHost& host,
                                    const SiteUrl& url) {
  out = "https://";
  domain_at = out.size() + host.domain_at;
  domain_size = host.text.size() - host.domain_at;
  out += host.text;
  if (parts.port && !is_default_port(*parts.port) && url.host.empty()) {
    out += ':';
    out += std::to_string(*parts.port);
  }
  out += url.path;
  write_query(url);
  if (!url.whole && parts.fragment.size() > 1 && parts.fragment.front() == '!') {
    out += '#';
    append_percent_normal(parts.fragment, out);
  }
}

void UrlCanonicalizer::State::write_query(const SiteUrl& url) {
  // Where the parameters of one key stand among each other can matter; `whole` points into one
  // string, so its address tells their order.
  if (url.parameters.size() > 1) {
    std::sort(url.parameters.begin(), url.parameters.end(),
              [](const UrlParameter& a, const UrlParameter& b) {
                return a.key != b.key ? a.key < b.key : a.whole.data() < b.whole.data();
              });
  }
  char separator = '?';
  for (const UrlParameter& parameter : url.parameters) {
    out += separator;
    out += parameter.whole;
    separator = '&';
  }
}

}  // namespace overt
