#include "pipeline/delivery_rules.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "base/digest.h"
#include "kernel/yaml/yaml_fields.h"

namespace overt {
namespace {

constexpr std::uint64_t kFileBytesMax = 256 << 10;
constexpr std::size_t kPoliciesMax = 1'000;
constexpr std::size_t kPolicyIdMax = 100;
constexpr TimeUs kDelayMax = 30 * kMicrosPerDay;
constexpr std::string_view kCountForm = "a whole number from 0 to 10000000";

struct DelayUnit {
  char letter;
  TimeUs us;
};
constexpr DelayUnit kDelayUnits[] = {
    {'d', kMicrosPerDay}, {'h', kMicrosPerHour}, {'m', kMicrosPerMinute}, {'s', kMicrosPerSecond}};

/// The four limits that are one number each.
struct PlainLimit {
  std::string_view field;
  std::uint32_t DeliveryLimits::*limit;
};
constexpr PlainLimit kPlainLimits[] = {{"per_hour", &DeliveryLimits::per_hour},
                                       {"per_policy", &DeliveryLimits::policy_per_hour},
                                       {"per_person", &DeliveryLimits::person_per_hour},
                                       {"per_network", &DeliveryLimits::network_accounts_per_day}};

std::optional<std::uint32_t> parse_limit(std::string_view text) {
  std::uint32_t limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return limit <= kDeliveryLimitMax ? std::optional(limit) : std::nullopt;
}

std::optional<TimeUs> parse_delay(std::string_view text) {
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  const auto* const unit =
      std::find_if(std::begin(kDelayUnits), std::end(kDelayUnits),
                   [&](const DelayUnit& one) { return one.letter == text.back(); });
  const auto count = parse_limit(text.substr(0, text.size() - 1));
  if (unit == std::end(kDelayUnits) || !count) return std::nullopt;
  const TimeUs delay = TimeUs{*count} * unit->us;
  return delay <= kDelayMax ? std::optional(delay) : std::nullopt;
}

bool is_policy_id(std::string_view id) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return !id.empty() && id.front() != '-' && id.size() <= kPolicyIdMax &&
         id.find_first_not_of(kAllowed) == id.npos;
}

/// A mapping from names to limits. `take` says what is wrong with a name, or nothing.
void read_limits(YamlFields& fields, std::string_view key, YamlErrors& errors,
                 const std::function<std::string(const std::string&, std::uint32_t)>& take) {
  const YamlValue* const map = fields.optional_map(key);
  if (map == nullptr) return;
  for (const YamlField& field : map->fields) {
    const auto limit = parse_limit(field.second.text);
    if (field.second.kind != YamlValue::Kind::kText || !limit) {
      errors.refuse(field.second.line,
                    fmt::format("'{}' of '{}' is not {}", field.first, key, kCountForm));
      continue;
    }
    const std::string wrong = take(field.first, *limit);
    if (!wrong.empty()) {
      errors.refuse(field.second.line, fmt::format("'{}' of '{}' {}", field.first, key, wrong));
    }
  }
}

std::string action_names() {
  std::string names;
  for (std::size_t i = 0; i < kActionKindCount; ++i) {
    names += fmt::format("{}{}", i == 0 ? "" : ", ", name_of(static_cast<ActionKind>(i)));
  }
  return names;
}

void read_named_limits(YamlFields& fields, YamlErrors& errors, DeliveryLimits& limits) {
  read_limits(fields, "policies", errors, [&](const std::string& id, std::uint32_t limit) {
    if (!is_policy_id(id)) {
      return std::string("is no policy's id: lower-case letters, digits and hyphens");
    }
    limits.policies[id] = limit;
    return limits.policies.size() <= kPoliciesMax
               ? std::string()
               : fmt::format("is one policy too many; {} at most", kPoliciesMax);
  });
  read_limits(fields, "actions", errors, [&](const std::string& name, std::uint32_t limit) {
    const auto kind = action_kind_named(name);
    if (!kind) return fmt::format("is none of {}", action_names());
    limits.actions[*kind] = limit;
    return std::string();
  });
}

void note_lines(const YamlValue& root, DeliveryRulesFile& file) {
  for (const YamlField& field : root.fields) {
    file.lines[field.first] = field.second.line;
    for (const YamlField& inner : field.second.fields) {
      file.lines[field.first + "." + inner.first] = inner.second.line;
    }
  }
}

class RuleComparison {
 public:
  std::vector<RuleChange> changes;

