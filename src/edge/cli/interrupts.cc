#include "edge/cli/interrupts.h"

#include <array>
#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

#include "base/check.h"
#include "edge/cli/exit_codes.h"
#include "ports/unfinished.h"

namespace overt::cli {
namespace {

constexpr char kSignal = 's';
constexpr char kStop = 'q';
constexpr std::array<int, Interrupts::kSignalCount> kSignals = {SIGINT, SIGTERM, SIGPIPE};

// A handler can reach nothing but globals, and may do little more than write().
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): see above
std::atomic<int> handler_pipe{-1};

extern "C" void tell_watcher(int /*signal*/) {
  const int saved = errno;
  [[maybe_unused]] const auto written = ::write(handler_pipe.load(), &kSignal, 1);
  errno = saved;
}

struct sigaction action_of(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  return action;
}

}  // namespace

Interrupts::Interrupts(Console& console) : console_(console) {
  CHECK_EQ(handler_pipe.load(), -1);
  CHECK_EQ(::pipe2(pipe_, O_CLOEXEC), 0);
  handler_pipe = pipe_[1];
  watcher_ = std::jthread([this] { watch(); });
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    const struct sigaction action = action_of(kSignals[i] == SIGPIPE ? SIG_IGN : tell_watcher);
    CHECK_EQ(::sigaction(kSignals[i], nullptr, &before_[i]), 0);
    // A signal that was ignored from the start (nohup, a script's background job) stays ignored.
    if (before_[i].sa_handler == SIG_IGN) continue;
    CHECK_EQ(::sigaction(kSignals[i], &action, nullptr), 0);
  }
}

Interrupts::~Interrupts() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    CHECK_EQ(::sigaction(kSignals[i], &before_[i], nullptr), 0);
  }
  CHECK_EQ(::write(pipe_[1], &kStop, 1), 1);
  watcher_.join();
  handler_pipe = -1;
  ::close(pipe_[0]);
  ::close(pipe_[1]);
}

void Interrupts::watch() {
  char message = 0;
  while (true) {
    const auto count = ::read(pipe_[0], &message, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count != 1 || message == kStop) return;
    if (!requested_.exchange(true)) continue;
    remove_unfinished_outputs();
    if (console_.err_redraws()) console_.err("\n");
    ::_exit(kExitInterrupted);
  }
}

void end_as_closed_pipe() {
  remove_unfinished_outputs();
  const struct sigaction action = action_of(SIG_DFL);
  CHECK_EQ(::sigaction(SIGPIPE, &action, nullptr), 0);
  ::raise(SIGPIPE);
  ::_exit(128 + SIGPIPE);  // where SIGPIPE is blocked
}

}  // namespace overt::cli
