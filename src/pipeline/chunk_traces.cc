#include "pipeline/chunk_traces.h"

#include <algorithm>
#include <functional>

#include "base/check.h"
#include "pipeline/account_languages.h"
#include "pipeline/account_name.h"

namespace overt {
namespace {

constexpr std::size_t kBytesPerRow = 32;

bool publishes(EventKind kind) {
  return kind == EventKind::kPost || kind == EventKind::kQuote || kind == EventKind::kReply ||
         kind == EventKind::kDuet || kind == EventKind::kStitch;
}

}  // namespace

void ChunkTraces::begin(const Chunk& content) {
  content_ = content;
  arena_.clear();
  rows.clear();
  // As of a line of a share log; longer records give more rows each.
  rows.reserve(content.bytes.size() / kBytesPerRow);
  source_ids.clear();
  apart.clear();
  accounts.clear();
  objects.clear();
  sources.clear();
  event_ids.clear();
  publications.clear();
  languages.clear();
  texts.clear();
  rejects.clear();
  identified_.clear();
  events = 0;
  events_with_id = 0;
  first_at = INT64_MAX;
  last_at = INT64_MIN;
  resolution = {};
}

// A view into the chunk stays valid until its names are resolved; anything else is copied.
std::string_view ChunkTraces::keep(std::string_view text) {
  const std::less_equal<const char*> at_or_before;
  if (at_or_before(content_.bytes.data(), text.data()) &&
      at_or_before(text.data() + text.size(), content_.bytes.data() + content_.bytes.size())) {
    return text;
  }
  return arena_.keep(text);
}

void ChunkTraces::on_event(const Event& event) {
  ++events;
  first_at = std::min(first_at, event.created_at);
  last_at = std::max(last_at, event.created_at);
  resolution.add(event.created_at);
  // A log of shares alone has no posts that others act on.
  if (keep_publications_ && publishes(event.kind) && !event.content_id.empty() &&
      event.object_id.empty()) {
    publications.push_back({hash_name(event.content_id, 0), event.created_at});
  }
  traces_.clear();
  extractor_.extract(event, arena_, traces_);
  const auto row_begin = static_cast<std::uint32_t>(rows.size());
  if (!traces_.empty()) {
    const std::uint32_t language = language_code(event.lang, event.region);
    if (language != 0) languages.push_back({row_begin, language});
    const std::string_view account = keep(account_name(event, platform_, arena_));
    for (const Trace& trace : traces_) {
      const auto place = static_cast<std::uint32_t>(rows.size());
      accounts.add(account, 0, place);
      objects.add(keep(trace.object), static_cast<std::uint8_t>(trace.kind), place,
                  !trace.source.empty());
      if (!trace.source.empty()) {
        source_ids.resize(place + 1, UINT32_MAX);
        sources.add(keep(trace.source), 0, place);
      }
      if (aside_kinds_[static_cast<std::size_t>(trace.kind)]) apart.push_back(place);
      if (!trace.text.empty()) texts.push_back({place, trace.kind, trace.text});
      rows.push_back({0, 0, trace.created_at});
    }
  }
  if (!event.event_id.empty()) {
    const std::string_view id = keep(event.event_id);
    event_ids.add(id, 0, events_with_id++);
    identified_.push_back({event.line, id, row_begin, static_cast<std::uint32_t>(rows.size())});
  }
}

void ChunkTraces::on_reject(const Reject& reject) { rejects.push_back(keep_reject(reject)); }

// The reject of an event that was seen before, with the line it begins on; `at` and `line` go
// through the chunk once, as the events come in order. Without the chunk's text, the id stands in.
KeptReject ChunkTraces::duplicate(const IdentifiedEvent& event, std::size_t& at,
                                  std::uint64_t& line) const {
  const std::string_view bytes = content_.bytes;
  if (bytes.empty()) {
    return {RejectReason::kDuplicateEventId, event.line, "event_id", std::string(event.event_id),
            event.event_id.size()};
  }
  for (; line < event.line && at < bytes.size(); ++line) {
    const std::size_t end = bytes.find('\n', at);
    at = end == std::string_view::npos ? bytes.size() : end + 1;
  }
  const std::string_view raw = bytes.substr(at, bytes.find('\n', at) - at);
  return {RejectReason::kDuplicateEventId, event.line, "event_id",
          std::string(raw.substr(0, kRejectBytesKept)), raw.size()};
}

void ChunkTraces::drop_duplicates(const std::vector<std::uint8_t>& seen) {
  CHECK_EQ(seen.size(), identified_.size());
  std::vector<bool> dropped(rows.size(), false);
  std::size_t at = 0;
  std::uint64_t line = content_.first_line;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (seen[i] == 0) continue;
    const IdentifiedEvent& event = identified_[i];
    for (std::uint32_t row = event.row_begin; row < event.row_end; ++row) dropped[row] = true;
    rejects.push_back(duplicate(event, at, line));
    --events;
  }
  std::stable_sort(rejects.begin(), rejects.end(),
                   [](const KeptReject& x, const KeptReject& y) { return x.line < y.line; });
  accounts.drop(dropped);
  objects.drop(dropped);
  sources.drop(dropped);
  // The dropped rows' places stay, so that the others keep theirs; the time marks them.
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (dropped[row]) rows[row].time = INT64_MIN;
  }
}

void ChunkTraces::finish_source_ids() {
  if (source_ids.empty()) return;
  source_ids.resize(rows.size(), UINT32_MAX);
  for (auto& id : source_ids) ++id;
}

}  // namespace overt
