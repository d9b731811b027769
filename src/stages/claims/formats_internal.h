#pragma once
// One opening function per format; open_claim_decoder() alone calls them.

#include <memory>

#include "stages/claims/claim_sink_internal.h"
#include "stages/claims/csv_rows_internal.h"
#include "stages/claims/decode_claims.h"

namespace overt {

using OpenedClaims = Result<std::unique_ptr<ClaimDecoder>>;

OpenedClaims open_ftm_json(const ClaimDecoderRequest& request);
OpenedClaims open_claims_csv(const ListHeader& header, const ClaimDecoderRequest& request);
OpenedClaims open_ftm_statements(const ListHeader& header, const ClaimDecoderRequest& request);

/// A list kept by hand, held whole.
struct ListInput {
  std::string_view text;
  const ClaimDecoderRequest& request;
  ClaimSink& sink;
  ClaimVisitor& visitor;

  [[nodiscard]] Error bad(std::uint64_t line, std::string_view what) const;
};
using ReadList = Result<void> (*)(const ListInput&);

Result<void> read_state_media(const ListInput& input);
Result<void> read_outlet_domains(const ListInput& input);
Result<void> read_eu_sanctions(const ListInput& input);
Result<void> read_threat_indicators(const ListInput& input);
Result<void> read_operation_domains(const ListInput& input);
Result<void> read_officials(const ListInput& input);

/// What a list's claims are sourced to where the caller says nothing else.
ClaimSource state_media_source();
ClaimSource outlet_domains_source();
ClaimSource eu_sanctions_source();
ClaimSource threat_indicators_source();
ClaimSource operation_domains_source();
ClaimSource officials_source();

bool is_claims_csv_header(const ListHeader& header);
bool is_ftm_statements_header(const ListHeader& header);
bool is_state_media_header(const ListHeader& header);
bool is_eu_sanctions_header(const ListHeader& header);
bool is_threat_indicators_header(const ListHeader& header);
bool is_operation_domains_header(const ListHeader& header);

}  // namespace overt
