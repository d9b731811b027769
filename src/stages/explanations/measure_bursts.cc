#include "stages/explanations/measure_bursts.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/check.h"

namespace overt {
namespace {

using Acts = std::span<const ObjectAct>;

Acts acts_between(Acts acts, TimeUs from, TimeUs to) {
  const auto before = [](const ObjectAct& act, TimeUs at) { return act.at < at; };
  const auto after = [](TimeUs at, const ObjectAct& act) { return at < act.at; };
  const auto first = std::lower_bound(acts.begin(), acts.end(), from, before);
  const auto last = std::upper_bound(first, acts.end(), to, after);
  return acts.subspan(static_cast<std::size_t>(first - acts.begin()),
                      static_cast<std::size_t>(last - first));
}

/// Distinct accounts in it that `counts` says yes to.
template <typename Counts>
std::uint32_t distinct(Acts acts, const Counts& counts) {
  std::vector<std::uint32_t> accounts;
  for (const ObjectAct& act : acts) {
    if (counts(act.account)) accounts.push_back(act.account);
  }
  std::sort(accounts.begin(), accounts.end());
  const auto end = std::unique(accounts.begin(), accounts.end());
  return static_cast<std::uint32_t>(end - accounts.begin());
}

/// Of all pairs of times, the share not farther apart than the window. Times ascending.
double share_of_close_pairs(const std::vector<TimeUs>& times, TimeUs window) {
  if (times.size() < 2) return 0;
  double close = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    while (times[i] - times[first] > window) ++first;
    close += static_cast<double>(i - first);
  }
  const auto all = static_cast<double>(times.size());
  return close / (all * (all - 1) / 2);
}

/// A log that spans more days than this is counted to its end in the last of them.
constexpr std::size_t kDaysMax = 4096;

std::vector<std::uint32_t> count_by_day(const std::vector<TimeUs>& times) {
  std::vector<std::uint32_t> days;
  for (const TimeUs at : times) {
    const auto day = static_cast<std::size_t>((at - times.front()) / kMicrosPerDay);
    const std::size_t place = std::min(day, kDaysMax - 1);
    if (days.size() <= place) days.resize(place + 1);
    ++days[place];
  }
  return days;
}

}  // namespace

bool BurstMeasure::is_member(std::uint32_t account) const {
  return std::binary_search(members_.begin(), members_.end(), account);
}

BurstFigure BurstMeasure::measure(const BurstMoment& moment) const {
  CHECK_LT(moment.object, traces_.objects());
  const Acts acts = traces_.on(moment.object);
  CHECK(!acts.empty());
  BurstFigure figure;
  figure.occasion = moment.occasion;
  figure.source = traces_.source(moment.object);
  figure.kind = traces_.kind(moment.object);
  figure.begin = moment.begin;
  const TimeUs published = traces_.published_at(moment.object);
  const TimeUs birth = published == TraceIndex::kNotKnown ? acts.front().at : published;
  figure.delay = std::max<TimeUs>(0, moment.begin - birth);
  figure.cause = moment.cause;
  figure.members = distinct(acts, [this](std::uint32_t account) { return is_member(account); });
  count_window(moment, figure);
  count_takers(moment, figure);
  if (moment.cause == BurstCause::kLeader) find_leader(moment, figure);
  return figure;
}

void BurstMeasure::count_window(const BurstMoment& moment, BurstFigure& figure) const {
  const Acts all = traces_.on(moment.object);
  std::vector<ObjectAct> chain;
  for (const ObjectAct& act : acts_between(all, moment.begin, moment.end)) {
    if (is_member(act.account)) chain.push_back(act);
  }
  std::map<std::uint32_t, std::uint32_t> within;  // acts by member
  std::size_t end = 0;
  TimeUs best = moment.begin;
  for (const ObjectAct& act : chain) {
    while (end < chain.size() && chain[end].at - act.at <= options_.window) {
      ++within[chain[end++].account];
    }
    if (within.size() > figure.together) {
      figure.together = static_cast<std::uint32_t>(within.size());
      best = act.at;
    }
    const auto leaving = within.find(act.account);
    if (--leaving->second == 0) within.erase(leaving);
  }
  figure.outsiders_together =
      distinct(acts_between(all, best, best + options_.window),
               [this](std::uint32_t account) { return !is_member(account); });
}

/// Ascending.
std::vector<TimeUs> BurstMeasure::first_acts_of_outsiders(std::span<const ObjectAct> acts) const {
  std::vector<std::pair<std::uint32_t, TimeUs>> of_account;
  of_account.reserve(acts.size());
  for (const ObjectAct& act : acts) of_account.emplace_back(act.account, act.at);
  std::sort(of_account.begin(), of_account.end());
  std::vector<TimeUs> first_acts;
  for (std::size_t i = 0; i < of_account.size(); ++i) {
    const auto [account, at] = of_account[i];
    if (i > 0 && of_account[i - 1].first == account) continue;
    if (!is_member(account)) first_acts.push_back(at);
  }
  std::sort(first_acts.begin(), first_acts.end());
  return first_acts;
}

void BurstMeasure::count_takers(const BurstMoment& moment, BurstFigure& figure) const {
  const std::vector<TimeUs> first_acts = first_acts_of_outsiders(traces_.on(moment.object));
  figure.outsiders_before = static_cast<std::uint32_t>(
      std::lower_bound(first_acts.begin(), first_acts.end(), moment.begin) - first_acts.begin());
  figure.outsiders = static_cast<std::uint32_t>(first_acts.size());
  figure.close_share = share_of_close_pairs(first_acts, options_.window);
  figure.takers_by_day = count_by_day(first_acts);
}

void BurstMeasure::find_leader(const BurstMoment& moment, BurstFigure& figure) const {
  const Acts acts = traces_.on(moment.object);
  for (const ObjectAct& act :
       acts_between(acts, moment.begin - options_.leader_guard, moment.end)) {
    if (!std::binary_search(leaders_.begin(), leaders_.end(), act.account)) continue;
    figure.leader = act.account;
    return;
  }
  figure.cause = BurstCause::kUnknown;
}

SourceKind BurstMeasure::kind_of_source(std::uint32_t object) const {
  if (traces_.source_account(traces_.source(object)) != TraceIndex::kNoAccount) {
    return SourceKind::kCreator;
  }
  const ObjectKind kind = traces_.kind(object);
  const bool is_link = kind == ObjectKind::kUrl || kind == ObjectKind::kDomain;
  return is_link ? SourceKind::kOutlet : SourceKind::kObject;
}

std::vector<SourceFigure> BurstMeasure::tally_sources() const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> acts;  // object, member
  for (const std::uint32_t member : members_) {
    for (const AccountAct& act : traces_.of(member)) acts.emplace_back(act.object, member);
  }
  std::sort(acts.begin(), acts.end());
  std::map<std::uint32_t, SourceFigure> by_source;
  for (std::size_t i = 0, end = 0; i < acts.size(); i = end) {
    while (end < acts.size() && acts[end].first == acts[i].first) ++end;
    if (acts[i].second == acts[end - 1].second) continue;  // one member's alone
    const std::uint32_t source = traces_.source(acts[i].first);
    SourceFigure& figure = by_source[source];
    figure.source = source;
    figure.kind = kind_of_source(acts[i].first);
    figure.member_acts += end - i;
  }
  std::vector<SourceFigure> figures;
  figures.reserve(by_source.size());
  for (auto& [source, figure] : by_source) figures.push_back(std::move(figure));
  return figures;
}

}  // namespace overt
