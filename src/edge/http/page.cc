#include "edge/http/page.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/json_writer.h"

namespace overt::http {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";
constexpr std::string_view kMark = "c1";

Error bad_cursor() {
  return {ErrorCode::kInvalidArgument,
          "cursor: not one that this server gave out; leave it out to begin at the beginning"};
}

Result<std::string> key_in(std::string_view cursor) {
  if (!cursor.starts_with(kMark) || cursor.size() % 2 != 0) return bad_cursor();
  cursor.remove_prefix(kMark.size());
  std::string key;
  for (std::size_t i = 0; i < cursor.size(); i += 2) {
    const std::size_t high = kDigits.find(cursor[i]);
    const std::size_t low = kDigits.find(cursor[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return bad_cursor();
    key.push_back(static_cast<char>(high * 16 + low));
  }
  if (key.empty()) return bad_cursor();
  return key;
}

}  // namespace

Result<PageRequest> page_of(const Request& request) {
  PageRequest page;
  if (const std::string_view text = request.query_value("limit"); !text.empty()) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), page.limit);
    if (error != std::errc() || end != text.data() + text.size() || page.limit == 0 ||
        page.limit > kPageRowsMax) {
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("limit: a number from 1 to {}", kPageRowsMax)};
    }
  }
  if (const std::string_view text = request.query_value("cursor"); !text.empty()) {
    ASSIGN_OR_RETURN(page.after, key_in(text));
  }
  return page;
}

std::string cursor_after(std::string_view key) {
  std::string cursor(kMark);
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    cursor.push_back(kDigits[byte >> 4U]);
    cursor.push_back(kDigits[byte & 0xFU]);
  }
  return cursor;
}

std::string number_key(std::size_t number) { return fmt::format("{:012}", number); }

Response page_response(const std::vector<PageRow>& rows, const PageRequest& page) {
  std::size_t first = 0;
  while (!page.after.empty() && first < rows.size() && rows[first].key <= page.after) ++first;
  const std::size_t end = std::min(rows.size(), first + page.limit);
  std::string body = R"({"items":[)";
  for (std::size_t i = first; i < end; ++i) {
    if (i > first) body += ',';
    body += rows[i].json;
  }
  body += R"(],"next_cursor":)";
  if (end < rows.size()) {
    append_json_string(body, cursor_after(rows[end - 1].key));
  } else {
    body += "null";
  }
  body += fmt::format(R"(,"total":{}}})", rows.size());
  return json_response(std::move(body));
}

}  // namespace overt::http
