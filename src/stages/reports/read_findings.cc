#include "stages/reports/read_findings.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <simdjson.h>

namespace overt {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;

Error damaged(const std::string& path, std::string_view what) {
  return {ErrorCode::kBadInput,
          fmt::format("{}: {}; it is no run directory of this version, or it was changed since: "
                      "make that run again",
                      path, what)};
}

std::string_view text_of(const element& object, const char* key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

/// The items of a list; none where there is none. (A default simdjson array points nowhere and must
/// not be walked.)
std::vector<element> list_of(const element& object, const char* key) {
  array list;
  if (object[key].get(list) != simdjson::SUCCESS) return {};
  return {list.begin(), list.end()};
}

void set_number(SubjectFacts& subject, std::string_view name, const element& object,
                const char* key) {
  double value = 0;
  if (object[key].get(value) != simdjson::SUCCESS || !(value >= 0)) return;
  set_fact(subject, name, {fmt::format("{}", value)});
}

/// Words with underscores in files of a run, with hyphens in policies.
std::string role_in_policies(std::string_view role) {
  std::string word(role);
  std::replace(word.begin(), word.end(), '_', '-');
  return word;
}

/// Some path to the entity that is assessed to be behind it may decide.
bool decides(const element& assessed) {
  for (const element path : list_of(assessed, "paths")) {
    const bool to_it = text_of(path, "entity") == text_of(assessed, "entity");
    if (to_it && text_of(path, "power") == "decides") return true;
  }
  return false;
}

/// The entity assessed to be behind it and those whom evidence that may decide sets above it.
std::vector<std::string> entities_of(const element& assessed) {
  std::set<std::string> entities;
  if (text_of(assessed, "assessment") != "attributed") return {};
  entities.emplace(text_of(assessed, "entity"));
  for (const element principal : list_of(assessed, "principals")) {
    if (text_of(principal, "power") == "decides") entities.emplace(text_of(principal, "entity"));
  }
  entities.erase("");
  return {entities.begin(), entities.end()};
}

void set_attribution(SubjectFacts& subject, const element& assessed) {
  const bool attributed = text_of(assessed, "assessment") == "attributed";
  const std::string confidence(text_of(assessed, "confidence"));
  set_fact(subject, "attribution.confidence",
           {attributed && !confidence.empty() ? confidence : "unknown"});
  set_fact(subject, "attribution.decides", {attributed && decides(assessed) ? "true" : "false"});
  set_fact(subject, "attribution.entities", entities_of(assessed));
  const std::string role = role_in_policies(text_of(assessed, "role"));
  if (subject.kind != SubjectKind::kAccount || role.empty() || role == "unknown") return;
  set_fact(subject, "attribution.role", {role});
}

class Reading {
 public:
  explicit Reading(const RunFindingsTexts& texts) : texts_(texts) {}

  Result<RunFindings> run() {
    RETURN_IF_ERROR(read_manifest());
    const simdjson::padded_string text(texts_.networks);
    simdjson::dom::parser parser;
    element root;
    const std::string path = texts_.path + "/networks.json";
    if (parser.parse(text).get(root) != simdjson::SUCCESS ||
        text_of(root, "format") != "overt.networks/1") {
      return damaged(path, "not the networks of a run");
    }
    if (text_of(root, "run_id") != findings_.run_id) {
      return damaged(path, "manifest.json beside it is of another run");
    }
    for (const element network : list_of(root, "networks")) {
      if (text_of(network, "id").empty()) return damaged(path, "a network has no id");
      read_network(network);
    }
    return std::move(findings_);
  }

 private:
  Result<void> read_manifest() {
    const simdjson::padded_string text(texts_.manifest);
    simdjson::dom::parser parser;
    element root;
    const std::string path = texts_.path + "/manifest.json";
    if (parser.parse(text).get(root) != simdjson::SUCCESS ||
        text_of(root, "format") != "overt.manifest/1" || text_of(root, "run_id").empty()) {
      return damaged(path, "not the manifest of a run");
    }
    findings_.run_id = text_of(root, "run_id");
    if (const auto last_at = parse_rfc3339(text_of(root, "last_at"))) {
      findings_.last_day = static_cast<std::int32_t>(*last_at / kMicrosPerDay);
    }
    return {};
  }

  void read_network(const element& network) {
    NetworkFound& found = findings_.networks.emplace_back();
    found.id = text_of(network, "id");
    found.tier = text_of(network, "tier");
    found.first_day = text_of(network, "first_at").substr(0, 10);
    found.last_day = text_of(network, "last_at").substr(0, 10);
    SubjectFacts subject = new_subject(SubjectKind::kNetwork, found.id, found.id);
    set_finding(subject, network, found);
    const std::size_t place = findings_.subjects.size();
    findings_.subjects.push_back(std::move(subject));
    const std::map<std::string_view, element> assessed = assessed_accounts(network);
    for (const element member : list_of(network, "members")) {
      SubjectFacts account =
          new_subject(SubjectKind::kAccount, text_of(member, "account"), found.id);
      set_finding(account, network, found);
      const std::string standing(text_of(member, "standing"));
      set_fact(account, "finding.standing", {standing == "member" ? "member" : "adjacent"});
      if (const auto own = assessed.find(account.id); own != assessed.end()) {
        set_attribution(account, own->second);
      }
      ++found.accounts;
      if (standing == "member") ++found.members;
      findings_.subjects.push_back(std::move(account));
    }
    set_fact(findings_.subjects[place], "finding.members", {fmt::format("{}", found.members)});
    if (element behind;
        network["attribution"].get(behind) == simdjson::SUCCESS && behind.is_object()) {
      set_attribution(findings_.subjects[place], behind);
    }
  }

  [[nodiscard]] SubjectFacts new_subject(SubjectKind kind, std::string_view id,
                                         const std::string& network) const {
    SubjectFacts subject;
    subject.kind = kind;
    subject.id = id;
    subject.network = network;
    subject.run = findings_.run_id;
    return subject;
  }

  static void set_finding(SubjectFacts& subject, const element& network, NetworkFound& found) {
    const bool confirmed = text_of(network, "status") == "confirmed";
    set_fact(subject, "finding.status", {confirmed ? "confirmed" : "not_confirmed"});
    const std::string tier = found.tier.empty() ? "none" : found.tier;
    if (fits(fact_terms()[*fact_term_named("finding.tier")], {tier})) {
      set_fact(subject, "finding.tier", {tier});
    }
    // Of a network that was not confirmed the field means nothing.
    const std::string explanation(text_of(network, "explanation"));
    if (confirmed && fits(fact_terms()[*fact_term_named("finding.explanation")], {explanation})) {
      found.explanation = explanation;
      set_fact(subject, "finding.explanation", {explanation});
    }
    found.families.clear();
    for (const element family : list_of(network, "families")) {
      bool holds = false;
      if (family["holds"].get(holds) == simdjson::SUCCESS && holds) {
        found.families.emplace_back(text_of(family, "family"));
      }
    }
    set_fact(subject, "finding.families", {fmt::format("{}", found.families.size())});
    set_number(subject, "finding.q", network, "q");
  }

  static std::map<std::string_view, element> assessed_accounts(const element& network) {
    std::map<std::string_view, element> assessed;
    element behind;
    if (network["attribution"].get(behind) != simdjson::SUCCESS || !behind.is_object()) {
      return assessed;
    }
    for (const element account : list_of(behind, "accounts")) {
      assessed.emplace(text_of(account, "account"), account);
    }
    return assessed;
  }

  const RunFindingsTexts& texts_;
  RunFindings findings_;
};

}  // namespace

Result<RunFindings> read_findings(const RunFindingsTexts& texts) { return Reading(texts).run(); }

}  // namespace overt
