// FollowTheMoney statements: one property value a row, with the data set that states it. What the
// bulk files have merged is told apart here: entity_id is the data set's own id, canonical_id the
// one it was merged into.

#include <fmt/format.h>

#include "base/time.h"
#include "stages/claims/csv_stream_internal.h"
#include "stages/claims/formats_internal.h"
#include "stages/claims/ftm_terms_internal.h"

namespace overt {
namespace {

class FtmStatements final : public CsvStream {
 public:
  FtmStatements(const ListHeader& header, const ClaimDecoderRequest& request)
      : CsvStream(header, request, {}),
        entity_(header.find("entity_id")),
        canonical_(header.find("canonical_id")),
        schema_(header.find("schema")),
        property_(header.find("prop")),
        value_(header.find("value")),
        lang_(header.find("lang")),
        dataset_(header.find("dataset")),
        last_seen_(header.find("last_seen")) {}

  [[nodiscard]] ClaimFormat format() const override { return ClaimFormat::kFtmStatements; }

 private:
  std::optional<Reject> take_row(const ClaimRow& row, ClaimSink& sink) override {
    Claim claim;
    claim.entity = row.whole(entity_);
    claim.schema = row.whole(schema_);
    claim.property = row.whole(property_);
    claim.value = row.whole(value_);
    claim.lang = row.whole(lang_);
    for (const auto& [cell, name] :
         {std::pair{&claim.entity, "entity_id"}, std::pair{&claim.schema, "schema"},
          std::pair{&claim.property, "prop"}, std::pair{&claim.value, "value"}}) {
      if (cell->empty()) return Reject{RejectReason::kMissingField, row.line, name, row.raw};
    }
    claim.source = sink.source(source_of(row, sink.base()));
    claim.status = ftm_status(claim.schema);
    claim.flags = ftm_flags(claim.property, claim.value);
    const std::string_view canonical = row.whole(canonical_);
    // The statement "id" gives the entity its checksum; it states nothing.
    if (claim.property == "id") {
      if (!canonical.empty() && canonical != claim.entity) {
        claim.kind = ClaimKind::kSame;
        claim.property.clear();
        claim.value = canonical;
        sink.add(std::move(claim));
      }
      return {};
    }
    sink.add(std::move(claim));
    return {};
  }

  ClaimSource source_of(const ClaimRow& row, const ClaimSource& base) const {
    ClaimSource source = base;
    if (const auto dataset = row.whole(dataset_); !dataset.empty()) source.dataset = dataset;
    if (const auto seen = ftm_time(row.whole(last_seen_))) source.retrieved_at = seen;
    return source;
  }

  Column entity_, canonical_, schema_, property_, value_, lang_, dataset_, last_seen_;
};

}  // namespace

bool is_ftm_statements_header(const ListHeader& header) {
  return header.has({"entity_id", "prop", "schema", "value", "dataset"});
}

OpenedClaims open_ftm_statements(const ListHeader& header, const ClaimDecoderRequest& request) {
  auto decoder = std::make_unique<FtmStatements>(header, request);
  return std::unique_ptr<ClaimDecoder>(std::move(decoder));
}

}  // namespace overt
