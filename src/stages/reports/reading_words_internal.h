#pragma once
// Numbers and times as a person reads them in report.html.
//
// Thread safety: pure functions.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace overt {

std::string grouped(std::uint64_t number);  // "1,204,331"

/// "1 account", "2,345 accounts"; the plural where it is not the singular with an s.
std::string counted(std::uint64_t number, std::string_view singular, std::string_view plural = {});

std::string duration_words(TimeUs duration);  // "10 seconds", "5 minutes", "1.5 seconds"
std::string gap_words(TimeUs gap);            // "0 s", "1.25 s", "12 s"
std::string day_words(TimeUs time);           // "4 Sep 2024"

/// "4 Sep 2024 to 5 Nov 2024", "4 to 9 Sep 2024", "4 Sep 2024".
std::string period_words(TimeUs first_at, TimeUs last_at);

std::string moment(TimeUs time);               // "2024-09-04 12:00:03", UTC
std::string percent(double share);             // "12 %", "0.4 %"
std::string bytes_words(std::uint64_t bytes);  // "3.5 GB"

/// A word of the command line that a shell reads back as it is.
std::string shell_word(std::string_view text);

}  // namespace overt
