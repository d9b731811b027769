#include "pipeline/clause_precision.h"

#include <fmt/format.h>

#include "base/json_writer.h"

namespace overt {
namespace {

void write_share(JsonWriter& json, std::string_view name, std::uint64_t right, std::uint64_t trials,
                 const stats::ShareInterval& bounds) {
  json.key(name);
  json.begin_object();
  json.field("right", right);
  json.field("of", trials);
  json.key("share");
  if (trials == 0) {
    json.null();
  } else {
    json.value(static_cast<double>(right) / static_cast<double>(trials));
  }
  json.field("lower", bounds.lower);
  json.field("upper", bounds.upper);
  json.end_object();
}

std::string share_words(std::uint64_t right, std::uint64_t trials,
                        const stats::ShareInterval& bounds) {
  if (trials == 0) return "nothing yet";
  return fmt::format("{} of {} ({:.1f}–{:.1f} %)", right, trials, 100 * bounds.lower,
                     100 * bounds.upper);
}

}  // namespace

std::vector<ClausePrecision> clause_precision(std::span<const Decision> decisions,
                                              const std::string& policy) {
  std::vector<ClausePrecision> all;
  for (ClauseOutcomes& seen : count_outcomes(decisions)) {
    if (!policy.empty() && seen.policy != policy) continue;
    ClausePrecision one;
    one.of_heard =
        stats::clopper_pearson({seen.heard - seen.overturned, seen.heard}, kPrecisionConfidence);
    one.of_decided = stats::clopper_pearson({seen.decided - seen.overturned, seen.decided},
                                            kPrecisionConfidence);
    one.seen = std::move(seen);
    all.push_back(std::move(one));
  }
  return all;
}

std::string precision_json(const std::vector<ClausePrecision>& clauses) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const ClausePrecision& one : clauses) {
    const ClauseOutcomes& seen = one.seen;
    json.begin_object();
    json.field("policy", seen.policy);
    json.field("clause", seen.clause);
    json.field("decided", seen.decided);
    json.field("appealed", seen.appealed);
    json.field("heard", seen.heard);
    json.field("overturned", seen.overturned);
    json.field("overturned_in_part", seen.overturned_in_part);
    json.field("undone", seen.undone);
    json.field("confidence", kPrecisionConfidence);
    write_share(json, "stood_of_heard", seen.heard - seen.overturned, seen.heard, one.of_heard);
    write_share(json, "not_overturned_of_decided", seen.decided - seen.overturned, seen.decided,
                one.of_decided);
    json.end_object();
  }
  json.end_array();
  return out;
}

std::string precision_text(const std::vector<ClausePrecision>& clauses) {
  std::string text;
  for (const ClausePrecision& one : clauses) {
    const ClauseOutcomes& seen = one.seen;
    text += fmt::format(
        "{} {}: {} decided, {} appealed, {} heard, {} overturned ({} for some accounts alone), {} "
        "undone by ourselves\n"
        "  stood when heard      {}\n  never overturned      {} (at most: not everybody objects)\n",
        seen.policy, seen.clause, seen.decided, seen.appealed, seen.heard, seen.overturned,
        seen.overturned_in_part, seen.undone,
        share_words(seen.heard - seen.overturned, seen.heard, one.of_heard),
        share_words(seen.decided - seen.overturned, seen.decided, one.of_decided));
  }
  if (clauses.empty()) text = "No decision of a live policy has taken effect.\n";
  return text;
}

}  // namespace overt
