#include <algorithm>

#include <fmt/format.h>

#include "scenario/entity_stage.h"

namespace overt {
namespace {

using Accounts = std::vector<std::uint32_t>;

EntityNetwork trap(std::vector<std::string> forbidden) {
  EntityNetwork truth;
  truth.trap = true;
  truth.forbidden = std::move(forbidden);
  return truth;
}

Accounts some(EntityStage& stage, std::string_view stem) {
  return stage.add_accounts(stem, stage.between(8, 16));
}

void share_links(EntityStage& stage, const Accounts& members, const StageOutlet& outlet) {
  for (std::uint32_t i = stage.between(15, 40); i > 0; --i) {
    const std::string link = fmt::format("https://www.{}/hot{}", outlet.site, i);
    const std::int64_t at = stage.moment();
    for (const std::uint32_t member : members) stage.post_link(member, link, at + 3);
  }
}

// Everything the outlet publishes, from the same second on.
void repeat_at_once(EntityStage& stage, const Accounts& members, const StageOutlet& outlet) {
  for (std::size_t piece = 0; piece < outlet.material.size(); ++piece) {
    for (const std::uint32_t member : members) {
      if (!stage.random().chance(.5)) continue;
      stage.post_media(member, outlet.material[piece],
                       outlet.published[piece] + stage.between(0, 20));
    }
  }
}

void trap_readers(EntityStage& stage) {
  const StageOutlet& shared = stage.some_outlet();
  Accounts members = some(stage, "sharer");
  share_links(stage, members, shared);
  stage.add_network("trap-link-sharer", members, trap({shared.id}));
  const StageOutlet& read = stage.some_outlet();
  members = some(stage, "devoted");
  repeat_at_once(stage, members, read);
  stage.add_network("trap-reader", members, trap({read.id}));
}

// An opponent's accounts are made to look like the outlet's by all that costs little.
void trap_frame_up(EntityStage& stage) {
  StageOutlet& outlet = stage.some_outlet();
  const Accounts members = some(stage, "framed");
  share_links(stage, members, outlet);
  repeat_at_once(stage, members, outlet);
  const std::string shared_exit = fmt::format("exit-{:x}", stage.random().next());
  for (const std::uint32_t member : members) {
    stage.show_link(member, "https://" + outlet.site);
    stage.declare(member, outlet.name);
    stage.use_device(member, shared_exit);
  }
  for (std::uint32_t i = 0; i < 120; ++i) stage.use_device(stage.some_reader(), shared_exit);
  // The outlet's account was seen there too, once.
  const std::uint32_t second = stage.add_account("desk");
  stage.list(second, outlet.id);
  stage.use_device(second, shared_exit);
  stage.post_text(second, "a second account of the outlet says hello to all", stage.moment());
  stage.add_network("trap-frame-up", members, trap({outlet.id}));
}

void trap_names(EntityStage& stage) {
  const StageOutlet& named = stage.some_outlet();
  Accounts members = some(stage, "namesake");
  for (const std::uint32_t member : members) stage.declare(member, named.name);
  stage.add_network("trap-namesake", members, trap({named.id}));
  const StageOutlet& mocked = stage.some_outlet();
  members = some(stage, "parody");
  for (const std::uint32_t member : members) {
    stage.show_link(member, "https://www." + mocked.site + "/");
    stage.show_link(member, "https://www.tiktok.com/@" + stage.handle(mocked.account));
  }
  stage.add_network("trap-parody", members, trap({mocked.id}));
}

// The outlet's open account is among those who react to it.
void trap_fans(EntityStage& stage) {
  const StageOutlet& outlet = stage.some_outlet();
  Accounts members = some(stage, "fan");
  repeat_at_once(stage, members, outlet);
  members.push_back(outlet.account);
  EntityNetwork truth = trap({outlet.id});
  truth.open_members = {stage.id(outlet.account)};
  stage.add_network("trap-fans", members, std::move(truth));
}

// Listings of every kind that must not decide.
void trap_listings(EntityStage& stage) {
  const struct {
    const char* id;
    ClaimManner manner;
  } kListings[] = {
      {"alleged", {.status = ClaimStatus::kAlleged}},
      {"charged", {.status = ClaimStatus::kCharged}},
      {"disputed", {.status = ClaimStatus::kDisputed}},
      {"withdrawn", {.status = ClaimStatus::kWithdrawn}},
      {"stale", {.from = "2015", .to = "2024-06"}},
      {"future", {.from = "2024-10"}},
      {"unverified", {.flags = {ClaimFlag::kUnverified}}},
      {"badly-graded", {.status = ClaimStatus::kReported, .grade = {'D', '3'}}},
      {"indicator-only", {.flags = {ClaimFlag::kIndicatorOnly}}},
      {"negative-list", {.flags = {ClaimFlag::kNegativeList}}},
      {"conflicting", {.flags = {ClaimFlag::kConflicting}}},
  };
  for (const auto& listing : kListings) {
    const StageOutlet& outlet = stage.some_outlet();
    const Accounts members = some(stage, "listed");
    for (const std::uint32_t member : members) stage.list(member, outlet.id, listing.manner);
    stage.add_network(fmt::format("trap-{}", listing.id), members, trap({outlet.id}));
  }
}

void trap_lists_gone_wrong(EntityStage& stage) {
  const StageOutlet& retracted = stage.some_outlet();
  Accounts members = some(stage, "cleared");
  for (const std::uint32_t member : members) {
    stage.list(member, retracted.id);
    stage.retract_last(3);
  }
  stage.add_network("trap-retracted", members, trap({retracted.id}));
  const StageOutlet& before = stage.some_outlet();
  members = some(stage, "reborn");
  for (const std::uint32_t member : members) {
    stage.list(member, before.id);
    stage.made_on(member, -static_cast<std::int64_t>(stage.between(2, 140)) * 86'400);
  }
  stage.add_network("trap-handle-reuse", members, trap({before.id}));
  members = some(stage, "shared");
  std::vector<std::string> editions;
  for (int i = 0; i < 14; ++i) {
    editions.push_back(fmt::format("edition-{}", i));
    stage.entity(editions.back(), "Organization", fmt::format("Edition {}", i));
    for (const std::uint32_t member : members) stage.list(member, editions.back());
  }
  stage.add_network("trap-fourteen-outlets", members, trap(editions));
}

// Sites that somebody's claims name: seen in an operation, a platform, a blocked outlet.
void trap_sites(EntityStage& stage) {
  const struct {
    const char* id;
    const char* site;
    ClaimFlags flags;
  } kSites[] = {{"indicator-domain", "https://seen-once.example", {ClaimFlag::kIndicatorOnly}},
                {"generic-host", "https://video.example", {ClaimFlag::kGenericHost}},
                {"blocked-outlet", "https://free-press.example", {ClaimFlag::kNegativeList}}};
  for (const auto& site : kSites) {
    const StageOutlet& outlet = stage.some_outlet();
    stage.claim(outlet.id, "Organization", "website", site.site, {.flags = site.flags});
    const Accounts members = some(stage, "linker");
    for (const std::uint32_t member : members) stage.show_link(member, site.site);
    stage.add_network(fmt::format("trap-{}", site.id), members, trap({outlet.id}));
  }
}

// An agency's film reaches everybody at once; the outlet is one customer among many.
void trap_newswire(EntityStage& stage) {
  const StageOutlet& outlet = stage.outlets()[stage.random().below(stage.outlets().size())];
  const Accounts members = some(stage, "wire");
  for (int i = 0; i < 25; ++i) {
    const std::string film = fmt::format("{:032x}", stage.random().next());
    const std::int64_t at = stage.moment();
    for (int r = 0; r < 12; ++r) stage.post_media(stage.some_reader(), film, at + r);
    for (const std::uint32_t member : members) stage.post_media(member, film, at + 20);
    stage.post_media(outlet.account, film, at + 2000);
  }
  stage.add_network("trap-newswire", members, trap({outlet.id}));
}

// A brand whose agency also works for the outlet, on the same devices.
void trap_agency(EntityStage& stage) {
  const StageOutlet& outlet = stage.some_outlet();
  const Accounts members = some(stage, "brand");
  for (const std::uint32_t member : members) {
    stage.declare(member, "Brand of Shoes");
    stage.use_device(member, outlet.device);
  }
  stage.add_network("trap-agency", members, trap({outlet.id}));
}

// Creators, listed as who they are, paid through a company by an outlet that they do not know of.
void trap_deceived(EntityStage& stage) {
  const StageOutlet& outlet = stage.some_outlet();
  const std::string company = "talent-company";
  stage.entity(company, "Company", "Talent Company");
  stage.pays(outlet.id, company, 9'700'000);
  const Accounts members = stage.add_accounts("creator", 6);
  stage.entity("creators", "Organization", "Creators' Collective");
  for (const std::uint32_t member : members) stage.list(member, "creators");
  stage.pays(company, "creators", 400'000);
  stage.link("Employment", company, "creators");
  EntityNetwork truth = trap({outlet.id});
  truth.entity = "creators";
  truth.unwitting = true;
  stage.add_network("trap-deceived-creators", members, std::move(truth));
}

// Public money, an owner of the past, and companies that hold each other: never the operator.
void trap_owners(EntityStage& stage) {
  stage.entity("broadcaster", "Organization", "Public Broadcaster");
  stage.entity("treasury", "PublicBody", "Treasury");
  stage.pays("treasury", "broadcaster", 80'000'000);
  Accounts members = stage.add_accounts("public", 6);
  for (const std::uint32_t member : members) stage.list(member, "broadcaster");
  EntityNetwork truth = trap({"treasury"});
  truth.entity = "broadcaster";
  stage.add_network("trap-public-money", members, truth);

  stage.entity("sold", "Organization", "Sold Outlet");
  stage.entity("old-owner", "Company", "Old Owner");
  stage.entity("accused-owner", "Company", "Accused Owner");
  stage.owns("old-owner", "sold", 100, {.from = "2010", .to = "2023"});
  stage.owns("accused-owner", "sold", 100, {.status = ClaimStatus::kAlleged});
  members = stage.add_accounts("sold", 6);
  for (const std::uint32_t member : members) stage.list(member, "sold");
  truth = trap({"old-owner", "accused-owner"});
  truth.entity = "sold";
  stage.add_network("trap-sold-outlet", members, truth);

  stage.entity("ring-outlet", "Organization", "Ring Outlet");
  for (const std::string part : {"ring-a", "ring-b", "ring-tail"}) {
    stage.entity(part, "Company", part);
  }
  stage.owns("ring-a", "ring-b", 80);
  stage.owns("ring-b", "ring-a", 80);
  stage.owns("ring-tail", "ring-a", 20);
  stage.owns("ring-a", "ring-outlet", 70);
  members = stage.add_accounts("ring", 6);
  for (const std::uint32_t member : members) stage.list(member, "ring-outlet");
  truth = trap({"ring-tail"});
  truth.entity = "ring-outlet";
  stage.add_network("trap-circular-owners", members, truth);
}

}  // namespace

void plan_entity_traps(EntityStage& stage) {
  trap_readers(stage);
  trap_frame_up(stage);
  trap_names(stage);
  trap_fans(stage);
  trap_listings(stage);
  trap_lists_gone_wrong(stage);
  trap_sites(stage);
  trap_newswire(stage);
  trap_agency(stage);
  trap_deceived(stage);
  trap_owners(stage);
}

}  // namespace overt
