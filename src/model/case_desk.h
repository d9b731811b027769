#pragma once
// CaseDesk: by which rules cases are handed out, who has an interest in what, and which cases have
// a known answer. It is what its records say, in their order; none is ever changed.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/case.h"
#include "model/decision.h"

namespace overt {

enum class DeskRecordKind : std::uint8_t {
  kRule,           // `about` is the rule, `value` what it is from now on
  kInterest,       // `about` is the person, `value` what they have an interest in
  kInterestEnded,  // likewise
  kGolden,         // `about` is the case, `value` the right verdict
  kGoldenEnded,    // `about` is the case
};
inline constexpr std::size_t kDeskRecordKindCount = 5;

struct DeskRecord {
  DeskRecordKind kind = DeskRecordKind::kRule;
  TimeUs at = 0;
  std::string by;  // a person's id
  std::string about;
  std::string value;
  std::string text;  // why

  friend bool operator==(const DeskRecord&, const DeskRecord&) = default;
};

struct DeskRules {
  double golden_share = 0;  // of what a person is handed, cases with a known answer
  double second_share = 0;  // of cases, those that two people judge
  TimeUs lease = 30 * kMicrosPerMinute;
  std::uint32_t hard_items_max = 0;  // a person and day; 0: no limit
  TimeUs hard_time_max = 0;          // likewise
  std::string key;                   // secret: which cases are judged twice, and when
};
/// "golden", "second", "lease", "hard-items", "hard-time", "key".
inline constexpr std::string_view kRuleNames[] = {"golden",     "second",    "lease",
                                                  "hard-items", "hard-time", "key"};

struct CaseDesk {
  DeskRules rules;
  std::map<std::string, std::vector<std::string>> interests;  // by person, in byte order
  std::map<std::string, CaseVerdict> golden;                  // by case
};

CaseDesk desk_of(std::span<const DeskRecord> records);

/// The person with the interests that they have declared.
Person with_interests(Person person, const CaseDesk& desk);

}  // namespace overt
