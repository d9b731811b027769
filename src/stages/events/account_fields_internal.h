#pragma once
// The fields of an account profile by name, and how text is put into them; the one source of the
// names for NDJSON and CSV. Pure functions, thread-safe, O(length).

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "model/account.h"
#include "stages/events/reject_internal.h"

namespace overt {

enum class ProfileFieldType : std::uint8_t { kId, kText, kTime, kCount, kFlag, kList };

struct ProfileField {
  std::string_view name;
  ProfileFieldType type = ProfileFieldType::kText;
  std::string AccountProfile::*text = nullptr;  // of ids and texts
  char mark = '\0';                             // a leading sign that is not part of it
};

std::span<const ProfileField> profile_fields();
const ProfileField* profile_field_named(std::string_view name);

/// Puts the value of a field that is no list into the profile. An empty text is an absent value.
std::optional<RecordFault> put_profile_text(const ProfileField& field, std::string_view text,
                                            AccountProfile& profile);

/// Checks what every profile needs: an account without NUL.
std::optional<RecordFault> fault_of(const AccountProfile& profile);

}  // namespace overt
