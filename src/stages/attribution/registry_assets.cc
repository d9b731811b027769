#include "stages/attribution/registry_assets.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace overt {
namespace {

/// More owners than this of one handle or host are not listed: it is nobody's.
constexpr std::size_t kOwnersMax = 64;

struct Service {
  std::string_view host;
  std::string_view name;
};

// Hosts on which everybody may have a page, by what their accounts' service is called.
constexpr std::array<Service, 40> kServices = {{
    {"tiktok.com", "tiktok"},
    {"twitter.com", "twitter"},
    {"x.com", "twitter"},
    {"t.co", "twitter"},
    {"facebook.com", "facebook"},
    {"fb.com", "facebook"},
    {"instagram.com", "instagram"},
    {"threads.net", "threads"},
    {"youtube.com", "youtube"},
    {"youtu.be", "youtube"},
    {"t.me", "telegram"},
    {"telegram.me", "telegram"},
    {"vk.com", "vk"},
    {"vkontakte.ru", "vk"},
    {"ok.ru", "ok"},
    {"odysee.com", "odysee"},
    {"rumble.com", "rumble"},
    {"bitchute.com", "bitchute"},
    {"gab.com", "gab"},
    {"weibo.com", "weibo"},
    {"douyin.com", "douyin"},
    {"bilibili.com", "bilibili"},
    {"linkedin.com", "linkedin"},
    {"pinterest.com", "pinterest"},
    {"reddit.com", "reddit"},
    {"medium.com", "medium"},
    {"substack.com", "substack"},
    {"wordpress.com", "wordpress"},
    {"blogspot.com", "blogspot"},
    {"tumblr.com", "tumblr"},
    {"soundcloud.com", "soundcloud"},
    {"spotify.com", "spotify"},
    {"apple.com", "apple"},
    {"google.com", "google"},
    {"wikipedia.org", "wikipedia"},
    {"linktr.ee", "linktree"},
    {"bsky.app", "bluesky"},
    {"dzen.ru", "dzen"},
    {"rutube.ru", "rutube"},
    {"archive.org", "archive"},
}};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view without_prefix(std::string_view text, std::string_view prefix) {
  if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  return text;
}

/// Whether a claim may be a step of a path at all.
bool counts(const ViewClaim& claim) {
  return claim.status != ClaimStatus::kWithdrawn && may_attribute(claim.flags);
}

// The service of a host or of one below it; a blog below a hosting service is a host of its own.
std::string_view service_of_host(std::string_view host) {
  for (const Service& service : kServices) {
    if (host == service.host) return service.name;
    for (const std::string_view mirror : {"m.", "mobile.", "en.", "web.", "vm.", "music."}) {
      if (host.starts_with(mirror) && host.substr(mirror.size()) == service.host) {
        return service.name;
      }
    }
  }
  return {};
}

// The claims of an entity come by property.
std::span<const ClaimIndex> claims_named(const RegistryView& view, const ViewEntity& entity,
                                         std::string_view property) {
  const auto less = [&](ClaimIndex claim, std::string_view name) {
    return view.claim(claim).property < name;
  };
  const auto begin = std::lower_bound(entity.claims.begin(), entity.claims.end(), property, less);
  auto end = begin;
  while (end != entity.claims.end() && view.claim(*end).property == property) ++end;
  return {entity.claims.data() + (begin - entity.claims.begin()),
          static_cast<std::size_t>(end - begin)};
}

std::int32_t day_of(TimeUs at) {
  const TimeUs day = at / kMicrosPerDay;
  return static_cast<std::int32_t>(at % kMicrosPerDay < 0 ? day - 1 : day);
}

std::string period_of(const ViewClaim& claim) {
  if (!claim.valid_from && !claim.valid_to) return {};
  const std::string from = claim.valid_from ? format_partial_date(*claim.valid_from) : "";
  const std::string to = claim.valid_to ? format_partial_date(*claim.valid_to) : "";
  if (to.empty()) return "since " + from;
  return from.empty() ? "until " + to : from + " to " + to;
}

}  // namespace

std::string normal_service(std::string_view service) {
  std::string name = lower(service);
  if (name == "x" || name == "x (twitter)") return "twitter";
  const std::string_view known = service_of_host(without_prefix(name, "www."));
  return known.empty() ? name : std::string(known);
}

std::string normal_handle(std::string_view handle) {
  while (handle.starts_with('@')) handle.remove_prefix(1);
  return lower(handle);
}

LinkPlace place_of_link(std::string_view link) {
  LinkPlace place;
  if (const std::size_t scheme = link.find("://"); scheme != std::string_view::npos) {
    link.remove_prefix(scheme + 3);
  }
  if (const std::size_t user = link.substr(0, link.find('/')).find('@');
      user != std::string_view::npos) {
    link.remove_prefix(user + 1);
  }
  const std::size_t end = link.find_first_of("/?#:");
  std::string host = lower(link.substr(0, end));
  while (host.ends_with('.')) host.pop_back();
  place.host = without_prefix(host, "www.");
  place.service = service_of_host(place.host);
  if (place.service.empty() || end == std::string_view::npos || link[end] != '/') return place;
  std::string_view path = link.substr(end + 1);
  if (const std::string_view first = path.substr(0, path.find('/'));
      first == "channel" || first == "user" || first == "c" || first == "s") {
    path.remove_prefix(std::min(path.size(), first.size() + 1));
  }
  place.handle = normal_handle(path.substr(0, path.find_first_of("/?#")));
  return place;
}

