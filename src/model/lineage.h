#pragma once
// Lineage: how the networks of a run go on from those of earlier runs. Accounts and networks are
// told by name here: numbers hold for one run alone.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace overt {

enum class LineageKind : std::uint8_t {
  kNew,        // nothing of an earlier network in it
  kContinues,  // the same network: it keeps the id
  kSplit,      // a part of an earlier network, which it left
  kMerge,      // took in earlier networks that do not go on by themselves
};

/// "new", "continues", "split", "merge".
std::string_view name_of(LineageKind kind);

struct Lineage {
  LineageKind kind = LineageKind::kNew;
  /// Ids of earlier networks: first the one whose id it keeps (continues, merge), the others by the
  /// number of accounts in common. Empty for a new network.
  std::vector<std::string> from;
  double overlap = 0;  // with the first of `from`: accounts in both / accounts in either
};

/// A network as accounts alone: members and adjacent, each once, in byte order.
struct NamedNetwork {
  std::string id;
  std::vector<std::string> accounts;
};

/// What lineage needs of an earlier run directory.
struct EarlierRun {
  std::string path;
  std::string run_id;
  std::string sha256;  // of its networks.json
  TimeUs last_at = 0;  // of its events; the lowest TimeUs where it had none
  std::vector<NamedNetwork> networks;
  std::uint64_t networks_left_out = 0;  // that networks.json does not hold
};

/// A network of the newest earlier run of which nothing goes on.
struct VanishedNetwork {
  std::string id;
  std::uint64_t accounts = 0;
};

}  // namespace overt
