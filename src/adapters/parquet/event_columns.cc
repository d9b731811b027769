#include "adapters/parquet/event_columns.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "adapters/parquet/duckdb_library.h"
#include "adapters/parquet/epoch.h"
#include "adapters/parquet/json_list.h"
#include "base/check.h"
#include "base/json_writer.h"
#include "base/utf8.h"

namespace overt {
namespace {

using TextMember = std::string_view Event::*;
using ListMember = std::span<const std::string_view> Event::*;

struct Field {
  std::string_view name;
  TextMember text = nullptr;
  ListMember list = nullptr;
  char mark = '\0';  // a leading sign that is not part of an item
};

constexpr std::string_view kAccount = "account_id";
constexpr std::string_view kTime = "created_at";
constexpr std::string_view kKind = "kind";

// kTime and kKind have members of their own type.
constexpr std::array kFields = {
    Field{kAccount, &Event::account_id},
    Field{kTime},
    Field{kKind},
    Field{"event_id", &Event::event_id},
    Field{"platform", &Event::platform},
    Field{"content_id", &Event::content_id},
    Field{"target_content_id", &Event::target_content_id},
    Field{"target_account_id", &Event::target_account_id},
    Field{"object_id", &Event::object_id},
    Field{"text", &Event::text},
    Field{"lang", &Event::lang},
    Field{"sound_id", &Event::sound_id},
    Field{"transcript", &Event::transcript},
    Field{"region", &Event::region},
    Field{"client", &Event::client},
    Field{"handle", &Event::handle},
    Field{"display_name", &Event::display_name},
    Field{"urls", nullptr, &Event::urls},
    Field{"hashtags", nullptr, &Event::hashtags, '#'},
    Field{"mentions", nullptr, &Event::mentions, '@'},
    Field{"media", nullptr, &Event::media},
    Field{"effect_ids", nullptr, &Event::effect_ids},
    Field{"infra", nullptr, &Event::infra},
};

std::string lower_ascii(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string sql_quoted(const std::string& name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string_view text_at(const void* data, idx_t row) {
  const auto& value = static_cast<const duckdb_string_t*>(data)[row];
  const std::uint32_t length = value.value.inlined.length;
  // Up to twelve bytes stand in the value itself.
  return {length <= 12 ? value.value.inlined.inlined : value.value.pointer.ptr, length};
}

template <typename T>
T number_at(const void* data, idx_t row) {
  return static_cast<const T*>(data)[row];
}

bool is_valid(std::uint64_t* validity, idx_t row) {
  return validity == nullptr || ((validity[row / 64] >> (row % 64)) & 1U) != 0;
}

// The greatest numbers of DuckDB mean "infinity": they must not wrap into the range.
TimeUs scaled(std::int64_t number, std::int64_t per_unit) {
  constexpr std::int64_t kMost = std::int64_t{1} << 62;
  return std::abs(static_cast<double>(number)) * static_cast<double>(per_unit) <
                 static_cast<double>(kMost)
             ? number * per_unit
             : kMost;
}

bool is_whole_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_integer(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_UHUGEINT:
      return true;
    default:
      return false;
  }
}

bool is_fraction(duckdb_type type) {
  return type == DUCKDB_TYPE_FLOAT || type == DUCKDB_TYPE_DOUBLE;
}

bool is_bytes(duckdb_type type) { return type == DUCKDB_TYPE_VARCHAR || type == DUCKDB_TYPE_BLOB; }

Error wrong_type(const std::string& path, const std::string& column, std::string_view wanted) {
  return {ErrorCode::kBadInput,
          fmt::format("'{}': the column {} has a type that cannot be read as that field: it must "
                      "be {}",
                      path, column, wanted)};
}

}  // namespace

Result<EventColumns> EventColumns::match(const std::vector<ColumnFound>& found,
                                         const std::string& path) {
  EventColumns columns;
  for (const ColumnFound& column : found) RETURN_IF_ERROR(columns.add(column, path));
  for (const std::string_view needed : {kAccount, kTime}) {
    const auto has = [&](const Column& c) { return kFields[c.field].name == needed; };
    if (std::ranges::any_of(columns.columns_, has)) continue;
    std::string names;
    for (const ColumnFound& column : found) names += (names.empty() ? "" : ", ") + column.name;
    return Error{ErrorCode::kBadInput,
                 fmt::format("'{}' has no column {} (it has {}): rename the column that holds it, "
                             "the fields of an event are listed in docs/formats/events.md",
                             path, needed, names)};
  }
  columns.items_.resize(columns.columns_.size());
  return columns;
}

Result<void> EventColumns::add(const ColumnFound& found, const std::string& path) {
  const std::string name = lower_ascii(found.name);
  const auto field = std::ranges::find(kFields, name, &Field::name);
  if (field == kFields.end()) {
    unknown_.push_back(found.name);
    return {};
  }
  Column column;
  column.field = static_cast<std::size_t>(field - kFields.begin());
  column.name = found.name;
  column.expression = sql_quoted(found.name);
  if (field->name == kTime) {
    ASSIGN_OR_RETURN(column.reading, plan_time(found, path));
    if (column.reading == Reading::kEpoch) {
      column.expression = fmt::format(
          "CAST(greatest(least({}, 9223372036854775807), "
          "-9223372036854775808) AS BIGINT)",
          column.expression);
    } else if (column.reading == Reading::kEpochFraction) {
      column.expression = fmt::format("CAST({} AS DOUBLE)", column.expression);
    }
  } else if (field->list != nullptr) {
    RETURN_IF_ERROR(plan_list(found, path, column));
  } else {
    plan_text(found, column);
  }
  columns_.push_back(std::move(column));
  return {};
}

Result<EventColumns::Reading> EventColumns::plan_time(const ColumnFound& found,
                                                      const std::string& path) {
  switch (found.type) {
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return Reading::kTimeMicros;
    case DUCKDB_TYPE_TIMESTAMP_S:
      return Reading::kTimeSeconds;
    case DUCKDB_TYPE_TIMESTAMP_MS:
      return Reading::kTimeMillis;
    case DUCKDB_TYPE_TIMESTAMP_NS:
      return Reading::kTimeNanos;
    case DUCKDB_TYPE_DATE:
      return Reading::kDate;
    case DUCKDB_TYPE_DECIMAL:
      return Reading::kEpochFraction;
    default:
      break;
  }
  if (is_integer(found.type)) return Reading::kEpoch;
  if (is_fraction(found.type)) return Reading::kEpochFraction;
  if (is_bytes(found.type)) return Reading::kTimeText;
  return wrong_type(path, found.name,
                    "a timestamp, a number of seconds, milliseconds or microseconds since 1970, or "
                    "RFC 3339 text");
}

void EventColumns::plan_text(const ColumnFound& found, Column& column) {
  column.unchecked = found.type == DUCKDB_TYPE_BLOB;
  if (is_bytes(found.type)) return;
  const std::string as_text = fmt::format("CAST({} AS VARCHAR)", column.expression);
  if (!is_fraction(found.type)) {
    column.expression = as_text;
    return;
  }
  // Whole numbers up to 2^53 are exact in a double; beyond, digits have been lost.
  column.reading = Reading::kRoundedId;
  column.expression = fmt::format(
      "CASE WHEN isnan({0}) THEN NULL WHEN {0} = trunc({0}) AND abs({0}) <= 9007199254740992 THEN "
      "CAST(CAST({0} AS BIGINT) AS VARCHAR) ELSE {1} END",
      column.expression, as_text);
}

Result<void> EventColumns::plan_list(const ColumnFound& found, const std::string& path,
                                     Column& column) {
  if (found.type == DUCKDB_TYPE_LIST || found.type == DUCKDB_TYPE_ARRAY) {
    column.reading = Reading::kList;
    column.unchecked = found.item_type == DUCKDB_TYPE_BLOB;
    if (found.type == DUCKDB_TYPE_ARRAY || !is_bytes(found.item_type)) {
      column.expression = fmt::format("CAST({} AS VARCHAR[])", column.expression);
    }
    return {};
  }
  column.reading = Reading::kJsonList;
  column.unchecked = found.type == DUCKDB_TYPE_BLOB;
  if (is_bytes(found.type)) return {};
  return wrong_type(path, found.name, "a list of texts, or text that holds a JSON array");
}

std::string EventColumns::selection() const {
  std::string list;
  for (const Column& column : columns_) {
    if (!list.empty()) list += ", ";
    list += column.expression;
  }
  return list;
}

void EventColumns::open_chunk(duckdb_data_chunk chunk) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Column& column = columns_[i];
    column.vector = duckdb().data_chunk_get_vector(chunk, i);
    column.data = duckdb().vector_get_data(column.vector);
    column.validity = duckdb().vector_get_validity(column.vector);
  }
}

