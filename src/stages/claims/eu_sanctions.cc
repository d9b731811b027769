// Consolidated EU lists: one listing a row, with the legal act (CELEX number) and the annex. A
// listing is not guilt: the entity's claims say who it is, and a "Sanction" says which authority
// listed it, under which act and annex, since when and for what stated reason. Dates that the list
// does not give are not invented.

#include <map>
#include <set>

#include <fmt/format.h>

#include "stages/claims/formats_internal.h"
#include "stages/claims/hosts_internal.h"
#include "stages/claims/text_internal.h"

namespace overt {
namespace {

constexpr std::string_view kAddressEnds = ";, \n";

enum class Cell : std::uint8_t {
  kText,       // as it stands
  kTexts,      // several, with ';' between
  kAddresses,  // several web addresses or mail addresses, with ';', ',' or spaces between
  kCountries,
  kDate,
  kGender,
  kDigits,  // a code of digits, which people write with spaces and a full stop
};

struct Mapping {
  std::string_view column;
  std::string_view property;
  Cell cell;
  bool of_persons;  // false: left out for persons, whom it would only expose
};

constexpr std::array<Mapping, 31> kMappings = {{
    {"alias", "alias", Cell::kTexts, true},
    {"weakalias", "weakAlias", Cell::kTexts, true},
    {"previousname", "previousName", Cell::kTexts, true},
    {"country", "country", Cell::kCountries, true},
    {"nationality", "nationality", Cell::kCountries, true},
    {"jurisdiction", "jurisdiction", Cell::kCountries, true},
    {"birthdate", "birthDate", Cell::kDate, true},
    {"birthplace", "birthPlace", Cell::kText, true},
    {"position", "position", Cell::kText, true},
    {"gender", "gender", Cell::kGender, true},
    {"incorporationdate", "incorporationDate", Cell::kDate, true},
    {"legalform", "legalForm", Cell::kText, true},
    {"sector", "sector", Cell::kText, true},
    {"registrationnumber", "registrationNumber", Cell::kTexts, true},
    {"taxnumber", "taxNumber", Cell::kTexts, true},
    {"idnumber", "idNumber", Cell::kTexts, true},
    {"inncode", "innCode", Cell::kDigits, true},
    {"ogrncode", "ogrnCode", Cell::kDigits, true},
    {"kppcode", "kppCode", Cell::kTexts, true},
    {"okpocode", "okpoCode", Cell::kTexts, true},
    {"leicode", "leiCode", Cell::kTexts, true},
    {"swiftbic", "swiftBic", Cell::kTexts, true},
    {"ticker", "ticker", Cell::kText, true},
    {"imonumber", "imoNumber", Cell::kText, true},
    {"mmsi", "mmsi", Cell::kText, true},
    {"flag", "flag", Cell::kCountries, true},
    {"address", "address", Cell::kTexts, true},
    {"website", "website", Cell::kAddresses, true},
    {"phone", "phone", Cell::kTexts, false},
    {"email", "email", Cell::kAddresses, false},
    {"notes", "notes", Cell::kText, true},
}};

// Identity papers, looks and parents: of persons, and of no use to the registry.
constexpr std::array<std::string_view, 5> kLeftOut = {"passportnumber", "appearance", "ethnicity",
                                                      "fathername", "mothername"};

// "32014R0833" → "Council Regulation (EU) No 833/2014"; since 2015 the year comes first.
std::string act_name(std::string_view celex) {
  const bool regulation = celex.size() == 10 && celex[0] == '3' && celex[5] == 'R';
  if (!regulation) return fmt::format("legal act {}", celex);
  const std::string_view year = celex.substr(1, 4);
  std::string_view number = celex.substr(6);
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size() - 1));
  return year < "2015" ? fmt::format("Council Regulation (EU) No {}/{}", number, year)
                       : fmt::format("Council Regulation (EU) {}/{}", year, number);
}

std::string act_address(std::string_view celex) {
  return fmt::format("https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{}", celex);
}

