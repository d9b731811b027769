#include "stages/cases/case_queue.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/digest.h"
#include "stages/cases/work_on_case.h"

namespace overt {
namespace {

// What brings a deadline forward, in hours.
constexpr std::uint64_t kElectionHours = 24;
constexpr std::uint64_t kReviewTierHours = 12;
struct ReachStep {
  std::uint64_t reach;
  std::uint64_t hours;
};
constexpr ReachStep kReachSteps[] = {{1'000'000, 24}, {100'000, 12}, {10'000, 6}};

QueuedCase queued(const Case& one, TimeUs now) {
  QueuedCase entry;
  entry.one = &one;
  entry.comes_at = one.due_at;
  entry.reasons.push_back(
      fmt::format("{} {}", one.due_at < now ? "overdue since" : "due", format_rfc3339(one.due_at)));
  const auto earlier = [&](std::uint64_t hours, std::string_view why) {
    entry.comes_at -= static_cast<TimeUs>(hours) * kMicrosPerHour;
    entry.reasons.push_back(fmt::format("{} h earlier: {}", hours, why));
  };
  if (one.election) earlier(kElectionHours, "an election period");
  if (one.tier == "review") earlier(kReviewTierHours, "the finding is for review");
  for (const ReachStep& step : kReachSteps) {
    if (one.reach < step.reach) continue;
    earlier(step.hours, fmt::format("reaches {} accounts", one.reach));
    break;
  }
  return entry;
}

bool has_judged(const Case& one, std::string_view person) {
  const auto judgements = judgements_of(one);
  return std::any_of(judgements.begin(), judgements.end(),
                     [&](const CaseJudgement& judgement) { return judgement.by == person; });
}

/// How often a person has been handed a case.
std::uint64_t times_handed(const std::vector<Case>& cases, std::string_view person) {
  std::uint64_t times = 0;
  for (const Case& one : cases) {
    for (const CaseEvent& event : one.events) {
      times += event.kind == CaseEventKind::kTaken && event.by == person ? 1U : 0U;
    }
  }
  return times;
}

/// Why cases are not handed to somebody, counted for the answer where nothing is left.
struct LeftOut {
  std::uint64_t taken = 0;
  std::uint64_t interest = 0;
  std::uint64_t judged = 0;
  std::uint64_t assigned = 0;
  std::uint64_t hard = 0;
};

class Choice {
 public:
  Choice(const std::vector<Case>& cases, const CaseDesk& desk, const Person& person, TimeUs now)
      : desk_(desk), person_(person), now_(now), exposure_(exposure_of(cases, person.id, now)) {}

  bool suits(const Case& one) {
    if (!awaits_judgement(one, desk_) || has_judged(one, person_.id)) return left_out(left.judged);
    const auto lock = lock_of(one, now_);
    if (lock && lock->by != person_.id) return left_out(left.taken);
    if (!conflict_of(person_, one.touches).empty()) return left_out(left.interest);
    const std::string assignee = assignee_of(one);
    if (!assignee.empty() && assignee != person_.id) return left_out(left.assigned);
    if (one.hard && budget_is_spent()) return left_out(left.hard);
    return true;
  }

  [[nodiscard]] bool budget_is_spent() const {
    const DeskRules& rules = desk_.rules;
    return (rules.hard_items_max > 0 && exposure_.items >= rules.hard_items_max) ||
           (rules.hard_time_max > 0 && exposure_.time >= rules.hard_time_max);
  }

  [[nodiscard]] Error nothing() const {
    if (left.hard > 0) {
      return {
          ErrorCode::kLimitExceeded,
          fmt::format("{} was shown as much hard content today as the rules allow ({} cases, {} "
                      "minutes), and the {} cases that are left are such; somebody else takes "
                      "them, or {} tomorrow",
                      person_.id, exposure_.items, exposure_.time / kMicrosPerMinute, left.hard,
                      person_.id)};
    }
    return {
        ErrorCode::kNotFound,
        fmt::format("there is no case for {} now: {} are judged, {} are taken, {} are assigned "
                    "to others, and in {} {} has an interest",
                    person_.id, left.judged, left.taken, left.assigned, left.interest, person_.id)};
  }

  LeftOut left;

 private:
  static bool left_out(std::uint64_t& count) {
    ++count;
    return false;
  }

