#pragma once
// Long lists in pages: ?limit= and an opaque ?cursor=, which says after what to go on. A cursor
// holds the sort key of the last row, so that pages neither repeat nor skip rows when others are
// added. Thread safety: pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "edge/http/route.h"

namespace overt::http {

struct PageRequest {
  std::size_t limit = 50;
  std::string after;  // the last row's key; empty: from the beginning
};
inline constexpr std::size_t kPageRowsMax = 1'000;

/// kInvalidArgument for a limit outside 1 … kPageRowsMax and a cursor that was not given out here.
Result<PageRequest> page_of(const Request& request);

std::string cursor_after(std::string_view key);

/// Twelve digits, so that numbers sort as text.
std::string number_key(std::size_t number);

/// {"items":[…],"next_cursor":…,"total":…}. Rows are JSON, in ascending order of their keys.
struct PageRow {
  std::string key;
  std::string json;
};
Response page_response(const std::vector<PageRow>& rows, const PageRequest& page);

}  // namespace overt::http
