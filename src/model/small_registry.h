#pragma once
// What tests of several modules share: a view of a registry from a handful of statements, as
// build_registry_view would leave it. Stateless; O(n log n).

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "model/registry.h"

namespace overt {

/// How a statement is made; by default one that may decide.
struct SmallClaim {
  ClaimStatus status = ClaimStatus::kConfirmed;
  std::string_view from = {};  // "2014-03"; empty: not dated
  std::string_view to = {};
  ClaimFlags flags = {};
  Grade grade = {'B', '2'};
  TimeUs retrieved_at = 1'700'000'000 * kMicrosPerSecond;  // 2023-11-14
};

struct SmallLink {
  double share = -1;
  std::string_view role = {};
  double amount = -1;
};

class SmallRegistry {
 public:
  void entity(const std::string& id, const std::string& schema, const std::string& name) {
    entities_[id].schema = schema;
    state(id, "name", name);
  }

  void state(const std::string& id, const std::string& property, const std::string& value,
             const SmallClaim& how = {}) {
    entities_[id].claims.push_back({property, value, how});
  }

  void account(const std::string& id, const std::string& owner, const std::string& service,
               const std::string& handle, const SmallClaim& how = {}) {
    entities_[id].schema = "UserAccount";
    state(id, "owner", owner, how);
    state(id, "service", service, how);
    state(id, "username", handle, how);
  }

  void link(const std::string& schema, const std::string& from, const std::string& to,
            const SmallLink& what = {}, const SmallClaim& how = {}) {
    links_.push_back({schema, from, to, what, how});
  }

  /// Lives as long as this and until the next call.
  const RegistryView& view() {
    view_ = RegistryView();
    std::map<std::string, EntityIndex> index;
    for (const auto& [id, draft] : entities_) {
      index.emplace(id, EntityIndex{static_cast<std::uint32_t>(view_.entities.size())});
      add_entity(id, draft);
    }
    for (const LinkDraft& draft : links_) {
      add_link(draft, index.at(draft.from), index.at(draft.to));
    }
    return view_;
  }

 private:
  struct Statement {
    std::string property;
    std::string value;
    SmallClaim how;
  };
  struct EntityDraft {
    std::string schema;
    std::vector<Statement> claims;
  };
  struct LinkDraft {
    std::string schema;
    std::string from;
    std::string to;
    SmallLink what;
    SmallClaim how;
  };

  void add_entity(const std::string& id, EntityDraft draft) {
    ViewEntity& entity = view_.entities.emplace_back();
    entity.id = view_.text.keep(id);
    entity.ids = {entity.id};
    entity.schema = view_.text.keep(draft.schema);
    std::sort(draft.claims.begin(), draft.claims.end(), [](const auto& x, const auto& y) {
      return std::tie(x.property, x.value) < std::tie(y.property, y.value);
    });
    for (const Statement& one : draft.claims) {
      entity.claims.push_back(add_claim(one.property, one.value, one.how));
      if (one.property == "name") entity.caption = view_.claims.back().value;
    }
  }

  ClaimIndex add_claim(std::string_view property, std::string_view value, const SmallClaim& how) {
    ClaimSource source;
    source.publisher = "Register";
    source.url = "https://register.example/" + std::string(value);
    source.dataset = "test";
    source.retrieved_at = how.retrieved_at;
    source.grade = how.grade;
    ViewClaim claim;
    claim.id = {{view_.claims.size(), 1}};
    claim.property = view_.text.keep(property);
    claim.value = view_.text.keep(value);
    claim.status = how.status;
    claim.grade = how.grade;
    claim.flags = how.flags;
    claim.source = static_cast<std::uint32_t>(view_.sources.size());
    claim.valid_from = parse_partial_date(how.from);
    claim.valid_to = parse_partial_date(how.to);
    claim.recorded_at = how.retrieved_at;
    view_.sources.push_back(std::move(source));
    view_.claims.push_back(claim);
    return {static_cast<std::uint32_t>(view_.claims.size() - 1)};
  }

  void add_link(const LinkDraft& draft, EntityIndex from, EntityIndex to) {
    ViewLink link;
    link.id = view_.text.keep("link-" + std::to_string(view_.links.size()));
    link.schema = view_.text.keep(draft.schema);
    link.from = from;
    link.to = to;
    link.claims = {add_claim("from", draft.from, draft.how), add_claim("to", draft.to, draft.how)};
    link.status = draft.how.status;
    link.decides = may_decide(draft.how.status, draft.how.grade, draft.how.flags);
    link.valid_from = parse_partial_date(draft.how.from);
    link.valid_to = parse_partial_date(draft.how.to);
    link.share = draft.what.share;
    link.role = view_.text.keep(draft.what.role);
    link.amount = draft.what.amount;
    link.currency = draft.what.amount > 0 ? "USD" : "";
    view_.links.push_back(std::move(link));
  }

  std::map<std::string, EntityDraft> entities_;
  std::vector<LinkDraft> links_;
  RegistryView view_;
};

}  // namespace overt
