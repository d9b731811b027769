#include "scenario/entity_stage.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "base/time.h"
#include "scenario/draft.h"

namespace overt {
namespace {

constexpr std::int64_t kDayS = 86'400;
constexpr std::int64_t kEnd = 10 * kDayS;
/// The day on which the registry's sources were retrieved: five months before the log begins.
constexpr std::int64_t kRetrieved = kScenarioStart - 150 * kDayS;

TimeUs time_of(std::int64_t second) { return (kScenarioStart + second) * kMicrosPerSecond; }

}  // namespace

EntityStage::EntityStage(std::uint64_t seed, std::uint32_t readers)
    : random_(seed, 0x656e7469), readers_(readers) {
  add_accounts("reader", readers);
  add_outlets();
  add_public_life();
}

std::uint32_t EntityStage::add_account(std::string_view stem) {
  const auto account = static_cast<std::uint32_t>(accounts_.size());
  Account& one = accounts_.emplace_back();
  one.handle = fmt::format("{}_{:x}{}", stem, mix64(account) & 0xffffU, account);
  one.device = fmt::format("device-{:016x}", mix64(account ^ 0xd5U));
  one.made = -static_cast<std::int64_t>(200 + random_.below(2000)) * kDayS;
  return account;
}

std::vector<std::uint32_t> EntityStage::add_accounts(std::string_view stem, std::uint32_t count) {
  std::vector<std::uint32_t> accounts;
  for (std::uint32_t i = 0; i < count; ++i) accounts.push_back(add_account(stem));
  return accounts;
}

std::string EntityStage::handle(std::uint32_t account) const { return accounts_[account].handle; }
std::string EntityStage::id(std::uint32_t account) const {
  return fmt::format("{}", 7'000'000'000'000'000'000ULL + account);
}
void EntityStage::show_link(std::uint32_t account, std::string link) {
  accounts_[account].links.push_back(std::move(link));
}
void EntityStage::declare(std::uint32_t account, std::string entity) {
  accounts_[account].entity = std::move(entity);
}
void EntityStage::made_on(std::uint32_t account, std::int64_t second) {
  accounts_[account].made = second;
}
void EntityStage::use_device(std::uint32_t account, std::string device) {
  accounts_[account].device = std::move(device);
}

void EntityStage::post_text(std::uint32_t account, std::string text, std::int64_t at) {
  events_.push_back({at, account, std::move(text), {}, {}});
}
void EntityStage::post_media(std::uint32_t account, std::string media, std::int64_t at) {
  events_.push_back({at, account, {}, {}, std::move(media)});
}
void EntityStage::post_link(std::uint32_t account, std::string link, std::int64_t at) {
  events_.push_back({at, account, {}, std::move(link), {}});
}

void EntityStage::act_together(const std::vector<std::uint32_t>& members) {
  for (std::uint32_t i = between(10, 16); i > 0; --i) {
    const std::int64_t at = moment();
    const std::string link =
        fmt::format("https://site{}.example/{:x}", random_.below(2000), random_.next());
    for (const std::uint32_t member : members) {
      if (random_.chance(.85)) post_link(member, link, at + between(0, 50));
    }
  }
}

void EntityStage::entity(const std::string& id, const std::string& schema,
                         const std::string& name) {
  claim(id, schema, "name", name);
}

void EntityStage::claim(const std::string& entity, const std::string& schema,
                        const std::string& property, const std::string& value,
                        const ClaimManner& manner) {
  ClaimSource source;
  source.publisher = "Register of the scenario";
  source.url = "https://register.example/" + entity;
  source.dataset = "entities";
  source.retrieved_at = kRetrieved * kMicrosPerSecond;
  source.grade = manner.grade;
  Claim claim;
  claim.entity = entity;
  claim.schema = schema;
  claim.property = property;
  claim.value = value;
  claim.status = manner.status;
  claim.flags = manner.flags;
  claim.valid_from = parse_partial_date(manner.from);
  claim.valid_to = parse_partial_date(manner.to);
  auto& batch = made_.claims;
  if (batch.sources.empty() || batch.sources.back() != source) batch.sources.push_back(source);
  claim.source = static_cast<std::uint32_t>(batch.sources.size() - 1);
  batch.claims.push_back(std::move(claim));
}

std::string EntityStage::list(std::uint32_t account, const std::string& owner,
                              const ClaimManner& manner) {
  const std::string id = fmt::format("ua-{}-{}", owner, handle(account));
  claim(id, "UserAccount", "service", "TikTok", manner);
  claim(id, "UserAccount", "username", handle(account), manner);
  claim(id, "UserAccount", "owner", owner, manner);
  return id;
}

void EntityStage::retract_last(std::size_t claims) {
  auto& batch = made_.claims;
  const std::size_t end = batch.claims.size();
  for (std::size_t i = end - claims; i < end; ++i) {
    Claim retraction;
    retraction.entity = batch.claims[i].entity;
    retraction.schema = batch.claims[i].schema;
    retraction.kind = ClaimKind::kRetracts;
    retraction.source = batch.claims[i].source;
    retraction.value = name_of(id_of(batch.claims[i], batch.sources[batch.claims[i].source]));
    batch.claims.push_back(std::move(retraction));
  }
}

std::string EntityStage::link(const std::string& schema, const std::string& from,
                              const std::string& to, const ClaimManner& manner) {
  struct Ends {
    std::string_view schema;
    const char* source;
    const char* target;
  };
  constexpr Ends kEnds[] = {{"Ownership", "owner", "asset"},
                            {"Control", "controller", "controlled"},
                            {"Payment", "payer", "beneficiary"},
                            {"Representation", "agent", "client"},
                            {"Employment", "employer", "employee"}};
  const auto ends = std::find_if(std::begin(kEnds), std::end(kEnds),
                                 [&](const Ends& one) { return one.schema == schema; });
  std::string id = fmt::format("link-{}", links_++);
  claim(id, schema, ends->source, from, manner);
  claim(id, schema, ends->target, to, manner);
  return id;
}

void EntityStage::owns(const std::string& owner, const std::string& asset, int percent,
                       const ClaimManner& manner) {
  claim(link("Ownership", owner, asset, manner), "Ownership", "percentage", std::to_string(percent),
        manner);
}

void EntityStage::pays(const std::string& payer, const std::string& beneficiary, int amount,
                       const ClaimManner& manner) {
  const std::string id = link("Payment", payer, beneficiary, manner);
  claim(id, "Payment", "amount", std::to_string(amount), manner);
  claim(id, "Payment", "currency", "USD", manner);
  claim(id, "Payment", "date", "2024-02", manner);
}

// Two groups of outlets, each under a holding, which a ministry controls.
void EntityStage::add_outlets() {
  for (const std::string group : {"north", "south"}) {
    entity("ministry-" + group, "PublicBody", "Ministry of the " + group);
    entity("holding-" + group, "Company", "Holding of the " + group);
    claim(link("Control", "ministry-" + group, "holding-" + group), "Control", "controlType",
          "appointment");
    for (const std::string which : {"morning", "evening", "weekly"}) {
      add_outlet(group + "-" + which, "The " + group + " " + which, "holding-" + group);
    }
  }
}

void EntityStage::add_outlet(const std::string& id, const std::string& name,
                             const std::string& owner) {
  entity(id, "Organization", name);
  owns(owner, id, static_cast<int>(between(60, 100)));
  StageOutlet& outlet = outlets_.emplace_back();
  outlet.id = id;
  outlet.name = name;
  outlet.site = id + ".example";
  claim(id, "Organization", "website", "https://www." + outlet.site + "/");
  outlet.account = add_account(id);
  outlet.device = accounts_[outlet.account].device;
  show_link(outlet.account, "https://" + outlet.site);
  declare(outlet.account, name);
  list(outlet.account, id);
  for (std::uint32_t i = 0; i < 60; ++i) {
    outlet.material.push_back(fmt::format("{:016x}{:016x}", random_.next(), random_.next()));
    outlet.published.push_back(moment());
    post_media(outlet.account, outlet.material.back(), outlet.published.back());
  }
}

// Readers share links of outlets and of others, and now and then upload what an outlet published.
void EntityStage::add_public_life() {
  for (std::uint32_t reader = 0; reader < readers_; ++reader) {
    for (std::uint32_t i = between(1, 8); i > 0; --i) {
      const StageOutlet& outlet = some_outlet();
      const std::string link =
          random_.chance(.12)
              ? fmt::format("https://{}/story{}", outlet.site, random_.below(200))
              : fmt::format("https://site{}.example/{}", random_.below(2000), random_.below(50));
      post_link(reader, link, moment());
    }
    if (!random_.chance(.35)) continue;
    const StageOutlet& outlet = some_outlet();
    const std::size_t piece = random_.below(outlet.material.size());
    post_media(reader, outlet.material[piece],
               outlet.published[piece] + 5 + static_cast<std::int64_t>(random_.below(30'000)));
  }
}

void EntityStage::add_network(std::string id, const std::vector<std::uint32_t>& members,
                              EntityNetwork truth) {
  act_together(members);
  truth.id = std::move(id);
  for (const std::uint32_t member : members) truth.members.push_back(this->id(member));
  std::sort(truth.members.begin(), truth.members.end());
  made_.networks.push_back(std::move(truth));
}

void EntityStage::write_events() {
  std::erase_if(events_, [](const Event& event) { return event.at < 0 || event.at >= kEnd; });
  std::stable_sort(events_.begin(), events_.end(),
                   [](const Event& x, const Event& y) { return x.at < y.at; });
  std::uint64_t number = 0;
  for (const Event& event : events_) {
    JsonWriter json(made_.events);
    json.begin_object();
    json.field("event_id", fmt::format("e{}", number));
    json.field("platform", "tiktok");
    json.field("account_id", id(event.account));
    json.field("kind", "post");
    json.field("content_id", fmt::format("c{}", number++));
    json.field("created_at", format_rfc3339(time_of(event.at)));
    if (!event.text.empty()) json.field("text", event.text);
    const auto list = [&](std::string_view name, const std::string& value) {
      if (value.empty()) return;
      json.key(name);
      json.begin_array();
      json.value(value);
      json.end_array();
    };
    list("urls", event.url);
    list("media", event.media);
    list("infra", accounts_[event.account].device);
    json.end_object();
    made_.events += '\n';
  }
}

void EntityStage::write_accounts() {
  for (std::uint32_t account = 0; account < accounts_.size(); ++account) {
    const Account& one = accounts_[account];
    JsonWriter json(made_.accounts);
    json.begin_object();
    json.field("account_id", id(account));
    json.field("platform", "tiktok");
    json.field("handle", one.handle);
    json.field("created_at", format_rfc3339(time_of(one.made)));
    json.field("verified", false);
    if (!one.links.empty()) {
      json.key("links");
      json.begin_array();
      for (const std::string& link : one.links) json.value(link);
      json.end_array();
    }
    if (!one.entity.empty()) json.field("declared_entity", one.entity);
    json.end_object();
    made_.accounts += '\n';
  }
}

EntityScenario EntityStage::take() {
  write_events();
  write_accounts();
  return std::move(made_);
}

}  // namespace overt
