#include <algorithm>
#include <array>
#include <charconv>

#include "stages/events/account_fields_internal.h"
#include "stages/events/record_time_internal.h"

namespace overt {
namespace {

constexpr ProfileField text_field(std::string_view name, std::string AccountProfile::*member,
                                  char mark = '\0') {
  return {name, ProfileFieldType::kText, member, mark};
}

constexpr ProfileField other_field(std::string_view name, ProfileFieldType type) {
  return {name, type, nullptr, '\0'};
}

constexpr std::array<ProfileField, 12> kFields = {
    ProfileField{"account_id", ProfileFieldType::kId, &AccountProfile::account_id, '\0'},
    text_field("platform", &AccountProfile::platform),
    text_field("handle", &AccountProfile::handle, '@'),
    text_field("display_name", &AccountProfile::display_name),
    other_field("created_at", ProfileFieldType::kTime),
    other_field("followers", ProfileFieldType::kCount),
    text_field("region", &AccountProfile::region),
    other_field("verified", ProfileFieldType::kFlag),
    text_field("bio", &AccountProfile::bio),
    other_field("links", ProfileFieldType::kList),
    text_field("lang", &AccountProfile::lang),
    text_field("declared_entity", &AccountProfile::declared_entity),
};

// Table tools write counts with a gap among them as "12.0".
std::optional<std::uint64_t> count_of(std::string_view text) {
  if (text.size() > 2 && text.substr(text.size() - 2) == ".0") text.remove_suffix(2);
  std::uint64_t count = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, count);
  if (read.ec != std::errc() || read.ptr != end) return {};
  return count;
}

std::optional<bool> flag_of(std::string_view text) {
  constexpr std::array<std::string_view, 4> kTrue = {"true", "1", "True", "TRUE"};
  constexpr std::array<std::string_view, 4> kFalse = {"false", "0", "False", "FALSE"};
  if (std::find(kTrue.begin(), kTrue.end(), text) != kTrue.end()) return true;
  if (std::find(kFalse.begin(), kFalse.end(), text) != kFalse.end()) return false;
  return {};
}

std::optional<RecordFault> put_time(std::string_view name, std::string_view text,
                                    AccountProfile& profile) {
  const ParsedTime time = parse_record_time(text);
  if (time.fault != TimeFault::kNone) return RecordFault{reason_of(time.fault, false), name};
  profile.created_at = time.at;
  return {};
}

}  // namespace

std::span<const ProfileField> profile_fields() { return kFields; }

const ProfileField* profile_field_named(std::string_view name) {
  for (const ProfileField& field : kFields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

std::optional<RecordFault> put_profile_text(const ProfileField& field, std::string_view text,
                                            AccountProfile& profile) {
  if (text.empty()) return {};
  if (field.type == ProfileFieldType::kTime) return put_time(field.name, text, profile);
  if (field.type == ProfileFieldType::kCount) {
    profile.followers = count_of(text);
    if (!profile.followers) return RecordFault{RejectReason::kMalformed, field.name};
    return {};
  }
  if (field.type == ProfileFieldType::kFlag) {
    const auto flag = flag_of(text);
    if (!flag) return RecordFault{RejectReason::kMalformed, field.name};
    profile.verified = *flag;
    return {};
  }
  const bool rounded = field.type == ProfileFieldType::kId && is_rounded_id(text);
  if (rounded) return RecordFault{RejectReason::kMangledId, field.name};
  if (text.size() > 1 && field.mark != '\0' && text.front() == field.mark) text.remove_prefix(1);
  (profile.*field.text).assign(text);
  return {};
}

std::optional<RecordFault> fault_of(const AccountProfile& profile) {
  if (profile.account_id.empty()) return RecordFault{RejectReason::kMissingField, "account_id"};
  if (profile.account_id.find('\0') != std::string::npos) {
    return RecordFault{RejectReason::kNulByte, "account_id"};
  }
  return {};
}

}  // namespace overt
