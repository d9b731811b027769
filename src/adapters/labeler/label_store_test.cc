#include "adapters/labeler/label_store.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/labeler/label_frames.h"
#include "adapters/labeler/labeler_sink.h"
#include "adapters/sqlite/test_fault_vfs.h"

namespace overt {
namespace {

const std::string kDid = "did:plc:z72i7hdynmk6r22z27h6tvur";
const std::string kSubject = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
const std::string kPost = "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3k44";
constexpr TimeUs kBegin = 1'700'000'000'000'000;

class LabelStoreTest : public testing::Test {
 protected:
  LabelStoreTest() {
    // Faults need no disk; memory makes many of them quick.
    const bool memory = access("/dev/shm", W_OK) == 0;
    folder_ = (memory ? std::string("/dev/shm") : testing::TempDir()) + "/labeler-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void make(TimeUs holds_us = 0) {
    ASSERT_TRUE(make_labeler(folder_, kDid, holds_us, kBegin).ok());
  }
  [[nodiscard]] std::unique_ptr<LabelStore> store() const {
    return LabelStore::open(labeler_places(folder_).store, LabelStore::Access::kWrite).value();
  }

  static SinkMessage message(const std::string& decision, const std::string& subject,
                             bool undo = false, const std::string& value = "state-affiliated") {
    SinkMessage message;
    message.action.decision = decision;
    message.action.subject.id = subject;
    message.action.step.action = ActionKind::kLabel;
    message.action.step.label = value;
    message.action.undo = undo;
    message.key = decision + subject + value + (undo ? "-undo" : "");
    std::replace(message.key.begin(), message.key.end(), ':', '.');
    message.decided_at = kBegin + (undo ? kMicrosPerHour : 0);
    return message;
  }
  SinkAnswer deliver(const SinkMessage& message) const {
    return open_labeler_sink(folder_).value()->deliver(message);
  }

  [[nodiscard]] std::vector<KeptLabel> query(std::vector<std::string> patterns,
                                             TimeUs now = kBegin) const {
    LabelQuery wanted;
    wanted.patterns = std::move(patterns);
    wanted.now = now;
    return store()->query(wanted).value();
  }

