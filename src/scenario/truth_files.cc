#include "scenario/truth_files.h"

#include <iterator>

#include <fmt/format.h>

#include "base/check.h"
#include "base/json_writer.h"
#include "base/time.h"
#include "model/trace.h"
#include "scenario/outlets.h"

namespace overt {
namespace {

constexpr std::size_t kFlushBytes = std::size_t{1} << 20;

std::string_view role_of(const Group* group) {
  if (group == nullptr) return "organic";
  if (group->kind == GroupKind::kFandom) return "fan";
  return group->planted() ? "planted" : name_of(group->kind);
}

TimeUs moment_of(std::uint32_t at) { return (kScenarioStart + at) * kMicrosPerSecond; }

std::string text_of(const Target& target) {
  if (target.content != 0) return std::to_string(target.content);
  if (target.article == 0) return target.tags;
  std::string link;
  append_link(link, target.article);
  return link;
}

std::vector<std::string> families_of(const Group& group) {
  std::vector<std::string> names;
  const auto add = [&](GroupFamily bit, Family family) {
    if ((group.families & bit) != 0) names.emplace_back(name_of(family));
  };
  add(kContentFamily, Family::kContentReuse);
  add(kIdentityFamily, Family::kIdentity);
  add(kNetworkFamily, Family::kNetwork);
  return names;
}

void list_members(const World& world, const Group& group, const GroupDeeds& did, TruthGroup& out) {
  for (std::uint32_t i = 0; i < group.members; ++i) {
    out.members.push_back(std::to_string(world.account_id(group.first_member + i)));
  }
  if (group.members > 0) return;
  for (const std::uint32_t account : did.strangers) {
    out.members.push_back(std::to_string(world.account_id(account)));
  }
}

TruthGroup truth_of(const World& world, const Group& group, const GroupDeeds& did) {
  TruthGroup truth;
  truth.id = group.id;
  truth.kind = group.planted() ? name_of(group.tactic) : name_of(group.kind);
  truth.about = group.about;
  truth.source = did.source;
  truth.planted = group.planted();
  truth.has_members = group.members > 0;
  list_members(world, group, did, truth);
  for (const Target& target : did.targets) truth.targets.push_back(text_of(target));
  truth.events = did.events;
  truth.sources = did.sources;
  truth.jitter_s = group.jitter_s;
  truth.participation = group.participation;
  truth.camouflage = group.camouflage;
  truth.activity = group.activity;
  truth.follows_logged = group.follows_logged;
  if (group.planted()) truth.paraphrase = name_of(group.paraphrase);
  truth.families = families_of(group);
  truth.disclosed = group.disclosed;
  truth.operator_entity = group.operator_entity;
  truth.principal_entity = group.principal_entity;
  truth.listed.assign(truth.members.begin(), truth.members.begin() + group.listed);
  truth.first_at = moment_of(did.first_at);
  truth.last_at = moment_of(did.last_at);
  return truth;
}

void write_list(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.key(name);
  json.begin_array();
  for (const std::string& text : texts) json.value(text);
  json.end_array();
}

void write_group(JsonWriter& json, const TruthGroup& group) {
  json.begin_object();
  json.field("group", group.id);
  json.field("kind", group.kind);
  json.field("planted", group.planted);
  json.field("has_members", group.has_members);
  json.field("about", group.about);
  json.field("source", group.source);
  json.field("sources", group.sources);
  json.field("events", group.events);
  json.field("jitter_s", group.jitter_s);
  json.field("participation", group.participation);
  json.field("camouflage", group.camouflage);
  json.field("activity", group.activity);
  json.field("follows_logged", group.follows_logged);
  json.field("paraphrase", group.paraphrase);
  json.field("disclosed", group.disclosed);
  json.field("operator", group.operator_entity);
  json.field("principal", group.principal_entity);
  write_list(json, "listed", group.listed);
  json.field("first_at", format_rfc3339(group.first_at));
  json.field("last_at", format_rfc3339(group.last_at));
  write_list(json, "families", group.families);
  write_list(json, "targets", group.targets);
  write_list(json, "members", group.members);
  json.end_object();
}

}  // namespace

Truth truth_of(const World& world, std::span<const GroupDeeds> deeds, std::uint64_t events) {
  CHECK_EQ(deeds.size(), world.groups().size());
  Truth truth;
  truth.events = events;
  truth.organic_accounts = world.organic_accounts();
  truth.planted_accounts = world.accounts() - world.organic_accounts();
  for (std::size_t i = 0; i < deeds.size(); ++i) {
    truth.groups.push_back(truth_of(world, world.groups()[i], deeds[i]));
    truth.planted_networks += world.groups()[i].planted();
  }
  return truth;
}

Result<void> write_truth_accounts(const World& world, ByteSink& sink) {
  std::string text = "account_id,role,group\n";
  for (std::uint32_t account = 0; account < world.accounts(); ++account) {
    const Group* group = world.group_of(account);
    fmt::format_to(std::back_inserter(text), "{},{},{}\n", world.account_id(account),
                   role_of(group), group == nullptr ? "" : group->id);
    if (text.size() < kFlushBytes) continue;
    RETURN_IF_ERROR(sink.write(text));
    text.clear();
  }
  return sink.write(text);
}

Result<void> write_truth_groups(const World& world, const Truth& truth, ByteSink& sink) {
  std::string text =
      "group,kind,tactic,planted,members,events,targets,sources,source,jitter_s,first_at,last_at,"
      "about\n";
  for (std::size_t i = 0; i < truth.groups.size(); ++i) {
    const Group& group = world.groups()[i];
    const TruthGroup& told = truth.groups[i];
    fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{},{},{},{},{},{}\n", told.id,
                   name_of(group.kind), told.planted ? told.kind : "", told.planted ? "yes" : "no",
                   group.members, told.events, told.targets.size(), told.sources, told.source,
                   told.jitter_s, format_rfc3339(told.first_at), format_rfc3339(told.last_at),
                   told.about);
  }
  return sink.write(text);
}

Result<void> write_truth_details(const Truth& truth, ByteSink& sink) {
  std::string text;
  for (const TruthGroup& group : truth.groups) {
    JsonWriter json(text);
    write_group(json, group);
    text += '\n';
  }
  return sink.write(text);
}

}  // namespace overt
