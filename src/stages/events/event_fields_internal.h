#pragma once
// The fields of a canonical event by name, and how text is put into them. The table is the one
// source of the names for NDJSON, CSV and mapping files. Thread-safe; EventLists is not.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "model/event.h"
#include "stages/events/reject_internal.h"

namespace overt {

enum class FieldType : std::uint8_t {
  kText,
  kId,  // text in which a line end or a NUL has no place
  kList,
  kTime,
  kKind,
};

struct EventField {
  std::string_view name;
  FieldType type = FieldType::kText;
  std::string_view Event::*text = nullptr;
  std::span<const std::string_view> Event::*list = nullptr;
  std::uint8_t list_slot = 0;  // which of EventLists holds the elements
  char mark = '\0';            // a leading sign that is not part of an element: '#' or '@'
};

inline constexpr std::size_t kListFields = 6;

std::span<const EventField> event_fields();
const EventField* event_field_named(std::string_view name);
/// "account_id, created_at, …": for messages.
std::string event_field_names();

/// Room for the elements of one event's lists, reused from record to record.
class EventLists {
 public:
  std::vector<std::string_view>& cleared(const EventField& field) {
    auto& list = lists_[field.list_slot];
    list.clear();
    return list;
  }
  /// Shows the collected elements in the event, without their mark.
  void show(const EventField& field, Event& event);

 private:
  std::array<std::vector<std::string_view>, kListFields> lists_;
};

/// Checks what every event needs: an account and ids without NUL.
std::optional<RecordFault> fault_of(const Event& event);

}  // namespace overt