// "1 121 402 000 213" and "614322649248." are codes; "1207700324941, KPP 772901001" holds one.
std::optional<std::string> code_of(std::string_view text) {
  std::string digits;
  for (const char c : text.substr(0, text.find(','))) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != ' ' && c != '.') {
      return {};
    }
  }
  const std::size_t size = digits.size();
  if (size != 10 && size != 12 && size != 13 && size != 15) return {};
  return digits;
}

// "Russian / Ukrainian", "Swiss and Cameroonian", "Ukrainian, Russian (the Union does not …)".
std::vector<std::string> people_names(std::string_view text) {
  std::string plain(text.substr(0, text.find('(')));
  for (const std::string_view word : {" and/or ", " and ", "/"}) {
    for (std::size_t at = 0; (at = plain.find(word, at)) != std::string::npos;) {
      plain.replace(at, word.size(), ";");
    }
  }
  std::vector<std::string> names;
  for (const std::string_view part : split_list(plain, ",;")) names.emplace_back(part);
  return names;
}

class EuSanctions {
 public:
  EuSanctions(const ListInput& input, const ListHeader& header)
      : input_(input),
        celex_(header.find("celex")),
        record_(header.find("recordid")),
        programme_(header.find("programkey")),
        annex_(header.find("annex")),
        measure_(header.find("measure")),
        start_(header.find("startdate")),
        reason_(header.find("reason")),
        schema_(header.find("schema")),
        name_(header.find("name")) {
    for (const Mapping& mapping : kMappings) columns_.push_back(header.find(mapping.column));
    for (const std::string_view name : kLeftOut) left_out_.push_back(header.find(name));
  }

  // First of two passes: which sites several of the listed give as theirs.
  void note_sites(const ClaimRow& row) {
    for (const auto address : split_list(row.get(column_of("website")), kAddressEnds)) {
      const std::string host = web_host(address);
      if (!host.empty()) names_by_site_[host].insert(std::string(row.get(name_)));
    }
  }

  Result<void> take(const ClaimRow& row) {
    for (const auto& [column, name] : {std::pair{celex_, "celex"}, std::pair{annex_, "annex"},
                                       std::pair{name_, "name"}, std::pair{schema_, "schema"}}) {
      if (!row.get(column).empty()) continue;
      input_.sink.reject(input_.visitor, {RejectReason::kMissingField, row.line, name, row.raw});
      return {};
    }
    const std::string_view written = row.get(start_);
    const auto start = iso_date(written);
    if (!written.empty() && !start) {
      input_.sink.reject(input_.visitor, {RejectReason::kBadTime, row.line, "startDate", row.raw});
      return {};
    }
    const Subject entity = state_entity(row);
    state_sanction(row, entity, start);
    return input_.sink.end_record(input_.visitor);
  }

  void conclude() {
    ImportReport& report = input_.sink.report();
    for (const auto& [host, names] : names_by_site_) {
      if (names.size() < 2) continue;
      ++report.conflicts_total;
      if (report.conflicts.size() == kImportConflictsMax) continue;
      report.conflicts.push_back({fmt::format("website {}", host), {names.begin(), names.end()}});
    }
    report.notes.emplace_back(
        "A listing is not guilt: each says which authority listed whom, when.");
    if (undated_ > 0) {
      report.notes.push_back(fmt::format(
          "{} listings have no date in this file; the date stands in the acts that amended the "
          "annex, and is not guessed.",
          undated_));
    }
  }

 private:
  // The act, the annex and its running number name a listing; where the annex does not number,
  // its date and name do.
  std::string key(const ClaimRow& row) const {
    return fmt::format("{}|{}|{}", row.get(record_), row.get(start_), row.get(name_));
  }

  std::uint32_t source_of(const ClaimRow& row) const {
    // A caller's address is the copy it read; without one, the act's own.
    if (!input_.request.source.url.empty()) return input_.sink.source();
    return input_.sink.source_at(act_address(row.get(celex_)));
  }

