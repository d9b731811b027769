// Wiring only: the command line is translated in edge/cli.

#include <malloc.h>

#include "edge/cli/cli.h"

namespace {

// Blocks of this size and more are given back to the system when they are freed; without it a log
// that was read in blocks and sorted leaves its memory in the allocator's hands.
constexpr int kReturnedBlockBytes = 256 << 10;

}  // namespace

int main(int argc, char** argv) {
  mallopt(M_MMAP_THRESHOLD, kReturnedBlockBytes);
  return overt::cli::run(argc, argv);
}
