#pragma once
// EntityStage: what the entity scenario is put together with: accounts, events, claims, and the
// outlets that every network has to do with. Not thread-safe; one per scenario.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "scenario/entities.h"

namespace overt {

/// How a claim is made; by default one that may decide.
struct ClaimManner {
  ClaimStatus status = ClaimStatus::kConfirmed;
  std::string_view from = {};  // "2014-03"; empty: not dated
  std::string_view to = {};
  ClaimFlags flags = {};
  Grade grade = {'B', '2'};
};

struct StageOutlet {
  std::string id;
  std::string name;
  std::string site;
  std::uint32_t account = 0;            // its own, open
  std::string device;                   // that account's
  std::vector<std::string> material;    // what it published of its own
  std::vector<std::int64_t> published;  // when, seconds
};

class EntityStage {
 public:
  EntityStage(std::uint64_t seed, std::uint32_t readers);

  Random& random() { return random_; }
  std::uint32_t between(std::uint32_t least, std::uint32_t most) {
    return least + static_cast<std::uint32_t>(random_.below(std::uint64_t{most} - least + 1));
  }

  /// An account with a device of its own; made long before the log begins.
  std::uint32_t add_account(std::string_view stem);
  std::vector<std::uint32_t> add_accounts(std::string_view stem, std::uint32_t count);
  [[nodiscard]] std::string handle(std::uint32_t account) const;
  [[nodiscard]] std::string id(std::uint32_t account) const;
  void show_link(std::uint32_t account, std::string link);
  void declare(std::uint32_t account, std::string entity);
  void made_on(std::uint32_t account, std::int64_t second);  // of the log; may be negative
  void use_device(std::uint32_t account, std::string device);

  void post_text(std::uint32_t account, std::string text, std::int64_t at);
  void post_media(std::uint32_t account, std::string media, std::int64_t at);
  void post_link(std::uint32_t account, std::string link, std::int64_t at);
  /// What makes a network one: links of strangers, by most members within a minute.
  void act_together(const std::vector<std::uint32_t>& members);
  std::int64_t moment() { return static_cast<std::int64_t>(random_.below(9 * 86'400)) + 3600; }

  void entity(const std::string& id, const std::string& schema, const std::string& name);
  void claim(const std::string& entity, const std::string& schema, const std::string& property,
             const std::string& value, const ClaimManner& manner = {});
  /// A UserAccount of the owner with the account's handle; returns its id.
  std::string list(std::uint32_t account, const std::string& owner, const ClaimManner& manner = {});
  void retract_last(std::size_t claims);
  /// Ownership, Control, Payment, Representation, …: an entity of its own with two ends.
  std::string link(const std::string& schema, const std::string& from, const std::string& to,
                   const ClaimManner& manner = {});
  void owns(const std::string& owner, const std::string& asset, int percent,
            const ClaimManner& manner = {});
  void pays(const std::string& payer, const std::string& beneficiary, int amount,
            const ClaimManner& manner = {});

  std::vector<StageOutlet>& outlets() { return outlets_; }
  StageOutlet& some_outlet() { return outlets_[random_.below(outlets_.size())]; }
  std::uint32_t some_reader() { return static_cast<std::uint32_t>(random_.below(readers_)); }
  void add_network(std::string id, const std::vector<std::uint32_t>& members, EntityNetwork truth);

  EntityScenario take();

 private:
  struct Account {
    std::string handle;
    std::string device;
    std::int64_t made = 0;
    std::vector<std::string> links;
    std::string entity;
  };
  struct Event {
    std::int64_t at = 0;
    std::uint32_t account = 0;
    std::string text;
    std::string url;
    std::string media;
  };

  void add_outlets();
  void add_outlet(const std::string& id, const std::string& name, const std::string& owner);
  void add_public_life();
  void write_events();
  void write_accounts();

  Random random_;
  std::uint32_t readers_;
  std::vector<Account> accounts_;
  std::vector<Event> events_;
  std::vector<StageOutlet> outlets_;
  std::uint64_t links_ = 0;
  EntityScenario made_;
};

/// Networks that somebody runs, one with each kind of evidence, and some that nobody known runs.
void plan_run_networks(EntityStage& stage);
/// Everything that must not attribute.
void plan_entity_traps(EntityStage& stage);

}  // namespace overt
