#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "kernel/flow/trace_flow.h"
#include "stages/attribution/trace_payments_internal.h"

namespace overt {
namespace {

constexpr double kUnitsPerAmount = 100;
constexpr double kAmountMax = 9e15;

std::int32_t paid_on(const ViewLink& link) {
  return link.valid_from ? link.valid_from->first_day : INT32_MIN;
}

class Payments {
 public:
  Payments(const RegistryAssets& assets, EntityIndex paid, Days days)
      : assets_(assets), view_(assets.view()), days_(days) {
    number(paid);
    for (std::size_t next = 0; next < entities_.size(); ++next) collect(next);
    std::stable_sort(links_.begin(), links_.end(), [&](LinkIndex x, LinkIndex y) {
      const std::int32_t day_x = paid_on(view_.link(x));
      const std::int32_t day_y = paid_on(view_.link(y));
      return day_x != day_y ? day_x < day_y : x < y;
    });
  }

  TracedPayers payers() {
    TracedPayers all;
    all.cut = cut_;
    for (std::uint32_t v = 1; v < entities_.size(); ++v) {
      // Whoever only hands on is a step and no source.
      if (!receives_[v]) all.found.push_back(traced(v));
    }
    if (all.found.empty() && entities_.size() > 1) all.found.push_back(traced(1));
    return all;
  }

 private:
  void number(EntityIndex entity) {
    if (number_.contains(entity.value)) return;
    if (entities_.size() == kPayersMax) {
      cut_ = true;
      return;
    }
    number_.emplace(entity.value, static_cast<std::uint32_t>(entities_.size()));
    entities_.push_back(entity);
    parent_.push_back({});
    receives_.push_back(false);
  }

  void collect(std::size_t to) {
    for (const LinkIndex index : assets_.payments_to(entities_[to])) {
      const ViewLink& link = view_.link(index);
      if (paid_on(link) > days_.last || link.from == link.to) continue;
      if (links_.size() == kPaymentsMax) {
        cut_ = true;
        return;
      }
      const std::size_t before = entities_.size();
      number(link.from);
      if (entities_.size() > before) parent_.back() = index;
      if (!number_.contains(link.from.value)) continue;
      receives_[to] = true;
      links_.push_back(index);
    }
  }

  TracedPayer traced(std::uint32_t source) const {
    TracedPayer payer;
    payer.payer = entities_[source];
    for (std::uint32_t at = source; at != 0;) {
      payer.chain.push_back(parent_[at]);
      at = number_.at(view_.link(parent_[at]).to.value);
    }
    std::reverse(payer.chain.begin(), payer.chain.end());
    add_shares(source, payer);
    payer.engagement = engagement(payer);
    payer.decides = !payer.engagement.empty() &&
                    std::all_of(payer.chain.begin(), payer.chain.end(), [&](LinkIndex link) {
                      return link_decides(view_, view_.link(link));
                    });
    return payer;
  }

  // In the currency of the most payments: sums of two currencies mean nothing.
  void add_shares(std::uint32_t source, TracedPayer& payer) const {
    std::map<std::string_view, std::size_t> currencies;
    for (const LinkIndex link : links_) ++currencies[view_.link(link).currency];
    const auto most =
        std::max_element(currencies.begin(), currencies.end(),
                         [](const auto& x, const auto& y) { return x.second < y.second; });
    std::vector<flow::Transfer> transfers;
    for (const LinkIndex index : links_) {
      const ViewLink& link = view_.link(index);
      if (link.currency != most->first) continue;
      if (!(link.amount > 0) || link.amount > kAmountMax) return;
      transfers.push_back({number_.at(link.from.value), number_.at(link.to.value),
                           std::max<std::int64_t>(1, std::llround(link.amount * kUnitsPerAmount))});
    }
    std::vector<bool> marked(entities_.size(), false);
    marked[source] = true;
    const auto first_in = flow::trace_first_in_first_out(transfers, marked);
    const auto pro_rata = flow::trace_pro_rata(transfers, marked);
    double received = 0;
    double first_in_sum = 0;
    double pro_rata_sum = 0;
    for (std::size_t i = 0; i < transfers.size(); ++i) {
      if (transfers[i].to != 0) continue;
      received += static_cast<double>(transfers[i].units);
      first_in_sum += static_cast<double>(first_in[i]);
      pro_rata_sum += pro_rata[i];
    }
    if (received == 0) return;
    payer.share = first_in_sum / received;
    payer.share_pro_rata = pro_rata_sum / received;
  }

  // A contract or an employment between the one who was paid and somebody whose money it was,
  // while it went on, by claims that may decide.
  [[nodiscard]] std::vector<LinkIndex> engagement(const TracedPayer& payer) const {
    std::vector<LinkIndex> shown;
    for (const LinkIndex index : assets_.engagements_of(entities_[0])) {
      const ViewLink& link = view_.link(index);
      const EntityIndex other = link.from == entities_[0] ? link.to : link.from;
      if (!link_decides(view_, link) || !holds_during(link, days_)) continue;
      if (other == payer.payer) shown.push_back(index);
    }
    return shown;
  }

  const RegistryAssets& assets_;
  const RegistryView& view_;
  Days days_;
  std::vector<EntityIndex> entities_;  // the one who was paid, then nearest first
  std::vector<LinkIndex> parent_;      // the payment that led to each
  std::vector<bool> receives_;
  std::unordered_map<std::uint32_t, std::uint32_t> number_;
  std::vector<LinkIndex> links_;  // in the order of their days
  bool cut_ = false;
};

}  // namespace

TracedPayers payers_of(const RegistryAssets& assets, EntityIndex paid, Days days) {
  return Payments(assets, paid, days).payers();
}

PathStep payment_step(const RegistryAssets& assets, LinkIndex index, Days days) {
  const ViewLink& link = assets.view().link(index);
  PathStep step;
  step.from = assets.caption(link.to);
  step.to = assets.caption(link.from);
  step.words = link.amount > 0 ? fmt::format("was paid {:.15g} {} by", link.amount, link.currency)
                               : std::string("was paid by");
  step.claims = assets.shown(claims_behind(assets.view(), link));
  step.status = link.status;
  step.holds_then = paid_on(link) <= days.last;
  step.may_decide = link_decides(assets.view(), link) && step.holds_then;
  if (!step.may_decide) step.why_not = "it rests on claims that may not decide";
  return step;
}

PathStep engagement_step(const RegistryAssets& assets, LinkIndex index, EntityIndex paid,
                         Days days) {
  const ViewLink& link = assets.view().link(index);
  PathStep step;
  step.from = assets.caption(paid);
  step.to = assets.caption(link.from == paid ? link.to : link.from);
  step.words = link.schema == "Representation" ? "acts for" : "is engaged by";
  step.claims = assets.shown(claims_behind(assets.view(), link));
  step.status = link.status;
  step.holds_then = holds_during(link, days);
  step.may_decide = link_decides(assets.view(), link) && step.holds_then;
  if (!step.may_decide) step.why_not = "it rests on claims that may not decide";
  return step;
}

}  // namespace overt
