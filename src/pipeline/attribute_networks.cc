#include "pipeline/attribute_networks.h"

#include <algorithm>

#include "stages/attribution/attribute.h"

namespace overt {

NetworkMembers confirmed_members(const std::vector<NetworkFinding>& findings) {
  NetworkMembers networks;
  for (const NetworkFinding& finding : findings) {
    if (finding.status != FindingStatus::kConfirmed) continue;
    auto& members = networks.emplace_back();
    for (const MemberFinding& member : finding.members) {
      if (member.standing == Standing::kMember) members.push_back(member.account.value);
    }
  }
  return networks;
}

std::vector<NetworkAttribution> attribute_networks(const RegistryView& registry,
                                                   const IndexedLog& log,
                                                   const NetworkMembers& networks,
                                                   ThreadPool& pool) {
  std::vector<bool> in_network(log.traces.accounts(), false);
  for (const auto& members : networks) {
    for (const std::uint32_t member : members) in_network[member] = true;
  }
  const RegistryAssets assets(registry);
  const AttributionInputs inputs = {log.traces,   log.aside,    log.names,
                                    log.profiles, log.platform, &in_network};
  AttributionOptions options;
  options.tests = static_cast<std::uint32_t>(std::max<std::size_t>(1, networks.size()));
  const Attributor attributor(assets, inputs, options);
  std::vector<NetworkAttribution> all(networks.size());
  pool.parallel_for(networks.size(), 1, [&](const Block& block) {
    for (std::size_t i = block.begin; i < block.end; ++i) {
      AttributionSubject subject;
      subject.members = networks[i];
      std::sort(subject.members.begin(), subject.members.end());
      all[i] = attributor.attribute(subject);
    }
  });
  return all;
}

}  // namespace overt
