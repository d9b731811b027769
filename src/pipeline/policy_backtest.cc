#include "pipeline/policy_backtest.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/json_writer.h"
#include "pipeline/policy_files.h"

namespace overt {
namespace {

/// A subject of a run and what the two versions say of it; an empty clause: nothing.
struct Hit {
  const SubjectFacts* subject = nullptr;
  std::string before;
  std::string after;
  std::string place_in_sample;  // keyed hash
};

/// Subjects by what became of them, in the words of the report.
enum class Fate : std::uint8_t { kNewly, kStill, kMoved, kNoLonger };
constexpr std::array<std::string_view, 4> kFates = {"newly", "still", "moved", "no longer"};

Fate fate_of(const Hit& hit) {
  if (hit.before.empty()) return Fate::kNewly;
  if (hit.after.empty()) return Fate::kNoLonger;
  return hit.before == hit.after ? Fate::kStill : Fate::kMoved;
}

struct ClauseCount {
  std::array<std::uint64_t, kFates.size()> subjects{};
  std::vector<const Hit*> sample;
};

std::string clause_of(const PolicyEvaluator* evaluator, const SubjectFacts& subject,
                      const PolicyMoment& moment) {
  if (evaluator == nullptr) return {};
  FactRow row = evaluator->new_row();
  set_facts(subject.facts, row);
  const auto clause = evaluator->at(moment).first_clause(subject.kind, row);
  return clause ? evaluator->policy().clauses[*clause].id : std::string();
}

class Backtest {
 public:
  Backtest(const PolicyOptions& options, const PolicyEvaluator& policy,
           const PolicyEvaluator* against)
      : options_(options),
        policy_(policy),
        against_(against),
        key_(options.sample_key.empty() ? policy.policy().hash : options.sample_key) {}

  void look_at(const SubjectFacts& subject, std::int32_t day) {
    const PolicyMoment moment{options_.day.value_or(day), options_.region};
    ++subjects_;
    Hit hit;
    hit.subject = &subject;
    hit.after = clause_of(&policy_, subject, moment);
    hit.before = clause_of(against_, subject, moment);
    const GivenFact* const protection = find_fact(subject, "account.protected");
    const bool is_protected = protection != nullptr && protection->values.front() == "true";
    if (is_protected) protected_.push_back(hit);
    if (hit.before.empty() && hit.after.empty()) return;
    hit.place_in_sample =
        sha256_hex(fmt::format("{}:{}{}:{}{}:{}", key_.size(), key_, subject.run.size(),
                               subject.run, name_of(subject.kind), subject.id));
    hits_.push_back(std::move(hit));
  }

  CommandAnswer answer() {
    count();
    CommandAnswer answer;
    describe(answer.text);
    JsonWriter json(answer.json);
    write(json);
    return answer;
  }

 private:
  void count() {
    std::sort(hits_.begin(), hits_.end(),
              [](const Hit& x, const Hit& y) { return x.place_in_sample < y.place_in_sample; });
    for (const Hit& hit : hits_) {
      ClauseCount& clause = clauses_[hit.after.empty() ? hit.before : hit.after];
      const Fate fate = fate_of(hit);
      ++clause.subjects.at(static_cast<std::size_t>(fate));
      ++totals_.at(static_cast<std::size_t>(fate));
      const bool looked_for = against_ == nullptr || fate != Fate::kStill;
      if (looked_for && clause.sample.size() < options_.sample) clause.sample.push_back(&hit);
    }
  }

  static std::string told(const Hit& hit) {
    const SubjectFacts& subject = *hit.subject;
    const auto clause = [](const std::string& id) { return id.empty() ? "no clause" : id; };
    return fmt::format("{} {} (network {}): {}", name_of(subject.kind), subject.id,
                       subject.network.empty() ? "none" : subject.network,
                       hit.before == hit.after
                           ? clause(hit.after)
                           : fmt::format("{}, before {}", clause(hit.after), clause(hit.before)));
  }

