#include "pipeline/policy_files.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "adapters/files/files.h"

namespace overt {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kPolicyBytesMax = std::uint64_t{8} << 20;

/// The key of a file's first line that has one at its left edge: "policy", "periods", "golden".
std::string first_key(const std::string& text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line(text.data() + begin, end - begin);
    begin = end + 1;
    if (line.empty() || line.front() == '#' || line.front() == ' ' || line.starts_with("---")) {
      continue;
    }
    return std::string(line.substr(0, line.find(':')));
  }
  return {};
}

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

Result<void> add_folder(const std::string& folder, std::set<std::string>& found) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path& path = entry->path();
    if (path.extension() != ".yaml" || !is_file(path)) continue;
    ASSIGN_OR_RETURN(const std::string text, read_whole_file(path.string(), kPolicyBytesMax));
    if (first_key(text) == "policy") found.insert(path.string());
  }
  if (!error) return {};
  return Error{ErrorCode::kNotFound, fmt::format("{}: {}", folder, error.message())};
}

}  // namespace

Result<PolicyOnDisk> read_policy(const std::string& path, const std::string& calendar) {
  PolicyOnDisk policy;
  policy.path = path;
  ASSIGN_OR_RETURN(const std::string text, read_whole_file(path, kPolicyBytesMax));
  ASSIGN_OR_RETURN(policy.decoded, decode_policy(text, path));
  const fs::path folder = fs::path(path).parent_path();
  const std::string beside = (folder / "elections.yaml").string();
  if (!calendar.empty() || is_file(beside)) {
    const std::string& place = calendar.empty() ? beside : calendar;
    ASSIGN_OR_RETURN(const std::string periods, read_whole_file(place, kPolicyBytesMax));
    ASSIGN_OR_RETURN(policy.calendar, decode_calendar(periods, place));
  }
  const std::string golden = (folder / "golden" / fs::path(path).filename()).string();
  if (!is_file(golden)) return policy;
  policy.golden_path = golden;
  ASSIGN_OR_RETURN(const std::string decisions, read_whole_file(golden, kPolicyBytesMax));
  ASSIGN_OR_RETURN(policy.golden, decode_golden(decisions, golden));
  return policy;
}

Result<UsablePolicy> read_usable_policy(const std::string& path, const std::string& calendar) {
  ASSIGN_OR_RETURN(PolicyOnDisk file, read_policy(path, calendar));
  for (const PolicyProblem& problem : file.decoded.problems) {
    if (!problem.fatal) continue;
    return Error{ErrorCode::kBadInput,
                 fmt::format("{}:{}: {}; {} (overt policy check says all that is wrong)", path,
                             problem.line, problem.message, problem.remedy)};
  }
  ASSIGN_OR_RETURN(PolicyEvaluator evaluator,
                   PolicyEvaluator::compile(file.decoded.policy, file.calendar));
  return UsablePolicy{std::move(file), std::move(evaluator)};
}

Result<std::vector<std::string>> find_policies(const std::vector<std::string>& places) {
  std::set<std::string> found;
  std::error_code error;
  for (const std::string& place : places) {
    if (fs::is_directory(place, error)) {
      const std::size_t before = found.size();
      RETURN_IF_ERROR(add_folder(place, found));
      if (found.size() > before) continue;
      return Error{
          ErrorCode::kBadInput,
          fmt::format("{}: no policy in this folder; its files end in .yaml and begin with "
                      "'policy:'",
                      place)};
    }
    ASSIGN_OR_RETURN(const std::string text, read_whole_file(place, kPolicyBytesMax));
    const std::string key = first_key(text);
    if (key != "periods" && key != "golden") found.insert(place);
  }
  if (!found.empty()) return std::vector<std::string>(found.begin(), found.end());
  return Error{ErrorCode::kBadInput,
               "no policy among the files: calendars and golden decisions are looked at with the "
               "policy beside them"};
}

}  // namespace overt
