#pragma once
// TestServer: a script of tests/ that listens on a port of its own, as a child process; it prints
// the port first and ends with its standard input. Thread safety: one test's.

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace overt {

class TestServer {
 public:
  /// `words`: the program and its arguments. `log`: where it writes a line for every request.
  TestServer(std::vector<std::string> words, std::string log) : log_(std::move(log)) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    EXPECT_EQ(pipe(in.data()), 0);
    EXPECT_EQ(pipe(out.data()), 0);
    process_ = fork();
    if (process_ == 0) {
      dup2(in[0], STDIN_FILENO);
      dup2(out[1], STDOUT_FILENO);
      for (const int end : {in[0], in[1], out[0], out[1]}) close(end);
      std::vector<char*> arguments;
      arguments.reserve(words.size() + 1);
      for (std::string& word : words) arguments.push_back(word.data());
      arguments.push_back(nullptr);
      execvp(arguments[0], arguments.data());
      _exit(127);  // tidy: allow(exiting): the child of a fork that could not become the server
    }
    close(in[0]);
    close(out[1]);
    stdin_ = in[1];
    char c = 0;
    while (read(out[0], &c, 1) == 1 && c != '\n') port_ += c;
    close(out[0]);
    EXPECT_FALSE(port_.empty()) << "the server did not start";
  }
  ~TestServer() {
    close(stdin_);
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  [[nodiscard]] const std::string& port() const { return port_; }

  /// One JSON object for every request that arrived whole.
  [[nodiscard]] std::vector<std::string> requests() const {
    std::ifstream in(log_);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

  /// Of the checkout's tests/.
  static std::string script(const std::string& name) {
    return std::string(OVERT_SOURCE_DIR) + "/tests/" + name;
  }

 private:
  std::string log_;
  pid_t process_ = -1;
  int stdin_ = -1;
  std::string port_;
};

}  // namespace overt
