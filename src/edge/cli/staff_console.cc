#include "edge/cli/staff_console.h"

#include <cerrno>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"
#include "base/system_error.h"

namespace overt::cli {
namespace {

constexpr std::size_t kLineBytesMax = 4'096;
constexpr const char* kTerminal = "/dev/tty";

/// The terminal without echo, for as long as this lives.
class Unseen {
 public:
  explicit Unseen(int file) : file_(file), known_(::tcgetattr(file, &before_) == 0) {
    if (!known_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet.c_lflag |= ECHONL;
    ::tcsetattr(file, TCSAFLUSH, &quiet);
  }
  ~Unseen() {
    if (known_) ::tcsetattr(file_, TCSAFLUSH, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

  [[nodiscard]] bool known() const { return known_; }

 private:
  int file_;
  termios before_{};
  bool known_;
};

/// Up to the line's end, byte by byte: what follows is not ours to take.
Result<std::string> read_line(int file, const std::string& name) {
  std::string line;
  for (;;) {
    char c = 0;
    const ssize_t got = ::read(file, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot_read(name, errno);
    if (got == 0 || c == '\n') break;
    line += c;
    if (line.size() > kLineBytesMax) {
      return Error{ErrorCode::kInvalidArgument, "the password is longer than any that is taken"};
    }
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (!line.empty()) return line;
  return Error{ErrorCode::kInvalidArgument, "no password was given"};
}

}  // namespace

Result<std::string> ask_password(const std::string& prompt) {
  const FileDescriptor terminal(::open(kTerminal, O_RDWR | O_CLOEXEC | O_NOCTTY));
  const Error nobody{ErrorCode::kPermissionDenied,
                     "a password is needed, and there is no terminal to ask at: give "
                     "--password-file FILE, --token-file FILE or OVERT_TOKEN"};
  if (!terminal.open()) return nobody;
  const Unseen unseen(terminal.number());
  if (!unseen.known()) return nobody;
  write_all(terminal.number(), prompt);
  return read_line(terminal.number(), kTerminal);
}

Result<std::string> ask_new_password(const std::string& person) {
  ASSIGN_OR_RETURN(std::string once, ask_password(fmt::format("New password of {}: ", person)));
  ASSIGN_OR_RETURN(const std::string again, ask_password("Once more: "));
  if (once == again) return once;
  return Error{ErrorCode::kInvalidArgument, "the two are not the same; nothing was changed"};
}

Result<std::string> read_input_line() { return read_line(STDIN_FILENO, "standard input"); }

StaffProof complete_proof(const StaffProof& proof, std::function<TimeUs()> clock) {
  StaffProof completed = proof;
  const char* const token = std::getenv("OVERT_TOKEN");
  if (token != nullptr) completed.token = token;
  completed.ask = ask_password;
  completed.clock = std::move(clock);
  return completed;
}

}  // namespace overt::cli
