#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <tuple>
#include <utility>

#include "model/schema.h"
#include "stages/registry/make_links_internal.h"

namespace overt {
namespace {

constexpr std::array<std::string_view, 5> kRoleProperties = {"role", "controlType", "ownershipType",
                                                             "relationship", "purpose"};

/// What is claimed of one end of a link: whom it names, how well.
struct End {
  ClaimStatus status = ClaimStatus::kWithdrawn;
  bool decides = false;
};
using Ends = std::map<std::uint32_t, End>;  // by node

template <typename Visit>
void for_each_value(const RegistryView& view, const ViewEntity& entity, std::string_view property,
                    const Visit& visit) {
  for (const ClaimIndex index : entity.claims) {
    const ViewClaim& claim = view.claim(index);
    if (claim.property == property && !claim.value.empty()) visit(claim);
  }
}

/// The value of the strongest claim; of equals the least in byte order.
const ViewClaim* strongest(const RegistryView& view, const ViewEntity& entity,
                           std::string_view property) {
  const ViewClaim* best = nullptr;
  for_each_value(view, entity, property, [&](const ViewClaim& claim) {
    if (best == nullptr || claim.status > best->status) best = &claim;
  });
  return best;
}

std::string_view first_of(const RegistryView& view, const ViewEntity& entity,
                          std::span<const std::string_view> properties) {
  for (const std::string_view property : properties) {
    if (const ViewClaim* const found = strongest(view, entity, property)) return found->value;
  }
  return {};
}

/// "1234.5", "1,234.5", "51 %"; negative where it is no number.
double number_in(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || c == '.') digits += c;
    if (c == '-' || c == '/') return -1;  // a range, a fraction
  }
  double value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, value);
  return error == std::errc() && stopped == end ? value : -1;
}

std::optional<PartialDate> date_of(const RegistryView& view, const ViewEntity& entity,
                                   std::initializer_list<std::string_view> properties) {
  for (const std::string_view property : properties) {
    const ViewClaim* const claim = strongest(view, entity, property);
    if (claim == nullptr) continue;
    if (const auto date = parse_partial_date(claim->value.substr(0, 10))) return date;
  }
  return std::nullopt;
}

/// Where no property says it: the widest that the claims of its ends hold.
void set_dates(const RegistryView& view, const ViewEntity& entity, const LinkEnds& ends,
               ViewLink& link) {
  link.valid_from = date_of(view, entity, {"startDate", "date"});
  link.valid_to = date_of(view, entity, {"endDate", "date"});
  const bool from_claims = !link.valid_from;
  const bool to_claims = !link.valid_to;
  bool open = false;  // some end's claim says that it still holds
  for (const std::string_view property : {ends.source, ends.target}) {
    for_each_value(view, entity, property, [&](const ViewClaim& claim) {
      if (from_claims && claim.valid_from) {
        link.valid_from =
            link.valid_from ? std::min(*link.valid_from, *claim.valid_from) : *claim.valid_from;
      }
      open = open || !claim.valid_to;
      if (to_claims && claim.valid_to) {
        link.valid_to = link.valid_to ? std::max(*link.valid_to, *claim.valid_to) : *claim.valid_to;
      }
    });
  }
  if (to_claims && open) link.valid_to.reset();
}

ViewLink describe_link(const RegistryView& view, const ViewEntity& entity, const LinkEnds& ends) {
  ViewLink link;
  link.id = entity.id;
  link.schema = entity.schema;
  link.claims = entity.claims;
  link.role = first_of(view, entity, kRoleProperties);
  if (const ViewClaim* const share = strongest(view, entity, "percentage")) {
    const double percent = number_in(share->value);
    if (percent >= 0 && percent <= 100) link.share = percent / 100;
  }
  if (const ViewClaim* const amount = strongest(view, entity, "amount")) {
    link.amount = number_in(amount->value);
    if (const ViewClaim* const currency = strongest(view, entity, "currency")) {
      link.currency = currency->value;
    }
  }
  set_dates(view, entity, ends, link);
  return link;
}

