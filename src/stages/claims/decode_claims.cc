#include "stages/claims/decode_claims.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "stages/claims/formats_internal.h"
#include "stages/claims/list_decoder_internal.h"
#include "stages/claims/text_internal.h"

namespace overt {
namespace {

constexpr std::array<std::string_view, kClaimFormatCount> kFormatNames = {
    "ftm-json",     "ftm-statements",    "claims-csv",        "state-media", "outlet-domains",
    "eu-sanctions", "threat-indicators", "operation-domains", "officials"};

constexpr std::string_view kKnownFormats =
    "Known are: FollowTheMoney entities (one JSON object a line) and statements, the registry's "
    "own "
    "CSV (entity, schema, property, value, …), the state-media matrix, v2fly domain lists, EU "
    "consolidated sanctions lists, threat-research indicators (CSV or TSV), operation-domain lists "
    "and legislators' accounts (YAML). Name one with --format, or write the registry's own CSV "
    "(docs/formats/registry-sources.md).";

Error bad(const ClaimDecoderRequest& request, std::string_view what) {
  return {ErrorCode::kBadInput, fmt::format("{}: {}", request.path, what)};
}

Result<void> check_readable(std::string_view head, const ClaimDecoderRequest& request) {
  if (head.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return bad(request, "the file is empty; there is nothing to import.");
  }
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) {
    return bad(request, fmt::format("the text is UTF-16. Convert it: iconv -f UTF-16 -t UTF-8 "
                                    "\"{}\" > converted.csv",
                                    request.path));
  }
  if (head.starts_with("PK\x03\x04")) {
    return bad(request,
               "this is a ZIP archive or a spreadsheet; unpack it, or save it as CSV "
               "(UTF-8).");
  }
  const std::string_view name = request.path;
  if (name.ends_with(".md") && !request.format) {
    return bad(request,
               "this is a report in Markdown, made for reading. Import the CSV or TSV of "
               "the same network beside it.");
  }
  return {};
}

std::string_view first_line(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  return head.substr(0, head.find('\n'));
}

std::optional<ClaimFormat> recognise_csv(std::string_view head) {
  const auto header = read_csv_header(head);
  if (!header) return {};
  if (is_claims_csv_header(*header)) return ClaimFormat::kClaimsCsv;
  if (is_ftm_statements_header(*header)) return ClaimFormat::kFtmStatements;
  if (is_state_media_header(*header)) return ClaimFormat::kStateMedia;
  if (is_eu_sanctions_header(*header)) return ClaimFormat::kEuSanctions;
  if (is_operation_domains_header(*header)) return ClaimFormat::kOperationDomains;
  if (is_threat_indicators_header(*header)) return ClaimFormat::kThreatIndicators;
  return {};
}

// The first line that says something, in a file whose comments begin with '#'.
std::string_view first_said(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    if (!line.empty() && !line.starts_with('#')) return line;
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return {};
}

bool looks_like_domain_rule(std::string_view line) {
  line = trimmed(line.substr(0, line.find_first_of("#@ ")));
  if (line.find_first_of(",;\t\"{}()/\\") != std::string_view::npos) return false;
  for (const std::string_view prefix : {"include:", "domain:", "full:", "regexp:", "keyword:"}) {
    if (line.starts_with(prefix)) return true;
  }
  return line.find('.') != std::string_view::npos && line.find(' ') == std::string_view::npos;
}

Result<ClaimFormat> recognise(std::string_view head, const ClaimDecoderRequest& request) {
  if (const auto format = recognise_csv(head)) return *format;
  std::string_view text = head;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string_view said = first_said(text);
  if (said.starts_with('{')) return ClaimFormat::kFtmJson;
  if (said.starts_with("- id:") || said == "---") return ClaimFormat::kOfficials;
  if (looks_like_domain_rule(said)) return ClaimFormat::kOutletDomains;
  if (said.starts_with('[')) {
    return bad(request, fmt::format("line 1: the entities are in one JSON array; write one a line: "
                                    "jq -c '.[]' \"{}\" > entities.ftm.json",
                                    request.path));
  }
  return bad(request, fmt::format("line 1: not a known list: it begins with \"{}\". {}",
                                  first_line(head).substr(0, 200), kKnownFormats));
}

OpenedClaims open_list(ClaimFormat format, ReadList read, ClaimSource fallback,
                       const ClaimDecoderRequest& request) {
  auto decoder = std::make_unique<ListDecoder>(format, read, std::move(fallback), request);
  return std::unique_ptr<ClaimDecoder>(std::move(decoder));
}

struct CsvFormat {
  ClaimFormat format;
  bool (*is_header)(const ListHeader&);
  std::string_view columns;
};

constexpr std::array<CsvFormat, 6> kCsvFormats = {{
    {ClaimFormat::kFtmStatements, is_ftm_statements_header,
     "entity_id, schema, prop, value, dataset"},
    {ClaimFormat::kClaimsCsv, is_claims_csv_header, "entity, schema, property, value"},
    {ClaimFormat::kStateMedia, is_state_media_header,
     "Country, Media company, Main assets, URL, Typology"},
    {ClaimFormat::kEuSanctions, is_eu_sanctions_header, "celex, annex, schema, name"},
    {ClaimFormat::kThreatIndicators, is_threat_indicators_header,
     "Tactic, Indicator (or indicator_type, indicator_value)"},
    {ClaimFormat::kOperationDomains, is_operation_domains_header, "operation, domain, report_url"},
}};

// A format that the caller names is held to its header as well.
Result<ListHeader> header_for(ClaimFormat format, std::string_view head,
                              const ClaimDecoderRequest& request) {
  const auto* place = std::find_if(kCsvFormats.begin(), kCsvFormats.end(),
                                   [format](const CsvFormat& one) { return one.format == format; });
  auto header = read_csv_header(head);
  if (place == kCsvFormats.end()) return header.value_or(ListHeader{});
  if (!header || !place->is_header(*header)) {
    return bad(request,
               fmt::format("line 1: not a list of the format \"{}\": its header must have "
                           "the columns {}; it begins with \"{}\".",
                           name_of(format), place->columns, first_line(head).substr(0, 200)));
  }
  return *std::move(header);
}

}  // namespace

