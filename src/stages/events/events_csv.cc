// Events from CSV by a plan: which column fills which event field. Canonical events CSV and any
// CSV through a mapping file are the same decoder with different plans.

#include <memory>

#include <fmt/format.h>

#include "stages/events/event_fields_internal.h"
#include "stages/events/formats_internal.h"
#include "stages/events/list_values_internal.h"
#include "stages/events/record_time_internal.h"

namespace overt {
namespace {

struct Binding {
  const EventField* field = nullptr;
  std::uint32_t column = 0;
  FieldType type = FieldType::kText;
};

struct Constant {
  const EventField* field = nullptr;
  std::string text;
};

struct CsvEventPlan {
  EventFormat format = EventFormat::kEventsCsv;
  CsvTable table;
  std::vector<Binding> bindings;
  std::vector<Constant> constants;
  TimeFormat time;
  char list_separator = '|';
  bool bracketed_lists = false;  // also [a, b] that is no JSON
  std::vector<std::pair<std::string, EventKind>> kind_names;
};

// Fills one event from a row, again and again.
class RowFiller {
 public:
  explicit RowFiller(const CsvEventPlan& plan) : plan_(plan) {
    for (const Constant& constant : plan.constants) set_constant(constant);
  }

  const Event& event() const { return event_; }

  std::optional<RecordFault> fill(const CsvRow& row) {
    arena_.clear();
    event_.line = row.line;
    for (const Binding& binding : plan_.bindings) {
      const CsvField& field = row.fields[binding.column];
      if (binding.type == FieldType::kText) {
        event_.*binding.field->text = csv_value(field, arena_);
      } else if (binding.type == FieldType::kId) {
        const std::string_view id = csv_value(field, arena_);
        if (is_rounded_id(id)) return RecordFault{RejectReason::kMangledId, binding.field->name};
        event_.*binding.field->text = id;
      } else if (auto fault = fill_other(binding, csv_value(field, arena_))) {
        return fault;
      }
    }
    if (event_.account_id.empty()) return RecordFault{RejectReason::kMissingField, "account_id"};
    return {};
  }

 private:
  void set_constant(const Constant& constant) {
    const EventField& field = *constant.field;
    if (field.type == FieldType::kKind) {
      event_.kind = event_kind_from_name(constant.text).value_or(EventKind::kPost);
    } else if (field.type == FieldType::kList) {
      split_separated(constant.text, plan_.list_separator, lists_.cleared(field));
      lists_.show(field, event_);
    } else {
      event_.*field.text = constant.text;
    }
  }

  std::optional<RecordFault> fill_other(const Binding& binding, std::string_view value) {
    switch (binding.type) {
      case FieldType::kTime:
        return fill_time(binding, value);
      case FieldType::kKind:
        return fill_kind(value);
      default:
        return fill_list(*binding.field, value);
    }
  }

  std::optional<RecordFault> fill_time(const Binding& binding, std::string_view value) {
    const ParsedTime time = plan_.time.parse(value);
    if (time.fault != TimeFault::kNone) {
      return RecordFault{reason_of(time.fault, value.empty()), plan_.table.names[binding.column]};
    }
    event_.created_at = time.at;
    return {};
  }

  std::optional<RecordFault> fill_kind(std::string_view value) {
    for (const auto& [name, kind] : plan_.kind_names) {
      if (name == value) {
        event_.kind = kind;
        return {};
      }
    }
    const auto kind = value.empty() ? EventKind::kPost : event_kind_from_name(value);
    if (!kind) return RecordFault{RejectReason::kUnknownKind, "kind"};
    event_.kind = *kind;
    return {};
  }

  std::optional<RecordFault> fill_list(const EventField& field, std::string_view value) {
    auto& list = lists_.cleared(field);
    if (value.empty()) {
      event_.*field.list = {};
      return {};
    }
    if (value.front() == '[') {
      if (!split_json_array(value, arena_, list)) {
        if (!plan_.bracketed_lists) return RecordFault{RejectReason::kMalformed, field.name};
        list.clear();
        split_bracketed(value, field.name == "urls", list);
      }
    } else {
      split_separated(value, plan_.list_separator, list);
    }
    lists_.show(field, event_);
    return {};
  }

