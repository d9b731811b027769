#pragma once
// TestReceiver: tests/webhook/receiver.py as a child process, for tests of whoever sends webhooks.
// Thread safety: one test's.

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace overt {

/// The secret of the specification's test vector.
inline const std::string kTestWebhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class TestReceiver {
 public:
  /// `certificate` and `key`: files in PEM; empty: plain http. `log`: as the script's.
  explicit TestReceiver(std::string log, std::string certificate = {}, std::string key = {})
      : log_(std::move(log)), tls_(!certificate.empty()) {
    std::vector<std::string> words{python(),
                                   std::string(OVERT_SOURCE_DIR) + "/tests/webhook/receiver.py",
                                   kTestWebhookSecret, log_};
    if (tls_) words.insert(words.end(), {"--tls", std::move(certificate), std::move(key)});
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
      _exit(127);  // tidy: allow(exiting): the child of a fork that could not become the receiver
    }
    close(in[0]);
    close(out[1]);
    stdin_ = in[1];
    char c = 0;
    while (read(out[0], &c, 1) == 1 && c != '\n') port_ += c;
    close(out[0]);
    EXPECT_FALSE(port_.empty()) << "the receiver did not start";
  }
  ~TestReceiver() {
    close(stdin_);
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
  }
  TestReceiver(const TestReceiver&) = delete;
  TestReceiver& operator=(const TestReceiver&) = delete;

  [[nodiscard]] std::string url(const std::string& path) const {
    return (tls_ ? "https://localhost:" : "http://127.0.0.1:") + port_ + path;
  }
  [[nodiscard]] const std::string& port() const { return port_; }

  /// One JSON object for every request that arrived whole.
  [[nodiscard]] std::vector<std::string> requests() const {
    std::ifstream in(log_);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

  /// The one with the reference library, where tools/setup.sh could fetch that.
  static std::string python() {
    std::string with_reference =
        std::string(OVERT_SOURCE_DIR) + "/third_party/webhooks/bin/python3";
    return std::filesystem::exists(with_reference) ? with_reference : "python3";
  }

 private:
  std::string log_;
  bool tls_;
  pid_t process_ = -1;
  int stdin_ = -1;
  std::string port_;
};

}  // namespace overt
