#include "scenario/registry_file.h"

#include <iterator>

#include <fmt/format.h>

#include "scenario/profile.h"

namespace overt {
namespace {

constexpr std::string_view kHead =
    R"(# Accounts of the simulated platform that a registry lists. Invented, like the platform.
dossier: clipper
about: What a registry holds about accounts of a simulated platform. None of them exists.
sources:
  platform:
    publisher: The simulator, as the platform's own records
    url: https://clipper.example/records
    grade: A1
  hearsay:
    publisher: The simulator, as an anonymous post
    url: https://clipper.example/hearsay
    grade: E4
)";

void append_listed(std::string& text, const World& world, const Group& group,
                   std::uint32_t account) {
  std::string handle;
  append_handle(handle, world, account, world.seconds());
  fmt::format_to(std::back_inserter(text),
                 "  - id: clipper-{0}\n    schema: UserAccount\n    claims:\n"
                 "      - says: {{service: clipper, username: {0}, owner: {1}}}\n"
                 "        status: {2}\n        source: {3}\n",
                 handle, group.listed_as, group.only_alleged ? "alleged" : "confirmed",
                 group.only_alleged ? "hearsay" : "platform");
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
  text += accounts.empty() ? "entities: []\n" : "entities:\n" + accounts;
  return sink.write(text);
}

}  // namespace overt
