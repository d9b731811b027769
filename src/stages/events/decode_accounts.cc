#include "stages/events/decode_accounts.h"

#include <array>

#include <fmt/format.h>

#include "stages/events/account_formats_internal.h"
#include "stages/events/recognise_internal.h"

namespace overt {
namespace {

constexpr std::array<std::string_view, 2> kFormatNames = {"accounts-ndjson", "accounts-csv"};

Error bad(const AccountDecoderRequest& request, std::string_view what) {
  return {ErrorCode::kBadInput, fmt::format("{}: {}", request.path, what)};
}

Result<OpenedAccountDecoder> open_ndjson(std::string_view text,
                                         const AccountDecoderRequest& request) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin != std::string_view::npos && text[begin] == '[') {
    return bad(request, fmt::format("the profiles are in one JSON array; write one a line: jq -c "
                                    "'.[]' \"{}\" > accounts.ndjson",
                                    request.path));
  }
  return open_accounts_ndjson(request.options);
}

Result<OpenedAccountDecoder> open_csv(std::string_view text, const AccountDecoderRequest& request) {
  auto header = read_csv_header(text, {}, true);
  if (!header) {
    return bad(request,
               fmt::format("line 1: {}. Expected a line of column names.", header.error().message));
  }
  auto opened = open_accounts_csv(header.value(), request);
  if (!opened) return opened;
  opened.value().header_bytes = header.value().bytes;
  opened.value().header_lines = header.value().lines;
  return opened;
}

}  // namespace

std::string_view name_of(AccountFormat format) {
  return kFormatNames[static_cast<std::size_t>(format)];
}

std::optional<AccountFormat> account_format_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kFormatNames.size(); ++i) {
    if (kFormatNames[i] == name) return static_cast<AccountFormat>(i);
  }
  return {};
}

Result<OpenedAccountDecoder> open_account_decoder(std::string_view head,
                                                  const AccountDecoderRequest& request) {
  RETURN_IF_ERROR(check_readable(head, request.path));
  const std::size_t skipped = leading_bytes(head);
  const std::string_view text = head.substr(skipped);
  RETURN_IF_ERROR(check_line_ends(text, request.path));
  const bool json =
      request.format ? *request.format == AccountFormat::kAccountsNdjson : looks_like_json(text);
  auto opened = json ? open_ndjson(text, request) : open_csv(text, request);
  if (!opened) return opened;
  opened.value().header_bytes += skipped;
  for (const char c : head.substr(0, skipped)) opened.value().header_lines += c == '\n';
  return opened;
}

}  // namespace overt
