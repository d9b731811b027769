#include "pipeline/notice_settings.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "adapters/files/secrets.h"
#include "base/check.h"
#include "kernel/yaml/yaml_fields.h"
#include "pipeline/notice_book.h"
#include "stages/decisions/appeal_token.h"

namespace overt {
namespace {

constexpr std::uint64_t kSettingsBytesMax = 256 << 10;
constexpr std::string_view kHexDigits = "0123456789abcdef";

std::string key_path(const std::string& data) { return data + "/appeals.key"; }

bool is_there(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

/// "https://host[:port][/path]"; plain http to this machine alone: the link is a secret.
bool is_base_address(std::string_view url) {
  constexpr std::string_view kHttps = "https://";
  bool fine = url.starts_with(kHttps) && url.size() > kHttps.size();
  for (const std::string_view here : {"http://127.0.0.1", "http://localhost", "http://[::1]"}) {
    const std::string_view rest = url.substr(std::min(here.size(), url.size()));
    const bool ends = rest.empty() || rest.front() == ':' || rest.front() == '/';
    fine = fine || (url.starts_with(here) && ends);
  }
  return fine && std::all_of(url.begin(), url.end(), [](char c) {
           return c > ' ' && c < 0x7F &&
                  std::string_view("\"'<>{}|\\^`?#").find(c) == std::string_view::npos;
         });
}

TextsByLanguage texts_of(YamlFields& fields, std::string_view key, YamlErrors& errors) {
  TextsByLanguage texts;
  const YamlValue& map = fields.map(key);
  for (const YamlField& field : map.fields) {
    if (field.second.kind != YamlValue::Kind::kText || field.second.text.empty()) {
      errors.refuse(field.second.line,
                    fmt::format("'{}': a language and a text, like 'en: …'", key));
    }
    texts.emplace_back(field.first, field.second.text);
  }
  if (texts.empty()) fields.refuse(key, "has no text; give one in each language, like 'en: …'");
  std::sort(texts.begin(), texts.end());
  return texts;
}

Result<NoticeSettings> settings_in(std::string_view text, std::string_view file) {
  ASSIGN_OR_RETURN(const YamlValue root, parse_yaml(text, file));
  YamlErrors errors{std::string(file)};
  YamlFields fields(root, "notices.yaml", errors);
  NoticeSettings settings;
  settings.platform = fields.text("platform");
  settings.appeals = fields.text("appeals");
  settings.out_of_court = texts_of(fields, "out_of_court", errors);
  settings.judicial = texts_of(fields, "judicial", errors);
  while (settings.appeals.ends_with('/')) settings.appeals.pop_back();
  if (!is_base_address(settings.appeals)) {
    fields.refuse("appeals",
                  "is not an address like https://clipper.example (https, or http to "
                  "this machine alone)");
  }
  fields.finish();
  RETURN_IF_ERROR(errors.result());
  return settings;
}

std::string to_hex(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) {
    hex += kHexDigits[static_cast<unsigned char>(c) >> 4U];
    hex += kHexDigits[static_cast<unsigned char>(c) & 15U];
  }
  return hex;
}

Result<AppealKeys> parse_keys(std::string_view text, const std::string& path) {
  AppealKeys keys;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    if (line.size() != 2 * kAppealKeyBytes ||
        line.find_first_not_of(kHexDigits) != std::string_view::npos) {
      return Error{ErrorCode::kBadInput,
                   fmt::format("{}: each line is a key, 64 hexadecimal digits", path)};
    }
    std::string& key = keys.emplace_back();
    for (std::size_t i = 0; i < line.size(); i += 2) {
      key += static_cast<char>(kHexDigits.find(line[i]) * 16 + kHexDigits.find(line[i + 1]));
    }
  }
  if (!keys.empty()) return keys;
  return Error{ErrorCode::kBadInput, fmt::format("{}: there is no key in it", path)};
}

}  // namespace

NoticeSettings parse_notice_settings(std::string_view text, std::string_view file) {
  auto settings = settings_in(text, file);
  if (settings.ok()) return std::move(settings).value();
  NoticeSettings broken;
  broken.problem = settings.error().message;
  return broken;
}

NoticeSettings read_notice_settings(const std::string& data) {
  const std::string path = data + "/notices.yaml";
  if (!is_there(path)) return no_notice_settings();
  NoticeSettings none;
  const auto text = read_whole_file(path, kSettingsBytesMax);
  if (text.ok()) return parse_notice_settings(text.value(), "notices.yaml");
  none.problem = text.error().message;
  return none;
}

std::string notice_settings_template() {
  return "# What the platform says of itself in every notice. Save it as notices.yaml in the data\n"
         "# folder. Until it is whole no notice goes out: overt notices list --state blocked.\n"
         "platform: Clipper                  # its name\n"
         "appeals: https://clipper.example   # where overt serve is reached; links begin with it\n"
         "out_of_court:                      # a certified body (Regulation (EU) 2022/2065, art. "
         "21)\n"
         "  en: You can turn to BODY, ADDRESS, which settles such disputes out of court.\n"
         "  fr: Vous pouvez saisir ORGANISME, ADRESSE, pour un règlement extrajudiciaire.\n"
         "  ru: Вы можете обратиться в ОРГАН, АДРЕС, для внесудебного урегулирования.\n"
         "judicial:                          # always a right beside the others\n"
         "  en: You can go to the courts of PLACE at any time.\n"
         "  fr: Vous pouvez à tout moment saisir les tribunaux de LIEU.\n"
         "  ru: Вы можете в любое время обратиться в суд МЕСТО.\n";
}

Result<AppealKeys> read_appeal_keys(const std::string& data) {
  const std::string path = key_path(data);
  if (!is_there(path)) return AppealKeys();
  ASSIGN_OR_RETURN(const std::string text, read_secret_file(path));
  return parse_keys(text, path);
}

Result<AppealKeys> make_appeal_keys(const std::string& data) {
  const std::string path = key_path(data);
  if (!is_there(path)) {
    ASSIGN_OR_RETURN(const std::string bytes, secret_bytes(kAppealKeyBytes));
    const auto made = create_secret_file(path, to_hex(bytes) + "\n");
    // Somebody else may have been faster: theirs is as good.
    if (!made.ok() && made.error().code != ErrorCode::kInvalidArgument) return made.error();
  }
  return read_appeal_keys(data);
}

std::string appeal_token_for(const NoticeAddress& address, TimeUs until, const AppealKeys& keys) {
  CHECK(!keys.empty());
  return sign_appeal_token({address.decision, appeal_account_digest(address.account), until},
                           keys.front());
}

}  // namespace overt
