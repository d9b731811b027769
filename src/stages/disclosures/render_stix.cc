#include "stages/disclosures/render_stix.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "base/uuid.h"
#include "stages/disclosures/techniques.h"

namespace overt {
namespace {

// Ours, drawn once; and the one that STIX 2.1 names observables in (section 2.9).
constexpr std::string_view kOurSpace = "6f5a1c1e-3c0b-4a87-9d0e-7b1f5b2a4e10";
constexpr std::string_view kObservableSpace = "00abedb4-aa42-466c-9c01-fed23315a9b7";
constexpr std::string_view kTlpExtension =
    "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";
constexpr std::string_view kTlpCreated = "2022-10-01T00:00:00.000Z";

constexpr std::array<std::string_view, kTlpCount> kMarkings = {
    "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"};

/// Milliseconds, always, as STIX wants them in created and modified.
std::string stix_time(TimeUs at) {
  constexpr TimeUs kMillisecond = 1000;
  constexpr std::size_t kSeconds = 19;
  const TimeUs rounded = at - ((at % kMillisecond) + kMillisecond) % kMillisecond;
  const TimeUs in_second = ((rounded % kMicrosPerSecond) + kMicrosPerSecond) % kMicrosPerSecond;
  return fmt::format("{}.{:03}Z", format_rfc3339(rounded - in_second).substr(0, kSeconds),
                     in_second / kMillisecond);
}

/// low, moderate and high in the middle of their ranges (STIX 2.1, appendix A).
int confidence_number(Confidence confidence) {
  constexpr std::array<int, 3> kNumbers = {15, 50, 85};
  return kNumbers.at(static_cast<std::size_t>(confidence));
}

class Bundle {
 public:
  Bundle(const PublicationHead& head, const DisclosedNetwork& network, const StixRequest& request)
      : head_(head), network_(network), request_(request), json_(out_, 2) {}

  std::string run() {
    json_.begin_object();
    json_.field("type", "bundle");
    json_.field("id", "bundle--" + uuid5(kOurSpace, fmt::format("bundle|{}|{}|{}|{}",
                                                                head_.publisher, network_.told.id,
                                                                name_of(request_.tlp), head_.at)));
    json_.key("objects");
    json_.begin_array();
    marking();
    publisher();
    operation();
    behind();
    techniques();
    infrastructure();
    courses_of_action();
    note();
    report();
    json_.end_array();
    json_.end_object();
    return out_ + "\n";
  }

 private:
  [[nodiscard]] std::string id(std::string_view type, std::string_view key) const {
    return fmt::format("{}--{}", type,
                       uuid5(kOurSpace, fmt::format("{}|{}|{}", type, head_.publisher, key)));
  }

  void begin(std::string_view type, const std::string& object_id) {
    json_.begin_object();
    json_.field("type", type);
    json_.field("spec_version", "2.1");
    json_.field("id", object_id);
    mark();
    if (listed_.insert(object_id).second) objects_.push_back(object_id);
  }

  void mark() {
    json_.key("object_marking_refs");
    json_.begin_array();
    json_.value(marking_id(request_.tlp));
    json_.end_array();
  }

  /// What objects of the domain have, beside observables.
  void begin_domain(std::string_view type, const std::string& object_id) {
    begin(type, object_id);
    json_.field("created", stix_time(request_.created_at));
    json_.field("modified", stix_time(head_.at));
    if (type != "identity" || object_id != publisher_id_) {
      json_.field("created_by_ref", publisher_id_);
      if (request_.revoked) json_.field("revoked", true);
    }
  }

  void text(std::string_view name, std::string_view value) {
    if (!value.empty()) json_.field(name, value);
  }

  void relate(std::string_view from, std::string_view how, std::string_view to) {
    begin_domain("relationship", id("relationship", fmt::format("{}|{}|{}", from, how, to)));
    json_.field("relationship_type", how);
    json_.field("source_ref", from);
    json_.field("target_ref", to);
    json_.end_object();
  }

