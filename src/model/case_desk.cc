#include "model/case_desk.h"

#include <algorithm>
#include <charconv>

namespace overt {
namespace {

template <typename Number>
void set_number(const std::string& text, Number& number) {
  std::from_chars(text.data(), text.data() + text.size(), number);
}

void set_rule(DeskRules& rules, const DeskRecord& record) {
  if (record.about == "golden") set_number(record.value, rules.golden_share);
  if (record.about == "second") set_number(record.value, rules.second_share);
  if (record.about == "lease") set_number(record.value, rules.lease);
  if (record.about == "hard-items") set_number(record.value, rules.hard_items_max);
  if (record.about == "hard-time") set_number(record.value, rules.hard_time_max);
  if (record.about == "key") rules.key = record.value;
}

}  // namespace

CaseDesk desk_of(std::span<const DeskRecord> records) {
  CaseDesk desk;
  for (const DeskRecord& record : records) {
    switch (record.kind) {
      case DeskRecordKind::kRule:
        set_rule(desk.rules, record);
        break;
      case DeskRecordKind::kInterest: {
        std::vector<std::string>& interests = desk.interests[record.about];
        const auto place = std::lower_bound(interests.begin(), interests.end(), record.value);
        if (place == interests.end() || *place != record.value) {
          interests.insert(place, record.value);
        }
        break;
      }
      case DeskRecordKind::kInterestEnded:
        std::erase(desk.interests[record.about], record.value);
        break;
      case DeskRecordKind::kGolden:
        if (const auto verdict = case_verdict_named(record.value)) {
          desk.golden[record.about] = *verdict;
        }
        break;
      case DeskRecordKind::kGoldenEnded:
        desk.golden.erase(record.about);
        break;
    }
  }
  return desk;
}

Person with_interests(Person person, const CaseDesk& desk) {
  const auto found = desk.interests.find(person.id);
  if (found != desk.interests.end()) person.interests = found->second;
  return person;
}

}  // namespace overt
