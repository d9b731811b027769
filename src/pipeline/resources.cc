#include "pipeline/resources.h"

#include "adapters/files/files.h"

namespace overt {
namespace {

constexpr std::size_t kStreamBufferBytes = std::size_t{64} << 10;

}  // namespace

std::uint64_t memory_budget(const ResourceOptions& options) {
  if (options.memory_bytes_max != 0) return options.memory_bytes_max;
  return machine_memory_bytes() / 4 * 3;
}

Result<std::unique_ptr<ScratchStore>> open_scratch(const ResourceOptions& options) {
  ScratchOptions scratch;
  scratch.buffer_bytes = kStreamBufferBytes;
  return open_scratch_store(
      options.scratch_folder.empty() ? temporary_folder() : options.scratch_folder, scratch);
}

}  // namespace overt