std::string_view name_of(ClaimFormat format) {
  return kFormatNames.at(static_cast<std::size_t>(format));
}

std::optional<ClaimFormat> claim_format_named(std::string_view name) {
  const auto* place = std::find(kFormatNames.begin(), kFormatNames.end(), name);
  if (place == kFormatNames.end()) return {};
  return static_cast<ClaimFormat>(place - kFormatNames.begin());
}

OpenedClaims open_claim_decoder(std::string_view head, const ClaimDecoderRequest& request) {
  RETURN_IF_ERROR(check_readable(head, request));
  ClaimFormat format = request.format.value_or(ClaimFormat::kFtmJson);
  if (!request.format) {
    ASSIGN_OR_RETURN(format, recognise(head, request));
  }
  ASSIGN_OR_RETURN(const ListHeader header, header_for(format, head, request));
  switch (format) {
    case ClaimFormat::kFtmJson:
      return open_ftm_json(request);
    case ClaimFormat::kFtmStatements:
      return open_ftm_statements(header, request);
    case ClaimFormat::kClaimsCsv:
      return open_claims_csv(header, request);
    case ClaimFormat::kStateMedia:
      return open_list(format, read_state_media, state_media_source(), request);
    case ClaimFormat::kOutletDomains:
      return open_list(format, read_outlet_domains, outlet_domains_source(), request);
    case ClaimFormat::kEuSanctions:
      return open_list(format, read_eu_sanctions, eu_sanctions_source(), request);
    case ClaimFormat::kThreatIndicators:
      return open_list(format, read_threat_indicators, threat_indicators_source(), request);
    case ClaimFormat::kOperationDomains:
      return open_list(format, read_operation_domains, operation_domains_source(), request);
    case ClaimFormat::kOfficials:
      return open_list(format, read_officials, officials_source(), request);
  }
  CHECK(false);
}

}  // namespace overt
