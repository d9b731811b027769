#include "pipeline/decision_drafts.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "stages/decisions/decide.h"
#include "stages/decisions/fact_words.h"
#include "stages/decisions/notice_words.h"
#include "stages/policies/explain_verdict.h"

namespace overt {
namespace {

const NetworkFound* find_network(const RunFindings& findings, const std::string& id) {
  const auto found = std::find_if(findings.networks.begin(), findings.networks.end(),
                                  [&](const NetworkFound& network) { return network.id == id; });
  return found == findings.networks.end() ? nullptr : &*found;
}

std::string family_in_french(const std::string& family) {
  if (family == "synchrony") return "synchronie";
  if (family == "content reuse") return "contenus réutilisés";
  if (family == "identity and infrastructure") return "identité et infrastructure";
  if (family == "network") return "liens";
  if (family == "exclusivity") return "exclusivité";
  return family;
}

std::string family_in_russian(const std::string& family) {
  if (family == "synchrony") return "синхронность";
  if (family == "content reuse") return "повторное использование материалов";
  if (family == "identity and infrastructure") return "общие признаки и инфраструктура";
  if (family == "network") return "связи";
  if (family == "exclusivity") return "исключительность";
  return family;
}

/// What was seen, for the affected; no more than the run holds.
std::string facts_text(const NetworkFound& network, std::string_view lang) {
  std::vector<std::string> families = network.families;
  const bool french = lang.starts_with("fr");
  const bool russian = lang.starts_with("ru");
  if (french) std::transform(families.begin(), families.end(), families.begin(), family_in_french);
  if (russian) {
    std::transform(families.begin(), families.end(), families.begin(), family_in_russian);
  }
  const std::string kinds = fmt::format("{}", fmt::join(families, ", "));
  if (russian) {
    return fmt::format(
        "Сеть {}: {} аккаунтов, из них {} — по собственным доказательствам; действовали вместе с "
        "{} по {}; виды доказательств, которые подтвердились: {}.",
        network.id, network.accounts, network.members, network.first_day, network.last_day,
        kinds.empty() ? "никакие" : kinds);
  }
  if (french) {
    return fmt::format(
        "Réseau {} : {} comptes, dont {} sur preuves propres, actifs ensemble du {} au {} ; "
        "indices : {}.",
        network.id, network.accounts, network.members, network.first_day, network.last_day,
        kinds.empty() ? "aucun" : kinds);
  }
  return fmt::format(
      "Network {}: {} accounts, {} of them on evidence of their own, active together from {} to "
      "{}; kinds of evidence that hold: {}.",
      network.id, network.accounts, network.members, network.first_day, network.last_day,
      kinds.empty() ? "none" : kinds);
}

/// What keeps the clause that comes nearest from applying: of those in force, the one with the most
/// conditions met.
std::string why_not(const VerdictExplained& verdict) {
  const ClauseMissed* nearest = nullptr;
  for (const ClauseMissed& missed : verdict.missed) {
    if (missed.state != ClauseState::kInForce) continue;
    if (nearest == nullptr || missed.met > nearest->met) nearest = &missed;
  }
  if (nearest == nullptr) return "the policy has no clause in force about it";
  return fmt::format("{} is not met: {}", nearest->clause, fmt::join(nearest->conditions, "; "));
}

std::size_t place_of_step(const Clause& clause, ActionKind up_to) {
  std::size_t last = clause.ladder.size();
  for (std::size_t i = 0; i < clause.ladder.size(); ++i) {
    if (clause.ladder[i].action == up_to) last = i;
  }
  return last;
}

class Drafting {
 public:
  Drafting(const PolicyEvaluator& evaluator, const GatheredSubjects& gathered,
           const DraftRequest& request)
      : evaluator_(evaluator), gathered_(gathered), request_(request) {}

  Result<DraftedNetwork> run() {
    ASSIGN_OR_RETURN(const auto subjects, subjects_of(gathered_, request_));
    for (const SubjectFacts* const subject : subjects) draft(*subject);
    if (drafted_.drafts.empty() && !wrong_step_.empty()) {
      return Error{ErrorCode::kInvalidArgument, wrong_step_};
    }
    return std::move(drafted_);
  }

 private:
  void leave_out(const SubjectFacts& subject, std::string why) {
    drafted_.left_out.push_back({subject.id, std::move(why)});
  }

  void draft(const SubjectFacts& facts) {
    const VerdictExplained verdict = explain_verdict(evaluator_, facts, request_.moment);
    if (!verdict.clause) return leave_out(facts, why_not(verdict));
    const Policy& policy = evaluator_.policy();
    const Clause& clause = policy.clauses[*verdict.clause];
    const std::size_t last = request_.up_to ? place_of_step(clause, *request_.up_to) : 0;
    if (last >= clause.ladder.size()) {
      wrong_step_ = fmt::format("clause {} has no step {}", clause.id, name_of(*request_.up_to));
      return leave_out(facts, wrong_step_);
    }
    DecisionDraft made = draft_decision(policy, clause, subject_of(facts), last);
    for (const GivenFact& fact : verdict.used) {
      const std::string_view name = fact_terms()[fact.term].name;
      made.facts.push_back({std::string(name), fact_in_words(facts, name)});
    }
    made.affected = affected_by(facts);
    add_evidence(made);
    if (std::string against = guardrail_against(made); !against.empty()) {
      return leave_out(facts, std::move(against));
    }
    if (removes(made.actions.back().action) && !protection_known(facts)) {
      return leave_out(facts,
                       "whether the account, or one of the network's, is protected is not known, "
                       "and nobody is removed without; give --protected");
    }
    drafted_.drafts.push_back(std::move(made));
  }

