#pragma once
// What a statement says as JSON, one object: how it is published for machines and kept on record.
// The same network gives the same bytes. Reading is lenient about what is absent: kBadInput where
// it is no JSON.
// Thread safety: pure.

#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "base/result.h"
#include "model/disclosure.h"

namespace overt {

void write_disclosed_network(JsonWriter& json, const DisclosedNetwork& network);
Result<DisclosedNetwork> parse_disclosed_network(std::string_view json);

void write_notes(JsonWriter& json, const DisclosureNotes& notes);
Result<DisclosureNotes> parse_notes(std::string_view json);

}  // namespace overt
