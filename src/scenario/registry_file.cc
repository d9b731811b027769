#include "scenario/registry_file.h"

#include <iterator>

#include <fmt/format.h>

#include "scenario/profile.h"

namespace overt {
namespace {

constexpr std::string_view kHead =
    R"(# What could be on record about accounts of the simulated platform, in the kinds of sources
# that an investigator has: the platform's advertising accounts, a peer's disclosure, a register of
# companies, a court's exhibits, and hearsay. All of it is invented, like the platform; entities
# that exist are those of registry/fall-2024, and nothing here is true of them.
dossier: clipper
about: Invented records about accounts of a simulated platform. None of this happened.
sources:
  ad-records:
    publisher: The simulator, as the platform's advertising accounts
    url: https://clipper.example/records/advertisers
    published: 2024-09-17
    grade: A2
  peer:
    publisher: The simulator, as another platform's disclosure of a removed network
    url: https://peer.example/disclosures/2024-09
    published: 2024-09-12
    grade: B2
  register:
    publisher: The simulator, as a register of companies
    url: https://register.example/extracts
    published: 2024-09-10
    grade: A1
  exhibit:
    publisher: The simulator, as bank records and letters that a court has in evidence
    url: https://court.example/exhibits/7
    published: 2024-09-09
    grade: A2
  prosecutor:
    publisher: The simulator, as a prosecutor's charge
    url: https://court.example/charges/7
    published: 2024-09-09
    grade: B3
  hearsay:
    publisher: The simulator, as an anonymous post
    url: https://forum.example/t/1
    grade: E4
)";

// Who stands between the accounts and the entities of the bundled dossier: two companies that front
// for somebody, and an agency that was paid through a shell and, for all anybody has shown, did not
// know by whom.
constexpr std::string_view kFronts = R"(links:
  - id: own-northlight
    schema: Ownership
    claims:
      - says: {owner: front-aurora, asset: front-northlight, percentage: '100'}
        status: confirmed
        source: register
        from: 2023-05-02
  - id: control-aurora
    schema: Control
    claims:
      - says: {controller: ru-ano-tv-novosti, controlled: front-aurora, controlType: appointment}
        status: reported
        source: exhibit
        from: 2023-05
  - id: own-meridian
    schema: Ownership
    claims:
      - says: {owner: ru-rossiya-segodnya, asset: front-meridian, percentage: '51'}
        status: confirmed
        source: register
        from: 2022-11-14
  - id: own-meridian-rest
    schema: Ownership
    claims:
      - says: {owner: front-aurora, asset: front-meridian, percentage: '49'}
        status: disputed
        source: peer
        note: the register names other holders of the rest
  - id: pay-shell
    schema: Payment
    claims:
      - says: {payer: front-aurora, beneficiary: shell-larch, amount: '400000', currency: USD,
               date: 2024-06-03}
        status: confirmed
        source: exhibit
  - id: pay-brightside-shell
    schema: Payment
    claims:
      - says: {payer: shell-larch, beneficiary: agency-brightside, amount: '300000', currency: USD,
               date: 2024-06-10}
        status: confirmed
        source: exhibit
  - id: pay-brightside-shop
    schema: Payment
    claims:
      - says: {payer: shop-harbour, beneficiary: agency-brightside, amount: '100000', currency: USD,
               date: 2024-06-20}
        status: confirmed
        source: exhibit
  - id: acts-for-brightside
    schema: Representation
    claims:
      - says: {agent: agency-brightside, client: front-aurora,
               role: said to have known for whom it worked}
        status: charged
        source: prosecutor
        from: 2024-06
)";

struct Front {
  std::string_view id;
  std::string_view schema;
  std::string_view name;
  std::string_view source;
};

constexpr Front kFrontEntities[] = {
    {"front-northlight", "Company", "Northlight Content", "register"},
    {"front-aurora", "Company", "Aurora Holding", "register"},
    {"front-meridian", "Company", "Meridian Desk", "register"},
    {"agency-brightside", "Company", "Brightside Creators", "register"},
    {"shop-harbour", "Company", "Harbour Outfitters", "register"},
    {"shell-larch", "Company", "Larch Trading", "exhibit"},
};

void append_entity(std::string& text, const Front& front) {
  fmt::format_to(std::back_inserter(text),
                 "  - id: {0}\n    schema: {1}\n    claims:\n"
                 "      - says: {{name: {2}}}\n        status: confirmed\n        source: {3}\n",
                 front.id, front.schema, front.name, front.source);
}

void append_listed(std::string& text, const World& world, const Group& group,
                   std::uint32_t account) {
  std::string handle;
  append_handle(handle, world, account, world.seconds());
  fmt::format_to(std::back_inserter(text),
                 "  - id: clipper-{0}\n    schema: UserAccount\n    claims:\n"
                 "      - says: {{service: clipper, username: {0}, owner: {1}}}\n"
                 "        status: {2}\n        source: {3}\n        from: 2024-07-01\n",
                 handle, group.listed_as, group.only_alleged ? "alleged" : "reported",
                 group.listed_by);
}

}  // namespace

Result<void> write_registry(const World& world, ByteSink& sink) {
  std::string text(kHead);
  std::string accounts;
  for (const Group& group : world.groups()) {
    for (std::uint32_t i = 0; i < group.listed; ++i) {
      append_listed(accounts, world, group, group.first_member + i);
    }
  }
  if (accounts.empty()) {
    text += "entities: []\n";
    return sink.write(text);
  }
  text += "entities:\n";
  for (const Front& front : kFrontEntities) append_entity(text, front);
  text += accounts;
  text += kFronts;
  return sink.write(text);
}

}  // namespace overt
