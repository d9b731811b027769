#include "stages/registry/search_terms.h"

#include <algorithm>

#include <xxhash.h>

#include "kernel/text/registrable_domain.h"
#include "model/schema.h"

namespace overt {
namespace {

constexpr std::size_t kNameBytesMax = 512;

std::uint64_t term_of(std::string_view word) { return XXH3_64bits(word.data(), word.size()); }

bool is_host(std::string_view host) {
  if (host.find('.') == std::string_view::npos || host.starts_with('.')) return false;
  return std::all_of(host.begin(), host.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
}

}  // namespace

std::string host_of(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
  address = address.substr(0, address.find_first_of("/?#:"));
  const std::size_t user = address.rfind('@');
  if (user != std::string_view::npos) address.remove_prefix(user + 1);
  std::string host(address);
  for (char& c : host) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (host.starts_with("www.")) host.erase(0, 4);
  while (host.ends_with('.')) host.pop_back();
  return is_host(host) ? host : std::string();
}

void SearchTerms::add_words(std::string_view text) {
  if (text.size() > kNameBytesMax) return;
  for (const std::string& word : forms_.words(text)) terms_.push_back(term_of(word));
}

void SearchTerms::add_host(std::string_view address) {
  const std::string host = host_of(address);
  if (host.empty()) return;
  terms_.push_back(term_of(host));
  const std::string_view domain = registrable_domain(host);
  if (!domain.empty()) terms_.push_back(term_of(domain));
}

const std::vector<std::uint64_t>& SearchTerms::of(const Claim& claim) {
  terms_.clear();
  if (claim.kind != ClaimKind::kStates) return terms_;
  switch (type_of(claim.schema, claim.property)) {
    case PropertyType::kName:
    case PropertyType::kIdentifier:
      add_words(claim.value);
      break;
    case PropertyType::kUrl:
      add_host(claim.value);
      break;
    case PropertyType::kEmail:
      terms_.push_back(term_of(claim.value));
      add_host(claim.value);
      break;
    default:
      break;
  }
  std::sort(terms_.begin(), terms_.end());
  terms_.erase(std::unique(terms_.begin(), terms_.end()), terms_.end());
  return terms_;
}

const std::vector<std::uint64_t>& SearchTerms::of_query(std::string_view query) {
  terms_.clear();
  // An address is looked up as one: its words are everywhere ("com").
  const std::string host = host_of(query);
  if (host.empty()) {
    add_words(query);
  } else {
    terms_.push_back(term_of(host));
  }
  std::sort(terms_.begin(), terms_.end());
  terms_.erase(std::unique(terms_.begin(), terms_.end()), terms_.end());
  return terms_;
}

}  // namespace overt
