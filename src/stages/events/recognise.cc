#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "stages/events/formats_internal.h"
#include "stages/events/json_scanner_internal.h"
#include "stages/events/recognise_internal.h"

namespace overt {
namespace {

struct Keys {
  std::vector<std::string> names;
  bool whole_on_one_line = true;

  [[nodiscard]] bool has(std::string_view name) const {
    return std::find(names.begin(), names.end(), name) != names.end();
  }
};

Keys keys_of_first_object(std::string_view text) {
  constexpr std::size_t kKeysMax = 200;
  Keys keys;
  const char* end = text.data() + text.size();
  const char* begin = skip_json_space(text.data(), end);
  if (begin < end && *begin == '[') begin = skip_json_space(begin + 1, end);
  if (begin == end || *begin != '{') return keys;
  walk_json_members(begin, end, [&keys](const JsonMember& member) {
    keys.names.emplace_back(member.key);
    return keys.names.size() < kKeysMax;
  });
  const SkippedJson object = skip_json_value(begin, end);
  if (object.outcome == JsonSkip::kWhole) {
    keys.whole_on_one_line = std::find(begin, object.end, '\n') == object.end;
  }
  return keys;
}

bool is_utf16(std::string_view head) {
  const std::string_view mark = head.substr(0, 2);
  if (mark == "\xFF\xFE" || mark == "\xFE\xFF") return true;
  const std::string_view sample = head.substr(0, 1024);
  const auto nuls = static_cast<std::size_t>(std::count(sample.begin(), sample.end(), '\0'));
  return sample.size() >= 4 && nuls * 3 >= sample.size();
}

Error bad(const std::string& path, std::string_view what) {
  return {ErrorCode::kBadInput, fmt::format("{}: {}", path, what)};
}

constexpr std::string_view kKnownFormats =
    "Known are: canonical events (account_id, created_at, …), CooRTweet shares (object_id, "
    "account_id, content_id, timestamp_share), the X archive's tweets (tweetid, userid, "
    "tweet_time, …) and TikTok Research API responses.";

}  // namespace

Result<void> check_readable(std::string_view head, const std::string& path) {
  if (head.empty()) return bad(path, "the file is empty; there is nothing to read.");
  if (is_utf16(head)) {
    return bad(path,
               fmt::format("the text is UTF-16. Convert it: iconv -f UTF-16 -t UTF-8 \"{}\" > "
                           "converted.csv",
                           path));
  }
  if (head.substr(0, 4) == "PAR1") {
    return bad(path,
               "this is a Parquet file; give it as a file by its name, not as a stream of text.");
  }
  if (head.substr(0, 2) == "\x1F\x8B" || head.substr(0, 4) == "\x28\xB5\x2F\xFD") {
    return bad(path, "the content is compressed twice; uncompress it once.");
  }
  if (head.substr(0, 4) == "PK\x03\x04") {
    return bad(path,
               "this is a ZIP archive or a spreadsheet; unpack it, or save it as CSV (UTF-8).");
  }
  const auto text = head.find_first_not_of(" \t\r\n");
  if (text == std::string_view::npos) {
    return bad(path, "the file holds only empty lines; there is nothing to read.");
  }
  return {};
}

std::size_t leading_bytes(std::string_view head) {
  std::size_t skip = head.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
  while (skip < head.size() && (head[skip] == '\n' || head[skip] == '\r')) ++skip;
  return skip;
}

Result<void> check_line_ends(std::string_view text, const std::string& path) {
  const std::string_view sample = text.substr(0, std::size_t{1} << 16);
  if (sample.find('\n') != std::string_view::npos || sample.find('\r') == std::string_view::npos) {
    return {};
  }
  return Error{ErrorCode::kBadInput,
               fmt::format("{}: the lines end in CR alone (old Macintosh). Convert them: tr '\\r' "
                           "'\\n' < \"{}\" > converted.csv",
                           path, path)};
}

bool looks_like_json(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && (text[begin] == '{' || text[begin] == '[');
}

Result<EventFormat> recognise_json(std::string_view text, const std::string& path) {
  const bool array = text[text.find_first_not_of(" \t\r\n")] == '[';
  const Keys keys = keys_of_first_object(text);
  if (keys.has("account_id") || keys.has("created_at")) {
    if (array) {
      return bad(path,
                 fmt::format("the events are in one JSON array; write one a line: jq -c '.[]' "
                             "\"{}\" > events.ndjson",
                             path));
    }
    if (!keys.whole_on_one_line) {
      return bad(path, fmt::format("the events span lines; write one a line: jq -c . \"{}\" > "
                                   "events.ndjson",
                                   path));
    }
    return EventFormat::kEventsNdjson;
  }
  const bool response = keys.has("data") || keys.has("videos") || keys.has("error");
  const bool video =
      keys.has("username") || keys.has("create_time") || keys.has("video_description");
  if (response || (video && keys.has("id"))) return EventFormat::kTiktok;
  if (keys.names.empty()) {
    return bad(path, "the text begins like JSON and is no object; each event is one JSON object.");
  }
  return bad(path, fmt::format("line 1: not a known format: found a JSON object with {}. {} Rename "
                               "the members to those of canonical events (docs/formats/events.md).",
                               list_columns(keys.names), kKnownFormats));
}

Result<EventFormat> recognise_csv(const CsvHeader& header, const std::string& path) {
  if (is_events_csv_header(header)) return EventFormat::kEventsCsv;
  if (is_coortweet_header(header)) return EventFormat::kCoortweet;
  if (is_x_archive_header(header)) return EventFormat::kXArchive;
  const char delimiter = header.dialect.delimiter;
  const std::string separated =
      delimiter == '\t' ? "tab-separated" : fmt::format("separated by '{}'", delimiter);
  return bad(path,
             fmt::format("line 1: not a known format: found the columns {} ({}). {} For any other "
                         "table, write a mapping file that says which column is what, with at "
                         "least\n  account_id = \"COLUMN\"\n  created_at = \"COLUMN\"\nand pass it "
                         "with --map FILE (docs/formats/mapping.md).",
                         list_columns(header.names), separated, kKnownFormats));
}

}  // namespace overt
