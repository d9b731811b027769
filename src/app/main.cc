// Wiring only: the command line is translated in edge/cli.

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include "edge/cli/cli.h"

namespace {

// Blocks of this size and more are given back to the system when they are freed; without it a log
// that was read in blocks and sorted leaves its memory in the allocator's hands.
constexpr int kReturnedBlockBytes = 512 << 10;
// Of what is free in smaller pieces, so much is kept: the system clears every page that it gives
// out, and steps that free and take some megabytes in turn would be waiting for that.
constexpr int kKeptBytes = 32 << 20;

// A program may be started with its standard streams closed. The next files it opens would then
// pass for them; nothing in their place is safer.
void open_closed_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (fcntl(stream, F_GETFD) == -1 && open("/dev/null", O_RDWR) == -1) return;
  }
}

}  // namespace

int main(int argc, char** argv) {
  open_closed_streams();
  mallopt(M_MMAP_THRESHOLD, kReturnedBlockBytes);
  mallopt(M_TRIM_THRESHOLD, kKeptBytes);
  return overt::cli::run(argc, argv);
}
