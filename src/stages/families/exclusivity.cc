#include <array>

#include <fmt/format.h>

#include "kernel/stats/poisson_binomial.h"
#include "stages/families/exclusivity_internal.h"
#include "stages/families/thinned_account_internal.h"

namespace overt {
namespace {

constexpr std::uint32_t kTargetsMin = 2;
// Who acts on more than this lives for no few targets.
constexpr std::uint32_t kSourcesMax = 60;
constexpr std::uint64_t kTracesSeenPerControl = 16;
// Where others on the same targets live for them too, so do members of anything.
constexpr double kControlShareMax = 0.5;
// Activity in distinct sources: the least of a class stands for it, which makes controls more
// devoted than they are.
constexpr std::array<std::uint32_t, 9> kActivityFrom = {2, 3, 4, 5, 7, 10, 15, 23, 36};
constexpr std::size_t kClasses = kActivityFrom.size();

// What an account acts on, not what it says.
bool is_target(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::kGiven:
    case ObjectKind::kUrl:
    case ObjectKind::kDomain:
    case ObjectKind::kRepost:
    case ObjectKind::kQuote:
    case ObjectKind::kReply:
      return true;
    default:
      return false;
  }
}

std::vector<std::uint32_t> sources_of(const TraceIndex& traces, std::uint32_t account) {
  std::vector<std::uint32_t> sources;
  for (const AccountAct& act : traces.of(account)) {
    if (is_target(traces.kind(act.object))) sources.push_back(traces.source(act.object));
  }
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  return sources;
}

std::size_t class_of(std::size_t sources) {
  std::size_t at = 0;
  while (at + 1 < kClasses && sources >= kActivityFrom[at + 1]) ++at;
  return at;
}

class Exclusivity {
 public:
  Exclusivity(const TraceIndex& traces, const Members& members, const FamilyOptions& options)
      : traces_(traces),
        members_(members),
        options_(options),
        sharers_(std::max(options.sharers_min,
                          static_cast<std::uint32_t>(options.target_share_min * members.size()))) {}

  FamilyPart weigh();

 private:
  void find_targets();
  void count_members();
  void find_controls();
  [[nodiscard]] std::vector<std::uint32_t> others_on_targets() const;
  [[nodiscard]] double devoted_controls(std::size_t activity, const Thinning& thinning) const;
  // By how many members a source is a target of.
  [[nodiscard]] std::uint32_t members_on(std::uint32_t source) const;
  // With the targets that enough members besides `self` of them share.
  [[nodiscard]] Devotion devotion(const std::vector<std::uint32_t>& sources,
                                  std::uint32_t self) const;
  [[nodiscard]] std::uint32_t devoted_from(std::uint32_t sources) const {
    const double least = options_.devotion_min * static_cast<double>(sources);
    return std::max(kTargetsMin, static_cast<std::uint32_t>(std::ceil(least - 1e-9)));
  }

  const TraceIndex& traces_;
  const Members& members_;
  const FamilyOptions& options_;
  std::uint32_t sharers_;                                         // that make a source a target
  std::vector<std::vector<std::uint32_t>> own_;                   // by member
  std::vector<std::pair<std::uint32_t, std::uint32_t>> targets_;  // (source, members), sorted
  std::array<std::uint64_t, kClasses> on_targets_{};              // members with two or more
  Positions devoted_;
  std::vector<Devotion> controls_;
};

void Exclusivity::find_targets() {
  std::vector<std::uint32_t> all;
  for (const std::uint32_t account : members_.accounts) {
    own_.push_back(sources_of(traces_, account));
    all.insert(all.end(), own_.back().begin(), own_.back().end());
  }
  std::sort(all.begin(), all.end());
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = begin;
    while (end < all.size() && all[end] == all[begin]) ++end;
    const auto count = static_cast<std::uint32_t>(end - begin);
    if (count >= sharers_) targets_.emplace_back(all[begin], count);
    begin = end;
  }
}

std::uint32_t Exclusivity::members_on(std::uint32_t source) const {
  const auto place =
      std::lower_bound(targets_.begin(), targets_.end(), std::pair{source, std::uint32_t{0}});
  return place != targets_.end() && place->first == source ? place->second : 0;
}

Devotion Exclusivity::devotion(const std::vector<std::uint32_t>& sources,
                               std::uint32_t self) const {
  Devotion devotion{static_cast<std::uint32_t>(sources.size()), 0};
  for (const std::uint32_t source : sources) {
    devotion.shared += members_on(source) >= sharers_ + self ? 1 : 0;
  }
  return devotion;
}