  Subject state_entity(const ClaimRow& row) {
    Subject said;
    said.id = entity_id("eu-listed", {row.get(celex_), row.get(annex_), key(row)});
    said.schema = schema_name(row.get(schema_));
    said.source = source_of(row);
    input_.sink.begin(said);
    input_.sink.state(said, "name", row.get(name_));
    const bool person = said.schema == "Person";
    for (std::size_t i = 0; i < kMappings.size(); ++i) {
      const std::string_view text = row.get(columns_[i]);
      if (text.empty()) continue;
      if (person && !kMappings[i].of_persons) {
        input_.sink.skip("contact_of_person");
      } else {
        state_cell(said, kMappings[i], text);
      }
    }
    for (const Column column : left_out_) {
      if (!row.get(column).empty()) input_.sink.skip("personal_paper_or_trait");
    }
    state_country(said, row);
    return said;
  }

  // The schemata of the lists; others are kept as they stand, in a text that lives long enough.
  std::string_view schema_name(std::string_view written) {
    return *schemata_.insert(std::string(written)).first;
  }

  void state_cell(const Subject& said, const Mapping& mapping, std::string_view text) {
    ClaimSink& sink = input_.sink;
    switch (mapping.cell) {
      case Cell::kText:
        sink.state(said, mapping.property, text);
        break;
      case Cell::kTexts:
        for (const auto part : split_list(text, ";")) sink.state(said, mapping.property, part);
        break;
      case Cell::kAddresses:
        for (const auto part : split_list(text, kAddressEnds)) state_address(said, mapping, part);
        break;
      case Cell::kCountries:
        for (const std::string& name : people_names(text)) {
          const auto code = country_code(name);
          if (!code) sink.skip("unknown_country");
          sink.state(said, mapping.property, code.value_or(""));
        }
        break;
      case Cell::kDate:
        state_date(said, mapping, text);
        break;
      case Cell::kGender:
        sink.state(said, mapping.property, lowered(text));
        break;
      case Cell::kDigits:
        for (const auto part : split_list(text, ";")) state_code(said, mapping, part);
        break;
    }
  }

  void state_address(Subject said, const Mapping& mapping, std::string_view text) {
    const std::string host = web_host(text);
    if (host.empty()) return input_.sink.skip("address_without_host");
    if (mapping.property == "website") {
      const bool mail = text.find("://") == std::string_view::npos && text.find('@') < text.size();
      if (mail) return input_.sink.skip("mail_address_as_website");
      if (const auto account = service_account(text)) return state_account(said, *account, text);
      flag_site(host, said);
    }
    input_.sink.state(said, mapping.property, text);
  }

  // A subsidiary's page on its parent's site: the site is not the subsidiary's alone.
  void flag_site(const std::string& host, Subject& said) const {
    if (const auto reason = generic_host_reason(host); !reason.empty()) {
      said.flags.add(ClaimFlag::kGenericHost);
      said.note = reason;
    }
    const auto names = names_by_site_.find(host);
    if (names == names_by_site_.end() || names->second.size() < 2) return;
    said.flags.add(ClaimFlag::kConflicting);
    said.note = fmt::format("{} of the listed give this site", names->second.size());
  }

  void state_account(const Subject& holder, const ServiceAccount& account, std::string_view url) {
    Subject said = holder;
    said.id = handle_id(account.service, account.username);
    said.schema = "UserAccount";
    input_.sink.begin(said);
    input_.sink.state(said, "service", account.service);
    input_.sink.state(said, "username", account.username);
    input_.sink.state(said, "sourceUrl", url);
    input_.sink.state(said, "owner", holder.id);
  }

  // "24.10.1980", "1968 or 1969": a date, or a note of what the list says.
  void state_date(const Subject& said, const Mapping& mapping, std::string_view text) {
    for (const auto part : split_list(text, ";")) {
      if (const auto date = iso_date(part)) {
        input_.sink.state(said, mapping.property, *date);
      } else {
        input_.sink.skip("date_kept_as_note");
        input_.sink.state(said, "notes", fmt::format("{}: {}", mapping.property, part));
      }
    }
  }

