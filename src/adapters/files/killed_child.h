#pragma once
// For tests: a process that is killed at whatever it is doing, and the last step that it had
// acknowledged before. Threads of the test's own process are not there in it.

#include <csignal>
#include <cstdint>
#include <functional>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace overt {

/// Does work(0), work(1), … in a child until step `enough` is acknowledged, then kills it. A step
/// that fails (false) ends the child by itself.
inline std::uint32_t last_step_of_killed_child(
    std::uint32_t enough, const std::function<bool(std::uint32_t step)>& work) {
  int acknowledged[2];
  EXPECT_EQ(::pipe(acknowledged), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    std::uint32_t step = 0;
    while (work(step) && ::write(acknowledged[1], &step, sizeof step) == sizeof step) ++step;
    ::_exit(1);  // tidy: allow(exiting): the child of a fork
  }
  ::close(acknowledged[1]);
  std::uint32_t last = 0;
  std::uint32_t read = 0;
  bool killed = false;
  while (::read(acknowledged[0], &read, sizeof read) == sizeof read) {
    last = read;
    if (last < enough || killed) continue;
    ::kill(child, SIGKILL);
    killed = true;
  }
  EXPECT_TRUE(killed) << "it came no further than step " << last;
  ::waitpid(child, nullptr, 0);
  ::close(acknowledged[0]);
  return last;
}

}  // namespace overt