// A member is not counted among those who make its own targets shared: controls are not either.
void Exclusivity::count_members() {
  for (std::uint32_t position = 0; position < members_.size(); ++position) {
    const Devotion member = devotion(own_[position], 1);
    if (member.shared < kTargetsMin || member.sources > kSourcesMax) continue;
    ++on_targets_[class_of(member.sources)];
    if (member.shared >= devoted_from(member.sources)) devoted_.push_back(position);
  }
}

// Others who act on the members' shared targets: of many an even sample in the order of time.
std::vector<std::uint32_t> Exclusivity::others_on_targets() const {
  std::vector<std::uint32_t> objects;
  for (const std::uint32_t account : members_.accounts) {
    for (const AccountAct& act : traces_.of(account)) {
      const bool target = is_target(traces_.kind(act.object));
      if (target && members_on(traces_.source(act.object)) > 0) objects.push_back(act.object);
    }
  }
  std::sort(objects.begin(), objects.end());
  objects.erase(std::unique(objects.begin(), objects.end()), objects.end());
  std::uint64_t acts = 0;
  for (const std::uint32_t object : objects) acts += traces_.on(object).size();
  const std::uint64_t step = 1 + acts / (kTracesSeenPerControl * options_.controls_max);
  std::vector<std::uint32_t> controls;
  for (const std::uint32_t object : objects) {
    const auto on = traces_.on(object);
    for (std::uint64_t i = 0; i < on.size(); i += step) {
      if (!members_.has(on[i].account)) controls.push_back(on[i].account);
    }
  }
  std::sort(controls.begin(), controls.end());
  controls.erase(std::unique(controls.begin(), controls.end()), controls.end());
  return controls;
}

void Exclusivity::find_controls() {
  const auto others = others_on_targets();
  const std::size_t step = 1 + others.size() / options_.controls_max;
  for (std::size_t i = 0; i < others.size(); i += step) {
    const Devotion control = devotion(sources_of(traces_, others[i]), 0);
    if (control.shared >= kTargetsMin) controls_.push_back(control);
  }
}

// How many of the controls that act on two of the targets would be devoted at this activity: their
// share, with one more that is.
double Exclusivity::devoted_controls(std::size_t activity, const Thinning& thinning) const {
  const std::uint32_t drawn = kActivityFrom[activity];
  double devoted = 0;
  double counts = 0;
  double squares = 0;
  for (const Devotion& control : controls_) {
    if (control.sources < drawn) continue;
    const ThinnedAccount thinned = thinning.thin(control, drawn, devoted_from(drawn));
    devoted += thinned.devoted;
    counts += thinned.counts;
    squares += thinned.counts * thinned.counts;
  }
  if (counts <= 0) return 1;
  const double accounts = counts * counts / squares;  // that unequal ones are worth
  return std::min(1.0, (accounts * devoted / counts + 1) / (accounts + 1));
}

FamilyPart Exclusivity::weigh() {
  FamilyPart part;
  find_targets();
  if (targets_.size() < kTargetsMin) return part;
  count_members();
  if (devoted_.empty()) return part;
  part.asked = true;
  find_controls();
  std::uint32_t busiest = 0;
  for (const Devotion& control : controls_) busiest = std::max(busiest, control.sources);
  const Thinning thinning(busiest);
  std::vector<stats::TrialGroup> groups;
  double expected = 0;
  double members = 0;
  for (std::size_t activity = 0; activity < kClasses; ++activity) {
    const std::uint64_t ours = on_targets_[activity];
    if (ours == 0) continue;
    groups.push_back({devoted_controls(activity, thinning), ours});
    if (kActivityFrom[activity] == kTargetsMin) continue;  // devoted by being counted
    expected += groups.back().probability * static_cast<double>(ours);
    members += static_cast<double>(ours);
  }
  part.log_p = stats::log_poisson_binomial_upper_tail(groups, devoted_.size()).log_p;
  const double share = members > 0 ? expected / members : 1;
  if (share <= kControlShareMax) {
    part.speaks_for = devoted_;
    part.together = {devoted_};
  }
  part.found = fmt::format(
      "{} of the {} accounts act on next to nothing but targets they share, where {:.0f} % would "
      "if they were like {} others on the same targets",
      devoted_.size(), members_.size(), 100 * share, grouped_digits(controls_.size()));
  return part;
}

}  // namespace

WeighedFamily weigh_exclusivity(const TraceIndex& traces, const Members& members,
                                const FamilyOptions& options) {
  const FamilyPart part = Exclusivity(traces, members, options).weigh();
  return combine_parts(Family::kExclusivity, {&part, 1}, members, options,
                       "None of the accounts lives for targets that the others share.");
}

}  // namespace overt
