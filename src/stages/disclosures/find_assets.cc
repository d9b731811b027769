#include "stages/disclosures/find_assets.h"

#include <algorithm>
#include <map>
#include <set>

namespace overt {
namespace {

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string bare_address(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  if (text.starts_with("www.")) text.remove_prefix(4);
  while (text.ends_with('/')) text.remove_suffix(1);
  const std::size_t slash = std::min(text.find_first_of("/?#"), text.size());
  return lowered(text.substr(0, slash)) + std::string(text.substr(slash));
}

std::string host_of(std::string_view address) {
  const std::string bare = bare_address(address);
  return bare.substr(0, std::min(bare.find_first_of("/?#:"), bare.size()));
}

std::string bare_handle(std::string_view handle) {
  if (handle.starts_with('@')) handle.remove_prefix(1);
  return lowered(handle);
}

/// "clipper:1" → "1".
std::string_view bare_id(std::string_view account) {
  const std::size_t colon = account.find(':');
  return colon == std::string_view::npos ? account : account.substr(colon + 1);
}

using Places = std::map<std::string, std::set<std::string>>;

class Index {
 public:
  explicit Index(const LookedThrough& looked) {
    for (const AccountProfile& profile : looked.profiles) add(profile);
    for (const NetworkOfRun& network : looked.networks) add(network);
  }

  [[nodiscard]] FoundAsset look(const PeerAsset& asset) const {
    FoundAsset found{asset, {}, {}};
    switch (asset.kind) {
      case PeerAssetKind::kAccount:
        if (!asset.value.empty()) take(accounts_by_id_, std::string(bare_id(asset.value)), found);
        if (!asset.handle.empty()) take(accounts_by_handle_, bare_handle(asset.handle), found);
        break;
      case PeerAssetKind::kDomain:
        take(accounts_by_host_, host_of(asset.value), found);
        take_networks(networks_by_host_, host_of(asset.value), found);
        break;
      case PeerAssetKind::kUrl:
        take(accounts_by_address_, bare_address(asset.value), found);
        take_networks(networks_by_address_, bare_address(asset.value), found);
        break;
      case PeerAssetKind::kName:
        break;
    }
    return found;
  }

 private:
  void add(const AccountProfile& profile) {
    accounts_by_id_[std::string(bare_id(profile.account_id))].insert(profile.account_id);
    if (!profile.handle.empty()) {
      accounts_by_handle_[bare_handle(profile.handle)].insert(profile.account_id);
    }
    for (const std::string& link : profile.links) {
      accounts_by_address_[bare_address(link)].insert(profile.account_id);
      accounts_by_host_[host_of(link)].insert(profile.account_id);
    }
  }

  void add(const NetworkOfRun& network) {
    for (const NetworkAccount& account : network.accounts) {
      accounts_by_id_[std::string(bare_id(account.id))].insert(account.id);
      if (!account.handle.empty()) {
        accounts_by_handle_[bare_handle(account.handle)].insert(account.id);
      }
      networks_by_account_[std::string(bare_id(account.id))].insert(network.told.id);
    }
    for (const std::string& object : network.objects) {
      networks_by_address_[bare_address(object)].insert(network.told.id);
      networks_by_host_[host_of(object)].insert(network.told.id);
    }
  }

  void take(const Places& places, const std::string& key, FoundAsset& found) const {
    const auto at = places.find(key);
    if (at == places.end()) return;
    for (const std::string& account : at->second) {
      insert(account, found.accounts);
      take_networks(networks_by_account_, std::string(bare_id(account)), found);
    }
  }

  static void take_networks(const Places& places, const std::string& key, FoundAsset& found) {
    const auto at = places.find(key);
    if (at == places.end()) return;
    for (const std::string& network : at->second) insert(network, found.networks);
  }

  static void insert(const std::string& one, std::vector<std::string>& sorted) {
    const auto place = std::lower_bound(sorted.begin(), sorted.end(), one);
    if (place == sorted.end() || *place != one) sorted.insert(place, one);
  }

  Places accounts_by_id_;
  Places accounts_by_handle_;
  Places accounts_by_address_;
  Places accounts_by_host_;
  Places networks_by_account_;
  Places networks_by_address_;
  Places networks_by_host_;
};

}  // namespace

std::vector<FoundAsset> find_assets(std::span<const PeerAsset> assets,
                                    const LookedThrough& looked_through) {
  const Index index(looked_through);
  std::vector<FoundAsset> found;
  for (const PeerAsset& asset : assets) {
    if (asset.kind != PeerAssetKind::kName) found.push_back(index.look(asset));
  }
  return found;
}

}  // namespace overt
