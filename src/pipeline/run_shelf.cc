#include "pipeline/run_shelf.h"

#include <algorithm>
#include <filesystem>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "adapters/files/files.h"
#include "base/json_writer.h"

namespace overt {
namespace {

namespace fs = std::filesystem;
using simdjson::dom::element;

constexpr std::uint64_t kManifestBytesMax = std::uint64_t{64} << 20;

/// Fields of a network that its row leaves out: they grow with its size.
constexpr std::string_view kLarge[] = {"members", "objects", "pairs", "evidence", "timeline"};

Error unreadable(const std::string& path, simdjson::error_code code) {
  return {ErrorCode::kBadInput,
          fmt::format("{}: {}; is the run directory whole?", path, simdjson::error_message(code))};
}

std::string text_of(element object, const char* name) {
  std::string_view text;
  if (object[name].get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

std::string minified(element value) { return simdjson::minify(value); }

std::string row_of(const simdjson::dom::object& network) {
  std::string row = "{";
  for (const auto field : network) {
    if (std::find(std::begin(kLarge), std::end(kLarge), field.key) != std::end(kLarge)) continue;
    if (row.size() > 1) row += ',';
    append_json_string(row, field.key);
    row += ':';
    row += minified(field.value);
  }
  return row + "}";
}

std::string summary_of(element manifest) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("run", text_of(manifest, "run_id"));
  for (const char* name : {"first_at", "last_at"}) json.field(name, text_of(manifest, name));
  for (const char* name : {"events", "accounts", "networks", "networks_confirmed",
                           "networks_review", "networks_watch"}) {
    std::uint64_t count = 0;
    if (manifest["counts"][name].get(count) != simdjson::SUCCESS) count = 0;
    json.field(name, count);
  }
  std::uint64_t rejects = 0;
  if (manifest["rejects"]["total"].get(rejects) != simdjson::SUCCESS) rejects = 0;
  json.field("rejects", rejects);
  json.end_object();
  return out;
}

std::int64_t changed_at(const std::string& path) {
  std::error_code error;
  const auto time = fs::last_write_time(path, error);
  return error ? 0 : static_cast<std::int64_t>(time.time_since_epoch().count());
}

Result<void> add_network(ShelvedRun& run, std::string_view line, simdjson::dom::parser& parser) {
  element network;
  if (const auto error = parser.parse(line.data(), line.size()).get(network)) {
    return unreadable(run.folder + "/networks.json", error);
  }
  simdjson::dom::object object;
  if (const auto error = network.get(object)) {
    return unreadable(run.folder + "/networks.json", error);
  }
  const std::size_t place = run.networks.size();
  simdjson::dom::array members;
  if (network["members"].get(members) == simdjson::SUCCESS) {
    for (const element member : members) {
      run.by_account[text_of(member, "account")].push_back(place);
    }
  }
  ShelvedNetwork shelved;
  shelved.id = text_of(network, "id");
  shelved.status = text_of(network, "status");
  shelved.tier = text_of(network, "tier");
  shelved.explanation = text_of(network, "explanation");
  shelved.row = row_of(object);
  shelved.json = line;
  if (network["accounts"].get(shelved.accounts) != simdjson::SUCCESS) shelved.accounts = 0;
  run.by_id.emplace(shelved.id, place);
  run.networks.push_back(std::move(shelved));
  return {};
}

/// networks.json has its header on the first line and then a network a line.
Result<void> index_networks(ShelvedRun& run) {
  simdjson::dom::parser parser;
  std::string_view rest = run.text;
  bool first = true;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (std::exchange(first, false) || !line.starts_with('{')) continue;
    if (line.ends_with(',')) line.remove_suffix(1);
    RETURN_IF_ERROR(add_network(run, line, parser));
  }
  return {};
}

Result<element> parse_network(simdjson::dom::parser& parser, std::string_view json) {
  element network;
  if (const auto error = parser.parse(json.data(), json.size()).get(network)) {
    return Error{ErrorCode::kBadInput, simdjson::error_message(error)};
  }
  return network;
}

/// The items of a list; none where there is none. (A default simdjson array points nowhere and must
/// not be walked.)
std::vector<element> list_of(element object, const char* name) {
  simdjson::dom::array list;
  if (object[name].get(list) != simdjson::SUCCESS) return {};
  return {list.begin(), list.end()};
}

/// The same two, in either order.
bool are(std::string_view a, std::string_view b, std::string_view one, std::string_view other) {
  return (a == one && b == other) || (a == other && b == one);
}

}  // namespace

Result<std::vector<std::string>> RunShelf::folders() const {
  std::vector<std::string> found;
  std::error_code error;
  if (fs::is_directory(data_ + "/run", error)) found.push_back(data_ + "/run");
  for (fs::directory_iterator it(data_ + "/runs", error), end; !error && it != end;
       it.increment(error)) {
    // Hidden folders are runs that are being written.
    if (it->path().filename().string().starts_with('.')) continue;
    if (found.size() == kRunsMax) break;
    found.push_back(it->path().string());
  }
  return found;
}

Result<std::vector<RunShelf::Listed>> RunShelf::list() {
  ASSIGN_OR_RETURN(const auto places, folders());
  std::vector<std::pair<std::int64_t, Listed>> found;
  const std::lock_guard lock(mutex_);
  for (const std::string& folder : places) {
    const std::string path = folder + "/manifest.json";
    const std::int64_t changed = changed_at(path);
    Seen& seen = seen_[folder];
    if (changed == 0) continue;
    if (seen.changed_at != changed) {
      const auto text = read_whole_file(path, kManifestBytesMax);
      simdjson::dom::parser parser;
      element manifest;
      if (!text.ok() || parser.parse(text.value()).get(manifest) != simdjson::SUCCESS) continue;
      seen = {changed,
              {text_of(manifest, "run_id"), folder, summary_of(manifest), minified(manifest)}};
    }
    found.emplace_back(changed, seen.listed);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::tie(b.first, a.second.folder) < std::tie(a.first, b.second.folder);
  });
  std::vector<Listed> listed;
  for (auto& [changed, one] : found) listed.push_back(std::move(one));
  return listed;
}