void EventColumns::read_row(idx_t row, std::uint64_t line, EventVisitor& visitor) {
  arena_.clear();
  Event event;
  event.line = line;
  std::optional<Fault> fault;
  for (const Column& column : columns_) {
    fault = read_column(column, row, event);
    if (fault) break;
  }
  if (!fault && event.account_id.empty()) fault = Fault{RejectReason::kMissingField, kAccount};
  if (!fault) {
    visitor.on_event(event);
    return;
  }
  Reject reject;
  reject.reason = fault->reason;
  reject.line = line;
  reject.field = fault->field;
  reject.raw = row_as_json(row);
  visitor.on_reject(reject);
}

std::optional<EventColumns::Fault> EventColumns::read_column(const Column& column, idx_t row,
                                                             Event& event) {
  const Field& field = kFields[column.field];
  if (!is_valid(column.validity, row)) {
    if (field.name == kTime) return Fault{RejectReason::kMissingField, kTime};
    return {};
  }
  if (field.name == kTime) return read_time(column, row, event);
  return field.list != nullptr ? read_list(column, row, event) : read_text(column, row, event);
}

std::optional<EventColumns::Fault> EventColumns::read_text(const Column& column, idx_t row,
                                                           Event& event) {
  const Field& field = kFields[column.field];
  const std::string_view text = text_at(column.data, row);
  if (column.unchecked && !is_valid_utf8(text)) {
    return Fault{RejectReason::kBadEncoding, field.name};
  }
  if (text.find('\0') != std::string_view::npos) return Fault{RejectReason::kNulByte, field.name};
  if (column.reading == Reading::kRoundedId && !is_whole_number(text)) {
    return Fault{RejectReason::kMangledId, field.name};
  }
  if (field.text != nullptr) {
    event.*field.text = text;
    return {};
  }
  if (text.empty()) return {};  // the kind, with its default
  const auto kind = event_kind_from_name(text);
  if (!kind) return Fault{RejectReason::kUnknownKind, field.name};
  event.kind = *kind;
  return {};
}

