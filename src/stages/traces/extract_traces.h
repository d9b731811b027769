#pragma once
// From an event to its traces: which objects the account acted on, and each object's source.

#include <bitset>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/result.h"
#include "model/event.h"
#include "model/trace.h"

namespace overt {

using ObjectSelection = std::bitset<kObjectKindCount>;

/// "url,repost,…" → selection; "default" is default_objects(), "all" is every kind.
Result<ObjectSelection> parse_object_selection(std::string_view words);
/// Every kind but domain, mention, sound, effect, follow, infra, client and handle, which honest
/// crowds share by nature.
ObjectSelection default_objects();
/// The kinds that are never joined by default but speak for a network once it is proposed: mention,
/// follow, infra, client, handle.
ObjectSelection evidence_objects();
/// The words of a selection, comma-separated, in the order of ObjectKind.
std::string describe(const ObjectSelection& selection);

struct TraceOptions {
  ObjectSelection objects = default_objects();
  std::size_t text_graphemes_min = 30;
  std::size_t hashtags_min = 2;
  /// Traces of texts of up to so many bytes also carry their normal text; 0: none does.
  std::size_t kept_text_bytes_max = 0;
};

/// One per thread: it owns scratch buffers. The traces' views live in the event's buffer or in
/// the arena.
class TraceExtractor {
 public:
  explicit TraceExtractor(const TraceOptions& options);
  ~TraceExtractor();
  TraceExtractor(TraceExtractor&&) noexcept;
  TraceExtractor& operator=(TraceExtractor&&) noexcept;

  /// Appends the event's traces. A repost, like or follow carries its target alone: text, links
  /// and hashtags belong to the original. An object occurs at most once per event.
  void extract(const Event& event, Arena& arena, std::vector<Trace>& traces);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace overt
