#pragma once
// What the edge serves of a data folder's labeler: queries, and the stream of labels. It reads what
// overt deliver, in whatever process, has written.
// Thread safety: an object belongs to one thread.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace overt {

class LabelStore;

/// An answer of XRPC: its status and its JSON.
struct XrpcAnswer {
  int status = 200;
  std::string json;
};

class ServedLabels {
 public:
  /// kNotFound where the folder has no labeler.
  static Result<ServedLabels> open(const std::string& data);
  ~ServedLabels();
  ServedLabels(ServedLabels&&) noexcept;
  ServedLabels& operator=(ServedLabels&&) noexcept;

  /// com.atproto.label.queryLabels.
  XrpcAnswer query(std::span<const std::pair<std::string, std::string>> parameters, TimeUs now);

  /// com.atproto.label.subscribeLabels: the first frames for a subscriber.
  struct Beginning {
    std::vector<std::string> frames;
    std::uint64_t after = 0;  // where the stream goes on
    bool ended = false;       // with an error frame
  };
  /// kInvalidArgument: a cursor that is no number. Without one the stream begins with what is new.
  Result<Beginning> subscribe(const std::optional<std::string>& cursor);
  /// What came after `after`, at most `max` labels; moves `after`.
  Result<std::vector<std::string>> frames(std::uint64_t& after, std::size_t max);

 private:
  explicit ServedLabels(std::unique_ptr<LabelStore> store);
  std::unique_ptr<LabelStore> store_;
};

}  // namespace overt
