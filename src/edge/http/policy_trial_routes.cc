#include "edge/http/policy_trial_routes.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "base/progress.h"
#include "edge/http/json_in.h"
#include "edge/http/problem.h"
#include "pipeline/policy_files.h"
#include "pipeline/run_policy.h"
#include "pipeline/run_shelf.h"

namespace overt::http {
namespace {

constexpr std::uint64_t kPolicyBytesMax = std::uint64_t{1} << 20;

/// The file of the policy in force.
Result<std::string> path_of(const Site& site, std::string_view id) {
  if (!site.policies.empty()) {
    ASSIGN_OR_RETURN(const auto paths, find_policies({site.policies}));
    for (const std::string& path : paths) {
      ASSIGN_OR_RETURN(const PolicyOnDisk policy, read_policy(path, {}));
      if (policy.decoded.policy.id == id) return path;
    }
  }
  return Error{ErrorCode::kNotFound, "there is no such policy; GET /v1/policies lists them"};
}

/// A folder for one file, gone with its object.
class ShortLivedFolder {
 public:
  static Result<ShortLivedFolder> make() {
    std::string path = (std::filesystem::temp_directory_path() / "overt-XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr) {
      return Error{ErrorCode::kIo, "no temporary folder can be made"};
    }
    return ShortLivedFolder(std::move(path));
  }
  ShortLivedFolder(ShortLivedFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ShortLivedFolder& operator=(ShortLivedFolder&&) = delete;
  ShortLivedFolder(const ShortLivedFolder&) = delete;
  ShortLivedFolder& operator=(const ShortLivedFolder&) = delete;
  ~ShortLivedFolder() {
    std::error_code error;
    if (!path_.empty()) std::filesystem::remove_all(path_, error);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit ShortLivedFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

std::string if_there(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) ? path : std::string();
}

Response backtest(const Site& site, RunShelf& shelf, const Request& request) {
  auto in = JsonIn::read(request);
  if (!in.ok()) return problem_of(in.error());
  const std::string id = in.value().required_text("policy");
  const std::string source = in.value().required_text("source");
  const std::string run_id = in.value().text("run");
  if (const auto done = in.value().done(); !done.ok()) return problem_of(done.error());
  const auto in_force = path_of(site, id);
  if (!in_force.ok()) return problem_of(in_force.error());
  const auto run = shelf.find(run_id);
  if (!run.ok()) return problem_of(run.error());
  const auto folder = ShortLivedFolder::make();
  if (!folder.ok()) return problem_of(folder.error());
  PolicyOptions options;
  options.verb = PolicyVerb::kBacktest;
  options.paths = {folder.value().path() + "/copy.yaml"};
  std::ofstream copy(options.paths.front(), std::ios::binary);
  copy << source << std::flush;
  if (!copy) return problem(500, "the copy cannot be written to the temporary folder");
  options.calendar = if_there(site.policies + "/elections.yaml");
  options.against = in_force.value();
  options.sources.runs = {run.value()->folder};
  options.sources.accounts = if_there(site.data + "/accounts.ndjson");
  options.sources.protected_list = if_there(site.data + "/protected.txt");
  options.sources.labels = if_there(site.data + "/labels.ndjson");
  auto answer = run_policy(options, no_progress());
  if (!answer.ok()) return problem_of(answer.error());
  return json_response(std::move(answer).value().json);
}

}  // namespace

Routes policy_trial_routes(Site& site) {
  const auto shelf = std::make_shared<RunShelf>(site.data);
  return {
      {Method::kPost, "/v1/policies/backtests", needs(Right::kRead),
       [&site, shelf](const Request& request, Stores&) { return backtest(site, *shelf, request); },
       2 * kPolicyBytesMax},
  };
}

}  // namespace overt::http
