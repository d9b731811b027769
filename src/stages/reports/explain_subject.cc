#include "stages/reports/explain_subject.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/json_writer.h"

namespace overt {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;

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

std::string_view bare(std::string_view name) {
  return name.starts_with('@') ? name.substr(1) : name;
}

/// Where in the run the subject is.
struct Place {
  element network;
  std::optional<element> member;      // of an account
  std::optional<element> attributed;  // of an account with a path of its own
};

std::optional<Place> place_of(const element& root, std::string_view subject) {
  for (const element network : list_of(root, "networks")) {
    if (text_of(network, "id") == subject) return Place{network, {}, {}};
    for (const element member : list_of(network, "members")) {
      const std::string_view handle = text_of(member, "handle");
      const bool named = text_of(member, "account") == subject ||
                         (!handle.empty() && bare(handle) == bare(subject));
      if (!named) continue;
      Place place{network, member, {}};
      element attribution;
      if (network["attribution"].get(attribution) != simdjson::SUCCESS) return place;
      for (const element own : list_of(attribution, "accounts")) {
        if (text_of(own, "account") == text_of(member, "account")) place.attributed = own;
      }
      return place;
    }
  }
  return std::nullopt;
}

class Telling {
 public:
  explicit Telling(const ExplainQuestion& question) : question_(question) {}

  void tell(const Place& place) {
    const std::string_view id = text_of(place.network, "id");
    if (place.member) {
      text_ += fmt::format("Account {}: {} of network {} ({}, {}).\n", question_.subject,
                           text_of(*place.member, "standing"), id, text_of(place.network, "status"),
                           text_of(place.network, "explanation"));
    } else {
      text_ += fmt::format("Network {}: {}, {}.\n", id, text_of(place.network, "status"),
                           text_of(place.network, "explanation"));
    }
    element attribution;
    if (place.network["attribution"].get(attribution) != simdjson::SUCCESS ||
        attribution.is_null()) {
      text_ +=
          "Nobody was asked who is behind it: the run had no registry, or the network is not "
          "confirmed.\n";
      return;
    }
    if (place.attributed) {
      tell_role(*place.attributed);
      tell_attribution(*place.attributed);
    } else if (place.member) {
      text_ += "Unknown. No path of evidence leads from the account to an entity.\n";
    } else {
      tell_attribution(attribution);
    }
  }

  std::string take_text() { return std::move(text_); }
  [[nodiscard]] const std::vector<std::string>& gone() const { return gone_; }

 private:
  void tell_role(const element& account) {
    text_ += fmt::format("Role: {}.\n", text_of(account, "role"));
  }

  void tell_attribution(const element& attribution) {
    if (text_of(attribution, "assessment") == "attributed") {
      text_ += fmt::format("Assessed to be behind it: {} ({}). Confidence: {}.\n",
                           text_of(attribution, "entity_name"), text_of(attribution, "entity"),
                           text_of(attribution, "confidence"));
    } else {
      text_ += "Unknown.";
      for (const element reason : list_of(attribution, "unknown_reasons")) {
        std::string_view words;
        if (reason.get(words) == simdjson::SUCCESS) text_ += fmt::format(" {}", words);
      }
      text_ += "\n";
    }
    tell_hypotheses(attribution);
    for (const element path : list_of(attribution, "paths")) {
      tell_path(path, fmt::format("Evidence, {}, to {}", spoken(text_of(path, "kind")),
                                  text_of(path, "entity_name")));
    }
    for (const element principal : list_of(attribution, "principals")) {
      tell_path(principal, fmt::format("Behind it, by {}: {}{}", text_of(principal, "basis"),
                                       text_of(principal, "entity_name"), share_of(principal)));
    }
    if (sources_.empty()) return;
    text_ += "\nSources:\n";
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      text_ += fmt::format("  [{}] {}\n", i + 1, sources_[i]);
    }
  }

  void tell_hypotheses(const element& attribution) {
    text_ += "How likely:\n";
    for (const element one : list_of(attribution, "hypotheses")) {
      const std::string_view name = text_of(one, "entity_name");
      const std::string_view kind = text_of(one, "hypothesis");
      std::string words = "nobody that the registry leads to, or nobody at all";
      if (kind == "entity") words = fmt::format("{} is behind it", name);
      if (kind == "imitation") words = fmt::format("somebody else makes it look like {}", name);
      text_ += fmt::format("  {:<20} {}\n", spoken(text_of(one, "likelihood")) + ":", words);
    }
  }

  static std::string share_of(const element& principal) {
    double share = -1;
    if (principal["share"].get(share) != simdjson::SUCCESS || share < 0) return {};
    if (text_of(principal, "basis") != "payment") return fmt::format(" ({:.0f} %)", 100 * share);
    const bool knew = text_of(principal, "role") == "paid_witting";
    return fmt::format(" ({:.0f} % of what it was paid; it {})", 100 * share,
                       knew ? "knew by whom" : "is not shown to have known by whom");
  }

