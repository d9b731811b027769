#include <algorithm>
#include <array>
#include <string>

#include "stages/claims/ftm_terms_internal.h"

namespace overt {
namespace {

// Both forks; Control, Risk and Territory are the younger one's. In byte order.
constexpr std::array<std::string_view, 72> kSchemata = {"Address",        "Airplane",
                                                        "Analyzable",     "Article",
                                                        "Asset",          "Associate",
                                                        "Audio",          "BankAccount",
                                                        "Call",           "CallForTenders",
                                                        "Company",        "Contract",
                                                        "ContractAward",  "Control",
                                                        "CourtCase",      "CourtCaseParty",
                                                        "CryptoWallet",   "Debt",
                                                        "Directorship",   "Document",
                                                        "Documentation",  "EconomicActivity",
                                                        "Email",          "Employment",
                                                        "Event",          "Family",
                                                        "Folder",         "HyperText",
                                                        "Identification", "Image",
                                                        "Interest",       "Interval",
                                                        "LegalEntity",    "License",
                                                        "Membership",     "Mention",
                                                        "Message",        "Note",
                                                        "Occupancy",      "Organization",
                                                        "Ownership",      "Package",
                                                        "Page",           "Pages",
                                                        "Passport",       "Payment",
                                                        "Person",         "PlainText",
                                                        "Position",       "Post",
                                                        "Project",        "ProjectParticipant",
                                                        "PublicBody",     "RealEstate",
                                                        "Representation", "Risk",
                                                        "Sanction",       "Security",
                                                        "Similar",        "Succession",
                                                        "Table",          "TaxRoll",
                                                        "Territory",      "Thing",
                                                        "Trip",           "UnknownLink",
                                                        "UserAccount",    "Value",
                                                        "Vehicle",        "Vessel",
                                                        "Video",          "Workbook"};

}  // namespace

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

bool is_ftm_schema(std::string_view schema) {
  return std::find(kSchemata.begin(), kSchemata.end(), schema) != kSchemata.end();
}

}  // namespace overt
