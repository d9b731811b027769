#pragma once
// GivenAnswers: a client that heard no answer sends its POST again with the same Idempotency-Key
// and is given the first answer, not a second step. Kept for a day, the newest ten thousand, and
// over a restart where there is a log: then that a step is begun is on the disk before it is done,
// and its answer before it is sent. A step that the end of the process cut short is not done again:
// its client is told that nobody knows. Thread-safe.

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "edge/http/route.h"
#include "pipeline/answer_log.h"

namespace overt::http {

class GivenAnswers {
 public:
  static constexpr std::size_t kAnswersMax = 10'000;
  static constexpr std::size_t kBytesMax = std::size_t{64} << 20;  // of their bodies
  static constexpr std::size_t kKeyBytesMax = 255;
  static constexpr TimeUs kKeptFor = kMicrosPerDay;

  /// In memory alone.
  GivenAnswers() = default;
  /// Kept in the folder too; what is there counts. Errors name it.
  static Result<std::unique_ptr<GivenAnswers>> open(const std::string& folder);

  /// What to tell instead of doing it; none: do it, then finish() or forget(). `key` is a digest of
  /// person and the client's key, `digest` one of what was asked for.
  std::optional<Response> begin(const std::string& key, const std::string& digest, TimeUs now);
  /// `secret`: what was answered goes on no disk.
  void finish(const std::string& key, const Response& response, bool secret, TimeUs now);
  /// It came to nothing that lasts (overload, an error of ours): it may be tried again.
  void forget(const std::string& key, TimeUs now);

 private:
  enum class State : std::uint8_t {
    kWorking,
    kAnswered,
    kUnknown,  // the process ended before it was answered
    kUnshown,  // it was answered, and the answer is not kept
  };
  struct Given {
    std::string digest;
    TimeUs at = 0;
    State state = State::kWorking;
    Response answer{};
  };
  void take_in(AnswerRecord&& record);
  void put(const std::string& key, Given given);
  void drop(const std::string& key);
  void drop_old(TimeUs now);
  static Response answer_again(const Given& given, std::string_view digest);

  std::unique_ptr<AnswerLog> log_;
  std::mutex mutex_;
  std::map<std::string, Given> given_;
  std::deque<std::pair<TimeUs, std::string>> order_;
  std::size_t bytes_ = 0;
};

}  // namespace overt::http
