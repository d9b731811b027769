#pragma once
// accounts.parquet: every account that is in a pair, with what it did and where it belongs. The
// columns are those of docs/formats/run-directory.md.

#include <string>
#include <vector>

#include "base/result.h"
#include "model/finding.h"
#include "model/network.h"
#include "model/pair.h"
#include "pipeline/trace_log.h"

namespace overt {

/// The networks of a run, and what was found of each.
struct JudgedNetworks {
  const std::vector<Network>& networks;
  const std::vector<NetworkFinding>& findings;  // by network
};

/// Rows by account id in byte order.
Result<void> write_accounts(const std::string& path, const TraceLog& log, const PairTable& table,
                            const JudgedNetworks& judged);

}  // namespace overt
