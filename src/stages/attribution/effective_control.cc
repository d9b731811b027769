#include <algorithm>
#include <deque>
#include <unordered_map>

#include <fmt/format.h>

#include "kernel/flow/integrated_shares.h"
#include "kernel/flow/majority_reach.h"
#include "stages/attribution/effective_control_internal.h"

namespace overt {
namespace {

/// What is asked of the links that a chain may go over: less with every level.
enum class Trust : std::uint8_t { kDeciding, kSaid, kAnyTime };

bool mentions(std::string_view text, std::string_view word) {
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char x, char y) { return (x | 0x20) == y; }) != text.end();
}

class Ancestry {
 public:
  Ancestry(const RegistryAssets& assets, EntityIndex entity, Days days)
      : assets_(assets), days_(days) {
    number(entity);
    for (std::size_t next = 0; next < entities_.size(); ++next) {
      for (const LinkIndex link : assets.held_by(entities_[next])) {
        number(assets.view().link(link).from);
      }
    }
  }

  Controllers controllers() {
    Controllers all;
    all.cut = cut_;
    std::vector<bool> known(entities_.size(), false);
    known[0] = true;
    for (const Trust trust : {Trust::kDeciding, Trust::kSaid, Trust::kAnyTime}) {
      choose_links(trust);
      for (std::uint32_t v = 1; v < entities_.size(); ++v) {
        if (known[v]) continue;
        if (auto found = controller(v, trust)) {
          known[v] = true;
          all.found.push_back(*std::move(found));
        }
      }
    }
    std::stable_sort(all.found.begin(), all.found.end(),
                     [](const Controller& x, const Controller& y) {
                       if (x.decides != y.decides) return x.decides;
                       if (x.chain.size() != y.chain.size()) return x.chain.size() < y.chain.size();
                       return x.entity < y.entity;
                     });
    return all;
  }

 private:
  struct Edge {
    std::uint32_t from;
    std::uint32_t to;
    LinkIndex link;
  };

  void number(EntityIndex entity) {
    if (number_.contains(entity.value)) return;
    if (entities_.size() == kAncestorsMax) {
      cut_ = true;
      return;
    }
    number_.emplace(entity.value, static_cast<std::uint32_t>(entities_.size()));
    entities_.push_back(entity);
  }

  [[nodiscard]] bool trusted(const ViewLink& link, Trust trust) const {
    if (trust == Trust::kAnyTime) return true;
    if (!holds_during(link, days_)) return false;
    return trust == Trust::kSaid || link_decides(assets_.view(), link);
  }

  void choose_links(Trust trust) {
    shares_.clear();
    outright_.clear();
    edges_.clear();
    for (std::uint32_t held = 0; held < entities_.size(); ++held) add_holders(held, trust);
  }

  void add_holders(std::uint32_t held, Trust trust) {
    std::size_t owners = 0;
    for (const LinkIndex index : assets_.held_by(entities_[held])) {
      const ViewLink& link = assets_.view().link(index);
      owners += link.schema == "Ownership" && holds_during(link, days_) ? 1 : 0;
    }
    for (const LinkIndex index : assets_.held_by(entities_[held])) {
      const ViewLink& link = assets_.view().link(index);
      const auto holder = number_.find(link.from.value);
      if (holder == number_.end() || !trusted(link, trust)) continue;
      if (link.schema == "Ownership" && link.share >= 0) {
        shares_.push_back({holder->second, held, std::min(1.0, link.share)});
      } else if (link.schema == "Ownership" ? owners <= 1 : commands(link)) {
        outright_.push_back({holder->second, held});
      } else {
        continue;
      }
      edges_.push_back({holder->second, held, index});
    }
  }

  static bool commands(const ViewLink& link) {
    return link.schema == "Control" || mentions(link.role, "appoint");
  }

  std::optional<Controller> controller(std::uint32_t v, Trust trust) const {
    const auto size = static_cast<std::uint32_t>(entities_.size());
    const auto commanded = flow::majority_reach(size, {shares_, outright_}, v);
    if (!commanded[0]) return std::nullopt;
    Controller found;
    found.entity = entities_[v];
    found.share = flow::integrated_shares(size, shares_, v).of[0];
    found.chain = chain(v, commanded);
    found.decides = trust == Trust::kDeciding;
    found.holds_then = trust != Trust::kAnyTime;
    return found;
  }

