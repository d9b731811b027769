#pragma once
// From networks and their members' activity to the report's plain structs, names resolved and
// lists bounded; what is cut is told in the manifest's limits.

#include <cstdint>
#include <vector>

#include "base/parallel.h"
#include "model/finding.h"
#include "model/network.h"
#include "model/pair.h"
#include "model/run.h"
#include "pipeline/member_activity.h"
#include "pipeline/trace_log.h"
#include "stages/chance/pair_chance.h"

namespace overt {

struct ReportLimits {
  std::size_t edges_per_network = 20'000;  // the strongest
  std::size_t evidence_edges = 12;         // whose posts are shown, per network
  std::size_t evidence_per_edge = 3;
};

/// Gives a network's report its finding, and each member and edge its own.
void add_finding(const NetworkFinding& finding, const TraceLog& log, NetworkReport& report);

class ReportBuilder {
 public:
  /// `odds` gives edges what was not reckoned of their chance; null: they stay as they are.
  ReportBuilder(const TraceLog& log, const PairTable& table, const std::vector<Network>& networks,
                const PairChance* odds, const ReportLimits& limits);

  /// What must be read from the inputs before build(): asks `activity` for posts and timelines.
  void ask(MemberActivity& activity) const;
  /// By account id: the place of its network in `networks`.
  [[nodiscard]] std::vector<std::uint32_t> network_of_account() const;

  /// The networks in their order, the same at any number of threads; adds to `limits_hit` what was
  /// cut.
  [[nodiscard]] std::vector<NetworkReport> build(const MemberActivity& activity, std::uint64_t seed,
                                                 ThreadPool& pool,
                                                 std::vector<LimitHit>& limits_hit) const;

 private:
  // An edge whose posts are shown, and which of its witnesses.
  struct Shown {
    std::uint32_t pair = 0;
    std::vector<std::uint64_t> witnesses;  // indices into table_.witnesses
  };

  [[nodiscard]] std::vector<std::uint32_t> strongest_pairs(const Network& network) const;
  [[nodiscard]] std::vector<Shown> shown_edges(const Network& network) const;
  [[nodiscard]] NetworkReport describe(const Network& network) const;
  void add_members(const Network& network, const MemberActivity& activity, std::uint64_t seed,
                   NetworkReport& report) const;
  void add_objects(const Network& network, NetworkReport& report) const;
  std::uint64_t add_edges(const Network& network, NetworkReport& report) const;
  void add_evidence(const Network& network, const MemberActivity& activity,
                    NetworkReport& report) const;
  void add_timeline(const Network& network, const std::vector<std::uint32_t>& traces,
                    NetworkReport& report) const;
  [[nodiscard]] EvidencePost evidence_post(AccountId account, const Witness& witness, TimeUs at,
                                           const MemberActivity& activity) const;

  const TraceLog& log_;
  const PairTable& table_;
  const std::vector<Network>& networks_;
  const PairChance* odds_;
  ReportLimits limits_;
  TimeUs bin_ = 1;
  std::size_t bins_ = 1;
};

}  // namespace overt
