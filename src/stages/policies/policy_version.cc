#include "stages/policies/policy_version.h"

#include <algorithm>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/digest.h"
#include "base/json_writer.h"
#include "stages/policies/decode_policy.h"

namespace overt {
namespace {

constexpr std::string_view kFormat = "overt.policy-version/1";

Error wrong(std::string_view what) {
  return {ErrorCode::kBadInput, fmt::format("a policy's version on record: {}", what)};
}

/// Apart from where it stands.
Clause without_lines(Clause clause) {
  clause.line = 0;
  clause.review.line = 0;
  for (LadderStep& step : clause.ladder) step.line = 0;
  for (ConditionGroup& group : clause.when) {
    for (Condition& condition : group) condition.line = 0;
  }
  return clause;
}

const Clause* clause_called(const std::vector<Clause>& clauses, std::string_view id) {
  const auto found =
      std::find_if(clauses.begin(), clauses.end(), [&](const Clause& one) { return one.id == id; });
  return found == clauses.end() ? nullptr : &*found;
}

}  // namespace

std::string render_policy_version(const PolicyVersion& version) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("format", kFormat);
  json.field("policy", version.policy);
  json.field("version", version.version);
  json.field("title", version.title);
  json.field("summary", version.summary);
  json.field("mode", name_of(version.mode));
  json.field("hash", version.hash);
  json.field("text", version.text);
  json.field("by", version.by);
  json.field("at", format_rfc3339(version.at));
  json.end_object();
  return out;
}

Result<PolicyVersion> parse_policy_version(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS) {
    return wrong("not JSON");
  }
  std::string_view missing;
  const auto text = [&](const char* key) {
    std::string_view value;
    if (root[key].get(value) != simdjson::SUCCESS) missing = key;
    return std::string(value);
  };
  PolicyVersion version;
  const std::string format = text("format");
  version.policy = text("policy");
  version.version = text("version");
  version.title = text("title");
  version.summary = text("summary");
  const auto mode = policy_mode_named(text("mode"));
  version.hash = text("hash");
  version.text = text("text");
  version.by = text("by");
  const auto at = parse_rfc3339(text("at"));
  if (!missing.empty()) return wrong(fmt::format("'{}' is missing", missing));
  if (format != kFormat) return wrong(fmt::format("its format is '{}'", format));
  if (!mode || !at) return wrong("its mode or its time cannot be read");
  if (sha256_hex(version.text) != version.hash) return wrong("its text is not that of its hash");
  version.mode = *mode;
  version.at = *at;
  return version;
}

std::vector<ChangedClause> changed_clauses(std::string_view older, std::string_view newer) {
  const auto before = decode_policy(older, "older");
  const auto after = decode_policy(newer, "newer");
  std::vector<ChangedClause> changed;
  if (!before.ok() || !after.ok()) return changed;
  const auto& was = before.value().policy.clauses;
  const auto& is = after.value().policy.clauses;
  for (const Clause& clause : is) {
    const Clause* const old = clause_called(was, clause.id);
    if (old == nullptr) {
      changed.push_back({ClauseChange::kAdded, clause.id, clause.title});
    } else if (without_lines(*old) != without_lines(clause)) {
      changed.push_back({ClauseChange::kChanged, clause.id, clause.title});
    }
  }
  for (const Clause& clause : was) {
    if (clause_called(is, clause.id) == nullptr) {
      changed.push_back({ClauseChange::kRemoved, clause.id, clause.title});
    }
  }
  return changed;
}

}  // namespace overt
