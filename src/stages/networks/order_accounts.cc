#include "stages/networks/order_accounts.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace overt {
namespace {

/// A name with its first bytes as a number, which settles most comparisons without touching it.
struct NamedAccount {
  std::uint64_t prefix;
  std::string_view name;
  AccountId account;
};

std::uint64_t prefix_of(std::string_view name) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    prefix = prefix << 8 | (i < name.size() ? static_cast<unsigned char>(name[i]) : 0U);
  }
  return prefix;
}

bool earlier_name(const NamedAccount& a, const NamedAccount& b) {
  if (a.prefix != b.prefix) return a.prefix < b.prefix;
  return a.name < b.name;
}

}  // namespace

void order_by_name(std::vector<AccountId>& accounts, const Names& names) {
  std::vector<NamedAccount> named;
  named.reserve(accounts.size());
  for (const AccountId account : accounts) {
    const std::string_view name = names.account(account);
    named.push_back({prefix_of(name), name, account});
  }
  std::sort(named.begin(), named.end(), earlier_name);
  for (std::size_t i = 0; i < named.size(); ++i) accounts[i] = named[i].account;
}

}  // namespace overt
