#include <algorithm>
#include <cstring>

#include "stages/events/json_scanner_internal.h"
#include "stages/events/tiktok_scanner_internal.h"

namespace overt {
namespace {

bool names_response(std::string_view key) {
  return key == "data" || key == "error" || key == "videos";
}

bool names_video(std::string_view key) {
  return key == "id" || key == "username" || key == "create_time" || key == "video_description" ||
         key == "region_code";
}

}  // namespace

void TiktokScanner::count_lines_to(const char* place) {
  line_ += static_cast<std::uint64_t>(std::count(counted_, place, '\n'));
  counted_ = place;
}

const char* TiktokScanner::limit(const char* begin) const {
  const bool near = static_cast<std::uint64_t>(end_ - begin) <= record_bytes_max_;
  return near ? end_ : begin + record_bytes_max_;
}

TiktokItem TiktokScanner::next() {
  for (;;) {
    place_ = skip_json_space(place_, end_);
    if (place_ == end_) return TiktokItem::kEnd;
    if (step_over()) continue;
    if (*place_ == '{') {
      if (!is_response(place_)) return take_object();
      open_ = true;
      in_list_ = false;
      ++place_;
      continue;
    }
    TiktokItem item = TiktokItem::kEnd;
    if (take_member(item)) return item;
  }
}

// Commas and brackets outside the videos.
bool TiktokScanner::step_over() {
  const char c = *place_;
  if (c != ',' && c != '[' && c != ']' && c != '}') return false;
  in_list_ = c == ',' || c == '[';
  open_ = c != '}';
  ++place_;
  return true;
}

TiktokItem TiktokScanner::take_object() {
  const bool in_list = in_list_;
  const TiktokItem item = take(place_, TiktokItem::kVideo);
  in_list_ = false;
  open_ = item == TiktokItem::kVideo && in_list;
  return item;
}

// A key and its value; false where it was stepped over or into.
bool TiktokScanner::take_member(TiktokItem& item) {
  const char* begin = place_;
  const char* stop = limit(begin);
  const SkippedJson key = skip_json_value(begin, stop);
  const bool is_key = *begin == '"' && key.outcome == JsonSkip::kWhole;
  const char* colon = is_key ? skip_json_space(key.end, stop) : stop;
  const char* value = colon < stop && *colon == ':' ? skip_json_space(colon + 1, stop) : stop;
  if (value == stop) {
    const bool cut = *begin == '"' && key.outcome != JsonSkip::kBroken && colon == stop;
    const bool no_value = colon < stop && *colon == ':';
    item = give_up(begin, cut || no_value);
    return true;
  }
  const std::string_view name(begin + 1, static_cast<std::size_t>(key.end - begin - 2));
  open_ = true;
  in_list_ = *value == '[';
  if ((name == "data" || name == "videos") && (*value == '{' || *value == '[')) {
    place_ = value + 1;
    return false;
  }
  in_list_ = false;
  if (name == "error" && *value == '{') {
    item = take(value, TiktokItem::kError);
    return true;
  }
  const SkippedJson skipped = skip_json_value(value, limit(value));
  if (skipped.outcome == JsonSkip::kWhole) {
    place_ = skipped.end;
    return false;
  }
  item = give_up(begin, skipped.outcome == JsonSkip::kUnfinished);
  return true;
}

// The object at `begin` as an item.
TiktokItem TiktokScanner::take(const char* begin, TiktokItem item) {
  const SkippedJson skipped = skip_json_value(begin, limit(begin));
  if (skipped.outcome != JsonSkip::kWhole) {
    return give_up(begin, skipped.outcome == JsonSkip::kUnfinished);
  }
  count_lines_to(begin);
  raw_ = {begin, static_cast<std::size_t>(skipped.end - begin)};
  place_ = skipped.end;
  return item;
}

// What starts at `begin` is lost up to its line end, or up to the text's end where that comes
// first in an unfinished item.
TiktokItem TiktokScanner::give_up(const char* begin, bool unfinished) {
  count_lines_to(begin);
  open_ = in_list_ = false;
  const char* stop = limit(begin);
  if (unfinished && stop == end_ && !cut_text_) {
    raw_ = {begin, static_cast<std::size_t>(end_ - begin)};
    place_ = end_;
    return TiktokItem::kUnfinished;
  }
  const char* near = stop < end_ ? stop + 1 : end_;
  const auto find_newline = [](const char* from, const char* to) {
    return static_cast<const char*>(std::memchr(from, '\n', static_cast<std::size_t>(to - from)));
  };
  const char* line_end = find_newline(begin, near);
  const bool too_long = line_end == nullptr && near < end_;
  if (line_end == nullptr) line_end = find_newline(near, end_);
  terminated_ = line_end != nullptr;
  if (line_end == nullptr) line_end = end_;
  raw_ = {begin, static_cast<std::size_t>(line_end - begin)};
  place_ = line_end + (terminated_ ? 1 : 0);
  return too_long ? TiktokItem::kTooLong : TiktokItem::kBroken;
}

// Whether the object is a response rather than a video, by the first key that tells.
bool TiktokScanner::is_response(const char* begin) const {
  bool response = false;
  walk_json_members(begin, limit(begin), [&response](const JsonMember& member) {
    response = names_response(member.key);
    return !response && !names_video(member.key);
  });
  return response;
}

}  // namespace overt
