#include "model/ledger_record.h"

#include <algorithm>
#include <array>

namespace overt {

std::string_view name_of(RecordKind kind) {
  constexpr std::array<std::string_view, kRecordKindCount> kNames = {
      "notice", "statement", "label", "staff", "policy", "disclosure", "case", "limits"};
  return kNames.at(static_cast<std::size_t>(kind));
}

std::optional<RecordKind> record_kind_named(std::string_view name) {
  for (std::size_t i = 0; i < kRecordKindCount; ++i) {
    const auto kind = static_cast<RecordKind>(i);
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

bool is_record_subject(std::string_view subject) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  return !subject.empty() && subject.size() <= kRecordSubjectMax &&
         subject.find_first_not_of(kAllowed) == subject.npos;
}

std::string record_reference(RecordKind kind, std::string_view subject) {
  return std::string(name_of(kind)) + ":" + std::string(subject);
}

}  // namespace overt
