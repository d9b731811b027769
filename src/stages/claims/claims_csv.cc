// Reads the registry's own CSV. Nothing is trimmed or mended: what was written comes back.

#include "base/time.h"
#include "stages/claims/claims_csv_columns_internal.h"
#include "stages/claims/csv_stream_internal.h"
#include "stages/claims/formats_internal.h"

namespace overt {
namespace {

struct Columns {
  explicit Columns(const ListHeader& header)
      : entity(header.find("entity")),
        schema(header.find("schema")),
        kind(header.find("kind")),
        property(header.find("property")),
        value(header.find("value")),
        lang(header.find("lang")),
        status(header.find("status")),
        valid_from(header.find("valid_from")),
        valid_to(header.find("valid_to")),
        flags(header.find("flags")),
        note(header.find("note")),
        dataset(header.find("dataset")),
        publisher(header.find("publisher")),
        url(header.find("source_url")),
        author(header.find("author")),
        content_hash(header.find("content_hash")),
        retrieved_at(header.find("retrieved_at")),
        grade(header.find("grade")) {}

  Column entity, schema, kind, property, value, lang, status, valid_from, valid_to, flags, note;
  Column dataset, publisher, url, author, content_hash, retrieved_at, grade;
};

// Reads optional cells of one row; remembers the first that cannot be read.
class Cells {
 public:
  Cells(const ClaimRow& row) : row_(row) {}  // NOLINT(google-explicit-constructor): a view of it

  [[nodiscard]] std::string text(Column column) const { return std::string(row_.whole(column)); }

  /// Sets `target` where the cell is filled.
  template <typename T, typename Parse>
  void read(Column column, std::string_view name, const Parse& parse, T& target) {
    const std::string_view cell = row_.whole(column);
    if (cell.empty()) return;
    if (auto value = parse(cell)) {
      target = *value;
    } else if (wrong_.empty()) {
      wrong_ = name;
    }
  }
  [[nodiscard]] std::string_view wrong() const { return wrong_; }

 private:
  const ClaimRow& row_;
  std::string_view wrong_;
};

class ClaimsCsv final : public CsvStream {
 public:
  ClaimsCsv(const ListHeader& header, const ClaimDecoderRequest& request)
      : CsvStream(header, request, {}), columns_(header) {}

  [[nodiscard]] ClaimFormat format() const override { return ClaimFormat::kClaimsCsv; }

 private:
  std::optional<Reject> take_row(const ClaimRow& row, ClaimSink& sink) override {
    Cells cells(row);
    Claim claim = read_claim(cells);
    const ClaimSource source = read_source(cells, sink.base());
    if (!cells.wrong().empty()) return at_fault(row, RejectReason::kMalformed, cells.wrong());
    if (claim.entity.empty()) return at_fault(row, RejectReason::kMissingField, "entity");
    if (claim.value.empty()) return at_fault(row, RejectReason::kMissingField, "value");
    if (claim.kind == ClaimKind::kStates && claim.property.empty()) {
      return at_fault(row, RejectReason::kMissingField, "property");
    }
    claim.source = sink.source(source);
    sink.add(std::move(claim));
    return {};
  }

  static Reject at_fault(const ClaimRow& row, RejectReason reason, std::string_view field) {
    return {reason, row.line, field, row.raw};
  }

  Claim read_claim(Cells& cells) const {
    Claim claim;
    claim.entity = cells.text(columns_.entity);
    claim.schema = cells.text(columns_.schema);
    claim.property = cells.text(columns_.property);
    claim.value = cells.text(columns_.value);
    claim.lang = cells.text(columns_.lang);
    claim.note = cells.text(columns_.note);
    cells.read(columns_.kind, "kind", claim_kind_named, claim.kind);
    cells.read(columns_.status, "status", claim_status_named, claim.status);
    cells.read(columns_.valid_from, "valid_from", parse_partial_date, claim.valid_from);
    cells.read(columns_.valid_to, "valid_to", parse_partial_date, claim.valid_to);
    cells.read(columns_.flags, "flags", parse_claim_flags, claim.flags);
    return claim;
  }

  // Where a column is not there at all, the file's own source speaks.
  ClaimSource read_source(Cells& cells, const ClaimSource& base) const {
    ClaimSource source = base;
    const auto take = [&cells](Column column, std::string& target) {
      if (column) target = cells.text(column);
    };
    take(columns_.dataset, source.dataset);
    take(columns_.publisher, source.publisher);
    take(columns_.url, source.url);
    take(columns_.author, source.author);
    take(columns_.content_hash, source.content_hash);
    if (columns_.retrieved_at) source.retrieved_at.reset();
    cells.read(columns_.retrieved_at, "retrieved_at", parse_rfc3339, source.retrieved_at);
    cells.read(columns_.grade, "grade", parse_grade, source.grade);
    return source;
  }

  Columns columns_;
};

}  // namespace

bool is_claims_csv_header(const ListHeader& header) {
  return header.has({"entity", "schema", "property", "value"});
}

OpenedClaims open_claims_csv(const ListHeader& header, const ClaimDecoderRequest& request) {
  auto decoder = std::make_unique<ClaimsCsv>(header, request);
  return std::unique_ptr<ClaimDecoder>(std::move(decoder));
}

}  // namespace overt