  const CaseDesk& desk_;
  const Person& person_;
  TimeUs now_;
  Exposure exposure_;
};

/// Of two that suit: with a known answer where one is due, else without.
const QueuedCase* choose(const std::vector<QueuedCase>& queue, Choice& choice, const CaseDesk& desk,
                         std::string_view name, bool golden_due) {
  const QueuedCase* with_answer = nullptr;
  const QueuedCase* without = nullptr;
  for (const QueuedCase& entry : queue) {
    if (!name.empty() && entry.one->queue != name) continue;
    const QueuedCase*& place = desk.golden.contains(entry.one->id) ? with_answer : without;
    if (place == nullptr && choice.suits(*entry.one)) place = &entry;
  }
  if (golden_due && with_answer != nullptr) return with_answer;
  return without != nullptr || !golden_due ? without : with_answer;
}

}  // namespace

double drawn_share(std::string_view key, std::string_view words) {
  const std::string hash = sha256_hex(fmt::format("{}:{}{}", key.size(), key, words));
  constexpr std::size_t kDigits = 13;  // 52 bits, as many as a double holds
  std::uint64_t number = 0;
  std::from_chars(hash.data(), hash.data() + kDigits, number, 16);
  return static_cast<double>(number) / static_cast<double>(std::uint64_t{1} << (4 * kDigits));
}

std::vector<QueuedCase> queue_of(const std::vector<Case>& cases, TimeUs now) {
  std::vector<QueuedCase> queue;
  for (const Case& one : cases) {
    if (is_open(one)) queue.push_back(queued(one, now));
  }
  std::sort(queue.begin(), queue.end(), [](const QueuedCase& x, const QueuedCase& y) {
    if (x.comes_at != y.comes_at) return x.comes_at < y.comes_at;
    if (x.one->due_at != y.one->due_at) return x.one->due_at < y.one->due_at;
    return x.one->id < y.one->id;
  });
  return queue;
}

std::size_t judges_needed(const Case& one, const CaseDesk& desk) {
  const bool second = drawn_share(desk.rules.key, "second:" + one.id) < desk.rules.second_share;
  return second ? 2 : 1;
}

bool awaits_judgement(const Case& one, const CaseDesk& desk) {
  if (desk.golden.contains(one.id)) return true;
  return judgements_of(one).size() < judges_needed(one, desk);
}

Exposure exposure_of(const std::vector<Case>& cases, std::string_view person, TimeUs now) {
  const TimeUs day = now - now % kMicrosPerDay;
  Exposure exposure;
  for (const Case& one : cases) {
    if (!one.hard) continue;
    bool shown = false;
    TimeUs since = -1;  // the lock is this person's from then
    TimeUs until = 0;
    const auto end = [&](TimeUs at) {
      if (since >= 0) exposure.time += std::max<TimeUs>(0, std::min({at, until, now}) - since);
      since = -1;
    };
    for (const CaseEvent& event : one.events) {
      const bool theirs = event.by == person;
      switch (event.kind) {
        case CaseEventKind::kTaken:
          end(event.at);
          if (!theirs || event.at < day || event.at > now) break;
          shown = true;
          since = event.at;
          until = event.until;
          break;
        case CaseEventKind::kRenewed:
          if (theirs && since >= 0) until = event.until;
          break;
        case CaseEventKind::kReleased:
        case CaseEventKind::kJudged:
          if (theirs) end(event.at);
          break;
        case CaseEventKind::kClosed:
          end(event.at);
          break;
        default:
          break;
      }
    }
    end(now);
    exposure.items += shown ? 1U : 0U;
  }
  return exposure;
}

Result<NextCase> next_case(const std::vector<Case>& cases, const CaseDesk& desk,
                           const Person& person, std::string_view queue, TimeUs now) {
  if (!may(person, Right::kWorkOnCases)) {
    return Error{ErrorCode::kPermissionDenied,
                 fmt::format("{} may not work on cases; that needs an analyst", person.id)};
  }
  const std::vector<QueuedCase> order = queue_of(cases, now);
  for (const QueuedCase& entry : order) {
    const auto lock = lock_of(*entry.one, now);
    if (!lock || lock->by != person.id) continue;
    return NextCase{
        entry.one,
        fmt::format("{} has taken it already, until {}", person.id, format_rfc3339(lock->until)),
        true};
  }
  const std::string draw = fmt::format("golden:{}:{}", person.id, times_handed(cases, person.id));
  const bool golden_due = drawn_share(desk.rules.key, draw) < desk.rules.golden_share;
  Choice choice(cases, desk, person, now);
  const QueuedCase* const chosen = choose(order, choice, desk, queue, golden_due);
  if (chosen == nullptr) return choice.nothing();
  return NextCase{chosen->one, fmt::format("{}", fmt::join(chosen->reasons, "; ")), false};
}

}  // namespace overt
