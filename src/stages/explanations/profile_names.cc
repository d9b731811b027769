#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "stages/explanations/profile_names_internal.h"

namespace overt {
namespace {

constexpr std::uint64_t kOthersPerMember = 4;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

ProfileLink read_link(std::string_view link) {
  if (const auto scheme = link.find("://"); scheme != std::string_view::npos) {
    link.remove_prefix(scheme + 3);
  }
  const auto end = std::min(link.find_first_of("/?#"), link.size());
  const std::string_view rest = link.substr(end);
  std::string_view host = link.substr(0, end);
  host = host.substr(0, host.find(':'));
  ProfileLink read;
  for (const char c : host) read.host += lower(c);
  if (read.host.starts_with("www.")) read.host.erase(0, 4);
  if (read.host.find('.') == std::string::npos) read.host.clear();
  read.root = rest.empty() || rest == "/";
  return read;
}

bool is_within(std::string_view host, std::string_view domain) {
  if (domain.empty() || !host.ends_with(domain)) return false;
  return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

std::string squeezed(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (is_name_character(lower(c))) text += lower(c);
  }
  return text;
}

bool names_nobody(std::string_view squeezed_entity) {
  static constexpr std::array<std::string_view, 12> kNobody = {
      "",        "na",       "none",       "no",      "self",      "myself",
      "private", "personal", "individual", "citizen", "freelance", "independent"};
  return std::find(kNobody.begin(), kNobody.end(), squeezed_entity) != kNobody.end();
}

bool is_own_site(std::string_view domain, std::uint32_t linking,
                 std::span<const HostFigure> hosts) {
  std::uint64_t accounts = 0;
  for (const HostFigure& host : hosts) {
    if (is_within(host.host, domain)) accounts += host.accounts;
  }
  return linking > 0 && accounts <= (1 + kOthersPerMember) * linking;
}

const AccountProfile* profile_of(const NetworkBehaviour& network, std::size_t member) {
  return network.profiles.empty() ? nullptr : network.profiles[member];
}

std::vector<HostFigure> count_profile_hosts(std::span<const AccountProfile* const> profiles) {
  std::map<std::string, std::uint32_t> counts;
  for (const AccountProfile* profile : profiles) {
    if (profile == nullptr) continue;
    std::set<std::string> hosts;
    for (const std::string& link : profile->links) hosts.insert(read_link(link).host);
    hosts.erase("");
    for (const std::string& host : hosts) ++counts[host];
  }
  std::vector<HostFigure> figures;
  figures.reserve(counts.size());
  for (const auto& [host, accounts] : counts) figures.push_back({host, accounts});
  return figures;
}

}  // namespace overt
