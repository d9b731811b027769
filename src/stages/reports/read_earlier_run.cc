#include "stages/reports/read_earlier_run.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/digest.h"

namespace overt {
namespace {

using simdjson::dom::element;

constexpr std::string_view kManifestFormat = "overt.manifest/1";
constexpr std::string_view kNetworksFormat = "overt.networks/1";

Error damaged(const std::string& file, std::string_view what) {
  return {ErrorCode::kBadInput,
          fmt::format("{}: {}; it was cut or changed since overt detect wrote it: make that run "
                      "again, or leave it out of --previous",
                      file, what)};
}

/// One of the two files, parsed; its `format` must be the given one.
class RunFile {
 public:
  RunFile(std::string file, std::string_view text) : file_(std::move(file)), text_(text) {}

  Result<element> open(std::string_view format) {
    element root;
    if (const auto error = parser_.parse(text_).get(root)) {
      return damaged(file_, simdjson::error_message(error));
    }
    ASSIGN_OR_RETURN(const std::string_view found, string(root, "format"));
    if (found == format) return root;
    return Error{ErrorCode::kBadInput,
                 fmt::format("{} has the format '{}', and this version of Overt reads '{}'; make "
                             "that run again with this version, or leave it out of --previous",
                             file_, found, format)};
  }

  [[nodiscard]] Result<std::string_view> string(const element& object, const char* key) const {
    std::string_view text;
    if (object[key].get(text) != simdjson::SUCCESS) return missing(key);
    return text;
  }

  [[nodiscard]] Result<simdjson::dom::array> array(const element& object, const char* key) const {
    simdjson::dom::array list;
    if (object[key].get(list) != simdjson::SUCCESS) return missing(key);
    return list;
  }

  [[nodiscard]] Result<std::uint64_t> number(const element& object, const char* key) const {
    std::uint64_t value = 0;
    if (object[key].get(value) != simdjson::SUCCESS) return missing(key);
    return value;
  }

  [[nodiscard]] Error missing(const char* key) const {
    return damaged(file_, fmt::format("\"{}\" is missing or not what it should be", key));
  }

 private:
  std::string file_;
  simdjson::padded_string text_;
  simdjson::dom::parser parser_;
};

Result<NamedNetwork> read_network(const RunFile& file, const element& line) {
  NamedNetwork network;
  ASSIGN_OR_RETURN(network.id, file.string(line, "id"));
  ASSIGN_OR_RETURN(const auto members, file.array(line, "members"));
  for (const element member : members) {
    ASSIGN_OR_RETURN(const auto account, file.string(member, "account"));
    network.accounts.emplace_back(account);
  }
  std::sort(network.accounts.begin(), network.accounts.end());
  network.accounts.erase(std::unique(network.accounts.begin(), network.accounts.end()),
                         network.accounts.end());
  return network;
}

Result<void> read_manifest(const EarlierRunTexts& texts, EarlierRun& run) {
  RunFile file(texts.path + "/manifest.json", texts.manifest);
  ASSIGN_OR_RETURN(const auto root, file.open(kManifestFormat));
  ASSIGN_OR_RETURN(run.run_id, file.string(root, "run_id"));
  run.last_at = INT64_MIN;
  if (root["last_at"].is_null()) return {};
  ASSIGN_OR_RETURN(const auto last_at, file.string(root, "last_at"));
  const auto time = parse_rfc3339(last_at);
  if (!time) return file.missing("last_at");
  run.last_at = *time;
  return {};
}

Result<void> read_networks(const EarlierRunTexts& texts, EarlierRun& run) {
  const std::string name = texts.path + "/networks.json";
  RunFile file(name, texts.networks);
  ASSIGN_OR_RETURN(const auto root, file.open(kNetworksFormat));
  ASSIGN_OR_RETURN(const auto run_id, file.string(root, "run_id"));
  if (run_id != run.run_id) return damaged(name, "manifest.json beside it is of another run");
  ASSIGN_OR_RETURN(run.networks_left_out, file.number(root, "networks_left_out"));
  ASSIGN_OR_RETURN(const auto networks, file.array(root, "networks"));
  std::set<std::string> ids;
  for (const element line : networks) {
    ASSIGN_OR_RETURN(auto network, read_network(file, line));
    if (!ids.insert(network.id).second) return damaged(name, "two networks have one id");
    run.networks.push_back(std::move(network));
  }
  return {};
}

}  // namespace

Result<EarlierRun> read_earlier_run(const EarlierRunTexts& texts) {
  EarlierRun run;
  run.path = texts.path;
  run.sha256 = sha256_hex(texts.networks);
  RETURN_IF_ERROR(read_manifest(texts, run));
  RETURN_IF_ERROR(read_networks(texts, run));
  return run;
}

}  // namespace overt