std::string_view why_claim_may_not_decide(const ViewClaim& claim) {
  if (!may_attribute(claim.flags)) return "a claim it rests on may attribute nobody";
  if (claim.flags.has(ClaimFlag::kUnverified)) return "a claim it rests on is unverified";
  switch (claim.status) {
    case ClaimStatus::kWithdrawn:
      return "a claim it rests on was withdrawn";
    case ClaimStatus::kDisputed:
      return "a claim it rests on is disputed";
    case ClaimStatus::kAlleged:
      return "it rests on an allegation";
    case ClaimStatus::kCharged:
      return "it rests on a charge before a court";
    default:
      break;
  }
  return may_decide(claim.status, claim.grade, claim.flags)
             ? ""
             : "its source is not graded well enough";
}

RegistryAssets::RegistryAssets(const RegistryView& view) : view_(view) {
  index_entities();
  for (std::uint32_t i = 0; i < view.entities.size(); ++i) add_assets_of({i});
  for (auto& [key, assets] : by_handle_) mark_contested(assets);
  for (auto& [key, assets] : by_host_) mark_contested(assets);
  index_links();
}

void RegistryAssets::index_entities() {
  by_id_.reserve(view_.entities.size());
  for (std::uint32_t i = 0; i < view_.entities.size(); ++i) {
    const ViewEntity& entity = view_.entities[i];
    for (const std::string_view id : entity.ids) by_id_.emplace(id, EntityIndex{i});
    by_id_.emplace(entity.id, EntityIndex{i});
    if (entity.schema == "UserAccount") continue;
    for (const std::string_view property : {"alias", "name"}) {
      for (const ClaimIndex claim : claims_named(view_, entity, property)) {
        auto& same = by_name_[lower(view_.claim(claim).value)];
        if (same.empty() || same.back().value != i) same.push_back({i});
      }
    }
  }
}

std::optional<EntityIndex> RegistryAssets::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return std::nullopt;
  return found->second;
}

std::span<const EntityIndex> RegistryAssets::named(std::string_view name) const {
  const auto found = by_name_.find(lower(name));
  if (found == by_name_.end()) return {};
  return found->second;
}

std::span<const AssetClaim> RegistryAssets::of_handle(std::string_view service,
                                                      std::string_view handle) const {
  const auto found =
      by_handle_.find(fmt::format("{}\n{}", normal_service(service), normal_handle(handle)));
  if (found == by_handle_.end()) return {};
  return found->second;
}

std::span<const AssetClaim> RegistryAssets::of_host(std::string_view host) const {
  std::string place(without_prefix(host, "www."));
  while (place.find('.') != std::string::npos) {
    if (const auto found = by_host_.find(place); found != by_host_.end()) return found->second;
    place.erase(0, place.find('.') + 1);
  }
  return {};
}

std::string_view RegistryAssets::caption(EntityIndex entity) const {
  const ViewEntity& one = view_.entity(entity);
  return one.caption.empty() ? one.id : one.caption;
}

StepClaim RegistryAssets::shown(ClaimIndex index) const {
  const ViewClaim& claim = view_.claim(index);
  StepClaim shown;
  shown.id = claim.id;
  const auto named = by_id_.find(claim.value);
  shown.statement = fmt::format("{}: {}", claim.property,
                                named == by_id_.end() ? claim.value : caption(named->second));
  shown.status = claim.status;
  shown.grade = claim.grade;
  shown.flags = claim.flags;
  shown.period = period_of(claim);
  shown.note = claim.note;
  if (claim.source < view_.sources.size()) {
    const ClaimSource& source = view_.sources[claim.source];
    shown.publisher = source.publisher;
    shown.url = source.url;
    shown.dataset = source.dataset;
  }
  return shown;
}

std::vector<StepClaim> RegistryAssets::shown(std::span<const ClaimIndex> claims) const {
  std::vector<StepClaim> all;
  for (const ClaimIndex claim : claims) all.push_back(shown(claim));
  return all;
}

AssetClaim RegistryAssets::asset(EntityIndex owner, std::vector<ClaimIndex> claims) const {
  AssetClaim asset;
  asset.owner = owner;
  asset.status = ClaimStatus::kConfirmed;
  asset.decides = true;
  for (const ClaimIndex index : claims) {
    const ViewClaim& claim = view_.claim(index);
    asset.status = std::min(asset.status, claim.status);
    if (const auto why = why_claim_may_not_decide(claim); !why.empty() && asset.decides) {
      asset.decides = false;
      asset.why_not = why;
    }
    std::optional<TimeUs> known = claim.recorded_at;
    if (claim.source < view_.sources.size() && view_.sources[claim.source].retrieved_at) {
      known = view_.sources[claim.source].retrieved_at;
    }
    asset.known_on = std::min(asset.known_on, day_of(*known));
    if (claim.valid_from) asset.first_day = std::max(asset.first_day, claim.valid_from->first_day);
    if (claim.valid_to) asset.last_day = std::min(asset.last_day, claim.valid_to->last_day);
  }
  asset.claims = std::move(claims);
  return asset;
}

