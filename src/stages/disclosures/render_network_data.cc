#include "stages/disclosures/render_network_data.h"

#include "base/digest.h"
#include "base/json_writer.h"
#include "stages/disclosures/csv_writing_internal.h"
#include "stages/disclosures/render_statement.h"

namespace overt {
namespace {

bool may_be_named(const NetworkAccount& account) {
  return account.member && account.role != name_of(Role::kPaidUnwitting);
}

/// One entity of FollowTheMoney on a line; properties in the order given, empty ones left out.
void append_entity(std::string& out, std::string_view id, std::string_view schema,
                   std::initializer_list<std::pair<std::string_view, std::string>> properties) {
  JsonWriter json(out);
  json.begin_object();
  json.field("id", id);
  json.field("schema", schema);
  json.key("properties");
  json.begin_object();
  for (const auto& [name, value] : properties) {
    if (value.empty()) continue;
    json.key(name);
    json.begin_array();
    json.value(value);
    json.end_array();
  }
  json.end_object();
  json.end_object();
  out += '\n';
}

std::string account_entity(const NetworkAccount& account) {
  constexpr std::size_t kDigits = 24;
  return "overt-account-" + sha256_hex(account.id).substr(0, kDigits);
}

}  // namespace

std::string render_network_ftm(const DisclosedNetwork& network,
                               std::span<const NetworkAccount> accounts) {
  std::string out;
  const auto& behind = network.told.behind;
  if (behind) {
    append_entity(out, behind->id, "LegalEntity", {{"name", behind->name}});
  }
  append_entity(out, "overt-network-" + network.told.id, "Note",
                {{"name", name_in_public(network)},
                 {"description", assessment_words(network.told)},
                 {"entity", behind ? behind->id : std::string()}});
  for (const NetworkAccount& account : accounts) {
    if (!may_be_named(account)) continue;
    const std::size_t colon = account.id.find(':');
    const bool has_service = colon != std::string::npos;
    append_entity(out, account_entity(account), "UserAccount",
                  {{"name", account.handle.empty() ? account.id : account.handle},
                   {"username", has_service ? account.id.substr(colon + 1) : account.id},
                   {"service", has_service ? account.id.substr(0, colon) : std::string()},
                   {"owner", behind ? behind->id : std::string()}});
  }
  return out;
}

std::string render_network_csv(const DisclosedNetwork& network,
                               std::span<const NetworkAccount> accounts) {
  std::string out;
  append_csv_row(out, {"network", "account", "handle", "role", "entity", "entity_name",
                       "likelihood", "confidence"});
  const auto& behind = network.told.behind;
  for (const NetworkAccount& account : accounts) {
    if (!may_be_named(account)) continue;
    append_csv_row(out, {network.told.id, account.id, account.handle, account.role,
                         behind ? behind->id : "unknown", behind ? behind->name : "",
                         behind ? std::string(name_of(behind->likelihood)) : "",
                         behind ? std::string(name_of(behind->confidence)) : ""});
  }
  return out;
}

}  // namespace overt
