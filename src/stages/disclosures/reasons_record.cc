#include "stages/disclosures/reasons_record.h"

#include <simdjson.h>

#include "base/json_writer.h"
#include "stages/disclosures/json_reading_internal.h"

namespace overt {
namespace {

constexpr std::string_view kAcceptedName = "accepted";
constexpr std::string_view kEndedName = "ended";

}  // namespace

std::string render_reasons_record(const ReasonsRecord& record) {
  const bool accepted = record.step == ReasonsStep::kAccepted;
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("step", accepted ? kAcceptedName : kEndedName);
  json.field("action", record.action_key);
  json.field("at", format_rfc3339(record.at));
  json.field("ended", record.ended);
  if (accepted) {
    json.field("uuid", record.uuid);
    json.field("existing", record.existing);
    json.field("payload", record.payload);
  }
  json.end_object();
  return out;
}

Result<ReasonsRecord> parse_reasons_record(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element object;
  ReasonsRecord record;
  const auto bad = [] {
    return Error{ErrorCode::kBadInput, "a record of a statement of reasons cannot be read"};
  };
  if (parser.parse(simdjson::padded_string(json)).get(object) != simdjson::SUCCESS) return bad();
  const std::string_view step = text_of(object, "step");
  if (step != kAcceptedName && step != kEndedName) return bad();
  record.step = step == kAcceptedName ? ReasonsStep::kAccepted : ReasonsStep::kEnded;
  record.action_key = text_of(object, "action");
  const auto at = parse_rfc3339(text_of(object, "at"));
  if (!at || record.action_key.empty()) return bad();
  record.at = *at;
  record.ended = text_of(object, "ended");
  record.uuid = text_of(object, "uuid");
  record.existing = flag_of(object, "existing");
  record.payload = text_of(object, "payload");
  if (record.step == ReasonsStep::kAccepted && record.payload.empty()) return bad();
  return record;
}

}  // namespace overt