  /// The accounts that a decision about a subject falls on: of a network all.
  [[nodiscard]] std::vector<const SubjectFacts*> concerned(const SubjectFacts& facts) const {
    if (facts.kind == SubjectKind::kAccount) return {&facts};
    std::vector<const SubjectFacts*> accounts;
    if (facts.kind != SubjectKind::kNetwork || gathered_.runs.empty()) return accounts;
    for (const SubjectFacts& one : gathered_.runs.front().findings.subjects) {
      if (one.kind == SubjectKind::kAccount && one.network == facts.id) accounts.push_back(&one);
    }
    return accounts;
  }

  [[nodiscard]] bool protection_known(const SubjectFacts& facts) const {
    const auto accounts = concerned(facts);
    return std::all_of(accounts.begin(), accounts.end(), [](const SubjectFacts* const one) {
      return find_fact(*one, "account.protected") != nullptr;
    });
  }

  void add_evidence(DecisionDraft& made) const {
    if (request_.network.empty()) {
      made.evidence = fmt::format("facts {}", gathered_.facts_sha256);
      in_each_language(made,
                       [&made](std::string_view lang) { return told_facts(lang, made.facts); });
      return;
    }
    const RunFindings& findings = gathered_.runs.front().findings;
    made.evidence = fmt::format("run {}, network {}", findings.run_id, request_.network);
    const NetworkFound& network = *find_network(findings, request_.network);
    in_each_language(made, [&network](std::string_view lang) { return facts_text(network, lang); });
  }

  /// In the subject's language, or in English where there are no words in that, and in the others.
  template <typename Write>
  static void in_each_language(DecisionDraft& made, const Write& write) {
    const NoticeWords* const own = notice_words(made.subject.lang);
    made.facts_text = write(own == nullptr ? "en" : own->lang);
    for (const NoticeWords& words : all_notice_words()) {
      if (&words != own) made.facts_in.emplace_back(words.lang, write(words.lang));
    }
  }

  [[nodiscard]] DecisionSubject subject_of(const SubjectFacts& facts) const {
    DecisionSubject subject;
    subject.kind = facts.kind;
    subject.id = facts.id;
    subject.network = request_.network;
    for (const SubjectFacts* const one : concerned(facts)) {
      if (fact_in_words(*one, "account.protected") == "true") subject.protected_account = true;
      if (fact_in_words(*one, "attribution.role") == "paid-unwitting") subject.deceived = true;
    }
    subject.lang = request_.lang.empty() ? facts.lang : request_.lang;
    return subject;
  }

  /// Whom the decision is to be told, where it is not about one account.
  [[nodiscard]] std::vector<AffectedAccount> affected_by(const SubjectFacts& facts) const {
    std::vector<AffectedAccount> affected;
    if (facts.kind == SubjectKind::kAccount) return affected;
    for (const std::string& account : facts.accounts) {
      affected.push_back({account, facts.lang, false});
    }
    for (const SubjectFacts* const one : concerned(facts)) {
      const bool deceived = fact_in_words(*one, "attribution.role") == "paid-unwitting";
      affected.push_back({one->id, one->lang, deceived});
    }
    return affected;
  }

  const PolicyEvaluator& evaluator_;
  const GatheredSubjects& gathered_;
  const DraftRequest& request_;
  DraftedNetwork drafted_;
  std::string wrong_step_;
};

}  // namespace

Result<std::vector<const SubjectFacts*>> subjects_of(const GatheredSubjects& gathered,
                                                     const DraftRequest& request) {
  std::vector<const SubjectFacts*> subjects;
  if (request.network.empty()) {
    for (const SubjectFacts& subject : gathered.others) {
      if (fmt::format("{}:{}", name_of(subject.kind), subject.id) != request.subject) continue;
      subjects.push_back(&subject);
    }
    if (!subjects.empty()) return subjects;
    return Error{
        ErrorCode::kNotFound,
        fmt::format("the file of facts says nothing of '{}'; a subject is its kind and its "
                    "id, like account:clipper:1",
                    request.subject)};
  }
  CHECK(!gathered.runs.empty());
  const RunFindings& findings = gathered.runs.front().findings;
  if (find_network(findings, request.network) == nullptr) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("run {} has no network '{}'; networks.json of the run lists them",
                             findings.run_id, request.network)};
  }
  const SubjectKind kind =
      request.about == DecideAbout::kNetwork ? SubjectKind::kNetwork : SubjectKind::kAccount;
  for (const SubjectFacts& subject : findings.subjects) {
    if (subject.network != request.network || subject.kind != kind) continue;
    if (request.account.empty() || subject.id == request.account) subjects.push_back(&subject);
  }
  if (!subjects.empty()) return subjects;
  return Error{ErrorCode::kNotFound,
               fmt::format("network {} has no account '{}'", request.network, request.account)};
}

Result<DraftedNetwork> draft_decisions(const PolicyEvaluator& evaluator,
                                       const GatheredSubjects& gathered,
                                       const DraftRequest& request) {
  return Drafting(evaluator, gathered, request).run();
}

}  // namespace overt
