#include "stages/traces/canonical_host.h"

#include <array>
#include <utility>

#include <xxhash.h>

#include "kernel/text/registrable_domain.h"

namespace overt {
namespace {

constexpr std::size_t kSlots = 4096;
constexpr std::size_t kDnsBytesMax = 253;
constexpr std::array<std::string_view, 4> kVariantPrefixes = {"www.", "m.", "mobile.", "amp."};
constexpr std::array<std::string_view, 4> kWikimediaDomains = {"wikipedia.org", "wikimedia.org",
                                                               "wiktionary.org", "wikinews.org"};

/// Whether a name server could know the name: no empty label, not too long.
bool can_resolve(std::string_view host) {
  return !host.empty() && host.size() <= kDnsBytesMax && host.front() != '.' &&
         host.back() != '.' && host.find("..") == std::string_view::npos;
}

/// Removes the labels that name a variant of a site, never a part of the registrable domain.
void strip_variant_prefixes(std::string& host, std::size_t domain_size) {
  for (bool found = true; found;) {
    found = false;
    for (const std::string_view prefix : kVariantPrefixes) {
      if (!host.starts_with(prefix) || host.size() - prefix.size() < domain_size) continue;
      host.erase(0, prefix.size());
      found = true;
    }
  }
}

/// en.m.wikipedia.org is en.wikipedia.org.
void strip_wikimedia_mobile(std::string& host, std::string_view domain) {
  for (const std::string_view known : kWikimediaDomains) {
    if (domain != known) continue;
    while (host.size() > known.size() + 3 &&
           host.compare(host.size() - known.size() - 3, 3, ".m.") == 0) {
      host.erase(host.size() - known.size() - 2, 2);
    }
  }
}

/// Makes a domain name canonical; false where it cannot resolve.
bool make_domain_canonical(CanonicalHost& host) {
  if (host.text.ends_with('.')) host.text.pop_back();
  if (!can_resolve(host.text)) return false;
  std::string domain(registrable_domain(host.text));
  if (!domain.empty()) {
    strip_wikimedia_mobile(host.text, domain);
    strip_variant_prefixes(host.text, domain.size());
  }
  if (const std::string_view main = main_host(host.text); !main.empty()) {
    host.text = main;
    domain = registrable_domain(host.text);
  }
  host.domain_at = domain.empty() ? 0 : host.text.size() - domain.size();
  host.site = site_of(host.text, host.domain());
  host.forwards = has_forwarding_page(host.text, host.site);
  return true;
}

}  // namespace

CanonicalHost HostTable::make(std::string_view raw) {
  CanonicalHost host;
  const std::optional<HostKind> kind = parser_.parse(raw, parsed_);
  if (!kind) return host;
  host.text = parsed_;
  host.valid = *kind != HostKind::kDomain || make_domain_canonical(host);
  return host;
}

const CanonicalHost& HostTable::find(std::string_view raw) {
  if (slots_.empty()) slots_.resize(kSlots);
  Slot& slot = slots_[XXH3_64bits(raw.data(), raw.size()) % kSlots];
  if (slot.raw != raw) {
    slot.host = make(raw);
    slot.raw = raw;
  }
  return slot.host;
}

}  // namespace overt