  void texts(std::string_view name, std::initializer_list<std::string_view> values) {
    json_.key(name);
    json_.begin_array();
    for (const std::string_view value : values) json_.value(value);
    json_.end_array();
  }

  void marking() {
    json_.begin_object();
    json_.field("type", "marking-definition");
    json_.field("spec_version", "2.1");
    json_.field("id", marking_id(request_.tlp));
    json_.field("created", kTlpCreated);
    std::string upper(name_of(request_.tlp));
    for (char& c : upper) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    json_.field("name", "TLP:" + upper);
    json_.key("extensions");
    json_.begin_object();
    json_.key(kTlpExtension);
    json_.begin_object();
    json_.field("extension_type", "property-extension");
    json_.field("tlp_2_0", name_of(request_.tlp));
    json_.end_object();
    json_.end_object();
    json_.end_object();
  }

  void publisher() {
    publisher_id_ = id("identity", "publisher");
    begin_domain("identity", publisher_id_);
    json_.field("name", head_.publisher);
    json_.field("identity_class", "organization");
    json_.end_object();
  }

  void operation() {
    operation_id_ = id("intrusion-set", network_.told.id);
    begin_domain("intrusion-set", operation_id_);
    json_.field("name", name_in_public(network_));
    json_.field("description", fmt::format("{} {}", origin_words(network_.notes),
                                           assessment_words(network_.told)));
    day("first_seen", network_.told.first_day);
    day("last_seen", network_.told.last_day);
    if (network_.told.behind) {
      json_.field("confidence", confidence_number(network_.told.behind->confidence));
    }
    external("overt", network_.told.id, {});
    json_.end_object();
  }

  void day(std::string_view name, std::string_view value) {
    if (!value.empty()) json_.field(name, fmt::format("{}T00:00:00.000Z", value));
  }

  void external(std::string_view source, std::string_view external_id, std::string_view url) {
    json_.key("external_references");
    json_.begin_array();
    json_.begin_object();
    json_.field("source_name", source);
    json_.field("external_id", external_id);
    if (!url.empty()) json_.field("url", url);
    json_.end_object();
    json_.end_array();
  }

  void behind() {
    if (!network_.told.behind) return;
    const AssessedEntity& entity = *network_.told.behind;
    const std::string actor = id("threat-actor", entity.id);
    begin_domain("threat-actor", actor);
    json_.field("name", entity.name);
    json_.field("description", assessment_words(network_.told));
    texts("threat_actor_types", {"unknown"});
    json_.field("confidence", confidence_number(entity.confidence));
    external("registry", entity.id, {});
    json_.end_object();
    const std::string identity = id("identity", entity.id);
    begin_domain("identity", identity);
    json_.field("name", entity.name);
    json_.field("identity_class", "unknown");
    external("registry", entity.id, {});
    json_.end_object();
    relate(operation_id_, "attributed-to", actor);
    relate(actor, "attributed-to", identity);
  }

  void techniques() {
    for (const Technique& technique : techniques_of(network_.told.families)) {
      const std::string pattern = id("attack-pattern", technique.id);
      patterns_.push_back(pattern);
      begin_domain("attack-pattern", pattern);
      json_.field("name", technique.name);
      json_.field("description", fmt::format("Seen here: {}.", technique.why));
      external("DISARM", technique.id, technique_url(technique));
      json_.key("kill_chain_phases");
      json_.begin_array();
      json_.begin_object();
      json_.field("kill_chain_name", "disarm");
      json_.field("phase_name", technique.phase);
      json_.end_object();
      json_.end_array();
      json_.end_object();
      relate(operation_id_, "uses", pattern);
    }
  }

  void infrastructure() {
    const bool accounts = may_hold_accounts(request_.tlp) && !request_.accounts.empty();
    if (!accounts && network_.notes.domains.empty() && network_.notes.urls.empty()) return;
    const std::string held = id("infrastructure", network_.told.id);
    begin_domain("infrastructure", held);
    json_.field("name", "What " + name_in_public(network_) + " used");
    texts("infrastructure_types", {"amplification"});
    json_.end_object();
    relate(operation_id_, "uses", held);
    for (const std::string& domain : network_.notes.domains) {
      relate(held, "consists-of", observable("domain-name", domain));
    }
    for (const std::string& url : network_.notes.urls) {
      relate(held, "consists-of", observable("url", url));
    }
    if (!accounts) return;
    for (const NetworkAccount& account : request_.accounts) {
      if (!may_be_named(account)) continue;
      relate(held, "consists-of", user_account(account));
    }
  }

