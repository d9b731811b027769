#include "edge/cli/interrupts.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include "edge/cli/exit_codes.h"
#include "edge/cli/recording_console.h"
#include "ports/unfinished.h"

namespace overt::cli {
namespace {

/// Waits for the watching thread, which has no other sign of having heard.
bool comes_true(const std::atomic<bool>& flag) {
  for (int i = 0; i < 5'000 && !flag; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return flag;
}

std::string unfinished_file(const std::string& name) {
  std::string path = testing::TempDir() + "/" + name;
  std::ofstream(path) << "half";
  return path;
}

TEST(InterruptsTest, RaisesTheFlagOnTheFirstSignal) {
  for (const int signal : {SIGINT, SIGTERM}) {
    RecordingConsole console;
    const Interrupts interrupts(console);
    EXPECT_FALSE(interrupts.requested());
    ::kill(::getpid(), signal);
    EXPECT_TRUE(comes_true(interrupts.requested())) << signal;
  }
}

TEST(InterruptsTest, GivesTheSignalsBackAfterwards) {
  struct sigaction before {};
  ::sigaction(SIGINT, nullptr, &before);
  {
    RecordingConsole console;
    const Interrupts interrupts(console);
  }
  struct sigaction after {};
  ::sigaction(SIGINT, nullptr, &after);
  EXPECT_EQ(before.sa_handler, after.sa_handler);
}

TEST(InterruptsTest, LeavesAnIgnoredSignalIgnored) {
  ::signal(SIGINT, SIG_IGN);
  {
    RecordingConsole console;
    const Interrupts interrupts(console);
    ::kill(::getpid(), SIGINT);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_FALSE(interrupts.requested());
  }
  ::signal(SIGINT, SIG_DFL);
}

void interrupt_twice() {
  RecordingConsole console;
  const Interrupts interrupts(console);
  ::kill(::getpid(), SIGINT);
  comes_true(interrupts.requested());
  ::kill(::getpid(), SIGINT);
  std::this_thread::sleep_for(std::chrono::seconds(10));
}

TEST(InterruptsDeathTest, RemovesWhatIsUnfinishedAndLeavesOnTheSecondSignal) {
  const std::string path = unfinished_file("second_signal.part");
  EXPECT_EXIT(
      {
        const UnfinishedPath unfinished(path);
        interrupt_twice();
      },
      testing::ExitedWithCode(kExitInterrupted), "");
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(InterruptsDeathTest, EndsAsAClosedPipeDoes) {
  const std::string path = unfinished_file("closed_pipe.part");
  EXPECT_EXIT(
      {
        const UnfinishedPath unfinished(path);
        RecordingConsole console;
        const Interrupts interrupts(console);
        end_as_closed_pipe();
      },
      testing::KilledBySignal(SIGPIPE), "");
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace overt::cli
