#pragma once
// What a labeler says over the wire (https://atproto.com/specs/label, /specs/event-stream): the
// answer of com.atproto.label.queryLabels and the frames of com.atproto.label.subscribeLabels.
// Thread safety: pure.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/labeler/label_store.h"
#include "base/result.h"

namespace overt {

/// {"cursor":…,"labels":[…]}; the cursor only where there may be more.
std::string render_labels(std::span<const KeptLabel> labels, bool more);

/// The parameters of queryLabels, decoded, each as often as it was given. kInvalidArgument says
/// what is wrong. `ours`: whether any label of `did` is asked for at all.
struct LabelRequest {
  LabelQuery query;
  bool ours = true;
};
Result<LabelRequest> read_label_query(
    std::span<const std::pair<std::string, std::string>> parameters, std::string_view did);

/// Frames: two values of DAG-CBOR, header and payload.
std::string label_frame(const KeptLabel& kept);
/// #info: "OutdatedCursor".
std::string info_frame(std::string_view name, std::string_view message);
/// The last frame: "FutureCursor".
std::string error_frame(std::string_view error, std::string_view message);

}  // namespace overt
