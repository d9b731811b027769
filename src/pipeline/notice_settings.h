#pragma once
// What notices need of the data folder: notices.yaml (docs/notices.md), what the platform says of
// itself in each; and appeals.key, the keys that links to appeal are signed with, one a line, 64
// hexadecimal digits, mode 0600: the first signs, all are accepted.
// Reads files, and writes appeals.key where there is none.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/notice.h"

namespace overt {

/// Never an error: what is wrong with the file, or that there is none, blocks notices and is their
/// reason (NoticeSettings::problem).
NoticeSettings read_notice_settings(const std::string& data);

/// The same of a text. `file` is what problems call it.
NoticeSettings parse_notice_settings(std::string_view text, std::string_view file);

/// A notices.yaml to fill in.
std::string notice_settings_template();

using AppealKeys = std::vector<std::string>;

/// Empty where there is no file: no link was ever made. Errors name the file, never its content.
Result<AppealKeys> read_appeal_keys(const std::string& data);
/// The same; makes the file where there is none.
Result<AppealKeys> make_appeal_keys(const std::string& data);

/// The token for an account that is told that it may appeal until then.
std::string appeal_token_for(const NoticeAddress& address, TimeUs until, const AppealKeys& keys);

}  // namespace overt
