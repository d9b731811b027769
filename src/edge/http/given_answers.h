#pragma once
// GivenAnswers: a client that heard no answer sends its POST again with the same Idempotency-Key
// and is given the first answer, not a second step. Kept in memory for a day, the newest ten
// thousand. Thread-safe.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "edge/http/route.h"

namespace overt::http {

class GivenAnswers {
 public:
  static constexpr std::size_t kAnswersMax = 10'000;
  static constexpr std::size_t kKeyBytesMax = 255;
  static constexpr TimeUs kKeptFor = kMicrosPerDay;

  /// What to tell instead of doing it; none: do it, then finish() or forget(). `key` is made of
  /// person, route and the client's key, `digest` of what was asked for.
  std::optional<Response> begin(const std::string& key, std::string_view digest, TimeUs now);
  void finish(const std::string& key, const Response& response);
  /// It came to nothing that lasts (overload, an error of ours): it may be tried again.
  void forget(const std::string& key);

 private:
  struct Given {
    std::string digest;
    TimeUs at = 0;
    std::optional<Response> answer;  // none: being worked on
  };
  std::mutex mutex_;
  std::map<std::string, Given> given_;
  std::deque<std::pair<TimeUs, std::string>> order_;
};

}  // namespace overt::http