class Placement {
 public:
  Placement(RegistryView& view, std::vector<ViewEntity> made,
            const std::function<std::uint32_t(std::string_view)>& find_node)
      : view_(view),
        made_(std::move(made)),
        find_node_(find_node),
        places_(made_.size(), EntityIndex{kNoEntity}) {}

  std::vector<EntityIndex> run() {
    std::vector<char> is_link(made_.size());
    for (std::size_t i = 0; i < made_.size(); ++i) {
      is_link[i] = link_end_values(view_, made_[i]).empty() ? 0 : 1;
    }
    std::vector<std::uint32_t> links;
    std::vector<std::uint32_t> entities;
    for (std::uint32_t i = 0; i < made_.size(); ++i) {
      (is_link[i] != 0 && !reaches_a_link(made_[i], is_link) ? links : entities).push_back(i);
    }
    const auto by_id = [&](std::uint32_t x, std::uint32_t y) { return made_[x].id < made_[y].id; };
    std::sort(entities.begin(), entities.end(), by_id);
    std::sort(links.begin(), links.end(), by_id);
    for (std::uint32_t i = 0; i < entities.size(); ++i) places_[entities[i]] = EntityIndex{i};
    for (const std::uint32_t node : links) add_links(made_[node]);
    for (const std::uint32_t node : entities) view_.entities.push_back(std::move(made_[node]));
    return places_;
  }

 private:
  bool reaches_a_link(const ViewEntity& entity, const std::vector<char>& is_link) const {
    const auto ends = link_end_values(view_, entity);
    return std::any_of(ends.begin(), ends.end(),
                       [&](std::string_view end) { return is_link[find_node_(end)] != 0; });
  }

  Ends ends_of(const ViewEntity& entity, std::string_view property) const {
    Ends ends;
    for_each_value(view_, entity, property, [&](const ViewClaim& claim) {
      End& end = ends[places_[find_node_(claim.value)].value];
      end.status = std::max(end.status, claim.status);
      end.decides = end.decides || may_decide(claim.status, claim.grade, claim.flags);
    });
    return ends;
  }

  void add_links(const ViewEntity& entity) {
    const LinkEnds ends = *link_ends(entity.schema);
    const ViewLink draft = describe_link(view_, entity, ends);
    for (const auto& [from, source] : ends_of(entity, ends.source)) {
      for (const auto& [to, target] : ends_of(entity, ends.target)) {
        ViewLink link = draft;
        link.from = EntityIndex{from};
        link.to = EntityIndex{to};
        link.status = std::min(source.status, target.status);
        link.decides = source.decides && target.decides;
        view_.links.push_back(std::move(link));
      }
    }
  }

  RegistryView& view_;
  std::vector<ViewEntity> made_;
  const std::function<std::uint32_t(std::string_view)>& find_node_;
  std::vector<EntityIndex> places_;  // of nodes that are entities
};

}  // namespace

std::vector<std::string_view> link_end_values(const RegistryView& view, const ViewEntity& entity) {
  const auto ends = link_ends(entity.schema);
  if (!ends) return {};
  std::vector<std::string_view> values;
  for_each_value(view, entity, ends->source,
                 [&](const ViewClaim& claim) { values.push_back(claim.value); });
  const std::size_t sources = values.size();
  for_each_value(view, entity, ends->target,
                 [&](const ViewClaim& claim) { values.push_back(claim.value); });
  if (sources == 0 || sources == values.size()) return {};
  return values;
}

std::vector<EntityIndex> place_entities_and_links(
    RegistryView& view, std::vector<ViewEntity> made,
    const std::function<std::uint32_t(std::string_view)>& find_node) {
  return Placement(view, std::move(made), find_node).run();
}

}  // namespace overt
