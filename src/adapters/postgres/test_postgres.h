#pragma once
// TestPostgres: a server of PostgreSQL 15 for one test program, in a temporary folder, reached by a
// socket in that folder and by nothing else. PostgreSQL refuses to run as root; there it runs as
// "postgres" or "nobody".
// Thread safety: one test's.

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace overt {

class TestPostgres {
 public:
  static constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin/";
  static bool installed() { return std::filesystem::exists(std::string(kPrograms) + "initdb"); }

  TestPostgres() {
    folder_ = "/tmp/overt-pg-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    if (geteuid() == 0) {
      user_ = getpwnam("postgres");
      if (user_ == nullptr) user_ = getpwnam("nobody");
      EXPECT_EQ(chown(folder_.c_str(), user_->pw_uid, user_->pw_gid), 0);
    }
    const std::string data = folder_ + "/data";
    EXPECT_EQ(finished(start({"initdb", "-D", data, "-U", "overt", "-A", "trust", "--no-sync",
                              "--no-locale", "-E", "UTF8"})),
              0);
    start_server();
  }
  ~TestPostgres() {
    kill(server_, SIGINT);
    waitpid(server_, nullptr, 0);
    std::filesystem::remove_all(folder_);
  }
  TestPostgres(const TestPostgres&) = delete;
  TestPostgres& operator=(const TestPostgres&) = delete;

  /// The address of a new, empty database.
  std::string new_database() { return "host=" + folder_ + " user=overt dbname=" + create(); }
  /// The same as people write it.
  std::string new_database_url() { return "postgres://overt@/" + create() + "?host=" + folder_; }

  /// Stopped at once, as by a crash, and a new one on the same data.
  void crash() {
    finished(start({"pg_ctl", "-D", folder_ + "/data", "-m", "immediate", "-w", "stop"}));
    waitpid(server_, nullptr, 0);
    start_server();
  }

 private:
  std::string create() {
    const std::string name = "test" + std::to_string(++databases_);
    EXPECT_EQ(finished(start({"createdb", "-h", folder_, "-U", "overt", name})), 0);
    return name;
  }

  // Nothing here outlives the machine: no waiting for its disk.
  void start_server() {
    server_ = start({"postgres", "-D", folder_ + "/data", "-k", folder_, "-h", "", "-c",
                     "fsync=off", "-c", "shared_buffers=16MB", "-c", "max_connections=20"});
    constexpr int kTriesMax = 600;
    for (int i = 0; i < kTriesMax; ++i) {
      usleep(100'000);
      if (finished(start({"pg_isready", "-h", folder_, "-q"})) == 0) return;
    }
    ADD_FAILURE() << "the server did not start";
  }

  [[nodiscard]] pid_t start(std::vector<std::string> words) const {
    words.front() = kPrograms + words.front();
    const pid_t process = fork();
    if (process != 0) return process;
    if (user_ != nullptr) {
      if (setgroups(0, nullptr) != 0 || setgid(user_->pw_gid) != 0 || setuid(user_->pw_uid) != 0) {
        _exit(126);  // tidy: allow(exiting): the child of a fork
      }
    }
    if (chdir(folder_.c_str()) != 0) _exit(125);  // tidy: allow(exiting): the child of a fork
    const int nowhere = open((folder_ + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    _exit(127);  // tidy: allow(exiting): the child of a fork
  }
  static int finished(pid_t process) {
    int status = 0;
    waitpid(process, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::string folder_;
  const passwd* user_ = nullptr;
  pid_t server_ = -1;
  int databases_ = 0;
};

}  // namespace overt
