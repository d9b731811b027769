#include "pipeline/spare_inputs.h"

#include <filesystem>

#include <fmt/format.h>

namespace overt {
namespace {

// The file itself, or a folder it lies in.
bool holds(const std::string& output, const std::string& path) {
  std::error_code error;  // what is not there holds nothing
  for (auto at = std::filesystem::canonical(path, error); !at.empty(); at = at.parent_path()) {
    if (std::filesystem::equivalent(at, output, error)) return true;
    if (at == at.parent_path()) break;
  }
  return false;
}

}  // namespace

Result<void> spare_inputs(const InputOptions& input, const std::vector<std::string>& outputs) {
  std::vector<std::string> read = input.paths;
  read.push_back(input.mapping_path);
  for (const auto& output : outputs) {
    for (const auto& path : read) {
      std::error_code error;
      if (path == "-" || !std::filesystem::is_regular_file(path, error)) continue;
      if (!holds(output, path)) continue;
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("'{}' is read by this run and would be replaced by its output '{}'; "
                               "write to another place",
                               path, output)};
    }
  }
  return {};
}

}  // namespace overt
