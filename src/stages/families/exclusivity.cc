#include <array>

#include <fmt/format.h>

#include "kernel/stats/poisson_binomial.h"
#include "stages/families/exclusivity_internal.h"

namespace overt {
namespace {

constexpr std::uint32_t kTargetsMin = 2;
constexpr std::uint64_t kControlsMin = 20;
constexpr std::uint64_t kTracesSeenPerControl = 16;
// Where others on the same targets live for them too, so do members of anything.
constexpr double kControlShareMax = 0.25;
// Activity in distinct sources: a member is compared with controls of its class, and of the
// classes below where these are few.
constexpr std::array<std::uint32_t, 10> kActivityUpTo = {2, 3, 4, 6, 9, 14, 22, 35, 60, 120};
constexpr std::size_t kClasses = kActivityUpTo.size() + 1;

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
  while (at < kActivityUpTo.size() && sources > kActivityUpTo[at]) ++at;
  return at;
}

struct Counted {
  std::uint64_t accounts = 0;
  std::uint64_t exclusive = 0;
};
using ByActivity = std::array<Counted, kClasses>;

class Exclusivity {
 public:
  Exclusivity(const TraceIndex& traces, const Members& members, const FamilyOptions& options)
      : traces_(traces), members_(members), options_(options) {}

  FamilyPart weigh();

 private:
  void find_targets();
  void count_members();
  void count_controls();
  [[nodiscard]] std::vector<std::uint32_t> find_controls() const;
  [[nodiscard]] double log_chance() const;
  [[nodiscard]] double control_share() const;
  // By how many members a source is a target of.
  [[nodiscard]] std::uint32_t members_on(std::uint32_t source) const;
  // Of the sources: how many are shared by enough members besides `self` of them.
  [[nodiscard]] bool count(const std::vector<std::uint32_t>& sources, std::uint32_t self,
                           ByActivity& into) const;

  const TraceIndex& traces_;
  const Members& members_;
  const FamilyOptions& options_;
  std::vector<std::vector<std::uint32_t>> own_;                   // by member
  std::vector<std::pair<std::uint32_t, std::uint32_t>> targets_;  // (source, members), sorted
  Positions exclusive_;
  ByActivity ours_{};
  ByActivity controls_{};
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
    if (count >= options_.sharers_min) targets_.emplace_back(all[begin], count);
    begin = end;
  }
}

std::uint32_t Exclusivity::members_on(std::uint32_t source) const {
  const auto place =
      std::lower_bound(targets_.begin(), targets_.end(), std::pair{source, std::uint32_t{0}});
  return place != targets_.end() && place->first == source ? place->second : 0;
}

bool Exclusivity::count(const std::vector<std::uint32_t>& sources, std::uint32_t self,
                        ByActivity& into) const {
  std::size_t shared = 0;
  for (const std::uint32_t source : sources) {
    shared += members_on(source) >= options_.sharers_min + self ? 1 : 0;
  }
  if (shared < kTargetsMin) return false;
  const bool exclusive =
      static_cast<double>(shared) >= options_.devotion_min * static_cast<double>(sources.size());
  Counted& counted = into[class_of(sources.size())];
  ++counted.accounts;
  counted.exclusive += exclusive ? 1 : 0;
  return exclusive;
}

// A member is not counted among those who make its own targets shared: controls are not either.
void Exclusivity::count_members() {
  for (std::uint32_t position = 0; position < members_.size(); ++position) {
    if (count(own_[position], 1, ours_)) exclusive_.push_back(position);
  }
}

// Others who act on the members' shared targets: of many an even sample in the order of time.
std::vector<std::uint32_t> Exclusivity::find_controls() const {
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

void Exclusivity::count_controls() {
  std::size_t busiest = 0;
  for (const std::uint32_t account : members_.accounts) {
    busiest = std::max(busiest, traces_.of(account).size());
  }
  const auto controls = find_controls();
  const std::size_t step = 1 + controls.size() / options_.controls_max;
  for (std::size_t i = 0; i < controls.size(); i += step) {
    // Busier than any member by far: in no member's class.
    if (traces_.of(controls[i]).size() > 16 * busiest) continue;
    (void)count(sources_of(traces_, controls[i]), 0, controls_);
  }
}

// Under the null members and controls of one activity are alike: so many of both are exclusive.
double Exclusivity::log_chance() const {
  std::vector<stats::TrialGroup> groups;
  for (std::size_t at = 0; at < kClasses; ++at) {
    if (ours_[at].accounts == 0) continue;
    Counted pooled = ours_[at];
    std::uint64_t controls = 0;
    for (std::size_t lower = at + 1; lower-- > 0 && controls < kControlsMin;) {
      controls += controls_[lower].accounts;
      pooled.accounts += controls_[lower].accounts;
      pooled.exclusive += controls_[lower].exclusive;
    }
    const double share =
        static_cast<double>(pooled.exclusive) / static_cast<double>(pooled.accounts);
    groups.push_back({share, ours_[at].accounts});
  }
  return stats::log_poisson_binomial_upper_tail(groups, exclusive_.size()).log_p;
}

// Of controls as active as the members are.
double Exclusivity::control_share() const {
  double expected = 0;
  double accounts = 0;
  for (std::size_t at = 0; at < kClasses; ++at) {
    if (controls_[at].accounts == 0) continue;
    const auto weight = static_cast<double>(ours_[at].accounts);
    accounts += weight;
    expected += weight * static_cast<double>(controls_[at].exclusive) /
                static_cast<double>(controls_[at].accounts);
  }
  return accounts == 0 ? 1 : expected / accounts;
}

FamilyPart Exclusivity::weigh() {
  FamilyPart part;
  find_targets();
  if (targets_.size() < kTargetsMin) return part;
  count_members();
  if (exclusive_.empty()) return part;
  part.asked = true;
  count_controls();
  part.log_p = std::min(0.0, log_chance());
  const double share = control_share();
  if (share <= kControlShareMax) part.speaks_for = exclusive_;
  std::uint64_t controls = 0;
  for (const Counted& counted : controls_) controls += counted.accounts;
  part.found = fmt::format(
      "{} of the {} accounts act on next to nothing but targets they share, {:.0f} % of {} others "
      "on the same targets that are as active do",
      exclusive_.size(), members_.size(), 100 * share, grouped_digits(controls));
  return part;
}

}  // namespace

FamilyEvidence weigh_exclusivity(const TraceIndex& traces, const Members& members,
                                 const FamilyOptions& options) {
  const FamilyPart part = Exclusivity(traces, members, options).weigh();
  return combine_parts(Family::kExclusivity, {&part, 1}, members.size(), options,
                       "None of the accounts lives for targets that the others share.");
}

}  // namespace overt