  void tell_path(const element& path, const std::string& what) {
    const std::string_view why = text_of(path, "why");
    text_ += fmt::format("\n{}: {}{}\n", what, spoken(text_of(path, "power")),
                         why.empty() ? "." : fmt::format(", because {}.", why));
    for (const element step : list_of(path, "steps")) tell_step(step);
  }

  void tell_step(const element& step) {
    const auto claims = list_of(step, "claims");
    const bool seen = claims.empty();
    text_ += fmt::format("  {} {} {} [{}]\n", text_of(step, "from"), text_of(step, "words"),
                         text_of(step, "to"), seen ? "seen in the log" : text_of(step, "status"));
    if (seen) return;
    // What another path has shown is not shown again.
    if (!shown_.insert(text_of(claims.front(), "id")).second) {
      text_ += "    claims as above\n";
      return;
    }
    for (const element claim : claims) tell_claim(claim);
  }

  void tell_claim(const element& claim) {
    const std::string_view id = text_of(claim, "id");
    const bool is_gone = question_.claims_in_force != nullptr &&
                         !question_.claims_in_force->contains(std::string(id));
    if (is_gone) gone_.emplace_back(id);
    const std::string_view period = text_of(claim, "period");
    text_ +=
        fmt::format("    {} ({}, {}{}{}) [{}] {}{}\n", text_of(claim, "statement"),
                    text_of(claim, "status"), text_of(claim, "grade"), period.empty() ? "" : ", ",
                    period, number_of_source(claim), id, is_gone ? "  NO LONGER IN FORCE" : "");
  }

  std::size_t number_of_source(const element& claim) {
    const std::string_view url = text_of(claim, "url");
    const std::string_view publisher = text_of(claim, "publisher");
    std::string source = fmt::format("{}{}{}", publisher, publisher.empty() ? "" : " ", url);
    if (source.empty()) source = text_of(claim, "dataset");
    if (source.empty()) source = "no source";
    const auto found = std::find(sources_.begin(), sources_.end(), source);
    if (found != sources_.end()) return static_cast<std::size_t>(found - sources_.begin()) + 1;
    sources_.push_back(std::move(source));
    return sources_.size();
  }

  // "almost-certain", "opens_case" as said.
  static std::string spoken(std::string_view word) {
    std::string words(word);
    std::replace(words.begin(), words.end(), '-', ' ');
    std::replace(words.begin(), words.end(), '_', ' ');
    return words == "opens case" ? "opens a case, and no more" : words;
  }

  const ExplainQuestion& question_;
  std::string text_;
  std::vector<std::string> gone_;
  std::vector<std::string> sources_;  // as they are first met
  std::set<std::string_view> shown_;  // first claims of steps
};

std::string json_of(const ExplainQuestion& question, const Place& place,
                    const std::vector<std::string>& gone) {
  std::string out = "{\"subject\":";
  append_json_string(out, question.subject);
  out += ",\"network\":";
  append_json_string(out, text_of(place.network, "id"));
  if (place.member) {
    out += ",\"standing\":";
    append_json_string(out, text_of(*place.member, "standing"));
  }
  element attribution;
  const bool known = place.network["attribution"].get(attribution) == simdjson::SUCCESS;
  out += ",\"attribution\":";
  if (place.attributed) {
    out += simdjson::minify(*place.attributed);
  } else {
    out += known && !place.member ? simdjson::minify(attribution) : "null";
  }
  out += ",\"claims_no_longer_in_force\":";
  if (question.claims_in_force == nullptr) return out + "null}";
  out += "[";
  for (std::size_t i = 0; i < gone.size(); ++i) {
    if (i > 0) out += ",";
    append_json_string(out, gone[i]);
  }
  return out + "]}";
}

}  // namespace

Result<SubjectExplained> explain_subject(const ExplainQuestion& question) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(simdjson::padded_string(question.networks)).get(root) != simdjson::SUCCESS ||
      text_of(root, "format") != "overt.networks/1") {
    return Error{ErrorCode::kBadInput,
                 fmt::format("{} is no networks.json that overt detect wrote; name the folder of "
                             "a run",
                             question.path)};
  }
  const auto place = place_of(root, question.subject);
  if (!place) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{} has no network and no member of a network called '{}'; "
                             "networks.json lists what it has",
                             question.path, question.subject)};
  }
  Telling telling(question);
  telling.tell(*place);
  SubjectExplained explained;
  explained.subject = question.subject;
  explained.network = text_of(place->network, "id");
  explained.json = json_of(question, *place, telling.gone());
  explained.text = telling.take_text();
  return explained;
}

}  // namespace overt