Result<std::shared_ptr<const ShelvedRun>> RunShelf::find(std::string_view id) {
  ASSIGN_OR_RETURN(const auto listed, list());
  const auto wanted = std::find_if(listed.begin(), listed.end(),
                                   [&](const Listed& one) { return id.empty() || one.id == id; });
  if (wanted == listed.end()) {
    return Error{ErrorCode::kNotFound,
                 id.empty() ? std::string("there is no run yet; overt detect writes one")
                            : fmt::format("there is no run '{}'", id)};
  }
  const std::lock_guard lock(mutex_);
  const std::int64_t changed = seen_[wanted->folder].changed_at;
  for (const auto& [at, run] : kept_) {
    if (at == changed && run->folder == wanted->folder) return run;
  }
  const auto run = std::make_shared<ShelvedRun>();
  run->id = wanted->id;
  run->folder = wanted->folder;
  run->manifest = wanted->manifest;
  run->summary = wanted->summary;
  ASSIGN_OR_RETURN(run->text, read_whole_file(run->folder + "/networks.json", kNetworksBytesMax));
  RETURN_IF_ERROR(index_networks(*run));
  if (kept_.size() == kKeptMax) kept_.erase(kept_.begin());
  kept_.emplace_back(changed, run);
  return std::shared_ptr<const ShelvedRun>(run);
}

Result<std::string> render_graph(std::string_view network_json, const GraphLimits& limits) {
  simdjson::dom::parser parser;
  ASSIGN_OR_RETURN(const element network, parse_network(parser, network_json));
  std::string out = R"({"nodes":[)";
  std::size_t nodes = 0;
  std::size_t nodes_left_out = 0;
  for (const element member : list_of(network, "members")) {
    if (nodes == limits.nodes_max) {
      ++nodes_left_out;
      continue;
    }
    if (nodes++ > 0) out += ',';
    out += minified(member);
  }
  std::vector<std::pair<std::uint64_t, element>> edges;
  for (const element pair : list_of(network, "pairs")) {
    std::uint64_t objects = 0;
    if (pair["objects"].get(objects) != simdjson::SUCCESS) objects = 0;
    edges.emplace_back(objects, pair);
  }
  const std::size_t all = edges.size();
  if (all > limits.edges_max) {
    std::stable_sort(edges.begin(), edges.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    edges.resize(limits.edges_max);
  }
  out += R"(],"edges":[)";
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (i > 0) out += ',';
    out += minified(edges[i].second);
  }
  // The run itself may have left some out.
  std::uint64_t pair_count = 0;
  if (network["pair_count"].get(pair_count) != simdjson::SUCCESS) pair_count = all;
  out += fmt::format(R"(],"nodes_left_out":{},"edges_left_out":{}}})", nodes_left_out,
                     std::max<std::uint64_t>(pair_count, all) - edges.size());
  return out;
}

Result<std::string> render_evidence(std::string_view network_json, std::string_view account_a,
                                    std::string_view account_b) {
  simdjson::dom::parser parser;
  ASSIGN_OR_RETURN(const element network, parse_network(parser, network_json));
  std::string pair_json = "null";
  std::string objects;
  const auto all_objects = list_of(network, "objects");
  for (const element pair : list_of(network, "pairs")) {
    if (!are(text_of(pair, "account_a"), text_of(pair, "account_b"), account_a, account_b)) {
      continue;
    }
    pair_json = minified(pair);
    for (const element witness : list_of(pair, "witnesses")) {
      std::uint64_t place = 0;
      if (witness.get(place) != simdjson::SUCCESS || place >= all_objects.size()) continue;
      if (!objects.empty()) objects += ',';
      objects += minified(all_objects[place]);
    }
  }
  std::string posts;
  for (const element row : list_of(network, "evidence")) {
    element a;
    element b;
    if (row["a"].get(a) != simdjson::SUCCESS || row["b"].get(b) != simdjson::SUCCESS) continue;
    const std::string first = text_of(a, "account");
    const std::string second = text_of(b, "account");
    const bool wanted =
        (first == account_a && second == account_b) || (first == account_b && second == account_a);
    if (!wanted) continue;
    if (!posts.empty()) posts += ',';
    posts += minified(row);
  }
  if (pair_json == "null" && posts.empty()) {
    return Error{ErrorCode::kNotFound, "these two accounts are no pair of this network"};
  }
  return fmt::format(R"({{"pair":{},"objects":[{}],"evidence":[{}]}})", pair_json, objects, posts);
}

Result<std::string> member_json(std::string_view network_json, std::string_view account) {
  simdjson::dom::parser parser;
  ASSIGN_OR_RETURN(const element network, parse_network(parser, network_json));
  for (const element member : list_of(network, "members")) {
    if (text_of(member, "account") == account) return minified(member);
  }
  return Error{ErrorCode::kNotFound, "no member of that name"};
}

}  // namespace overt
