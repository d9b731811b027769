// Legislators' accounts on services (YAML): an allow-list. They are what they say they are, in
// public, and nothing acts on them automatically: every claim is flagged as protected.

#include <fmt/format.h>

#include "kernel/yaml/yaml_value.h"
#include "stages/claims/formats_internal.h"
#include "stages/claims/hosts_internal.h"
#include "stages/claims/text_internal.h"

namespace overt {
namespace {

struct Service {
  std::string_view name;       // the key of the handle
  std::string_view number;     // the key of the service's own number for the account
  std::string_view canonical;  // what the registry calls the service
};

constexpr std::array<Service, 6> kServices = {{
    {"twitter", "twitter_id", "x"},
    {"facebook", "facebook_id", "facebook"},
    {"instagram", "instagram_id", "instagram"},
    {"youtube", "youtube_id", "youtube"},
    {"threads", "threads_id", "threads"},
    {"mastodon", "mastodon_id", "mastodon"},
}};

constexpr std::size_t kValuesMax = 10'000'000;

std::string scalar(const YamlValue& map, std::string_view key) {
  const YamlValue* value = map.find(key);
  return value != nullptr && value->kind == YamlValue::Kind::kText ? value->text : std::string();
}

class Officials {
 public:
  explicit Officials(const ListInput& input) : input_(input) {}

  Result<void> take(const YamlValue& entry) {
    const YamlValue* ids = entry.find("id");
    const YamlValue* social = entry.find("social");
    const bool usable = ids != nullptr && social != nullptr;
    const std::string bioguide = usable ? scalar(*ids, "bioguide") : std::string();
    if (bioguide.empty()) {
      input_.sink.reject(
          input_.visitor,
          {RejectReason::kMissingField, entry.line, usable ? "bioguide" : "social", {}});
      return {};
    }
    const Subject person = state_person(bioguide);
    for (const Service& service : kServices) state_account(person, *social, service);
    return input_.sink.end_record(input_.visitor);
  }

 private:
  Subject protected_subject(std::string id, std::string_view schema) const {
    Subject said;
    said.id = std::move(id);
    said.schema = schema;
    said.source = input_.sink.source();
    said.flags.add(ClaimFlag::kProtected);
    said.note = "a legislator's official account: on the allow-list";
    return said;
  }

  Subject state_person(const std::string& bioguide) {
    ClaimSink& sink = input_.sink;
    const Subject said = protected_subject(fmt::format("us-congress-{}", bioguide), "Person");
    sink.begin(said);
    // The list has no names; the identifier of the Congress's biographical directory stands in.
    sink.state(said, "idNumber", bioguide);
    sink.state(said, "sourceUrl",
               fmt::format("https://bioguide.congress.gov/search/bio/{}", bioguide));
    sink.state(said, "position", "member of the Congress of the United States");
    sink.state(said, "country", "us");
    sink.state(said, "topics", "role.pep");
    return said;
  }

  void state_account(const Subject& person, const YamlValue& social, const Service& service) {
    const std::string handle = scalar(social, service.name);
    const std::string number = scalar(social, service.number);
    if (handle.empty() && number.empty()) return;
    ClaimSink& sink = input_.sink;
    Subject said = protected_subject(handle_id(service.canonical, handle.empty() ? number : handle),
                                     "UserAccount");
    sink.begin(said);
    sink.state(said, "service", service.canonical);
    sink.state(said, "username", handle);
    sink.state(said, "owner", person.id);
    // Logs often know an account by the service's number alone.
    said.note = "the service's number for the account";
    sink.state(said, "username", number);
  }

  const ListInput& input_;
};

}  // namespace

ClaimSource officials_source() {
  ClaimSource source;
  source.url = "https://github.com/unitedstates/congress-legislators";
  source.publisher = "the @unitedstates project";
  source.dataset = "us-legislators";
  source.grade = {'A', '2'};
  return source;
}

Result<void> read_officials(const ListInput& input) {
  YamlLimits limits;
  limits.bytes = input.request.limits.list_bytes_max;
  limits.values = kValuesMax;
  ASSIGN_OR_RETURN(const YamlValue root, parse_yaml(input.text, input.request.path, limits));
  if (root.kind != YamlValue::Kind::kList) {
    return input.bad(1,
                     "the file is not a list of legislators; each entry has \"id\" and "
                     "\"social\".");
  }
  Officials officials(input);
  for (const YamlValue& entry : root.items) RETURN_IF_ERROR(officials.take(entry));
  input.sink.report().notes.emplace_back(
      "Accounts of public officials: nothing acts on them automatically.");
  return {};
}

}  // namespace overt
