#include "model/schema.h"

#include <algorithm>
#include <array>

namespace overt {
namespace {

using enum PropertyType;
using Names = std::string_view;

// What is text is not listed: that is what an unlisted property is. A second value of a property
// marked `true` contradicts the first.
// clang-format off
constexpr Names kParentsAddress[] = {"Thing"};
constexpr SchemaProperty kAddress[] = {{"latitude", kNumber}, {"longitude", kNumber},
    {"osmId", kIdentifier}, {"googlePlaceId", kIdentifier}};
constexpr Names kParentsAirplane[] = {"Vehicle"};
constexpr SchemaProperty kAirplane[] = {{"serialNumber", kIdentifier}, {"icaoCode", kIdentifier}};
constexpr SchemaProperty kAnalyzable[] = {{"detectedCountry", kCountry},
    {"namesMentioned", kName}, {"peopleMentioned", kName}, {"companiesMentioned", kName},
    {"ibanMentioned", kIdentifier}, {"phoneMentioned", kPhone}, {"emailMentioned", kEmail}};
constexpr Names kParentsArticle[] = {"Document"};
constexpr Names kParentsAsset[] = {"Thing", "Value"};
constexpr Names kParentsAssociate[] = {"Interval"};
constexpr SchemaProperty kAssociate[] = {{"person", kEntity, "Person"},
    {"associate", kEntity, "Person"}};
constexpr Names kParentsAudio[] = {"Document"};
constexpr SchemaProperty kAudio[] = {{"duration", kNumber}, {"samplingRate", kNumber}};
constexpr Names kParentsBankAccount[] = {"Asset"};
constexpr SchemaProperty kBankAccount[] = {{"accountNumber", kIdentifier},
    {"iban", kIdentifier, "", true}, {"bic", kIdentifier}, {"bank", kEntity, "Organization"},
    {"openingDate", kDate}, {"closingDate", kDate}, {"balance", kNumber},
    {"balanceDate", kDate}, {"maxBalance", kNumber}, {"maxBalanceDate", kDate}};
constexpr Names kParentsCompany[] = {"Organization", "Asset"};
constexpr SchemaProperty kCompany[] = {{"capital", kNumber}, {"voenCode", kIdentifier},
    {"coatoCode", kIdentifier}, {"irsCode", kIdentifier}, {"ipoCode", kIdentifier},
    {"cikCode", kIdentifier}, {"jibCode", kIdentifier}, {"mbsCode", kIdentifier},
    {"kppCode", kIdentifier}, {"fnsCode", kIdentifier}, {"bikCode", kIdentifier},
    {"pfrNumber", kIdentifier}, {"isinCode", kIdentifier}, {"ticker", kIdentifier},
    {"ricCode", kIdentifier}};
constexpr Names kParentsContract[] = {"Asset"};
constexpr SchemaProperty kContract[] = {{"authority", kEntity, "LegalEntity"},
    {"project", kEntity, "Project"}, {"contractDate", kDate}};
constexpr Names kParentsContractAward[] = {"Value", "Interest"};
constexpr SchemaProperty kContractAward[] = {{"supplier", kEntity, "LegalEntity"},
    {"contract", kEntity, "Contract"}, {"callForTenders", kEntity, "CallForTenders"},
    {"cpvCode", kIdentifier}, {"nutsCode", kIdentifier}};
constexpr Names kParentsControl[] = {"Interest"};
constexpr SchemaProperty kControl[] = {{"controller", kEntity, "LegalEntity"},
    {"controlled", kEntity, "LegalEntity"}};
constexpr Names kParentsCourtCase[] = {"Thing"};
constexpr SchemaProperty kCourtCase[] = {{"caseNumber", kIdentifier}, {"fileDate", kDate},
    {"closeDate", kDate}};
constexpr Names kParentsCourtCaseParty[] = {"Interest"};
constexpr SchemaProperty kCourtCaseParty[] = {{"party", kEntity, "Thing"},
    {"case", kEntity, "CourtCase"}};
constexpr Names kParentsCryptoWallet[] = {"Thing", "Value"};
constexpr SchemaProperty kCryptoWallet[] = {{"publicKey", kIdentifier, "", true},
    {"cryptoAddress", kIdentifier}, {"accountId", kIdentifier}, {"creationDate", kDate},
    {"holder", kEntity, "LegalEntity"}, {"balance", kNumber}, {"balanceDate", kDate}};
constexpr Names kParentsDebt[] = {"Interval", "Value"};
constexpr SchemaProperty kDebt[] = {{"debtor", kEntity, "LegalEntity"},
    {"creditor", kEntity, "LegalEntity"}};
constexpr Names kParentsDirectorship[] = {"Interest"};
constexpr SchemaProperty kDirectorship[] = {{"director", kEntity, "LegalEntity"},
    {"organization", kEntity, "Organization"}};
constexpr Names kParentsDocument[] = {"Thing", "Analyzable"};
constexpr SchemaProperty kDocument[] = {{"fileSize", kNumber}, {"date", kDate},
    {"authoredAt", kDate}, {"publishedAt", kDate}, {"parent", kEntity, "Folder"},
    {"ancestors", kEntity, "Folder"}, {"processedAt", kDate}};
constexpr Names kParentsDocumentation[] = {"Interest"};
constexpr SchemaProperty kDocumentation[] = {{"document", kEntity, "Document"},
    {"entity", kEntity, "Thing"}};
constexpr Names kParentsEmployment[] = {"Interest"};
constexpr SchemaProperty kEmployment[] = {{"employer", kEntity, "Organization"},
    {"employee", kEntity, "Person"}};
constexpr Names kParentsEvent[] = {"Interval", "Analyzable", "Thing"};
constexpr SchemaProperty kEvent[] = {{"organizer", kEntity, "LegalEntity"},
    {"involved", kEntity, "LegalEntity"}};
constexpr Names kParentsFamily[] = {"Interval"};
constexpr SchemaProperty kFamily[] = {{"person", kEntity, "Person"},
    {"relative", kEntity, "Person"}};
constexpr Names kParentsFolder[] = {"Document"};
constexpr Names kParentsHyperText[] = {"Document"};
constexpr Names kParentsIdentification[] = {"Interval"};
constexpr SchemaProperty kIdentification[] = {{"holder", kEntity, "LegalEntity"},
    {"country", kCountry}, {"number", kIdentifier}};
constexpr Names kParentsImage[] = {"Document"};
constexpr SchemaProperty kImage[] = {{"pictured", kEntity, "Person"}};
constexpr Names kParentsInterest[] = {"Interval"};
constexpr SchemaProperty kInterval[] = {{"startDate", kDate, "", true},
    {"endDate", kDate, "", true}, {"date", kDate}, {"sourceUrl", kUrl},
    {"proof", kEntity, "Document"}, {"publisherUrl", kUrl}, {"alephUrl", kUrl},
    {"namesMentioned", kName}, {"modifiedAt", kDate}, {"retrievedAt", kDate}};
constexpr Names kParentsLegalEntity[] = {"Thing"};
constexpr SchemaProperty kLegalEntity[] = {{"abbreviation", kName}, {"email", kEmail},
    {"phone", kPhone}, {"website", kUrl}, {"incorporationDate", kDate, "", true},
    {"dissolutionDate", kDate, "", true}, {"registrationNumber", kIdentifier},
    {"idNumber", kIdentifier}, {"taxNumber", kIdentifier}, {"licenseNumber", kIdentifier},
    {"vatCode", kIdentifier}, {"jurisdiction", kCountry}, {"mainCountry", kCountry},
    {"opencorporatesUrl", kUrl}, {"bvdId", kIdentifier}, {"sayariId", kIdentifier},
    {"brightQueryId", kIdentifier}, {"brightQueryOrgId", kIdentifier}, {"uscCode", kIdentifier},
    {"okpoCode", kIdentifier}, {"innCode", kIdentifier, "", true},
    {"ogrnCode", kIdentifier, "", true}, {"okvedCode", kIdentifier},
    {"leiCode", kIdentifier, "", true}, {"dunsCode", kIdentifier},
    {"uniqueEntityId", kIdentifier}, {"npiCode", kIdentifier}, {"swiftBic", kIdentifier},
    {"parent", kEntity, "LegalEntity"}};
constexpr Names kParentsLicense[] = {"Contract"};
constexpr SchemaProperty kLicense[] = {{"area", kNumber}};
constexpr Names kParentsMembership[] = {"Interest"};
constexpr SchemaProperty kMembership[] = {{"member", kEntity, "LegalEntity"},
    {"organization", kEntity, "Organization"}};
constexpr SchemaProperty kMention[] = {{"document", kEntity, "Document"},
    {"resolved", kEntity, "LegalEntity"}, {"name", kName}, {"contextCountry", kCountry},
    {"contextPhone", kPhone}, {"contextEmail", kEmail}};
constexpr Names kParentsMessage[] = {"Interval", "Folder", "PlainText", "HyperText"};
constexpr SchemaProperty kMessage[] = {{"sender", kEntity, "LegalEntity"},
    {"senderAccount", kEntity, "UserAccount"}, {"recipients", kEntity, "LegalEntity"},
    {"recipientAccount", kEntity, "UserAccount"}, {"inReplyToMessage", kEntity, "Message"}};
constexpr Names kParentsNote[] = {"Thing", "Analyzable"};
constexpr SchemaProperty kNote[] = {{"entity", kEntity, "Thing"}};
constexpr Names kParentsOccupancy[] = {"Interval"};
constexpr SchemaProperty kOccupancy[] = {{"holder", kEntity, "Person"},
    {"post", kEntity, "Position"}, {"declarationDate", kDate}, {"electionDate", kDate},
    {"periodStart", kDate}, {"periodEnd", kDate}};
constexpr Names kParentsOrganization[] = {"LegalEntity"};
constexpr SchemaProperty kOrganization[] = {{"cageCode", kIdentifier}, {"permId", kIdentifier},
    {"imoNumber", kIdentifier, "", true}, {"giiNumber", kIdentifier}};
constexpr Names kParentsOwnership[] = {"Interest"};
constexpr SchemaProperty kOwnership[] = {{"owner", kEntity, "LegalEntity"},
    {"asset", kEntity, "Asset"}, {"percentage", kText, "", true}};
constexpr Names kParentsPages[] = {"Document"};
constexpr Names kParentsPassport[] = {"Identification"};
constexpr SchemaProperty kPassport[] = {{"passportNumber", kIdentifier},
    {"birthDate", kDate, "", true}, {"personalNumber", kIdentifier}};
constexpr Names kParentsPayment[] = {"Interval", "Value"};
constexpr SchemaProperty kPayment[] = {{"payer", kEntity, "LegalEntity"},
    {"payerAccount", kEntity, "BankAccount"}, {"beneficiary", kEntity, "LegalEntity"},
    {"beneficiaryAccount", kEntity, "BankAccount"}, {"contract", kEntity, "Contract"},
    {"project", kEntity, "Project"}};
constexpr Names kParentsPerson[] = {"LegalEntity"};
constexpr SchemaProperty kPerson[] = {{"birthDate", kDate, "", true},
    {"birthCountry", kCountry}, {"deathDate", kDate, "", true}, {"nationality", kCountry},
    {"citizenship", kCountry}, {"passportNumber", kIdentifier},
    {"socialSecurityNumber", kIdentifier}, {"height", kNumber}, {"weight", kNumber}};
constexpr Names kParentsPlainText[] = {"Document"};
constexpr Names kParentsPosition[] = {"Thing"};
constexpr SchemaProperty kPosition[] = {{"organization", kEntity, "Organization"},
    {"inceptionDate", kDate}, {"dissolutionDate", kDate, "", true}, {"numberOfSeats", kNumber}};
constexpr Names kParentsProject[] = {"Interval", "Thing", "Value"};
constexpr SchemaProperty kProject[] = {{"projectId", kIdentifier}};
constexpr Names kParentsProjectParticipant[] = {"Interest"};
constexpr SchemaProperty kProjectParticipant[] = {{"project", kEntity, "Project"},
    {"participant", kEntity, "LegalEntity"}};
constexpr Names kParentsPublicBody[] = {"Organization"};
constexpr Names kParentsRepresentation[] = {"Interest"};
constexpr SchemaProperty kRepresentation[] = {{"agent", kEntity, "LegalEntity"},
    {"client", kEntity, "LegalEntity"}};
constexpr Names kParentsRisk[] = {"Interval"};
constexpr SchemaProperty kRisk[] = {{"entity", kEntity, "Thing"}, {"programId", kIdentifier},
    {"programUrl", kUrl}, {"topics", kTopic}, {"duration", kNumber}, {"country", kCountry},
    {"listingDate", kDate}};
constexpr Names kParentsSanction[] = {"Interval"};
constexpr SchemaProperty kSanction[] = {{"entity", kEntity, "Thing"},
    {"authorityId", kIdentifier}, {"unscId", kIdentifier}, {"programId", kIdentifier},
    {"programUrl", kUrl}, {"duration", kNumber}, {"country", kCountry}, {"listingDate", kDate}};
constexpr Names kParentsSecurity[] = {"Asset"};
constexpr SchemaProperty kSecurity[] = {{"isin", kIdentifier},
    {"registrationNumber", kIdentifier}, {"ticker", kIdentifier}, {"figiCode", kIdentifier},
    {"issuer", kEntity, "LegalEntity"}, {"issueDate", kDate}, {"maturityDate", kDate}};
constexpr SchemaProperty kSimilar[] = {{"candidate", kEntity, "Thing"},
    {"match", kEntity, "Thing"}, {"confidenceScore", kNumber}};
constexpr Names kParentsSuccession[] = {"Interest"};
constexpr SchemaProperty kSuccession[] = {{"predecessor", kEntity, "LegalEntity"},
    {"successor", kEntity, "LegalEntity"}};
constexpr Names kParentsTerritory[] = {"Thing"};
constexpr SchemaProperty kTerritory[] = {{"partOf", kEntity, "Territory"},
    {"territoryCode", kIdentifier}, {"fipsCode", kIdentifier}, {"zipCode", kIdentifier},
    {"nutsCode", kIdentifier}};
constexpr SchemaProperty kThing[] = {{"name", kName}, {"alias", kName}, {"previousName", kName},
    {"weakAlias", kName}, {"country", kCountry}, {"sourceUrl", kUrl}, {"publisherUrl", kUrl},
    {"alephUrl", kUrl}, {"wikipediaUrl", kUrl}, {"wikidataId", kIdentifier, "", true},
    {"topics", kTopic}, {"addressEntity", kEntity, "Address"}, {"programId", kIdentifier},
    {"proof", kEntity, "Document"}, {"riskSource", kEntity, "Thing"}, {"createdAt", kDate},
    {"modifiedAt", kDate}, {"retrievedAt", kDate}};
constexpr Names kParentsUnknownLink[] = {"Interest"};
constexpr SchemaProperty kUnknownLink[] = {{"subject", kEntity, "Thing"},
    {"object", kEntity, "Thing"}};
constexpr Names kParentsUserAccount[] = {"Thing"};
constexpr SchemaProperty kUserAccount[] = {{"owner", kEntity, "LegalEntity"}, {"email", kEmail},
    {"phone", kPhone}, {"username", kIdentifier, "", true}};
constexpr SchemaProperty kValue[] = {{"amount", kNumber}, {"amountUsd", kNumber},
    {"amountEur", kNumber}};
constexpr Names kParentsVehicle[] = {"Asset"};
constexpr SchemaProperty kVehicle[] = {{"registrationNumber", kIdentifier},
    {"owner", kEntity, "LegalEntity"}, {"operator", kEntity, "LegalEntity"},
    {"buildDate", kDate}, {"registrationDate", kDate}, {"deregistrationDate", kDate}};
constexpr Names kParentsVessel[] = {"Vehicle"};
constexpr SchemaProperty kVessel[] = {{"imoNumber", kIdentifier, "", true},
    {"crsNumber", kIdentifier}, {"flag", kCountry}, {"tonnage", kNumber},
    {"grossRegisteredTonnage", kNumber}, {"deadweightTonnage", kNumber},
    {"nameChangeDate", kDate}, {"callSign", kIdentifier}, {"pastFlags", kCountry},
    {"mmsi", kIdentifier}};
constexpr Names kParentsVideo[] = {"Document"};
constexpr SchemaProperty kVideo[] = {{"duration", kNumber}};

// By name.
constexpr Schema kSchemata[] = {
{"Address", kParentsAddress, kAddress, "", ""},
{"Airplane", kParentsAirplane, kAirplane, "", ""},
{"Analyzable", {}, kAnalyzable, "", ""},
{"Article", kParentsArticle, {}, "", ""},
{"Asset", kParentsAsset, {}, "", ""},
{"Associate", kParentsAssociate, kAssociate, "person", "associate", false},
{"Audio", kParentsAudio, kAudio, "", ""},
{"BankAccount", kParentsBankAccount, kBankAccount, "", ""},
{"Company", kParentsCompany, kCompany, "", ""},
{"Contract", kParentsContract, kContract, "", ""},
{"ContractAward", kParentsContractAward, kContractAward, "contract", "supplier"},
{"Control", kParentsControl, kControl, "controller", "controlled"},
{"CourtCase", kParentsCourtCase, kCourtCase, "", ""},
{"CourtCaseParty", kParentsCourtCaseParty, kCourtCaseParty, "party", "case"},
{"CryptoWallet", kParentsCryptoWallet, kCryptoWallet, "", ""},
{"Debt", kParentsDebt, kDebt, "debtor", "creditor"},
{"Directorship", kParentsDirectorship, kDirectorship, "director", "organization"},
{"Document", kParentsDocument, kDocument, "", ""},
{"Documentation", kParentsDocumentation, kDocumentation, "document", "entity", false},
{"Employment", kParentsEmployment, kEmployment, "employee", "employer"},
{"Event", kParentsEvent, kEvent, "", ""},
{"Family", kParentsFamily, kFamily, "person", "relative", false},
{"Folder", kParentsFolder, {}, "", ""},
{"HyperText", kParentsHyperText, {}, "", ""},
{"Identification", kParentsIdentification, kIdentification, "", ""},
{"Image", kParentsImage, kImage, "", ""},
{"Interest", kParentsInterest, {}, "", ""},
{"Interval", {}, kInterval, "", ""},
{"LegalEntity", kParentsLegalEntity, kLegalEntity, "", ""},
{"License", kParentsLicense, kLicense, "", ""},
{"Membership", kParentsMembership, kMembership, "member", "organization"},
{"Mention", {}, kMention, "", ""},
{"Message", kParentsMessage, kMessage, "", ""},
{"Note", kParentsNote, kNote, "", ""},
{"Occupancy", kParentsOccupancy, kOccupancy, "holder", "post"},
{"Organization", kParentsOrganization, kOrganization, "", ""},
{"Ownership", kParentsOwnership, kOwnership, "owner", "asset"},
{"Pages", kParentsPages, {}, "", ""},
{"Passport", kParentsPassport, kPassport, "", ""},
{"Payment", kParentsPayment, kPayment, "payer", "beneficiary"},
{"Person", kParentsPerson, kPerson, "", ""},
{"PlainText", kParentsPlainText, {}, "", ""},
{"Position", kParentsPosition, kPosition, "", ""},
{"Project", kParentsProject, kProject, "", ""},
{"ProjectParticipant", kParentsProjectParticipant, kProjectParticipant, "participant", "project"},
{"PublicBody", kParentsPublicBody, {}, "", ""},
{"Representation", kParentsRepresentation, kRepresentation, "agent", "client"},
{"Risk", kParentsRisk, kRisk, "", ""},
{"Sanction", kParentsSanction, kSanction, "", ""},
{"Security", kParentsSecurity, kSecurity, "", ""},
{"Similar", {}, kSimilar, "", ""},
{"Succession", kParentsSuccession, kSuccession, "predecessor", "successor"},
{"Territory", kParentsTerritory, kTerritory, "", ""},
{"Thing", {}, kThing, "", ""},
{"UnknownLink", kParentsUnknownLink, kUnknownLink, "subject", "object", false},
{"UserAccount", kParentsUserAccount, kUserAccount, "", ""},
{"Value", {}, kValue, "", ""},
{"Vehicle", kParentsVehicle, kVehicle, "", ""},
{"Vessel", kParentsVessel, kVessel, "", ""},
{"Video", kParentsVideo, kVideo, "", ""},
};
// clang-format on

constexpr int kDepthMax = 8;

bool descends(const Schema& schema, std::string_view ancestor, int depth) {
  if (schema.name == ancestor) return true;
  if (depth == kDepthMax) return false;
  return std::any_of(schema.parents.begin(), schema.parents.end(), [&](std::string_view parent) {
    const Schema* const up = find_schema(parent);
    return up != nullptr && descends(*up, ancestor, depth + 1);
  });
}

const SchemaProperty* find_in(const Schema& schema, std::string_view property, int depth) {
  for (const SchemaProperty& own : schema.properties) {
    if (own.name == property) return &own;
  }
  if (depth == kDepthMax) return nullptr;
  for (const std::string_view parent : schema.parents) {
    const Schema* const up = find_schema(parent);
    const SchemaProperty* const found = up == nullptr ? nullptr : find_in(*up, property, depth + 1);
    if (found != nullptr) return found;
  }
  return nullptr;
}

std::optional<LinkEnds> ends_of(const Schema& schema, int depth) {
  if (!schema.source.empty()) return LinkEnds{schema.source, schema.target, schema.directed};
  if (depth == kDepthMax) return std::nullopt;
  for (const std::string_view parent : schema.parents) {
    const Schema* const up = find_schema(parent);
    if (up == nullptr) continue;
    if (const auto ends = ends_of(*up, depth + 1)) return ends;
  }
  return std::nullopt;
}

}  // namespace

std::span<const Schema> all_schemata() { return kSchemata; }

const Schema* find_schema(std::string_view name) {
  const auto* const end = std::end(kSchemata);
  const auto* const found =
      std::lower_bound(std::begin(kSchemata), end, name,
                       [](const Schema& schema, auto key) { return schema.name < key; });
  return found != end && found->name == name ? found : nullptr;
}

bool is_a(std::string_view name, std::string_view ancestor) {
  const Schema* const schema = find_schema(name);
  return schema == nullptr ? name == ancestor : descends(*schema, ancestor, 0);
}

const SchemaProperty* find_property(std::string_view schema, std::string_view property) {
  const Schema* const known = find_schema(schema);
  return known == nullptr ? nullptr : find_in(*known, property, 0);
}

PropertyType type_of(std::string_view schema, std::string_view property) {
  const SchemaProperty* const found = find_property(schema, property);
  return found == nullptr ? kText : found->type;
}

std::optional<LinkEnds> link_ends(std::string_view schema) {
  const Schema* const known = find_schema(schema);
  return known == nullptr ? std::nullopt : ends_of(*known, 0);
}

std::string_view common_schema(std::string_view a, std::string_view b) {
  if (a.empty()) return b;
  return is_a(b, a) ? b : a;
}

std::optional<OlderLink> older_link(std::string_view schema, std::string_view control_type,
                                    std::string_view source_schema) {
  if (schema != "Control") return std::nullopt;
  const bool directs = control_type == "management" || control_type == "appointment";
  if (directs && is_a(source_schema, "Person")) {
    return OlderLink{"Directorship", "director", "organization", "controlType", "director"};
  }
  return OlderLink{"UnknownLink", "subject", "object", "controlType", "control"};
}

}  // namespace overt
