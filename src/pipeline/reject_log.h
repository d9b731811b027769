#pragma once
// RejectLog: rejects.ndjson, one bad record a line: file, line, reason, field, the raw record.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "pipeline/chunk_traces.h"
#include "ports/byte_sink.h"

namespace overt {

class RejectLog {
 public:
  /// `open` is called when the first reject comes; an empty function: nothing is written.
  explicit RejectLog(std::function<Result<std::unique_ptr<ByteSink>>()> open)
      : open_(std::move(open)) {}

  Result<void> write(std::string_view file, std::span<const KeptReject> rejects);
  Result<void> close();

 private:
  std::function<Result<std::unique_ptr<ByteSink>>()> open_;
  std::unique_ptr<ByteSink> sink_;
  std::string text_;
};

}  // namespace overt
