#include "pipeline/read_earlier_runs.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "stages/reports/read_earlier_run.h"

namespace overt {
namespace {

constexpr std::uint64_t kManifestBytesMax = std::uint64_t{64} << 20;
constexpr std::uint64_t kNetworksBytesMax = std::uint64_t{2} << 30;

Error no_run(const std::string& folder, std::string_view what) {
  return {ErrorCode::kBadInput,
          fmt::format("--previous: '{}' is no run directory: {}; name a folder that overt detect "
                      "has written, or leave --previous out",
                      folder, what)};
}

Result<EarlierRun> read_run(const std::string& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error))
    return no_run(folder, "there is no such folder");
  for (const std::string name : {"manifest.json", "networks.json"}) {
    if (std::filesystem::is_regular_file(folder + "/" + name, error)) continue;
    return no_run(folder, fmt::format("there is no {} in it", name));
  }
  ASSIGN_OR_RETURN(const auto manifest,
                   read_whole_file(folder + "/manifest.json", kManifestBytesMax));
  ASSIGN_OR_RETURN(const auto networks,
                   read_whole_file(folder + "/networks.json", kNetworksBytesMax));
  return read_earlier_run({folder, manifest, networks});
}

}  // namespace

Result<std::vector<EarlierRun>> read_earlier_runs(const std::vector<std::string>& folders) {
  std::vector<EarlierRun> runs;
  for (const std::string& folder : folders) {
    ASSIGN_OR_RETURN(auto run, read_run(folder));
    runs.push_back(std::move(run));
  }
  std::stable_sort(runs.begin(), runs.end(),
                   [](const EarlierRun& x, const EarlierRun& y) { return x.last_at < y.last_at; });
  return runs;
}

}  // namespace overt