std::optional<EventColumns::Fault> EventColumns::read_list(const Column& column, idx_t row,
                                                           Event& event) {
  const Field& field = kFields[column.field];
  std::vector<std::string_view>& items = items_[static_cast<std::size_t>(&column - &columns_[0])];
  items.clear();
  if (column.reading == Reading::kList) {
    read_items(column, row, items);
  } else {
    const std::string_view text = text_at(column.data, row);
    if (!text.empty() && !parse_json_list(text, arena_, items)) {
      return Fault{RejectReason::kMalformed, field.name};
    }
  }
  std::erase_if(items, [](std::string_view item) { return item.empty(); });
  for (std::string_view& item : items) {
    if (column.unchecked && !is_valid_utf8(item)) {
      return Fault{RejectReason::kBadEncoding, field.name};
    }
    if (item.find('\0') != std::string_view::npos) {
      return Fault{RejectReason::kNulByte, field.name};
    }
    if (field.mark != '\0' && item.size() > 1 && item[0] == field.mark) item.remove_prefix(1);
  }
  event.*field.list = items;
  return {};
}

void EventColumns::read_items(const Column& column, idx_t row,
                              std::vector<std::string_view>& items) {
  const auto entry = number_at<duckdb_list_entry>(column.data, row);
  duckdb_vector child = duckdb().list_vector_get_child(column.vector);
  const void* data = duckdb().vector_get_data(child);
  std::uint64_t* validity = duckdb().vector_get_validity(child);
  for (idx_t i = entry.offset; i < entry.offset + entry.length; ++i) {
    if (is_valid(validity, i)) items.push_back(text_at(data, i));
  }
}

std::optional<EventColumns::Fault> EventColumns::read_time(const Column& column, idx_t row,
                                                           Event& event) {
  const void* data = column.data;
  switch (column.reading) {
    case Reading::kTimeMicros:
      event.created_at = number_at<std::int64_t>(data, row);
      break;
    case Reading::kTimeSeconds:
      event.created_at = scaled(number_at<std::int64_t>(data, row), kMicrosPerSecond);
      break;
    case Reading::kTimeMillis:
      event.created_at = scaled(number_at<std::int64_t>(data, row), 1'000);
      break;
    case Reading::kTimeNanos:
      event.created_at = number_at<std::int64_t>(data, row) / 1'000;
      break;
    case Reading::kDate:
      event.created_at = scaled(number_at<std::int32_t>(data, row), kMicrosPerDay);
      break;
    case Reading::kEpoch:
      event.created_at = time_from_epoch(number_at<std::int64_t>(data, row));
      break;
    case Reading::kEpochFraction:
      event.created_at = time_from_epoch(number_at<double>(data, row));
      break;
    default: {
      const std::string_view text = text_at(data, row);
      if (text.empty()) return Fault{RejectReason::kMissingField, kTime};
      const auto time = time_from_text(text);
      if (!time) return Fault{RejectReason::kBadTime, kTime};
      event.created_at = *time;
    }
  }
  if (!is_in_range(event.created_at)) return Fault{RejectReason::kTimeOutOfRange, kTime};
  return {};
}

std::string_view EventColumns::row_as_json(idx_t row) {
  raw_.clear();
  JsonWriter json(raw_);
  json.begin_object();
  for (const Column& column : columns_) {
    if (!is_valid(column.validity, row)) continue;
    json.key(column.name);
    switch (column.reading) {
      case Reading::kText:
      case Reading::kRoundedId:
      case Reading::kJsonList:
      case Reading::kTimeText:
        json.value(text_at(column.data, row));
        break;
      case Reading::kList: {
        std::vector<std::string_view> items;
        read_items(column, row, items);
        json.begin_array();
        for (const std::string_view item : items) json.value(item);
        json.end_array();
        break;
      }
      case Reading::kEpochFraction:
        json.value(number_at<double>(column.data, row));
        break;
      case Reading::kDate:
        json.value(number_at<std::int32_t>(column.data, row));
        break;
      default:
        json.value(number_at<std::int64_t>(column.data, row));
    }
  }
  json.end_object();
  return raw_;
}

}  // namespace overt