  void limit(std::string field, std::uint32_t before, std::uint32_t after) {
    if (before == after) return;
    add(std::move(field), fmt::format("{}", before), fmt::format("{}", after), after > before);
  }
  void delay(TimeUs before, TimeUs after) {
    if (before == after) return;
    add("delay", describe_delay(before), describe_delay(after), after < before);
  }
  /// None: no limit.
  void action(ActionKind kind, std::optional<std::uint32_t> before,
              std::optional<std::uint32_t> after) {
    const auto words = [](const auto& limit) {
      return limit ? fmt::format("{}", *limit) : std::string("no limit");
    };
    if (before == after) return;
    const bool looser = before && (!after || *after > *before);
    add(fmt::format("actions.{}", name_of(kind)), words(before), words(after), looser);
  }

 private:
  void add(std::string field, const std::string& before, const std::string& after, bool looser) {
    std::string words = fmt::format("{} from {} to {}", field, before, after);
    changes.push_back({std::move(field), std::move(words), looser});
  }
};

std::optional<std::uint32_t> limit_of(const DeliveryLimits& limits, ActionKind kind) {
  const auto found = limits.actions.find(kind);
  return found == limits.actions.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::uint32_t DeliveryLimits::of_policy(std::string_view policy) const {
  const auto found = policies.find(policy);
  return found == policies.end() ? policy_per_hour : found->second;
}

DeliveryRules stricter_of(const DeliveryRules& a, const DeliveryRules& b) {
  DeliveryRules both;
  for (const PlainLimit& plain : kPlainLimits) {
    both.limits.*plain.limit = std::min(a.limits.*plain.limit, b.limits.*plain.limit);
  }
  for (const DeliveryRules* const rules : {&a, &b}) {
    for (const auto& [id, limit] : rules->limits.policies) {
      both.limits.policies[id] = std::min(a.limits.of_policy(id), b.limits.of_policy(id));
    }
    for (const auto& [kind, limit] : rules->limits.actions) {
      const auto [place, fresh] = both.limits.actions.try_emplace(kind, limit);
      place->second = std::min(place->second, limit);
    }
  }
  both.delay_us_max = std::max(a.delay_us_max, b.delay_us_max);
  return both;
}

std::vector<RuleChange> changes_of(const DeliveryRules& before, const DeliveryRules& after) {
  RuleComparison found;
  const auto plain = [&](const PlainLimit& one) {
    found.limit(std::string(one.field), before.limits.*one.limit, after.limits.*one.limit);
  };
  plain(kPlainLimits[0]);
  plain(kPlainLimits[1]);
  std::set<std::string_view> policies;
  std::set<ActionKind> actions;
  for (const DeliveryRules* const rules : {&before, &after}) {
    for (const auto& [id, limit] : rules->limits.policies) policies.insert(id);
    for (const auto& [kind, limit] : rules->limits.actions) actions.insert(kind);
  }
  for (const std::string_view id : policies) {
    found.limit(fmt::format("policies.{}", id), before.limits.of_policy(id),
                after.limits.of_policy(id));
  }
  plain(kPlainLimits[2]);
  plain(kPlainLimits[3]);
  for (const ActionKind kind : actions) {
    found.action(kind, limit_of(before.limits, kind), limit_of(after.limits, kind));
  }
  found.delay(before.delay_us_max, after.delay_us_max);
  return std::move(found.changes);
}

Result<DeliveryRulesFile> parse_delivery_rules(std::string_view text, std::string_view file) {
  ASSIGN_OR_RETURN(const YamlValue root, parse_yaml(text, file));
  YamlErrors errors{std::string(file)};
  YamlFields fields(root, "breakers.yaml", errors);
  DeliveryRulesFile read;
  DeliveryLimits& limits = read.rules.limits;
  for (const PlainLimit& plain : kPlainLimits) {
    limits.*plain.limit =
        fields.parsed_or(plain.field, limits.*plain.limit, parse_limit, kCountForm);
  }
  read_named_limits(fields, errors, limits);
  read.rules.delay_us_max = fields.parsed_or("delay", TimeUs{0}, parse_delay,
                                             "0 or a duration of at most 30d: 90s, 15m, 6h, 1d");
  fields.finish();
  RETURN_IF_ERROR(errors.result());
  note_lines(root, read);
  read.sha256 = sha256_hex(text);
  return read;
}

Result<DeliveryRulesFile> read_delivery_rules(const std::string& data) {
  const std::string path = data + "/breakers.yaml";
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) return DeliveryRulesFile();
  ASSIGN_OR_RETURN(const std::string text, read_whole_file(path, kFileBytesMax));
  return parse_delivery_rules(text, "breakers.yaml");
}

std::string render_delivery_rules(const DeliveryRules& rules) {
  const DeliveryLimits& limits = rules.limits;
  std::string text;
  for (const PlainLimit& plain : kPlainLimits) {
    text += fmt::format("{}: {}\n", plain.field, limits.*plain.limit);
  }
  if (!limits.policies.empty()) text += "policies:\n";
  for (const auto& [id, limit] : limits.policies) text += fmt::format("  {}: {}\n", id, limit);
  if (!limits.actions.empty()) text += "actions:\n";
  for (const auto& [kind, limit] : limits.actions) {
    text += fmt::format("  {}: {}\n", name_of(kind), limit);
  }
  return text + fmt::format("delay: {}\n", describe_delay(rules.delay_us_max));
}

std::string delivery_rules_template() {
  const DeliveryLimits limits;
  return fmt::format(
      "# Circuit breakers: the most that goes out. Save it as breakers.yaml in the data folder. A\n"
      "# stricter limit holds from the next delivery on; a looser one once an approver says so:\n"
      "# overt breakers accept --by PERSON --reason TEXT. What is left out is as it is here.\n"
      "per_hour: {}      # actions within an hour, all together\n"
      "per_policy: {}     # of one policy within an hour\n"
      "# policies:         # of these, by their ids, in its place\n"
      "#   covert-influence: 100\n"
      "per_person: {}     # that one person agreed to last, within an hour\n"
      "per_network: {}    # accounts of one network within a day\n"
      "# actions:          # of one kind within an hour; the others have no limit of their own\n"
      "#   suspend: 50\n"
      "#   terminate: 20\n"
      "delay: 0            # a decision's first action waits up to this long, at random: 6h\n",
      limits.per_hour, limits.policy_per_hour, limits.person_per_hour,
      limits.network_accounts_per_day);
}

void write_delivery_rules(JsonWriter& json, const DeliveryRules& rules) {
  json.begin_object();
  for (const PlainLimit& plain : kPlainLimits) {
    json.field(plain.field, rules.limits.*plain.limit);
  }
  json.key("policies");
  json.begin_object();
  for (const auto& [id, limit] : rules.limits.policies) json.field(id, limit);
  json.end_object();
  json.key("actions");
  json.begin_object();
  for (const auto& [kind, limit] : rules.limits.actions) json.field(name_of(kind), limit);
  json.end_object();
  json.field("delay", describe_delay(rules.delay_us_max));
  json.end_object();
}

std::string describe_delay(TimeUs delay) {
  if (delay == 0) return "0";
  for (const DelayUnit& unit : kDelayUnits) {
    if (delay % unit.us == 0) return fmt::format("{}{}", delay / unit.us, unit.letter);
  }
  return fmt::format("{}us", delay);  // of an option; the file has whole seconds
}

}  // namespace overt
