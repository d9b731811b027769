#include "stages/registry/propose_merges.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

#include "base/check.h"
#include "kernel/text/levenshtein.h"
#include "kernel/text/name_form.h"
#include "kernel/text/registrable_domain.h"
#include "model/schema.h"
#include "stages/registry/search_terms.h"

namespace overt {
namespace {

enum class Kind : std::uint8_t { kIdentifier, kHandle, kDomain, kName, kOutline };
constexpr std::size_t kKinds = 5;

// How much each kind of agreement speaks for one entity, alone.
constexpr double weight_of(Kind kind) {
  constexpr std::array<double, kKinds> kWeights = {.95, .8, .45, .55, .5};
  return kWeights.at(static_cast<std::size_t>(kind));
}
constexpr double kAlikeMin = .6;  // names of one outline that are less alike say nothing
constexpr double kSameCountry = .15;
constexpr double kOtherCountry = .5;   // times the score
constexpr double kContradiction = .2;  // times the score, for each identifier that differs

// Given by one register, so that one value is one entity.
constexpr std::array<std::string_view, 6> kExactProperties = {"leiCode",    "innCode",   "ogrnCode",
                                                              "wikidataId", "imoNumber", "iban"};

/// One thing that an entity can have in common with others.
struct Key {
  std::uint64_t hash = 0;
  std::uint32_t entity = 0;
  Kind kind = Kind::kName;
  friend auto operator<=>(const Key&, const Key&) = default;
};

std::uint64_t hash_of(Kind kind, std::string_view what, std::string_view value) {
  std::string text(1, static_cast<char>('0' + static_cast<int>(kind)));
  text.append(what).append(1, '\0').append(value);
  return XXH3_64bits(text.data(), text.size());
}

std::set<std::string> values_of(const RegistryView& view, const ViewEntity& entity,
                                std::string_view property) {
  std::set<std::string> values;
  for (const ClaimIndex index : entity.claims) {
    const ViewClaim& claim = view.claim(index);
    if (claim.property == property && claim.status != ClaimStatus::kWithdrawn) {
      values.emplace(claim.value);
    }
  }
  return values;
}

/// What two entities have in common under a key, in words.
std::string describe(Kind kind, std::string_view what, std::string_view value) {
  switch (kind) {
    case Kind::kIdentifier:
      return fmt::format("one {}: {}", what, value);
    case Kind::kHandle:
      return fmt::format("one handle on {}: {}", what, value);
    case Kind::kDomain:
      return fmt::format("one domain: {}", value);
    case Kind::kName:
    case Kind::kOutline:
      return fmt::format("names agree: {}", value);
  }
  CHECK(false);
}

class KeyMaker {
 public:
  /// Calls visit(kind, what, value) for everything an entity can be recognised by.
  template <typename Visit>
  void visit_keys(const RegistryView& view, const ViewEntity& entity, const Visit& visit) {
    const bool account = is_a(entity.schema, "UserAccount");
    std::string_view service;
    std::string_view jurisdiction;
    for (const ClaimIndex index : entity.claims) {
      const ViewClaim& claim = view.claim(index);
      if (claim.property == "service") service = claim.value;
      if (claim.property == "jurisdiction") jurisdiction = claim.value;
      if (claim.property == "country" && jurisdiction.empty()) jurisdiction = claim.value;
    }
    for (const ClaimIndex index : entity.claims) {
      const ViewClaim& claim = view.claim(index);
      if (claim.status == ClaimStatus::kWithdrawn || claim.value.empty()) continue;
      const bool exact = std::find(kExactProperties.begin(), kExactProperties.end(),
                                   claim.property) != kExactProperties.end();
      if (exact) {
        visit(Kind::kIdentifier, claim.property, claim.value);
      } else if (claim.property == "registrationNumber" && !jurisdiction.empty()) {
        visit(Kind::kIdentifier, fmt::format("registrationNumber in {}", jurisdiction),
              claim.value);
      } else if (account && claim.property == "username") {
        visit(Kind::kHandle, service, claim.value);
      } else if (claim.property == "website" && may_attribute(claim.flags)) {
        const std::string host = host_of(claim.value);
        if (!host.empty()) visit(Kind::kDomain, "", registrable_domain(host));
      } else if (!account && (claim.property == "name" || claim.property == "alias")) {
        const std::string form = forms_.form(claim.value);
        if (form.size() > 3) visit(Kind::kName, "", form);
        visit(Kind::kOutline, "", text::NameForms::outline(form));
      }
    }
  }

