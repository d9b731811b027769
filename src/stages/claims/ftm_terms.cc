#include <string>

#include "stages/claims/ftm_terms_internal.h"

namespace overt {

ClaimStatus ftm_status(std::string_view schema) {
  return schema == "Sanction" ? ClaimStatus::kSanctioned : ClaimStatus::kReported;
}

ClaimFlags ftm_flags(std::string_view property, std::string_view value) {
  const bool office =
      property == "topics" && (value == "role.pep" || value.starts_with("role.pep."));
  return office ? ClaimFlags{ClaimFlag::kProtected} : ClaimFlags{};
}

std::optional<TimeUs> ftm_time(std::string_view text) {
  if (text.size() < 10) return {};
  if (text.size() == 10) return parse_rfc3339(std::string(text) + "T00:00:00Z");
  if (const auto time = parse_rfc3339(text)) return time;
  return parse_rfc3339(std::string(text) + "Z");
}

}  // namespace overt
