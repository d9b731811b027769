#pragma once
// DeliveryRules: how much may go out, and how long a decision waits. People write them in
// breakers.yaml of the data folder (docs/formats/breakers.md); what the file leaves out is as here.
//
// Thread safety: pure, but for reading the file. The same rules give the same bytes.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "base/result.h"
#include "base/time.h"
#include "model/policy.h"

namespace overt {

/// The most that goes out; 0: nothing.
struct DeliveryLimits {
  std::uint32_t per_hour = 1'000;                // actions, all together
  std::uint32_t policy_per_hour = 500;           // of one policy
  std::uint32_t person_per_hour = 300;           // that one person agreed to last
  std::uint32_t network_accounts_per_day = 300;  // accounts of one network
  /// Of these policies, by id, in place of policy_per_hour.
  std::map<std::string, std::uint32_t, std::less<>> policies{};
  /// Actions of one kind within an hour; the others have no limit of their own.
  std::map<ActionKind, std::uint32_t> actions{};

  [[nodiscard]] std::uint32_t of_policy(std::string_view policy) const;

  friend bool operator==(const DeliveryLimits&, const DeliveryLimits&) = default;
};

struct DeliveryRules {
  DeliveryLimits limits;
  /// A decision's first action waits up to this long, at random, so that nobody can tell from the
  /// time what gave them away.
  TimeUs delay_us_max = 0;

  friend bool operator==(const DeliveryRules&, const DeliveryRules&) = default;
};

inline constexpr std::uint32_t kDeliveryLimitMax = 10'000'000;

/// Both kept: of each limit the smaller, of the delays the longer.
DeliveryRules stricter_of(const DeliveryRules& a, const DeliveryRules& b);

/// One rule that is not what it was.
struct RuleChange {
  std::string field;  // as in the file: "per_hour", "policies.covert-influence"
  std::string words;  // "per_hour from 1000 to 2000"
  bool looser = false;
};
/// In the order of the file.
std::vector<RuleChange> changes_of(const DeliveryRules& before, const DeliveryRules& after);

/// breakers.yaml as it is.
struct DeliveryRulesFile {
  DeliveryRules rules;                                    // where there is no file: the defaults
  std::map<std::string, std::size_t, std::less<>> lines;  // of each field that it has
  std::string sha256;                                     // of the file; empty: there is none
};
/// `file` is what errors call it; they are kBadInput and name line and remedy.
Result<DeliveryRulesFile> parse_delivery_rules(std::string_view text, std::string_view file);
/// That of a data folder.
Result<DeliveryRulesFile> read_delivery_rules(const std::string& data);

/// A breakers.yaml that says these rules and nothing else.
std::string render_delivery_rules(const DeliveryRules& rules);
/// A breakers.yaml to change: the defaults, explained.
std::string delivery_rules_template();

/// One object, its fields named as in the file.
void write_delivery_rules(JsonWriter& json, const DeliveryRules& rules);

/// "0", "90s", "6h".
std::string describe_delay(TimeUs delay);

}  // namespace overt
