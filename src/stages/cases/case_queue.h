#pragma once
// Which case is next, for whom, and why. The order is that of the deadlines, each brought forward
// by what makes a case urgent. Handed out is what nobody has taken, what still waits for a
// judgement, what the person has not judged, has no interest in, and may still be shown today.
//
// Two things must not be foreseen: which cases two people judge, and when a person is handed one
// with a known answer. Both are drawn from a hash with the desk's secret key, so that they can be
// checked afterwards. Pure. O(cases · log cases + events).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/case.h"
#include "model/case_desk.h"

namespace overt {

struct QueuedCase {
  const Case* one = nullptr;
  TimeUs comes_at = 0;               // its deadline, brought forward
  std::vector<std::string> reasons;  // "due 2024-09-16T12:00:00Z", "24 h earlier: election period"
};
/// The open ones, the first to be looked at first. The cases must outlive the answer.
std::vector<QueuedCase> queue_of(const std::vector<Case>& cases, TimeUs now);

/// How many people judge it.
std::size_t judges_needed(const Case& one, const CaseDesk& desk);
/// Whether another judgement is waited for. A case with a known answer always waits.
bool awaits_judgement(const Case& one, const CaseDesk& desk);

/// What somebody has been shown that is hard to look at, on the day (UTC) of `now`.
struct Exposure {
  std::uint32_t items = 0;
  TimeUs time = 0;  // for which they had taken such cases
};
Exposure exposure_of(const std::vector<Case>& cases, std::string_view person, TimeUs now);

struct NextCase {
  const Case* one = nullptr;
  std::string why;
  bool taken_already = false;  // by this person, who has not finished it
};
/// `queue`: of that one alone; empty: of any. kNotFound, saying why, where there is nothing for
/// this person; kLimitExceeded where all that is left is too hard for today.
Result<NextCase> next_case(const std::vector<Case>& cases, const CaseDesk& desk,
                           const Person& person, std::string_view queue, TimeUs now);

/// A share of [0, 1), the same for the same key and words.
double drawn_share(std::string_view key, std::string_view words);

}  // namespace overt