  /// Neither who was only near it nor who was deceived.
  static bool may_be_named(const NetworkAccount& account) {
    return account.member && account.role != name_of(Role::kPaidUnwitting);
  }

  std::string observable(std::string_view type, std::string_view value) {
    std::string named = R"({"value":)";
    append_json_string(named, value);
    const std::string object = fmt::format("{}--{}", type, uuid5(kObservableSpace, named + "}"));
    begin(type, object);
    json_.field("value", value);
    json_.end_object();
    return object;
  }

  std::string user_account(const NetworkAccount& account) {
    // The contributing properties in the order of RFC 8785: by name.
    std::string named = "{";
    if (!account.handle.empty()) {
      named += R"("account_login":)";
      append_json_string(named, account.handle);
      named += ',';
    }
    if (!request_.service.empty()) {
      named += R"("account_type":)";
      append_json_string(named, request_.service);
      named += ',';
    }
    named += R"("user_id":)";
    append_json_string(named, account.id);
    const std::string object = "user-account--" + uuid5(kObservableSpace, named + "}");
    begin("user-account", object);
    json_.field("user_id", account.id);
    text("account_login", account.handle);
    text("account_type", request_.service);
    json_.end_object();
    return object;
  }

  void courses_of_action() {
    for (const DisclosedAction& action : network_.decided.actions) {
      const std::string course =
          id("course-of-action",
             fmt::format("{}|{}|{}", network_.told.id, name_of(action.action), action.audience));
      begin_domain("course-of-action", course);
      json_.field("name", action_words(action.action));
      json_.field("description",
                  fmt::format("{}: {}.", action_words(action.action),
                              said_count(action.accounts, head_.threshold, "account", "accounts")));
      json_.end_object();
      for (const std::string& pattern : patterns_) relate(course, "mitigates", pattern);
    }
  }

  void note() {
    if (request_.statement.empty()) return;
    begin_domain("note", id("note", network_.told.id));
    json_.field("abstract", request_.revoked ? "Withdrawn" : "Statement");
    json_.field("content", request_.statement);
    texts("object_refs", {operation_id_});
    json_.end_object();
  }

  void report() {
    const std::vector<std::string> objects = objects_;
    begin_domain("report", stix_report_id(head_.publisher, network_.told.id));
    json_.field("name", fmt::format("Covert influence: {}", name_in_public(network_)));
    json_.field("description", fmt::format("{} {}", assessment_words(network_.told),
                                           request_.revoked ? "Withdrawn by its publisher." : ""));
    texts("report_types", {"campaign"});
    json_.field("published", stix_time(request_.created_at));
    json_.key("object_refs");
    json_.begin_array();
    for (const std::string& object : objects) json_.value(object);
    json_.end_array();
    json_.end_object();
  }

  const PublicationHead& head_;
  const DisclosedNetwork& network_;
  const StixRequest& request_;
  std::string out_;
  JsonWriter json_;
  std::string publisher_id_;
  std::string operation_id_;
  std::vector<std::string> patterns_;
  std::vector<std::string> objects_;
  std::set<std::string> listed_;
};

}  // namespace

std::string_view marking_id(Tlp tlp) { return kMarkings.at(static_cast<std::size_t>(tlp)); }

std::string stix_report_id(std::string_view publisher, std::string_view network) {
  return fmt::format("report--{}",
                     uuid5(kOurSpace, fmt::format("report|{}|{}", publisher, network)));
}

std::string render_stix(const PublicationHead& head, const DisclosedNetwork& network,
                        const StixRequest& request) {
  return Bundle(head, network, request).run();
}

}  // namespace overt
