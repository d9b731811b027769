#include "stages/claims/write_claims_csv.h"

#include "base/time.h"
#include "stages/claims/claims_csv_columns_internal.h"

namespace overt {
namespace {

void append_field(std::string& out, std::string_view value) {
  if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += value;
    return;
  }
  out += '"';
  for (const char c : value) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string date(const std::optional<PartialDate>& when) {
  return when ? format_partial_date(*when) : std::string();
}

}  // namespace

void append_claims_csv_header(std::string& out) {
  for (std::size_t i = 0; i < kClaimsCsvColumns.size(); ++i) {
    if (i > 0) out += ',';
    out += kClaimsCsvColumns[i];
  }
  out += '\n';
}

void append_claims_csv(std::string& out, const Claim& claim, const ClaimSource& source) {
  const std::string from = date(claim.valid_from);
  const std::string to = date(claim.valid_to);
  const std::string flags = name_of(claim.flags);
  const std::string retrieved =
      source.retrieved_at ? format_rfc3339(*source.retrieved_at) : std::string();
  const std::string grade = name_of(source.grade);
  const std::array<std::string_view, kClaimsCsvColumns.size()> values = {claim.entity,
                                                                         claim.schema,
                                                                         name_of(claim.kind),
                                                                         claim.property,
                                                                         claim.value,
                                                                         claim.lang,
                                                                         name_of(claim.status),
                                                                         from,
                                                                         to,
                                                                         flags,
                                                                         claim.note,
                                                                         source.dataset,
                                                                         source.publisher,
                                                                         source.url,
                                                                         source.author,
                                                                         source.content_hash,
                                                                         retrieved,
                                                                         grade};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    append_field(out, values[i]);
  }
  out += '\n';
}

}  // namespace overt
