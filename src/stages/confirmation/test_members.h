#pragma once
// Each account's own part in a network: no guilt by association.
//
// Every account that acted on two sources of a network's bursts or more, proposed or not, is tested
// with itself left out: on how many of those sources does it act within the window of two others or
// more, against the chance that an act of an outsider would (Poisson-binomial)? Given the others,
// its own times had no part in what they are compared with, so all sources may be used; that an
// account is looked at because it meets the others is what the adjustment over all those that could
// have (Benjamini–Hochberg) pays for. Who passes joins the network and leaves the crowd, and all
// are tested once more: a farm that no split saw whole would else be its own crowd.
//
// Thread safety: const calls at once. O(acts on the bursts' objects · log), four times.

#include <cstdint>
#include <span>
#include <vector>

#include "model/finding.h"
#include "model/trace_index.h"
#include "stages/confirmation/bursts.h"

namespace overt {

struct MemberTestOptions {
  double level = 0.05;
  std::size_t outsiders_max = 200'000;  // beyond, only the proposed are tested
};

class MemberTester {
 public:
  MemberTester(const TraceIndex& traces, const BurstScanner& scanner,
               const MemberTestOptions& options)
      : traces_(traces), scanner_(scanner), options_(options) {}

  /// `proposed`: ascending account ids. Returns a finding for each of them and for every further
  /// account that passes, by ascending account.
  [[nodiscard]] std::vector<MemberFinding> judge(std::span<const std::uint32_t> proposed) const;

 private:
  [[nodiscard]] std::vector<MemberFinding> test(std::span<const std::uint32_t> members) const;

  const TraceIndex& traces_;
  const BurstScanner& scanner_;
  MemberTestOptions options_;
};

}  // namespace overt
