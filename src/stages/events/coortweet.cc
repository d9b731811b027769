// CooRTweet shares: one row a share, with the object that was shared, by whom, in which post,
// and when.

#include <array>
#include <memory>

#include <fmt/format.h>

#include "stages/events/formats_internal.h"
#include "stages/events/record_time_internal.h"

namespace overt {
namespace {

constexpr std::array<std::string_view, 3> kTimeNames = {"timestamp_share", "timestamp_ms",
                                                        "timestamp"};

std::optional<std::uint32_t> find_time(const CsvHeader& header) {
  for (const std::string_view name : kTimeNames) {
    if (const auto column = header.find(name)) return column;
  }
  return {};
}

struct ShareColumns {
  std::uint32_t object = 0;
  std::uint32_t account = 0;
  std::uint32_t content = 0;
  std::uint32_t time = 0;
};

class CoortweetDecoder final : public EventDecoder {
 public:
  CoortweetDecoder(CsvTable table, ShareColumns columns)
      : table_(std::move(table)), columns_(columns) {}

  [[nodiscard]] EventFormat format() const override { return EventFormat::kCoortweet; }

  [[nodiscard]] std::size_t whole_records(std::string_view bytes) const override {
    return whole_csv_records(bytes, table_.dialect, table_.record_bytes_max);
  }

  void decode(const Chunk& chunk, EventVisitor& visitor) const override {
    Event event;
    Arena arena;
    CsvChunkReader reader(chunk, table_, visitor);
    reader.for_each_row([&](const CsvRow& row) {
      const CsvField* fields = row.fields;
      event.object_id = csv_value(fields[columns_.object], arena);
      event.account_id = csv_value(fields[columns_.account], arena);
      event.content_id = csv_value(fields[columns_.content], arena);
      const std::string_view time = fields[columns_.time].view();
      const ParsedTime parsed = parse_record_time(time);
      event.created_at = parsed.at;
      event.line = row.line;
      if (parsed.fault == TimeFault::kNone && is_id(event.object_id) && is_id(event.account_id) &&
          is_id(event.content_id)) [[likely]] {
        visitor.on_event(event);
      } else {
        reject_record(visitor, fault_of_share(event, parsed.fault, time.empty()), row.line,
                      row.raw);
      }
    });
  }

 private:
  [[nodiscard]] RecordFault fault_of_share(const Event& event, TimeFault fault,
                                           bool no_time) const {
    if (!is_id(event.object_id)) return fault_of_id(event.object_id, "object_id");
    if (!is_id(event.account_id)) return fault_of_id(event.account_id, "account_id");
    if (!is_id(event.content_id)) return fault_of_id(event.content_id, "content_id");
    return {reason_of(fault, no_time), table_.names[columns_.time]};
  }

  static bool is_id(std::string_view id) { return !id.empty() && !is_rounded_id(id); }

  static RecordFault fault_of_id(std::string_view id, std::string_view field) {
    return {id.empty() ? RejectReason::kMissingField : RejectReason::kMangledId, field};
  }

  CsvTable table_;
  ShareColumns columns_;
};

}  // namespace

bool is_coortweet_header(const CsvHeader& header) {
  return header.find("object_id") && header.find("account_id") && header.find("content_id") &&
         find_time(header);
}

Result<OpenedDecoder> open_coortweet(const CsvHeader& header, const HeadOfFile& head) {
  const auto time = find_time(header);
  const auto object = header.find("object_id");
  const auto account = header.find("account_id");
  const auto content = header.find("content_id");
  if (!time || !object || !account || !content) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("{}: line 1: CooRTweet shares need the columns object_id, account_id, "
                             "content_id and timestamp_share; found {}. Rename the columns, or "
                             "write a mapping file and pass it with --map.",
                             head.path, list_columns(header.names))};
  }
  OpenedDecoder opened;
  const std::string& name = header.names[*time];
  if (name != kTimeNames[0]) {
    opened.notes.push_back(fmt::format(
        "{}: read as CooRTweet shares with the times in column \"{}\".", head.path, name));
  }
  CsvTable table{header.dialect,
                 header.names,
                 {*object, *account, *content, *time},
                 head.options.record_bytes_max,
                 time};
  opened.decoder = std::make_unique<CoortweetDecoder>(
      std::move(table), ShareColumns{*object, *account, *content, *time});
  return opened;
}

}  // namespace overt