 private:
  text::NameForms forms_;
};

std::vector<Key> all_keys(const RegistryView& view) {
  std::vector<Key> keys;
  KeyMaker maker;
  for (std::uint32_t i = 0; i < view.entities.size(); ++i) {
    maker.visit_keys(view, view.entities[i],
                     [&](Kind kind, std::string_view what, std::string_view value) {
                       if (value.empty()) return;
                       keys.push_back({hash_of(kind, what, value), i, kind});
                     });
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

using Pair = std::pair<std::uint32_t, std::uint32_t>;

std::vector<Pair> pairs_that_meet(const std::vector<Key>& keys, std::uint32_t block_max,
                                  std::uint64_t& left_out) {
  std::vector<Pair> pairs;
  for (std::size_t begin = 0, end = 0; begin < keys.size(); begin = end) {
    while (end < keys.size() && keys[end].hash == keys[begin].hash) ++end;
    if (end - begin > block_max) {
      ++left_out;
      continue;
    }
    for (std::size_t i = begin; i < end; ++i) {
      for (std::size_t j = i + 1; j < end; ++j) pairs.emplace_back(keys[i].entity, keys[j].entity);
    }
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

// A person is no company; an account is nothing but an account.
bool may_be_one_kind(std::string_view a, std::string_view b) {
  if (a == b || is_a(a, b) || is_a(b, a)) return true;
  const auto organised = [](std::string_view schema) { return is_a(schema, "Organization"); };
  return organised(a) && organised(b);
}

class Comparison {
 public:
  explicit Comparison(const RegistryView& view) : view_(view) {}

  MergeProposal compare(const Pair& pair) {
    MergeProposal proposal{EntityIndex{pair.first}, EntityIndex{pair.second}, 0, {}};
    const ViewEntity& a = view_.entities[pair.first];
    const ViewEntity& b = view_.entities[pair.second];
    if (!may_be_one_kind(a.schema, b.schema)) return proposal;
    add_agreements(a, b, proposal);
    weigh_countries(a, b, proposal);
    weigh_contradictions(a, b, proposal);
    return proposal;
  }

 private:
  using Told = std::tuple<Kind, std::string, std::string>;

  std::set<Told> told(const ViewEntity& entity) {
    std::set<Told> all;
    maker_.visit_keys(view_, entity, [&](Kind kind, std::string_view what, std::string_view value) {
      if (!value.empty()) all.emplace(kind, what, value);
    });
    return all;
  }

  void add_agreements(const ViewEntity& a, const ViewEntity& b, MergeProposal& proposal) {
    const std::set<Told> of_a = told(a);
    const std::set<Told> of_b = told(b);
    std::array<bool, kKinds> met{};
    double against = 1;
    bool outline = false;
    for (const Told& one : of_a) {
      if (!of_b.contains(one)) continue;
      const auto& [kind, what, value] = one;
      if (kind == Kind::kOutline) {
        outline = true;
        continue;
      }
      proposal.reasons.push_back(describe(kind, what, value));
      bool& counted = met.at(static_cast<std::size_t>(kind));
      if (!counted || kind == Kind::kIdentifier) against *= 1 - weight_of(kind);
      counted = true;
    }
    if (outline && !met.at(static_cast<std::size_t>(Kind::kName))) {
      against *= 1 - weight_of(Kind::kOutline) * likeness(of_a, of_b, proposal);
    }
    proposal.score = 1 - against;
  }

  // Of the two names that are most alike: 1 less the share of letters that differ.
  double likeness(const std::set<Told>& of_a, const std::set<Told>& of_b, MergeProposal& proposal) {
    double most = 0;
    std::pair<std::string_view, std::string_view> which;
    for (const auto& [kind_a, what_a, a] : of_a) {
      for (const auto& [kind_b, what_b, b] : of_b) {
        if (kind_a != Kind::kName || kind_b != Kind::kName) continue;
        const std::size_t longer = std::max(a.size(), b.size());
        const std::size_t apart = levenshtein_.distance(a, b, longer);
        const double alike = 1 - static_cast<double>(apart) / static_cast<double>(longer);
        if (alike <= most) continue;
        most = alike;
        which = {a, b};
      }
    }
    if (most < kAlikeMin) return 0;
    proposal.reasons.push_back(
        fmt::format("names are alike ({:.2f}): {} and {}", most, which.first, which.second));
    return most;
  }

  void weigh_countries(const ViewEntity& a, const ViewEntity& b, MergeProposal& proposal) const {
    const auto of_a = values_of(view_, a, "country");
    const auto of_b = values_of(view_, b, "country");
    if (of_a.empty() || of_b.empty()) return;
    const bool same = std::any_of(of_a.begin(), of_a.end(),
                                  [&](const std::string& one) { return of_b.contains(one); });
    if (same) {
      proposal.score = 1 - (1 - proposal.score) * (1 - kSameCountry);
      proposal.reasons.emplace_back("one country");
    } else {
      proposal.score *= kOtherCountry;
      proposal.reasons.emplace_back("against it: countries differ");
    }
  }

  void weigh_contradictions(const ViewEntity& a, const ViewEntity& b,
                            MergeProposal& proposal) const {
    for (const std::string_view property : kExactProperties) {
      const auto of_a = values_of(view_, a, property);
      const auto of_b = values_of(view_, b, property);
      if (of_a.empty() || of_b.empty()) continue;
      const bool same = std::any_of(of_a.begin(), of_a.end(),
                                    [&](const std::string& one) { return of_b.contains(one); });
      if (same) continue;
      proposal.score *= kContradiction;
      proposal.reasons.push_back(fmt::format("against it: {} differs", property));
    }
  }

  const RegistryView& view_;
  KeyMaker maker_;
  text::Levenshtein levenshtein_;
};

}  // namespace

ProposedMerges propose_merges(const RegistryView& view, const ProposeOptions& options) {
  ProposedMerges result;
  const std::vector<Pair> pairs =
      pairs_that_meet(all_keys(view), options.block_max, result.blocks_left_out);
  std::set<Pair> apart;
  for (const auto& [a, b] : view.apart) apart.insert(std::minmax(a.value, b.value));
  Comparison comparison(view);
  for (const Pair& pair : pairs) {
    if (pair.first == pair.second || apart.contains(pair)) continue;
    ++result.compared;
    MergeProposal proposal = comparison.compare(pair);
    if (proposal.score >= options.score_min) result.proposals.push_back(std::move(proposal));
  }
  std::stable_sort(result.proposals.begin(), result.proposals.end(),
                   [](const auto& x, const auto& y) { return x.score > y.score; });
  return result;
}

}  // namespace overt