  void describe(std::string& text) const {
    const Policy& policy = policy_.policy();
    text += fmt::format("{} {} on {} subjects of {} runs", policy.id, policy.version, subjects_,
                        options_.sources.runs.size());
    text += against_ == nullptr ? std::string(", against nothing\n")
                                : fmt::format(", against {} {}\n", against_->policy().id,
                                              against_->policy().version);
    for (const auto& [id, clause] : clauses_) {
      text += fmt::format("{}:", id);
      for (std::size_t i = 0; i < kFates.size(); ++i) {
        if (clause.subjects.at(i) > 0)
          text += fmt::format(" {} {}", clause.subjects.at(i), kFates.at(i));
      }
      text += "\n";
      for (const Hit* const hit : clause.sample) text += fmt::format("  {}\n", told(*hit));
    }
    if (clauses_.empty()) text += "no clause applies to anybody\n";
    text += fmt::format("protected accounts among them: {}\n", protected_.size());
    for (const Hit& hit : protected_) text += fmt::format("  {}\n", told(hit));
  }

  static void write_hit(JsonWriter& json, const Hit& hit) {
    json.begin_object();
    json.field("run", hit.subject->run);
    json.field("subject", name_of(hit.subject->kind));
    json.field("id", hit.subject->id);
    json.field("network", hit.subject->network);
    json.field("clause", hit.after);
    json.field("clause_before", hit.before);
    json.end_object();
  }

  void write_counts(JsonWriter& json,
                    const std::array<std::uint64_t, kFates.size()>& subjects) const {
    json.field("newly", subjects[0]);
    json.field("still", subjects[1]);
    json.field("moved", subjects[2]);
    json.field("no_longer", subjects[3]);
  }

  void write(JsonWriter& json) const {
    const Policy& policy = policy_.policy();
    json.begin_object();
    json.field("command", "policy");
    json.field("verb", "backtest");
    json.field("policy", policy.id);
    json.field("version", policy.version);
    json.field("hash", policy.hash);
    json.key("against");
    against_ == nullptr ? json.null() : json.value(against_->policy().hash);
    json.field("sample_key", key_);
    json.field("subjects", subjects_);
    write_counts(json, totals_);
    json.key("clauses");
    json.begin_array();
    for (const auto& [id, clause] : clauses_) {
      json.begin_object();
      json.field("clause", id);
      write_counts(json, clause.subjects);
      json.key("sample");
      json.begin_array();
      for (const Hit* const hit : clause.sample) write_hit(json, *hit);
      json.end_array();
      json.end_object();
    }
    json.end_array();
    json.key("protected");
    json.begin_array();
    for (const Hit& hit : protected_) write_hit(json, hit);
    json.end_array();
    json.end_object();
  }

  const PolicyOptions& options_;
  const PolicyEvaluator& policy_;
  const PolicyEvaluator* against_;
  std::string key_;
  std::uint64_t subjects_ = 0;
  std::vector<Hit> hits_;
  std::vector<Hit> protected_;
  std::map<std::string, ClauseCount> clauses_;
  std::array<std::uint64_t, kFates.size()> totals_{};
};

}  // namespace

Result<CommandAnswer> backtest(const PolicyOptions& options) {
  ASSIGN_OR_RETURN(const UsablePolicy policy,
                   read_usable_policy(options.paths.front(), options.calendar));
  std::optional<UsablePolicy> against;
  if (!options.against.empty()) {
    ASSIGN_OR_RETURN(against, read_usable_policy(options.against, options.calendar));
  }
  ASSIGN_OR_RETURN(const GatheredSubjects gathered, gather_subjects(options.sources));
  Backtest test(options, policy.evaluator, against ? &against->evaluator : nullptr);
  for (const GatheredRun& run : gathered.runs) {
    for (const SubjectFacts& subject : run.findings.subjects) {
      test.look_at(subject, run.findings.last_day);
    }
  }
  CommandAnswer answer = test.answer();
  for (const std::string& note : gathered.notes) answer.text += fmt::format("Note: {}.\n", note);
  return answer;
}

}  // namespace overt
