#pragma once
// One seed's score as one line of JSON, and back, without loss: what was reckoned in one process is
// pooled in another as if it had been reckoned there. Pure functions.

#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "base/result.h"
#include "model/scorecard.h"

namespace overt {

/// One object, as the value that is due.
void write_seed_score(JsonWriter& json, const SeedScore& score);

/// `text`: one object, as written. Errors (kBadInput) name the field that is missing or of another
/// kind, or say that the text is no JSON.
Result<SeedScore> read_seed_score(std::string_view text);

}  // namespace overt
