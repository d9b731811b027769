#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "base/utf8.h"
#include "model/schema.h"
#include "stages/registry/describe_entity_internal.h"

namespace overt {
namespace {

constexpr std::array<std::string_view, 10> kCaptionProperties = {
    "name",     "alias",     "weakAlias", "title",   "fileName",
    "username", "publicKey", "iban",      "program", "summary"};

// Latin letters, which most readers can read: below U+0250, or general punctuation.
bool is_latin(std::string_view text) {
  if (!is_valid_utf8(text)) return false;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c >= 0x250 && (c < 0x1E00 || c > 0x1EFF) && (c < 0x2000 || c > 0x206F)) return false;
  }
  return true;
}

// A name is better the stronger its claim, then if most can read it, then the more often it is
// claimed, then the shorter.
std::string_view best_value(const RegistryView& view, const ViewEntity& entity,
                            std::string_view property) {
  struct Candidate {
    ClaimStatus status = ClaimStatus::kWithdrawn;
    int claims = 0;
  };
  std::map<std::string_view, Candidate> candidates;
  for (const ClaimIndex index : entity.claims) {
    const ViewClaim& claim = view.claim(index);
    if (claim.property != property || claim.value.empty()) continue;
    if (claim.status == ClaimStatus::kWithdrawn) continue;
    Candidate& candidate = candidates[claim.value];
    candidate.status = std::max(candidate.status, claim.status);
    ++candidate.claims;
  }
  const auto rank = [](const auto& one) {
    return std::tuple(-static_cast<int>(one.second.status), !is_latin(one.first),
                      -one.second.claims, one.first.size());
  };
  const auto best =
      std::min_element(candidates.begin(), candidates.end(),
                       [&](const auto& x, const auto& y) { return rank(x) < rank(y); });
  return best == candidates.end() ? std::string_view() : best->first;
}

std::string_view best_caption(const RegistryView& view, const ViewEntity& entity) {
  for (const std::string_view property : kCaptionProperties) {
    const std::string_view value = best_value(view, entity, property);
    if (!value.empty()) return value;
  }
  return entity.id;
}

std::string_view best_schema(const RegistryView& view, std::span<const std::string_view> schemata,
                             const ViewEntity& entity) {
  struct Named {
    ClaimStatus status = ClaimStatus::kWithdrawn;
    int claims = 0;
  };
  std::map<std::string_view, Named> named;
  for (const ClaimIndex index : entity.claims) {
    Named& one = named[schemata[index.value]];
    one.status = std::max(one.status, view.claim(index).status);
    ++one.claims;
  }
  named.erase("");
  std::vector<std::pair<std::string_view, Named>> ranked(named.begin(), named.end());
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& x, const auto& y) {
    return std::tuple(x.second.status, x.second.claims) >
           std::tuple(y.second.status, y.second.claims);
  });
  std::string_view best;
  for (const auto& [schema, unused] : ranked) best = common_schema(best, schema);
  return best.empty() ? "Thing" : best;
}

}  // namespace

void describe_entity(const RegistryView& view, std::span<const std::string_view> schemata,
                     ViewEntity& entity) {
  const auto key = [&](ClaimIndex index) {
    const ViewClaim& claim = view.claim(index);
    return std::tuple(claim.property, claim.value, claim.id);
  };
  std::sort(entity.claims.begin(), entity.claims.end(),
            [&](ClaimIndex x, ClaimIndex y) { return key(x) < key(y); });
  const auto twice =
      std::unique(entity.claims.begin(), entity.claims.end(),
                  [&](ClaimIndex x, ClaimIndex y) { return view.claim(x).id == view.claim(y).id; });
  entity.claims.erase(twice, entity.claims.end());
  entity.id = entity.ids.front();
  entity.schema = best_schema(view, schemata, entity);
  entity.caption = best_caption(view, entity);
}

}  // namespace overt
