#pragma once
// Where JSON values end, by their brackets and quotes alone: enough to cut a stream of JSON into
// records and to look at the keys of an object before anything is parsed. O(bytes) over blocks of
// 64 bytes; reads no byte outside the text. Pure functions, thread-safe.

#include <cstdint>
#include <string_view>

namespace overt {

enum class JsonSkip : std::uint8_t {
  kWhole,
  kUnfinished,  // the text ends first
  kBroken,      // brackets do not match, a line end inside a string, nesting beyond the limit
};

struct SkippedJson {
  JsonSkip outcome = JsonSkip::kWhole;
  const char* end = nullptr;  // after the value where it is whole
};

/// The value that starts at `begin` (no white space before it); `end` is the text's end.
SkippedJson skip_json_value(const char* begin, const char* end);

/// The first byte that is not JSON white space.
const char* skip_json_space(const char* begin, const char* end);

/// A member of an object: key and value begin, found one after the other.
struct JsonMember {
  std::string_view key;  // as it stands between the quotes
  const char* value = nullptr;
};

/// Walks the members of the object at `begin` ('{'); calls on_member(JsonMember) until it returns
/// false. Ends silently at the first thing that is not an object's. Where the text ends behind a
/// colon, the member's value is at `end`.
template <typename OnMember>
void walk_json_members(const char* begin, const char* end, const OnMember& on_member) {
  const char* place = skip_json_space(begin + 1, end);
  while (place < end && *place == '"') {
    const SkippedJson key = skip_json_value(place, end);
    if (key.outcome != JsonSkip::kWhole) return;
    const char* colon = skip_json_space(key.end, end);
    if (colon == end || *colon != ':') return;
    const char* value = skip_json_space(colon + 1, end);
    const JsonMember member{{place + 1, static_cast<std::size_t>(key.end - place - 2)}, value};
    if (!on_member(member)) return;
    const SkippedJson skipped = skip_json_value(value, end);
    if (skipped.outcome != JsonSkip::kWhole) return;
    place = skip_json_space(skipped.end, end);
    if (place == end || *place != ',') return;
    place = skip_json_space(place + 1, end);
  }
}

}  // namespace overt
