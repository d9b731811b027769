#pragma once
// Small readings of the text of a list's cells. Pure, thread-safe, O(length).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace overt {

inline char lower_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// ASCII letters made small; other bytes stay.
std::string lowered(std::string_view text);

/// Without the white space around it, no-break spaces and zero-width marks included.
std::string_view trimmed(std::string_view text);

/// The parts between any of the separators, trimmed, empty ones left out.
std::vector<std::string_view> split_list(std::string_view text, std::string_view separators);

/// A day, month or year as people write them ("16.12.2022", "12 March 2022", "September 2023",
/// "2002", ISO) as an ISO 8601 date that may lack its end; nullopt for anything else.
std::optional<std::string> iso_date(std::string_view text);

/// The ISO 3166 two-letter code, in small letters, of a country named in English, of a people's
/// name ("Russian"), or "eu"; nullopt where it is none that is known.
std::optional<std::string_view> country_code(std::string_view name);

}  // namespace overt