  void expect_signed_with_the_current_key() const {
    const auto open = store();
    const auto key = read_labeler_key(folder_, *open);
    ASSERT_TRUE(key.ok()) << key.error().message;
    const auto labels = open->after(0, 1'000).value();
    for (const KeptLabel& kept : labels) {
      EXPECT_TRUE(is_label_signed(kept.label, kept.signature, key.value().public_key()));
      EXPECT_EQ(kept.key, open->identity().value().key);
    }
  }

  std::string folder_;
};

TEST_F(LabelStoreTest, ALabelIsSignedAndTakenBackByItsNegation) {
  make();
  const SinkAnswer done = deliver(message("d1", "atproto:" + kSubject));
  EXPECT_EQ(done.verdict, SinkVerdict::kTaken) << done.words;
  EXPECT_EQ(deliver(message("d1", "atproto:" + kSubject)).words, done.words) << "once";
  auto held = query({kSubject});
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].label.src, kDid);
  EXPECT_EQ(held[0].label.val, "state-affiliated");
  EXPECT_EQ(held[0].label.cts, "2023-11-14T22:13:20Z");
  expect_signed_with_the_current_key();
  EXPECT_EQ(deliver(message("d1", "atproto:" + kSubject, true)).verdict, SinkVerdict::kTaken);
  EXPECT_TRUE(query({kSubject}).empty());
  const auto stream = store()->after(0, 10).value();
  ASSERT_EQ(stream.size(), 1U) << "what is taken back is left out, the negation stays";
  EXPECT_TRUE(stream[0].label.neg);
  EXPECT_EQ(stream[0].seq, 2U);
}

TEST_F(LabelStoreTest, ALabelStaysWhileAnotherDecisionAsksForIt) {
  make();
  deliver(message("d1", "atproto:" + kSubject));
  deliver(message("d2", "atproto:" + kSubject));
  deliver(message("d1", "atproto:" + kSubject, true));
  EXPECT_EQ(query({kSubject}).size(), 1U);
  deliver(message("d2", "atproto:" + kSubject, true));
  EXPECT_TRUE(query({kSubject}).empty());
}

TEST_F(LabelStoreTest, AnUndoingThatComesAloneChangesNothing) {
  make();
  EXPECT_EQ(deliver(message("d1", "atproto:" + kSubject, true)).verdict, SinkVerdict::kTaken);
  EXPECT_EQ(store()->newest().value(), 0U);
}

TEST_F(LabelStoreTest, PatternsSourcesLimitAndCursorChooseLabels) {
  make();
  for (int i = 0; i < 5; ++i) {
    deliver(message("d" + std::to_string(i), "atproto:" + kPost + std::to_string(i)));
  }
  deliver(message("d9", "atproto:" + kSubject));
  EXPECT_EQ(query({"*"}).size(), 6U);
  EXPECT_EQ(query({kPost + "*"}).size(), 5U);
  EXPECT_EQ(query({kPost + "3"}).size(), 1U);
  EXPECT_EQ(query({kPost}).size(), 0U);
  EXPECT_EQ(query({kPost + "3", kSubject}).size(), 2U);
  EXPECT_EQ(query({"at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/*"}).size(), 5U);
  LabelQuery wanted;
  wanted.patterns = {"*"};
  wanted.max = 4;
  auto page = store()->query(wanted).value();
  ASSERT_EQ(page.size(), 4U);
  wanted.after = page.back().seq;
  EXPECT_EQ(store()->query(wanted).value().size(), 2U);
}

TEST_F(LabelStoreTest, LabelsExpire) {
  make(kMicrosPerDay);
  deliver(message("d1", "atproto:" + kSubject));
  ASSERT_EQ(query({kSubject}).size(), 1U);
  EXPECT_EQ(query({kSubject})[0].label.exp, "2023-11-15T22:13:20Z");
  EXPECT_TRUE(query({kSubject}, kBegin + kMicrosPerDay).empty());
  EXPECT_EQ(store()->compact(kBegin + kMicrosPerDay).value(), 1U);
  EXPECT_EQ(store()->oldest_missing().value(), 1U);
  deliver(message("d2", "atproto:" + kSubject));
  EXPECT_EQ(store()->newest().value(), 2U) << "numbers are not given twice";
}

TEST_F(LabelStoreTest, AreServedNoLongerThanTheySayTheyHold) {
  make(kMicrosPerDay);
  auto late = message("d1", "atproto:" + kSubject);
  late.decided_at += kMicrosPerSecond - 1;
  deliver(late);
  EXPECT_EQ(query({kSubject})[0].label.exp, "2023-11-15T22:13:20Z");
  EXPECT_EQ(query({kSubject}, kBegin + kMicrosPerDay - 1).size(), 1U);
  EXPECT_TRUE(query({kSubject}, kBegin + kMicrosPerDay).empty());
}

TEST_F(LabelStoreTest, AnotherKeySignsEverythingAnewAndTimesStay) {
  make();
  for (int i = 0; i < 3; ++i) deliver(message("d" + std::to_string(i), kPost + std::to_string(i)));
  const auto before = store()->after(0, 10).value();
  const auto changed = change_labeler_key(folder_, kBegin + kMicrosPerDay);
  ASSERT_TRUE(changed.ok()) << changed.error().message;
  EXPECT_EQ(changed.value().signed_anew, 3U);
  EXPECT_EQ(changed.value().identity.key, 2U);
  const auto after = store()->after(0, 10).value();
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(after[i].label.cts, before[i].label.cts);
    EXPECT_NE(after[i].signature, before[i].signature);
  }
  expect_signed_with_the_current_key();
  struct stat status {};
  ASSERT_EQ(stat(labeler_places(folder_).key.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(LabelStoreTest, WhatIsNotOfTheProtocolIsNeverTaken) {
  make();
  for (const auto* subject : {"clipper:1", "atproto:alice.example.org",
                              "atproto:did:plc:", "at://alice.example.org/app.bsky.feed.post/1",
                              "at://did:plc:a/x", "atproto:did:plc:a b"}) {
    EXPECT_EQ(deliver(message("d1", subject)).verdict, SinkVerdict::kNever) << subject;
  }
  EXPECT_EQ(deliver(message("d1", kSubject, false, "!hide")).verdict, SinkVerdict::kNever);
  EXPECT_EQ(deliver(message("d1", kSubject, false, "State")).verdict, SinkVerdict::kNever);
  SinkMessage suspend = message("d1", kSubject);
  suspend.action.step.action = ActionKind::kSuspend;
  EXPECT_EQ(deliver(suspend).verdict, SinkVerdict::kNever);
  suspend.action.undo = true;
  EXPECT_EQ(deliver(suspend).verdict, SinkVerdict::kTaken);
}

TEST_F(LabelStoreTest, IsMadeOnceAndOnlyForADid) {
  EXPECT_FALSE(make_labeler(folder_, "alice", 0, kBegin).ok());
  EXPECT_FALSE(std::filesystem::exists(labeler_places(folder_).key));
  make();
  EXPECT_FALSE(make_labeler(folder_, kDid, 0, kBegin).ok());
  std::filesystem::permissions(labeler_places(folder_).key, std::filesystem::perms(0644));
  EXPECT_FALSE(open_labeler_sink(folder_).ok()) << "others may read the key";
}

/// At every change to a file in turn: afterwards the same message again, and one label is there.
TEST_F(LabelStoreTest, NoFaultLosesALabelOrMakesItTwice) {
  std::uint64_t faults = 0;
  for (const DiskFault fault :
       {DiskFault::kKill, DiskFault::kTornWriteAndKill, DiskFault::kFull, DiskFault::kShortWrite}) {
    for (std::uint64_t at = 1;; ++at) {
      std::filesystem::remove_all(folder_);
      std::filesystem::create_directory(folder_);
      make();
      const pid_t child = fork();
      if (child == 0) {
        FaultVfs vfs;
        FaultVfs::arm(fault, at);
        (void)deliver(message("d1", kSubject));
        (void)deliver(message("d2", kSubject));
        (void)deliver(message("d1", kSubject, true));
        _exit(FaultVfs::faults() > 0 ? 1 : 0);  // tidy: allow(exiting): the child of a fork
      }
      int status = 0;
      waitpid(child, &status, 0);
      for (const bool undo : {false, true}) {
        if (!undo) deliver(message("d2", kSubject));
        const SinkAnswer answer = deliver(message("d1", kSubject, undo));
        EXPECT_EQ(answer.verdict, SinkVerdict::kTaken) << answer.words;
      }
      EXPECT_EQ(query({kSubject}).size(), 1U) << at;
      // A third where the second decision's label failed, and the first was taken back before it.
      EXPECT_LE(store()->newest().value(), 3U) << at;
      expect_signed_with_the_current_key();
      if (HasFailure()) return;
      if (WIFEXITED(status) && WEXITSTATUS(status) == 0) break;
      ++faults;
    }
  }
  std::cout << "  " << faults << " faults\n";
  EXPECT_GE(faults, 40U);
}

}  // namespace
}  // namespace overt
