#pragma once
// Whether the DSA Transparency Database would take a statement of reasons: every rule of its
// requests, and more. Nothing is sent that this finds fault with. Stricter than the database: a
// field that it does not know or would drop without a word is a fault, and so is free text that
// reads as personal data.
//
// Thread safety: pure. O(text).

#include <string>
#include <string_view>
#include <vector>

namespace overt {

struct ReasonsFault {
  std::string field;  // empty: the whole
  std::string what;   // and the remedy

  friend bool operator==(const ReasonsFault&, const ReasonsFault&) = default;
};

/// Of one statement, a JSON object; empty: it may be sent. In the order of the fields' table.
std::vector<ReasonsFault> check_reasons(std::string_view json);

}  // namespace overt