void RegistryAssets::add_assets_of(EntityIndex entity) {
  const ViewEntity& one = view_.entity(entity);
  if (one.schema == "UserAccount") return add_account(entity);
  for (const std::string_view property : {"website", "domain", "url"}) {
    for (const ClaimIndex claim : claims_named(view_, one, property)) add_site(entity, claim);
  }
}

// A UserAccount of the registry: whose it is, under which handle, on which service.
void RegistryAssets::add_account(EntityIndex account) {
  const ViewEntity& one = view_.entity(account);
  const auto services = claims_named(view_, one, "service");
  for (const ClaimIndex owner : claims_named(view_, one, "owner")) {
    const auto found = find(view_.claim(owner).value);
    if (!found || !counts(view_.claim(owner))) continue;
    for (const ClaimIndex username : claims_named(view_, one, "username")) {
      if (!counts(view_.claim(username))) continue;
      for (const ClaimIndex service : services) {
        if (!counts(view_.claim(service))) continue;
        auto& assets = by_handle_[fmt::format("{}\n{}", normal_service(view_.claim(service).value),
                                              normal_handle(view_.claim(username).value))];
        if (assets.size() < kOwnersMax) {
          assets.push_back(asset(*found, {username, service, owner}));
        }
      }
    }
  }
}

void RegistryAssets::add_site(EntityIndex owner, ClaimIndex index) {
  const ViewClaim& claim = view_.claim(index);
  if (!counts(claim)) return;
  const LinkPlace place = place_of_link(claim.value);
  if (place.host.find('.') == std::string::npos) return;
  if (!place.service.empty()) {
    if (place.handle.empty()) return;
    auto& assets = by_handle_[place.service + '\n' + place.handle];
    if (assets.size() < kOwnersMax) assets.push_back(asset(owner, {index}));
    return;
  }
  auto& assets = by_host_[place.host];
  if (assets.size() < kOwnersMax) assets.push_back(asset(owner, {index}));
}

// What several entities are said to own decides for none of them: a link that fourteen outlets of
// one list share was copied, not checked.
void RegistryAssets::mark_contested(Assets& assets) const {
  const bool contested = std::any_of(assets.begin(), assets.end(), [&](const AssetClaim& one) {
    return one.owner != assets.front().owner && one.status >= ClaimStatus::kReported;
  });
  std::sort(assets.begin(), assets.end(), [](const AssetClaim& x, const AssetClaim& y) {
    return x.owner != y.owner ? x.owner < y.owner : x.claims < y.claims;
  });
  if (!contested) return;
  for (AssetClaim& asset : assets) {
    if (asset.decides) asset.why_not = "the registry lists it for several entities";
    asset.decides = false;
  }
}

// Whether of every property of a link a claim counts.
bool RegistryAssets::stands(const ViewLink& link) const {
  return std::all_of(link.claims.begin(), link.claims.end(), [&](ClaimIndex one) {
    return std::any_of(link.claims.begin(), link.claims.end(), [&](ClaimIndex other) {
      return view_.claim(one).property == view_.claim(other).property && counts(view_.claim(other));
    });
  });
}

void RegistryAssets::index_links() {
  enum : std::uint8_t { kHeld, kPaid, kEngaged, kKinds };
  const auto kinds_of = [](std::string_view schema) -> std::pair<bool, bool> {
    const bool holds = schema == "Ownership" || schema == "Control" || schema == "Directorship";
    const bool engages = schema == "Representation" || schema == "Employment" ||
                         schema == "Membership" || schema == "Directorship";
    return {holds, engages};
  };
  std::array<std::vector<std::pair<EntityIndex, LinkIndex>>, kKinds> found;
  for (std::uint32_t i = 0; i < view_.links.size(); ++i) {
    const ViewLink& link = view_.links[i];
    if (link.status == ClaimStatus::kWithdrawn) continue;
    if (!stands(link)) continue;
    const auto [holds, engages] = kinds_of(link.schema);
    if (holds) found[kHeld].push_back({link.to, {i}});
    if (link.schema == "Payment") found[kPaid].push_back({link.to, {i}});
    if (!engages) continue;
    found[kEngaged].push_back({link.from, {i}});
    if (link.from != link.to) found[kEngaged].push_back({link.to, {i}});
  }
  const std::array<Grouped*, kKinds> into = {&holders_, &payers_, &engagements_};
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    std::sort(found[kind].begin(), found[kind].end());
    Grouped& grouped = *into[kind];
    grouped.begin.assign(view_.entities.size() + 1, 0);
    for (const auto& [entity, link] : found[kind]) {
      ++grouped.begin[entity.value + 1];
      grouped.links.push_back(link);
    }
    for (std::size_t i = 1; i < grouped.begin.size(); ++i) grouped.begin[i] += grouped.begin[i - 1];
  }
}

}  // namespace overt
