#pragma once
// How each format of account profiles makes its decoder. Errors are whole messages that name the
// file; header and line counts of the result are the caller's to fill.

#include "stages/events/csv_table_internal.h"
#include "stages/events/decode_accounts.h"

namespace overt {

OpenedAccountDecoder open_accounts_ndjson(const DecodeOptions& options);
Result<OpenedAccountDecoder> open_accounts_csv(const CsvHeader& header,
                                               const AccountDecoderRequest& request);

}  // namespace overt
