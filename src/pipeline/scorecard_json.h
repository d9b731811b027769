#pragma once
// A scorecard as JSON: what overt evaluate --json prints and scorecard.json holds
// (docs/scorecard.md). Pure; linear in the scorecard.

#include <cstdint>
#include <string>

#include "base/json_writer.h"
#include "model/scorecard.h"

namespace overt {

enum class ScorecardDetail : std::uint8_t {
  kPooled,       // and one short object a seed
  kEveryNetwork  // and what became of every planted or confirmed network
};

/// The fields, inside an object that the caller has begun.
void write_scorecard(JsonWriter& json, const Scorecard& card, ScorecardDetail detail);

/// scorecard.json.
std::string render_scorecard_json(const Scorecard& card);

}  // namespace overt