  void state_code(Subject said, const Mapping& mapping, std::string_view text) {
    if (const auto code = code_of(text)) {
      input_.sink.state(said, mapping.property, *code);
      return;
    }
    said.flags.add(ClaimFlag::kUnverified);
    said.note = fmt::format("not a well-formed {}", mapping.property);
    input_.sink.state(said, mapping.property, text);
  }

  // "…, 119021 Moscow, Russian Federation": the country is the address's end.
  void state_country(const Subject& said, const ClaimRow& row) {
    if (said.schema == "Person") return;
    std::set<std::string_view> codes;
    for (const auto address : split_list(row.get(column_of("address")), ";")) {
      const auto parts = split_list(address, ",");
      if (parts.empty()) continue;
      std::string_view last = parts.back();
      if (last.ends_with('.')) last.remove_suffix(1);
      if (const auto code = country_code(last)) codes.insert(*code);
    }
    for (const std::string_view code : codes) input_.sink.state(said, "country", code);
  }

  [[nodiscard]] Column column_of(std::string_view property) const {
    for (std::size_t i = 0; i < kMappings.size(); ++i) {
      if (kMappings[i].property == property) return columns_[i];
    }
    return {};
  }

  void state_sanction(const ClaimRow& row, const Subject& entity,
                      const std::optional<std::string>& start) {
    ClaimSink& sink = input_.sink;
    Subject said = entity;
    said.id = entity_id("eu-listing", {row.get(celex_), row.get(annex_), key(row)});
    said.schema = "Sanction";
    said.status = ClaimStatus::kSanctioned;
    if (start) said.valid_from = parse_partial_date(*start);
    if (!start) ++undated_;
    sink.begin(said);
    sink.state(said, "entity", entity.id);
    sink.state(said, "authority", "Council of the European Union");
    sink.state(said, "programId", row.get(programme_));
    sink.state(said, "program",
               fmt::format("{}, Annex {}", act_name(row.get(celex_)), row.get(annex_)));
    sink.state(said, "authorityId", row.get(celex_));
    sink.state(said, "recordId", row.get(record_));
    sink.state(said, "provisions", row.get(measure_));
    sink.state(said, "reason", row.get(reason_));
    sink.state(said, "sourceUrl", act_address(row.get(celex_)));
    if (!start) return;
    sink.state(said, "startDate", *start);
    // The lists of frozen assets call their date the date of listing.
    if (lowered(row.get(measure_)) == "asset freeze") sink.state(said, "listingDate", *start);
  }

  const ListInput& input_;
  Column celex_, record_, programme_, annex_, measure_, start_, reason_, schema_, name_;
  std::vector<Column> columns_;
  std::vector<Column> left_out_;
  std::set<std::string> schemata_;
  std::map<std::string, std::set<std::string>> names_by_site_;
  std::uint64_t undated_ = 0;
};

}  // namespace

bool is_eu_sanctions_header(const ListHeader& header) {
  return header.has({"celex", "annex", "schema", "name"});
}

ClaimSource eu_sanctions_source() {
  ClaimSource source;
  source.publisher = "Council of the European Union";
  source.dataset = "eu-sanctions";
  source.grade = {'A', '2'};
  return source;
}

Result<void> read_eu_sanctions(const ListInput& input) {
  const auto header = read_csv_header(input.text);
  CHECK(header.has_value());
  EuSanctions list(input, *header);
  const CsvText text = {input.text.substr(header->bytes), header->lines + 1,
                        input.request.limits.record_bytes_max};
  {
    ClaimSink unheard(input.request, {});
    struct Deaf final : ClaimVisitor {
      Result<void> on_claims(ClaimBatch& /*batch*/) override { return {}; }
      void on_reject(const Reject& /*reject*/) override {}
    } deaf;
    for (CsvRows rows(*header, text); rows.next(unheard, deaf);) list.note_sites(rows.row());
  }
  CsvRows rows(*header, text);
  while (rows.next(input.sink, input.visitor)) RETURN_IF_ERROR(list.take(rows.row()));
  list.conclude();
  return {};
}

}  // namespace overt
