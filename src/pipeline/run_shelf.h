#pragma once
// RunShelf: the finished runs of a data folder, DATA/run and DATA/runs/*, to be looked at again and
// again. A run never changes, so what was read of it is kept, the newest few in memory; a folder
// that was replaced is read anew. Errors name the file.
//
// Thread-safe. Cost: listing reads each folder's manifest once; a run's networks.json is read once
// and kept as text beside an index of its networks.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace overt {

/// What a list of networks needs, and where the whole is.
struct ShelvedNetwork {
  std::string id;
  std::string status;
  std::string tier;
  std::string explanation;
  std::uint64_t accounts = 0;
  std::string row;        // JSON: the network without its members, pairs, objects, evidence
  std::string_view json;  // the whole, as the run wrote it
};

struct ShelvedRun {
  std::string id;
  std::string folder;
  std::string manifest;                  // JSON
  std::string summary;                   // JSON, one row of a list
  std::string text;                      // networks.json
  std::vector<ShelvedNetwork> networks;  // in the run's order
  std::map<std::string, std::size_t, std::less<>> by_id;
  /// account → places in `networks`
  std::map<std::string, std::vector<std::size_t>, std::less<>> by_account;
};

class RunShelf {
 public:
  static constexpr std::size_t kRunsMax = 1'000;  // folders looked at
  static constexpr std::size_t kKeptMax = 8;      // runs whose networks are in memory
  static constexpr std::uint64_t kNetworksBytesMax = std::uint64_t{1} << 30;

  explicit RunShelf(std::string data) : data_(std::move(data)) {}

  struct Listed {
    std::string id;
    std::string folder;
    std::string summary;  // JSON
    std::string manifest;
  };
  /// The newest first; a folder without a readable manifest is left out.
  Result<std::vector<Listed>> list();

  /// The run of that id; empty: the newest. kNotFound where there is none.
  Result<std::shared_ptr<const ShelvedRun>> find(std::string_view id);

 private:
  struct Seen {
    std::int64_t changed_at = 0;  // of the manifest
    Listed listed;
  };
  Result<std::vector<std::string>> folders() const;

  const std::string data_;
  std::mutex mutex_;
  std::map<std::string, Seen> seen_;  // by folder
  std::vector<std::pair<std::int64_t, std::shared_ptr<const ShelvedRun>>> kept_;
};

/// {"nodes":[…],"edges":[…],"nodes_left_out":N,"edges_left_out":N} of a network as the run wrote
/// it: accounts with their places, and between them the edges with most common objects.
struct GraphLimits {
  std::size_t nodes_max = 100'000;
  std::size_t edges_max = 200'000;
};
Result<std::string> render_graph(std::string_view network_json, const GraphLimits& limits);

/// What binds two accounts of a network: their pair, its common objects, posts side by side.
/// kNotFound where they are no pair there.
Result<std::string> render_evidence(std::string_view network_json, std::string_view account_a,
                                    std::string_view account_b);

/// The account's row among the network's members, as JSON.
Result<std::string> member_json(std::string_view network_json, std::string_view account);

}  // namespace overt
