#pragma once
// What the tests of the method share: a log assessed as a run would, and its findings in names, so
// that they can be compared whatever numbers stand for the accounts. Stateless.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/files/test_folder.h"
#include "pipeline/assess_networks.h"
#include "pipeline/ingest.h"

namespace overt {

struct ToldFinding {
  std::vector<std::string> members;   // by name
  std::vector<std::string> adjacent;  // likewise
  bool confirmed = false;
  double log_e = 0;
  double log_q = 0;
  std::uint32_t splits = 0;
  std::uint32_t triggers = 0;
  friend bool operator==(const ToldFinding&, const ToldFinding&) = default;
};

inline ToldFinding told(const NetworkFinding& finding, const Names& names) {
  ToldFinding network;
  for (const auto& member : finding.members) {
    auto& list = member.standing == Standing::kMember ? network.members : network.adjacent;
    list.emplace_back(names.account(member.account));
  }
  network.confirmed = finding.status == FindingStatus::kConfirmed;
  network.log_e = finding.log_e;
  network.log_q = finding.log_q;
  network.splits = finding.splits;
  network.triggers = finding.triggers;
  return network;
}

inline std::vector<ToldFinding> told(const Assessment& assessment, const Names& names) {
  std::vector<ToldFinding> networks;
  for (const auto& finding : assessment.findings) networks.push_back(told(finding, names));
  return networks;
}

inline std::vector<ToldFinding> confirmed(std::vector<ToldFinding> networks) {
  std::erase_if(networks, [](const ToldFinding& network) { return !network.confirmed; });
  return networks;
}

inline Result<std::unique_ptr<TraceLog>> ingested(const std::string& path, ThreadPool& pool,
                                                  const std::string& mapping = {}) {
  IngestOptions options;
  options.input.paths = {path};
  options.input.mapping_path = mapping;
  options.objects = default_objects();
  options.publications = true;
  return ingest(options, pool, no_progress());
}

/// Networks at 60 s, without a look at other evidence.
inline AssessOptions plain_options() {
  AssessOptions options;
  options.window = 60 * kMicrosPerSecond;
  options.judge = false;
  return options;
}

}  // namespace overt