  // The shortest way down from v over what it commands; told from the bottom up.
  [[nodiscard]] std::vector<LinkIndex> chain(std::uint32_t v,
                                             const std::vector<bool>& commanded) const {
    constexpr std::size_t kNone = SIZE_MAX;
    std::vector<std::size_t> by(entities_.size(), kNone);
    std::deque<std::uint32_t> waiting = {v};
    std::vector<bool> seen(entities_.size(), false);
    seen[v] = true;
    while (!waiting.empty() && !seen[0]) {
      const std::uint32_t from = waiting.front();
      waiting.pop_front();
      for (std::size_t i = 0; i < edges_.size(); ++i) {
        const Edge& edge = edges_[i];
        if (edge.from != from || seen[edge.to] || !commanded[edge.to]) continue;
        seen[edge.to] = true;
        by[edge.to] = i;
        waiting.push_back(edge.to);
      }
    }
    std::vector<LinkIndex> links;
    for (std::uint32_t at = 0; at != v && by[at] != kNone; at = edges_[by[at]].from) {
      links.push_back(edges_[by[at]].link);
    }
    return links;
  }

  const RegistryAssets& assets_;
  Days days_;
  std::vector<EntityIndex> entities_;  // the entity itself, then nearest first
  std::unordered_map<std::uint32_t, std::uint32_t> number_;
  bool cut_ = false;
  std::vector<flow::Share> shares_;
  std::vector<flow::Command> outright_;
  std::vector<Edge> edges_;
};

std::string words_of(const ViewLink& link) {
  if (link.schema == "Ownership" && link.share >= 0) {
    return fmt::format("is owned to {:.4g} % by", 100 * link.share);
  }
  if (link.schema == "Ownership") return "is owned by";
  if (link.schema == "Control") {
    return link.role.empty() ? "is controlled by" : fmt::format("is controlled ({}) by", link.role);
  }
  return link.role.empty() ? "is directed by" : fmt::format("is directed ({}) by", link.role);
}

}  // namespace

bool holds_during(const ViewLink& link, Days days) {
  return holds_on(link, days.first) && holds_on(link, days.last);
}

bool link_decides(const RegistryView& view, const ViewLink& link) {
  if (!link.decides || link.status == ClaimStatus::kWithdrawn) return false;
  return std::all_of(link.claims.begin(), link.claims.end(), [&](ClaimIndex one) {
    return std::any_of(link.claims.begin(), link.claims.end(), [&](ClaimIndex other) {
      return view.claim(one).property == view.claim(other).property &&
             why_claim_may_not_decide(view.claim(other)).empty();
    });
  });
}

std::vector<ClaimIndex> claims_behind(const RegistryView& view, const ViewLink& link) {
  if (!link_decides(view, link)) return link.claims;
  std::vector<ClaimIndex> claims;
  for (const ClaimIndex claim : link.claims) {
    if (why_claim_may_not_decide(view.claim(claim)).empty()) claims.push_back(claim);
  }
  return claims;
}

PathStep control_step(const RegistryAssets& assets, LinkIndex index, Days days) {
  const ViewLink& link = assets.view().link(index);
  PathStep step;
  step.from = assets.caption(link.to);
  step.to = assets.caption(link.from);
  step.words = words_of(link);
  step.claims = assets.shown(claims_behind(assets.view(), link));
  step.status = link.status;
  step.holds_then = holds_during(link, days);
  step.may_decide = link_decides(assets.view(), link) && step.holds_then;
  if (!step.holds_then) {
    step.why_not = "its dates do not cover the behaviour";
  } else if (!step.may_decide) {
    step.why_not = "it rests on claims that may not decide";
  }
  return step;
}

Controllers controllers_of(const RegistryAssets& assets, EntityIndex entity, Days days) {
  return Ancestry(assets, entity, days).controllers();
}

}  // namespace overt
