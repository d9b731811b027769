// FollowTheMoney entities, one JSON object a line: every property value becomes a claim. Entities
// nested in place of their ids (the "nested" exports) are read as entities of their own. Terms that
// neither fork of the vocabulary knows are kept, and counted.
//
// What the registry itself exports says beside that what each value rests on ("overt_claims", with
// "overt_sources"); where a record has it, it is read instead, so that nothing is lost on the way.

#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include "model/schema.h"
#include "stages/claims/formats_internal.h"
#include "stages/claims/ftm_terms_internal.h"
#include "stages/claims/line_reader_internal.h"

namespace overt {
namespace {

namespace dom = simdjson::dom;

static_assert(kLinePadding >= simdjson::SIMDJSON_PADDING);
constexpr std::size_t kDepthMax = 8;  // of entities within entities
constexpr std::string_view kReferentsNote = "merged by the data set";

struct Fault {
  RejectReason reason = RejectReason::kMalformed;
  std::string_view field;
};
using MaybeFault = std::optional<Fault>;

std::string_view text_of(const dom::element& object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

// The value where the property has exactly one and it is a date.
std::optional<PartialDate> only_date(const dom::object& properties, std::string_view key) {
  dom::array values;
  std::string_view text;
  if (properties[key].get(values) != simdjson::SUCCESS || values.size() != 1) return {};
  if (values.at(0).get(text) != simdjson::SUCCESS) return {};
  // Exports write times of day as well.
  return parse_partial_date(text.substr(0, 10));
}

// A word of a closed list, or nullopt where the field is missing or says something else.
template <typename Named>
auto named(const dom::element& object, std::string_view key, const Named& by_name) {
  return by_name(text_of(object, key));
}

ClaimSource stated_source(const dom::element& object) {
  ClaimSource source;
  source.url = text_of(object, "url");
  source.publisher = text_of(object, "publisher");
  source.dataset = text_of(object, "dataset");
  source.author = text_of(object, "author");
  source.content_hash = text_of(object, "content_hash");
  source.retrieved_at = ftm_time(text_of(object, "retrieved_at"));
  source.grade = named(object, "grade", parse_grade).value_or(Grade{});
  return source;
}

class EntityReader {
 public:
  explicit EntityReader(ClaimSink& sink) : sink_(sink) {}

  MaybeFault read(const dom::element& record) {
    dom::array claims;
    if (record["overt_claims"].get(claims) == simdjson::SUCCESS) return read_stated(record, claims);
    source_ = sink_.source(source_of(record));
    return read(record, 0);
  }

  // Only a record that is good as a whole says anything.
  void commit() {
    for (Claim& claim : claims_) sink_.add(std::move(claim));
    sink_.report().entities += entities_;
  }

 private:
  MaybeFault read_stated(const dom::element& record, const dom::array& claims) {
    dom::array listed;
    std::vector<std::uint32_t> sources;
    if (record["overt_sources"].get(listed) != simdjson::SUCCESS) {
      return Fault{RejectReason::kMissingField, "overt_sources"};
    }
    for (const dom::element one : listed) sources.push_back(sink_.source(stated_source(one)));
    for (const dom::element one : claims) {
      if (auto fault = read_stated_claim(record, one, sources)) return fault;
    }
    ++entities_;
    return {};
  }

  MaybeFault read_stated_claim(const dom::element& record, const dom::element& stated,
                               const std::vector<std::uint32_t>& sources) {
    if (!stated.is_object()) return Fault{RejectReason::kMalformed, "overt_claims"};
    const auto own_or = [&](std::string_view key, std::string_view of_record) {
      const std::string_view own = text_of(stated, key);
      return own.empty() ? text_of(record, of_record) : own;
    };
    Claim claim;
    claim.entity = own_or("entity", "id");
    claim.schema = own_or("schema", "schema");
    if (claim.entity.empty()) return Fault{RejectReason::kMissingField, "id"};
    claim.property = text_of(stated, "property");
    claim.value = text_of(stated, "value");
    claim.lang = text_of(stated, "lang");
    claim.note = text_of(stated, "note");
    claim.valid_from = parse_partial_date(text_of(stated, "valid_from"));
    claim.valid_to = parse_partial_date(text_of(stated, "valid_to"));
    std::uint64_t source = 0;
    if (stated["source"].get(source) != simdjson::SUCCESS || source >= sources.size()) {
      return Fault{RejectReason::kMalformed, "source"};
    }
    claim.source = sources[source];
    const auto status = named(stated, "status", claim_status_named);
    const auto flags = named(stated, "flags", parse_claim_flags);
    if (!status) return Fault{RejectReason::kMalformed, "status"};
    if (!flags) return Fault{RejectReason::kMalformed, "flags"};
    claim.status = *status;
    claim.flags = *flags;
    if (!text_of(stated, "kind").empty()) {
      const auto kind = named(stated, "kind", claim_kind_named);
      if (!kind) return Fault{RejectReason::kMalformed, "kind"};
      claim.kind = *kind;
    }
    claims_.push_back(std::move(claim));
    return {};
  }

  MaybeFault read(const dom::element& entity, std::size_t depth) {
    Claim claim;
    dom::object properties;
    claim.entity = text_of(entity, "id");
    claim.schema = text_of(entity, "schema");
    if (claim.entity.empty()) return Fault{RejectReason::kMissingField, "id"};
    if (claim.schema.empty()) return Fault{RejectReason::kMissingField, "schema"};
    if (entity["properties"].get(properties) != simdjson::SUCCESS) {
      return Fault{RejectReason::kMissingField, "properties"};
    }
    if (find_schema(claim.schema) == nullptr) sink_.skip("unknown_schema_kept");
    claim.source = source_;
    claim.status = ftm_status(claim.schema);
    claim.valid_from = only_date(properties, "startDate");
    claim.valid_to = only_date(properties, "endDate");
    ++entities_;
    for (const dom::key_value_pair property : properties) {
      claim.property = property.key;
      if (auto fault = read_values(property.value, claim, depth)) return fault;
    }
    return read_referents(entity, std::move(claim));
  }

  // The data set of the record, where there is one and the caller has not named another.
  ClaimSource source_of(const dom::element& record) const {
    ClaimSource source = sink_.base();
    if (source.dataset.empty()) {
      dom::array datasets;
      if (record["datasets"].get(datasets) == simdjson::SUCCESS) {
        for (const dom::element one : datasets) {
          std::string_view name;
          if (one.get(name) != simdjson::SUCCESS) continue;
          if (!source.dataset.empty()) source.dataset += ';';
          source.dataset += name;
        }
      }
    }
    if (const auto seen = ftm_time(text_of(record, "last_seen"))) source.retrieved_at = seen;
    return source;
  }

  MaybeFault read_values(const dom::element& values, Claim& claim, std::size_t depth) {
    dom::array several;
    if (values.get(several) != simdjson::SUCCESS) return read_value(values, claim, depth);
    for (const dom::element value : several) {
      if (auto fault = read_value(value, claim, depth)) return fault;
    }
    return {};
  }

  MaybeFault read_value(const dom::element& value, Claim& claim, std::size_t depth) {
    switch (value.type()) {
      case dom::element_type::STRING:
        claim.value = value.get_string().value_unsafe();
        break;
      case dom::element_type::INT64:
      case dom::element_type::UINT64:
      case dom::element_type::DOUBLE:
      case dom::element_type::BOOL:
        claim.value = simdjson::minify(value);
        break;
      case dom::element_type::OBJECT:
        if (depth == kDepthMax) return Fault{RejectReason::kMalformed, "properties"};
        claim.value = text_of(value, "id");
        if (auto fault = read(value, depth + 1)) return fault;
        break;
      case dom::element_type::ARRAY:
        return Fault{RejectReason::kMalformed, "properties"};
      case dom::element_type::NULL_VALUE:
        return {};
    }
    if (claim.value.empty()) return {};
    claim.flags = ftm_flags(claim.property, claim.value);
    claims_.push_back(claim);
    return {};
  }

  // Ids that the data set has merged into this one.
  MaybeFault read_referents(const dom::element& entity, Claim claim) {
    dom::array referents;
    if (entity["referents"].get(referents) != simdjson::SUCCESS) return {};
    claim.kind = ClaimKind::kSame;
    claim.property.clear();
    claim.flags = {};
    claim.valid_from.reset();
    claim.valid_to.reset();
    claim.status = ClaimStatus::kReported;
    claim.note = kReferentsNote;
    for (const dom::element one : referents) {
      std::string_view id;
      if (one.get(id) != simdjson::SUCCESS) return Fault{RejectReason::kMalformed, "referents"};
      if (id.empty() || id == claim.entity) continue;
      claim.value = id;
      claims_.push_back(claim);
    }
    return {};
  }

  ClaimSink& sink_;
  std::uint32_t source_ = 0;
  std::uint64_t entities_ = 0;
  std::vector<Claim> claims_;
};

class FtmJson final : public ClaimDecoder {
 public:
  explicit FtmJson(const ClaimDecoderRequest& request)
      : sink_(request, {}), lines_(request.limits.record_bytes_max) {}

  [[nodiscard]] ClaimFormat format() const override { return ClaimFormat::kFtmJson; }

  Result<void> take(std::string_view bytes, ClaimVisitor& visitor) override {
    return lines_.take(bytes, [&](const TextLine& line) { return read_line(line, visitor); });
  }

  Result<std::optional<ClaimPosition>> pause(ClaimVisitor& visitor) override {
    std::optional<ClaimPosition> position;
    const auto bytes = lines_.bytes_read();
    if (!bytes) return position;
    RETURN_IF_ERROR(sink_.finish(visitor));
    position = ClaimPosition{*bytes, lines_.lines_read(), sink_.report()};
    return position;
  }

  void resume(const ClaimPosition& position) override {
    lines_.start_after(position.bytes, position.line);
    sink_.report() = position.report;
  }

  Result<void> finish(ClaimVisitor& visitor) override {
    RETURN_IF_ERROR(lines_.finish([&](const TextLine& line) { return read_line(line, visitor); }));
    return sink_.finish(visitor);
  }

  [[nodiscard]] const ImportReport& report() const override { return sink_.report(); }

 private:
  Result<void> read_line(TextLine line, ClaimVisitor& visitor) {
    if (line.number == 1 && line.text.starts_with("\xEF\xBB\xBF")) line.text.remove_prefix(3);
    if (line.text.find_first_not_of(" \t\r") == std::string_view::npos) return {};
    auto fault = line.too_long ? Fault{RejectReason::kTooLong, {}} : read_object(line.text);
    if (!fault) return sink_.end_record(visitor);
    if (fault->reason == RejectReason::kMalformed && fault->field.empty() && !line.terminated) {
      fault->reason = RejectReason::kTruncated;
    }
    sink_.reject(visitor, {fault->reason, line.number, fault->field, line.text});
    return {};
  }

  MaybeFault read_object(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) return Fault{RejectReason::kNulByte, {}};
    dom::element record;
    const auto error = parser_.parse(text.data(), text.size(), false).get(record);
    if (error == simdjson::UTF8_ERROR) return Fault{RejectReason::kBadEncoding, {}};
    if (error != simdjson::SUCCESS || !record.is_object()) return Fault{};
    EntityReader reader(sink_);
    if (auto fault = reader.read(record)) return fault;
    reader.commit();
    return {};
  }

  ClaimSink sink_;
  LineReader lines_;
  dom::parser parser_;
};

}  // namespace

OpenedClaims open_ftm_json(const ClaimDecoderRequest& request) {
  auto decoder = std::make_unique<FtmJson>(request);
  return std::unique_ptr<ClaimDecoder>(std::move(decoder));
}

}  // namespace overt