  const CsvEventPlan& plan_;
  Event event_;
  EventLists lists_;
  Arena arena_;
};

class CsvEventDecoder final : public EventDecoder {
 public:
  explicit CsvEventDecoder(CsvEventPlan plan) : plan_(std::move(plan)) {}

  [[nodiscard]] EventFormat format() const override { return plan_.format; }

  [[nodiscard]] std::size_t whole_records(std::string_view bytes) const override {
    return whole_csv_records(bytes, plan_.table.dialect, plan_.table.record_bytes_max);
  }

  void decode(const Chunk& chunk, EventVisitor& visitor) const override {
    RowFiller filler(plan_);
    CsvChunkReader reader(chunk, plan_.table, visitor);
    reader.for_each_row([&](const CsvRow& row) {
      if (const auto fault = filler.fill(row)) {
        reject_record(visitor, *fault, row.line, row.raw);
      } else {
        visitor.on_event(filler.event());
      }
    });
  }

 private:
  CsvEventPlan plan_;
};

void bind(CsvEventPlan& plan, const EventField& field, std::uint32_t column) {
  plan.bindings.push_back({&field, column, field.type});
  const bool key = field.type == FieldType::kId || field.type == FieldType::kTime ||
                   field.type == FieldType::kKind;
  if (key) plan.table.key_columns.push_back(column);
}

CsvTable table_of(const CsvHeader& header, const HeadOfFile& head) {
  return {header.dialect, header.names, {}, head.options.record_bytes_max};
}

Result<void> bind_mapped(CsvEventPlan& plan, const MappedField& mapped, const CsvHeader& header,
                         const Mapping& mapping, const HeadOfFile& head) {
  const auto fail = [&](const std::string& what) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("{}: line {}: {}. {} has {}.", mapping.path, mapped.line, what,
                             head.path, list_columns(header.names))};
  };
  if (mapped.source == MappedField::Source::kLiteral) {
    plan.constants.push_back({mapped.field, mapped.text});
    return {};
  }
  if (mapped.source == MappedField::Source::kColumnNumber) {
    if (mapped.number > header.names.size()) {
      return fail(fmt::format("there is no column {}", mapped.number));
    }
    bind(plan, *mapped.field, mapped.number - 1);
    return {};
  }
  const auto column = header.find(mapped.text);
  if (!column) return fail(fmt::format("there is no column \"{}\"", mapped.text));
  bind(plan, *mapped.field, *column);
  return {};
}

}  // namespace

bool is_events_csv_header(const CsvHeader& header) {
  return header.find("account_id") && header.find("created_at");
}

Result<OpenedDecoder> open_events_csv(const CsvHeader& header, const HeadOfFile& head) {
  if (!is_events_csv_header(header)) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("{}: line 1: events need the columns account_id and created_at; found "
                             "{}. Rename the columns, or write a mapping file and pass it with "
                             "--map.",
                             head.path, list_columns(header.names))};
  }
  CsvEventPlan plan;
  plan.table = table_of(header, head);
  std::vector<std::string> unknown;
  for (std::uint32_t i = 0; i < header.names.size(); ++i) {
    const EventField* known = nullptr;
    for (const EventField& field : event_fields()) {
      if (header.find(field.name) == i) known = &field;
    }
    if (known != nullptr) {
      bind(plan, *known, i);
    } else {
      unknown.push_back(header.names[i]);
    }
  }
  OpenedDecoder opened;
  if (!unknown.empty()) {
    opened.notes.push_back(
        fmt::format("{}: columns not read: {}.", head.path, list_columns(unknown)));
  }
  opened.decoder = std::make_unique<CsvEventDecoder>(std::move(plan));
  return opened;
}

Result<OpenedDecoder> open_mapped_csv(const CsvHeader& header, const Mapping& mapping,
                                      const HeadOfFile& head) {
  CsvEventPlan plan;
  plan.format = EventFormat::kMappedCsv;
  plan.table = table_of(header, head);
  plan.time = mapping.time;
  plan.list_separator = mapping.list_separator;
  plan.bracketed_lists = true;
  plan.kind_names = mapping.kind_names;
  for (const MappedField& mapped : mapping.fields) {
    RETURN_IF_ERROR(bind_mapped(plan, mapped, header, mapping, head));
  }
  OpenedDecoder opened;
  opened.decoder = std::make_unique<CsvEventDecoder>(std::move(plan));
  return opened;
}

}  // namespace overt
