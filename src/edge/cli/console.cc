#include "edge/cli/console.h"

#include <chrono>
#include <cstdlib>

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/file.h"

namespace overt::cli {

int ProcessConsole::out(std::string_view text) { return write_all(STDOUT_FILENO, text); }

// Errors are not reported: there is no better place to say that a message could not be printed.
void ProcessConsole::err(std::string_view text) { write_all(STDERR_FILENO, text); }

bool ProcessConsole::out_closed() const {
  pollfd output{STDOUT_FILENO, 0, 0};
  return ::poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
}

bool ProcessConsole::err_redraws() const {
  const char* const terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return !dumb && ::isatty(STDERR_FILENO) == 1;
}

std::size_t ProcessConsole::err_columns() const {
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

std::int64_t ProcessConsole::now_us() const {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

}  // namespace overt::cli
