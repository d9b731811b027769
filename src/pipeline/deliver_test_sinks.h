#pragma once
// Sinks that misbehave at one message, in front of one that does not.
// Thread safety: one test's, one at a time.

#include <csignal>
#include <fstream>
#include <string>
#include <utility>

#include <unistd.h>

#include "base/check.h"
#include "base/time.h"
#include "ports/action_sink.h"

namespace overt {

/// Kills its process around the n-th message.
class KillingSink final : public ActionSink {
 public:
  enum class When { kNever, kBefore, kHalfway, kAfter };

  KillingSink(ActionSink& inner, std::string path, When when, int at)
      : inner_(inner), path_(std::move(path)), when_(when), at_(at) {}

  SinkAnswer deliver(const SinkMessage& message) override {
    const bool hit = when_ != When::kNever && ++seen_ == at_;
    if (hit && when_ == When::kBefore) kill(getpid(), SIGKILL);
    if (hit && when_ == When::kHalfway) {
      // As far as a write came that was cut off.
      std::ofstream(path_, std::ios::app) << R"({"id":")" << message.key << R"(","at":"20)";
      kill(getpid(), SIGKILL);
    }
    SinkAnswer answer = inner_.deliver(message);
    if (hit) kill(getpid(), SIGKILL);
    return answer;
  }
  [[nodiscard]] bool takes_notices() const override { return inner_.takes_notices(); }

 private:
  ActionSink& inner_;
  std::string path_;
  When when_;
  int at_;
  int seen_ = 0;
};

/// Misbehaves at the n-th message.
class LyingSink final : public ActionSink {
 public:
  enum class Lie {
    kTimesOut,     // nothing was done, and nothing is said
    kLosesAnswer,  // it was done, and nothing is said
    kTwice,        // it was done twice, as far as the key lets it
    kLater,        // it was done, and is to be sent again in a week
    kNever,        // it was done, and is said to be impossible
    kGone,         // it was done, and the sink is said to be gone
  };
  static constexpr int kLies = 6;

  LyingSink(ActionSink& inner, Lie lie, int at) : inner_(inner), lie_(lie), at_(at) {}

  SinkAnswer deliver(const SinkMessage& message) override {
    const bool hit = ++seen_ == at_;
    if (hit) told_ = true;
    if (hit && lie_ == Lie::kTimesOut) return {SinkVerdict::kLater, "no answer", 0};
    const SinkAnswer answer = inner_.deliver(message);
    if (!hit) return answer;
    switch (lie_) {
      case Lie::kTimesOut:
      case Lie::kLosesAnswer:
        return {SinkVerdict::kLater, "no answer", 0};
      case Lie::kTwice:
        return inner_.deliver(message);
      case Lie::kLater:
        return {SinkVerdict::kLater, "HTTP 503", 7 * kMicrosPerDay};
      case Lie::kNever:
        return {SinkVerdict::kNever, "HTTP 422", 0};
      case Lie::kGone:
        return {SinkVerdict::kGone, "HTTP 410", 0};
    }
    CHECK(false);
  }
  [[nodiscard]] bool takes_notices() const override { return inner_.takes_notices(); }
  [[nodiscard]] bool told() const { return told_; }

 private:
  ActionSink& inner_;
  Lie lie_;
  int at_;
  int seen_ = 0;
  bool told_ = false;
};

}  // namespace overt
