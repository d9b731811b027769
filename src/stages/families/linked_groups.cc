#include <algorithm>
#include <iterator>

#include "stages/families/linked_groups_internal.h"

namespace overt {
namespace {

constexpr std::uint32_t kPartnersMin = 2;
constexpr std::uint32_t kRoundsMax = 64;
constexpr std::uint32_t kNowhere = 0xFFFF'FFFFU;

}  // namespace

LinkedGroups::LinkedGroups(std::uint32_t accounts, std::vector<Link> links)
    : begin_(std::size_t{accounts} + 1, 0), place_(accounts, kNowhere) {
  index(links);
  std::erase_if(links, [this](const Link& link) { return !closes_triangle(link); });
  index(links);
  Group linked;
  for (std::uint32_t account = 0; account < accounts; ++account) {
    if (!partners(account).empty()) linked.push_back(account);
  }
  split(linked, 0);
  while (!parts_.empty()) {
    const Part part = std::move(parts_.back());
    parts_.pop_back();
    take_groups(part);
  }
  std::sort(groups_.begin(), groups_.end());
}

void LinkedGroups::index(const std::vector<Link>& links) {
  std::fill(begin_.begin(), begin_.end(), 0);
  for (const Link& link : links) {
    ++begin_[std::size_t{link.first} + 1];
    ++begin_[std::size_t{link.second} + 1];
  }
  for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  partners_.resize(2 * links.size());
  std::vector<std::uint64_t> next(begin_.begin(), begin_.end() - 1);
  // By the first account, then by the second: each list comes out sorted.
  for (const Link& link : links) partners_[next[link.second]++] = link.first;
  for (const Link& link : links) partners_[next[link.first]++] = link.second;
}

bool LinkedGroups::closes_triangle(const Link& link) const {
  const auto a = partners(link.first);
  const auto b = partners(link.second);
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (a[i] == b[j]) return true;
    ++(a[i] < b[j] ? i : j);
  }
  return false;
}

void LinkedGroups::enter(const Group& accounts) {
  for (std::uint32_t i = 0; i < accounts.size(); ++i) place_[accounts[i]] = i;
}

void LinkedGroups::leave(const Group& accounts) {
  for (const std::uint32_t account : accounts) place_[account] = kNowhere;
}

std::vector<LinkedGroups::Group> LinkedGroups::connected_parts(const Group& accounts) {
  enter(accounts);
  std::vector<Group> parts;
  for (const std::uint32_t account : accounts) {
    if (place_[account] == kNowhere) continue;
    Group part = {account};
    place_[account] = kNowhere;
    for (std::size_t at = 0; at < part.size(); ++at) {
      for (const std::uint32_t other : partners(part[at])) {
        if (place_[other] == kNowhere) continue;
        place_[other] = kNowhere;
        part.push_back(other);
      }
    }
    std::sort(part.begin(), part.end());
    parts.push_back(std::move(part));
  }
  return parts;
}

void LinkedGroups::split(const Group& accounts, std::uint32_t round) {
  for (Group& part : connected_parts(accounts)) {
    if (part.size() > kPartnersMin) parts_.push_back({std::move(part), round});
  }
}

std::vector<std::uint32_t> LinkedGroups::links_among(const Group& accounts) {
  enter(accounts);
  std::vector<std::uint32_t> links(accounts.size(), 0);
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    for (const std::uint32_t other : partners(accounts[i])) {
      links[i] += place_[other] != kNowhere ? 1 : 0;
    }
  }
  leave(accounts);
  return links;
}

// Core numbers by taking away the least linked again and again (Batagelj and Zaversnik 2003).
std::vector<std::uint32_t> LinkedGroups::cores_of(const Group& accounts) {
  std::vector<std::uint32_t> links = links_among(accounts);
  std::uint32_t most = 0;
  for (const std::uint32_t count : links) most = std::max(most, count);
  std::vector<std::vector<std::uint32_t>> by_links(std::size_t{most} + 1);
  for (std::uint32_t i = 0; i < accounts.size(); ++i) by_links[links[i]].push_back(i);
  std::vector<bool> taken(accounts.size(), false);
  enter(accounts);
  for (std::uint32_t level = 0; level <= most; ++level) {
    for (std::size_t at = 0; at < by_links[level].size(); ++at) {
      const std::uint32_t i = by_links[level][at];
      if (taken[i] || links[i] != level) continue;
      taken[i] = true;
      for (const std::uint32_t other : partners(accounts[i])) {
        const std::uint32_t j = place_[other];
        if (j == kNowhere || taken[j] || links[j] <= level) continue;
        by_links[--links[j]].push_back(j);
      }
    }
  }
  leave(accounts);
  return links;
}

// Takes the least linked away, the later account first.
LinkedGroups::Group LinkedGroups::thinned(Group accounts) {
  std::vector<std::uint32_t> links = links_among(accounts);
  while (accounts.size() > kPartnersMin) {
    std::size_t least = 0;
    for (std::size_t i = 1; i < links.size(); ++i) least = links[i] <= links[least] ? i : least;
    const bool dense = 2 * std::size_t{links[least]} + 1 >= accounts.size();
    if (dense && links[least] >= kPartnersMin) return accounts;
    const std::uint32_t away = accounts[least];
    accounts.erase(accounts.begin() + static_cast<std::ptrdiff_t>(least));
    links.erase(links.begin() + static_cast<std::ptrdiff_t>(least));
    for (const std::uint32_t other : partners(away)) {
      const auto place = std::lower_bound(accounts.begin(), accounts.end(), other);
      if (place == accounts.end() || *place != other) continue;
      --links[static_cast<std::size_t>(place - accounts.begin())];
    }
  }
  return {};
}

void LinkedGroups::take_groups(const Part& part) {
  if (part.round == kRoundsMax) {
    ++cut_;
    return;
  }
  const auto cores = cores_of(part.accounts);
  const std::uint32_t innermost = *std::max_element(cores.begin(), cores.end());
  if (innermost < kPartnersMin) return;
  const std::uint32_t least = std::max(kPartnersMin, (innermost + 1) / 2);
  Group core;
  for (std::size_t i = 0; i < cores.size(); ++i) {
    if (cores[i] >= least) core.push_back(part.accounts[i]);
  }
  Group done;
  for (const Group& dense : connected_parts(core)) {
    Group group = thinned(dense);
    const Group& away = group.empty() ? dense : group;
    done.insert(done.end(), away.begin(), away.end());
    if (!group.empty()) groups_.push_back(std::move(group));
  }
  std::sort(done.begin(), done.end());
  Group rest;
  std::set_difference(part.accounts.begin(), part.accounts.end(), done.begin(), done.end(),
                      std::back_inserter(rest));
  split(rest, part.round + 1);
}

}  // namespace overt
