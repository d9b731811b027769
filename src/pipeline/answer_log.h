#pragma once
// AnswerLog: what was answered to requests with an Idempotency-Key, kept over a restart
// (DATA/answers/): that one was begun is on the disk before it is done, its answer before it is
// sent. Keys are kept as digests; the folder is its owner's alone. What is old goes a segment at a
// time.
//
// Thread safety: thread-safe.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/files/segment_log.h"
#include "base/result.h"
#include "base/time.h"

namespace overt {

enum class AnswerStep : std::uint8_t {
  kBegun,      // nothing is known of how it ended
  kAnswered,   // with this answer
  kUnshown,    // done; its answer is not kept (a secret, or too long)
  kForgotten,  // it came to nothing that lasts
};

struct AnswerRecord {
  AnswerStep step = AnswerStep::kBegun;
  std::string key;     // a digest
  std::string digest;  // of the request
  TimeUs at = 0;
  int status = 0;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

std::string render_answer_record(const AnswerRecord& record);
/// kBadInput where the bytes are none.
Result<AnswerRecord> read_answer_record(std::string_view bytes);

struct AnswerLogLimits {
  TimeUs kept_for = kMicrosPerDay;
  std::uint64_t segment_bytes_max = std::uint64_t{8} << 20;
  std::uint64_t bytes_max = std::uint64_t{64} << 20;  // beyond, the oldest segment goes
  std::uint64_t body_bytes_max = std::uint64_t{256} << 10;
};

class AnswerLog {
 public:
  using Visit = std::function<void(AnswerRecord&&)>;
  /// Shows what is kept, the oldest first.
  static Result<std::unique_ptr<AnswerLog>> open(const std::string& folder,
                                                 const AnswerLogLimits& limits, const Visit& visit);
  /// On the disk when it returns. A body over body_bytes_max is kept as kUnshown.
  Result<void> add(AnswerRecord record);

 private:
  explicit AnswerLog(const AnswerLogLimits& limits) : limits_(limits) {}
  void drop_old(TimeUs now);

  const AnswerLogLimits limits_;
  std::mutex mutex_;
  std::unique_ptr<SegmentLog> log_;
  std::map<std::uint64_t, std::pair<TimeUs, TimeUs>> times_;  // of segments: first, last
};

}  // namespace overt
