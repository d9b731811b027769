#include <algorithm>

#include "stages/labels/labelled_assets_internal.h"

namespace overt {
namespace {

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace

std::string account_subject_id(std::string_view service, std::string_view name) {
  if (name.starts_with('@')) name.remove_prefix(1);
  if (service.empty() || name.empty()) return {};
  return in_lower_case(service) + ":" + in_lower_case(name);
}

std::string website_subject_id(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    url.remove_prefix(scheme + 3);
  }
  url = url.substr(0, url.find_first_of("/?#"));
  if (const std::size_t user = url.rfind('@'); user != std::string_view::npos) {
    url.remove_prefix(user + 1);
  }
  url = url.substr(0, url.find(':'));
  std::string host = in_lower_case(url);
  if (host.starts_with("www.")) host.erase(0, 4);
  return host;
}

LabelledAssets::LabelledAssets(const RegistryView& view, std::int32_t day)
    : view_(view), day_(day), assets_(view.entities.size()) {
  for (std::uint32_t i = 0; i < view.entities.size(); ++i) {
    for (const std::string_view id : view.entities[i].ids) by_id_.emplace(id, EntityIndex{i});
  }
  for (std::uint32_t i = 0; i < view.entities.size(); ++i) {
    const ViewEntity& entity = view.entities[i];
    if (entity.schema == "UserAccount") {
      add_account(EntityIndex{i});
      continue;
    }
    for (const ClaimIndex claim : entity.claims) {
      if (view.claim(claim).property == "website") add_website(EntityIndex{i}, claim);
    }
  }
  for (std::vector<LabelledAsset>& of_one : assets_) {
    std::stable_sort(
        of_one.begin(), of_one.end(),
        [](const LabelledAsset& a, const LabelledAsset& b) { return a.subject < b.subject; });
  }
}

std::optional<EntityIndex> LabelledAssets::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return std::nullopt;
  return found->second;
}

std::span<const LabelledAsset> LabelledAssets::of(EntityIndex entity) const {
  return assets_[entity.value];
}

bool LabelledAssets::holds(const ViewClaim& claim) const {
  if (claim.valid_from && day_ < claim.valid_from->first_day) return false;
  return !claim.valid_to || day_ <= claim.valid_to->last_day;
}

void LabelledAssets::add_account(EntityIndex account) {
  std::vector<ClaimIndex> owners;
  std::vector<ClaimIndex> services;
  std::vector<ClaimIndex> names;
  for (const ClaimIndex index : view_.entity(account).claims) {
    const std::string_view property = view_.claim(index).property;
    if (property == "owner") owners.push_back(index);
    if (property == "service") services.push_back(index);
    if (property == "username") names.push_back(index);
  }
  for (const ClaimIndex service : services) {
    for (const ClaimIndex name : names) {
      const std::string id =
          account_subject_id(view_.claim(service).value, view_.claim(name).value);
      if (id.empty()) continue;
      for (const ClaimIndex owner : owners) {
        const auto entity = find(view_.claim(owner).value);
        if (!entity) continue;
        const ClaimIndex claims[] = {owner, name, service};
        add(*entity, {LabelSubjectKind::kAccount, id}, std::string(view_.claim(name).value),
            claims);
      }
    }
  }
}

void LabelledAssets::add_website(EntityIndex owner, ClaimIndex claim) {
  std::string host = website_subject_id(view_.claim(claim).value);
  if (host.empty()) return;
  const ClaimIndex claims[] = {claim};
  std::string name = host;
  add(owner, {LabelSubjectKind::kWebsite, std::move(host)}, std::move(name), claims);
}

/// The first claim is the one that says whose it is; all must hold, be free of flags and may
/// decide.
void LabelledAssets::add(EntityIndex owner, LabelSubject subject, std::string name,
                         std::span<const ClaimIndex> claims) {
  LabelledAsset asset{std::move(subject), std::move(name), view_.claim(claims.front()).id, {}, {}};
  const auto refuse = [&](LabelRefusal refusal, std::string_view detail) {
    if (!asset.refusal) {
      asset.refusal = refusal;
      asset.detail = detail;
    }
  };
  bool holds_now = true;
  for (const ClaimIndex index : claims) {
    const ViewClaim& claim = view_.claim(index);
    holds_now = holds_now && holds(claim);
    if (!holds(claim)) refuse(LabelRefusal::kClaimEnded, name_of(claim.id));
    if (claim.flags.any()) {
      refuse(LabelRefusal::kFlagged,
             claim.note.empty() ? name_of(claim.flags) : std::string(claim.note));
    }
    if (!may_decide(claim.status, claim.grade, claim.flags)) {
      refuse(LabelRefusal::kClaimNotDeciding, name_of(claim.id));
    }
  }
  if (holds_now) claimed_by_[asset.subject].insert(owner.value);
  assets_[owner.value].push_back(std::move(asset));
}

const std::set<std::uint32_t>& LabelledAssets::claimants(const LabelSubject& subject) const {
  static const std::set<std::uint32_t> nobody;
  const auto found = claimed_by_.find(subject);
  return found == claimed_by_.end() ? nobody : found->second;
}

}  // namespace overt
