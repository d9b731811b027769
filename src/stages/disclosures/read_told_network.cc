#include "stages/disclosures/read_told_network.h"

#include <map>

#include <fmt/format.h>
#include <simdjson.h>

#include "stages/disclosures/json_reading_internal.h"

namespace overt {
namespace {

using simdjson::dom::element;

std::optional<Likelihood> likelihood_named(std::string_view name) {
  for (std::size_t i = 0; i < kLikelihoodCount; ++i) {
    if (name_of(static_cast<Likelihood>(i)) == name) return static_cast<Likelihood>(i);
  }
  return std::nullopt;
}

Confidence confidence_named(std::string_view name) {
  if (name == name_of(Confidence::kHigh)) return Confidence::kHigh;
  return name == name_of(Confidence::kModerate) ? Confidence::kModerate : Confidence::kLow;
}

// Who was paid without knowing by whom is told and asked, and never named.
std::optional<AssessedEntity> behind(const element& network, bool& by_the_deceived) {
  element assessed;
  if (network["attribution"].get(assessed) != simdjson::SUCCESS || !assessed.is_object() ||
      text_of(assessed, "assessment") != "attributed") {
    return std::nullopt;
  }
  AssessedEntity entity;
  entity.id = text_of(assessed, "entity");
  entity.name = text_of(assessed, "entity_name");
  entity.confidence = confidence_named(text_of(assessed, "confidence"));
  for (const element hypothesis : list_of(assessed, "hypotheses")) {
    if (text_of(hypothesis, "hypothesis") != "entity" ||
        text_of(hypothesis, "entity") != entity.id) {
      continue;
    }
    const auto likelihood = likelihood_named(text_of(hypothesis, "likelihood"));
    if (likelihood) entity.likelihood = *likelihood;
  }
  for (const element principal : list_of(assessed, "principals")) {
    if (text_of(principal, "role") == name_of(Role::kPaidUnwitting)) by_the_deceived = true;
    if (text_of(principal, "power") != "decides") continue;
    entity.principals.emplace_back(text_of(principal, "entity_name"));
  }
  if (by_the_deceived) return std::nullopt;
  return entity;
}

std::map<std::string_view, element> assessed_accounts(const element& network) {
  std::map<std::string_view, element> accounts;
  element assessed;
  if (network["attribution"].get(assessed) != simdjson::SUCCESS || !assessed.is_object()) {
    return accounts;
  }
  for (const element account : list_of(assessed, "accounts")) {
    accounts.emplace(text_of(account, "account"), account);
  }
  return accounts;
}

NetworkOfRun read_network(const element& network, std::string_view run) {
  NetworkOfRun found;
  ToldNetwork& told = found.told;
  told.id = text_of(network, "id");
  told.run = run;
  constexpr std::size_t kDayLength = 10;
  told.first_day = text_of(network, "first_at").substr(0, kDayLength);
  told.last_day = text_of(network, "last_at").substr(0, kDayLength);
  told.confirmed = text_of(network, "status") == "confirmed";
  if (told.confirmed) told.explanation = text_of(network, "explanation");
  for (const element family : list_of(network, "families")) {
    bool holds = false;
    if (family["holds"].get(holds) == simdjson::SUCCESS && holds) {
      told.families.emplace_back(text_of(family, "family"));
    }
  }
  told.behind = behind(network, told.by_the_deceived);
  element lineage;
  if (network["lineage"].get(lineage) == simdjson::SUCCESS && lineage.is_object()) {
    for (const std::string_view earlier : texts_of(lineage, "from")) {
      if (earlier != told.id) told.returns_from.emplace_back(earlier);
    }
  }
  const auto assessed = assessed_accounts(network);
  for (const element member : list_of(network, "members")) {
    NetworkAccount& account = found.accounts.emplace_back();
    account.id = text_of(member, "account");
    account.handle = text_of(member, "handle");
    account.member = text_of(member, "standing") == "member";
    told.members += account.member ? 1 : 0;
    const auto own = assessed.find(account.id);
    if (own == assessed.end()) continue;
    account.role = text_of(own->second, "role");
    if (account.role == "unknown") account.role.clear();
    account.entity = text_of(own->second, "entity");
    account.entity_name = text_of(own->second, "entity_name");
  }
  for (const element object : list_of(network, "objects")) {
    found.objects.emplace_back(text_of(object, "object"));
  }
  return found;
}

}  // namespace

Result<std::vector<NetworkOfRun>> read_told_networks(const NetworksText& networks) {
  const simdjson::padded_string text(networks.text);
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(text).get(root) != simdjson::SUCCESS ||
      text_of(root, "format") != "overt.networks/1") {
    return Error{ErrorCode::kBadInput,
                 fmt::format("{}: not the networks of a run of this version; make that run again",
                             networks.path)};
  }
  std::vector<NetworkOfRun> found;
  for (const element network : list_of(root, "networks")) {
    found.push_back(read_network(network, text_of(root, "run_id")));
  }
  return found;
}

Result<NetworkOfRun> read_told_network(const NetworksText& networks, std::string_view id) {
  ASSIGN_OR_RETURN(auto all, read_told_networks(networks));
  for (NetworkOfRun& network : all) {
    if (network.told.id == id) return std::move(network);
  }
  return Error{ErrorCode::kNotFound,
               fmt::format("{} has no network '{}'; overt cases list names those that were opened",
                           networks.path, id)};
}

}  // namespace overt
