#include "scenario/entities.h"

#include <algorithm>

#include <fmt/format.h>

#include "scenario/entity_stage.h"

namespace overt {
namespace {

using Accounts = std::vector<std::uint32_t>;

EntityNetwork run_by(const std::string& entity) {
  EntityNetwork truth;
  truth.entity = entity;
  return truth;
}

// The outlet's own pages: listed, and open about it.
void plan_pages(EntityStage& stage) {
  const StageOutlet& outlet = stage.some_outlet();
  const Accounts pages = stage.add_accounts("page", stage.between(4, 9));
  for (const std::uint32_t page : pages) {
    stage.list(page, outlet.id);
    stage.show_link(page, "https://" + outlet.site + "/about");
  }
  stage.add_network("pages", pages, run_by(outlet.id));
}

// It has the outlet's films before the outlet's account publishes them.
void publish_early(EntityStage& stage, const Accounts& members, const StageOutlet& outlet) {
  const std::uint32_t pieces = stage.between(12, 24);
  const std::uint64_t start = stage.random().below(outlet.material.size());
  for (std::uint32_t i = 0; i < pieces; ++i) {
    const std::size_t piece = (start + i) % outlet.material.size();
    const std::int64_t lead = stage.between(60, 3500);
    for (const std::uint32_t member : members) {
      if (!stage.random().chance(.4)) continue;
      stage.post_media(member, outlet.material[piece],
                       outlet.published[piece] - lead + stage.between(0, 50));
    }
  }
}

void plan_content_origin(EntityStage& stage) {
  const StageOutlet& outlet = stage.some_outlet();
  const Accounts members = stage.add_accounts("early", stage.between(8, 16));
  publish_early(stage, members, outlet);
  stage.add_network("content-origin", members, run_by(outlet.id));
}

// Most work on devices that the outlet's account is worked on too.
void share_devices(EntityStage& stage, const Accounts& members, const StageOutlet& outlet) {
  for (const std::uint32_t member : members) {
    if (stage.random().chance(.75)) stage.use_device(member, outlet.device);
  }
}

void plan_infrastructure(EntityStage& stage) {
  const StageOutlet& outlet = stage.some_outlet();
  const Accounts members = stage.add_accounts("night", stage.between(8, 16));
  share_devices(stage, members, outlet);
  stage.add_network("infrastructure", members, run_by(outlet.id));
}

// Some were exposed earlier and are listed; they do not say so.
void plan_membership(EntityStage& stage) {
  const StageOutlet& outlet = stage.some_outlet();
  const Accounts members = stage.add_accounts("quiet", stage.between(9, 15));
  for (std::size_t i = 0; i < members.size() && i < 4 + members.size() / 5; ++i) {
    stage.list(members[i], outlet.id, {.status = ClaimStatus::kSanctioned});
  }
  stage.add_network("membership", members, run_by(outlet.id));
}

// An agency's accounts; the holding pays through a shell, and the agency acts for it.
void plan_payment(EntityStage& stage) {
  const std::string payer = stage.random().chance(.5) ? "holding-north" : "holding-south";
  stage.entity("agency", "Company", "Quiet Agency");
  stage.entity("shell", "Company", "Shell Ltd");
  stage.pays(payer, "shell", 900'000);
  stage.pays("shell", "agency", 700'000);
  stage.link("Representation", "agency", payer);
  const Accounts members = stage.add_accounts("paid", stage.between(6, 12));
  for (const std::uint32_t member : members) {
    if (stage.random().chance(.8)) stage.list(member, "agency");
  }
  EntityNetwork truth = run_by("agency");
  truth.principal = payer;
  stage.add_network("payment", members, std::move(truth));
}

// Early with one outlet's films, on another's devices: the holding of both runs it.
void plan_joint(EntityStage& stage) {
  const std::size_t group = stage.random().below(2) * 3;
  const Accounts members = stage.add_accounts("joint", stage.between(8, 16));
  publish_early(stage, members, stage.outlets()[group]);
  share_devices(stage, members, stage.outlets()[group + 1]);
  stage.add_network("joint", members, run_by(group == 0 ? "holding-north" : "holding-south"));
}

// Says itself whose it is, without being listed; the devices agree.
void plan_declared_and_devices(EntityStage& stage) {
  const StageOutlet& outlet = stage.some_outlet();
  const Accounts members = stage.add_accounts("friend", stage.between(6, 12));
  for (const std::uint32_t member : members) stage.show_link(member, "https://" + outlet.site);
  share_devices(stage, members, outlet);
  stage.add_network("declared-and-devices", members, run_by(outlet.id));
}

void plan_unknown(EntityStage& stage) {
  for (int i = 0; i < 3; ++i) {
    const Accounts members = stage.add_accounts("plain", stage.between(5, 20));
    stage.add_network(fmt::format("unknown-{}", i), members, {});
  }
}

}  // namespace

void plan_run_networks(EntityStage& stage) {
  plan_pages(stage);
  plan_content_origin(stage);
  plan_infrastructure(stage);
  plan_membership(stage);
  plan_payment(stage);
  plan_joint(stage);
  plan_declared_and_devices(stage);
  plan_unknown(stage);
}

EntityScenario plan_entities(std::uint64_t seed, std::uint32_t readers) {
  EntityStage stage(seed, readers);
  plan_run_networks(stage);
  plan_entity_traps(stage);
  return stage.take();
}

}  // namespace overt
