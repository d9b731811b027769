// Threat-research indicators: what one platform saw in one network that it removed. The file's name
// says which network, based where, reported when. Addresses are refanged; what is an address of an
// account or a site becomes an indicator of the operation, and attributes nobody who shares it.
// Everything else (prose, counts, hashes, applications) is left out, and counted by its reason.

#include <map>
#include <set>

#include <fmt/format.h>

#include "base/digest.h"
#include "stages/claims/formats_internal.h"
#include "stages/claims/hosts_internal.h"
#include "stages/claims/operation_name_internal.h"
#include "stages/claims/text_internal.h"

namespace overt {
namespace {

// What the column indicator_type calls things that are no address of a site or an account.
constexpr std::array<std::string_view, 6> kSoftwareTypes = {
    "md5", "sha1", "sha256", "android_package_name", "ios_app_id", "ip"};

bool is_hash(std::string_view text) {
  const bool length = text.size() == 32 || text.size() == 40 || text.size() == 64;
  return length && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool has_scheme(std::string_view text) {
  const std::size_t at = text.find("://");
  return at != std::string_view::npos && at >= 3 && at <= 5;
}

// The address that a cell is; empty where it is prose. Copies out of a PDF hold stray spaces, so an
// address that begins with its scheme ends at the first of them.
std::string address_in(std::string_view cell) {
  std::string text = refanged(trimmed(cell));
  const std::size_t space = text.find_first_of(" \t\r\n");
  if (space == std::string::npos) return text;
  return has_scheme(text) ? text.substr(0, space) : std::string();
}

bool has_path(std::string_view address, std::string_view host) {
  const std::string low = lowered(address);
  const std::size_t slash = low.find('/', low.find(host) + host.size());
  return slash != std::string::npos && slash + 1 < low.size();
}

std::string_view reason_for_none(std::string_view cell) {
  if (is_hash(cell)) return "malware_hash";
  if (cell.starts_with('#')) return "hashtag";
  const bool counted = cell[0] >= '0' && cell[0] <= '9' && cell.size() < 40;
  return counted ? "number_of_assets" : "prose";
}

class ThreatIndicators {
 public:
  ThreatIndicators(const ListInput& input, const ListHeader& header)
      : input_(input),
        name_(read_operation_name(input.request.path)),
        id_(entity_id("operation", {name_.key})),
        type_(header.find("indicator_type")),
        value_(header.find({"indicator_value", "indicator"})),
        procedure_(header.find("procedure")),
        comment_(header.find({"comments", "comment", "commernts", "notes", "note"})) {}

  void take(const ClaimRow& row) {
    ++rows_;
    const std::string_view cell = row.get(value_);
    if (cell.empty()) return input_.sink.skip("no_indicator");
    const std::string type = lowered(row.get(type_));
    const auto* software = std::find(kSoftwareTypes.begin(), kSoftwareTypes.end(), type);
    if (software != kSoftwareTypes.end()) {
      return input_.sink.skip(fmt::format("software_{}", *software));
    }
    if (is_hacking(row, type)) return input_.sink.skip("hacking_or_malware");
    take_address(cell, address_in(cell));
  }

  Result<void> state_all() {
    source_ = source();
    if (!name_.is_hacking) state_operation();
    for (const auto& [account, address] : accounts_) state_account(account, address);
    for (const std::string& host : hosts_) state_site(host);
    for (const std::string& page : pages_) state_page(page);
    conclude();
    input_.sink.report().records += rows_ > 0 ? rows_ - 1 : 0;
    return rows_ > 0 ? input_.sink.end_record(input_.visitor) : Result<void>{};
  }

 private:
  // Espionage and malware are published in the same form, and are not what the registry is about.
  // The tables with a type column mix both, and say "CIB" where they mean influence.
  [[nodiscard]] bool is_hacking(const ClaimRow& row, const std::string& type) const {
    if (name_.is_hacking) return true;
    if (!type.empty()) return row.get(comment_).find("CIB") == std::string_view::npos;
    const std::string procedure = lowered(row.get(procedure_));
    return procedure.find("malware") != std::string::npos ||
           procedure.find("malicious") != std::string::npos ||
           procedure.find("phishing") != std::string::npos;
  }

  using AccountKey = std::pair<std::string_view, std::string>;  // service, username

  void take_address(std::string_view cell, const std::string& address) {
    const std::string host = web_host(address);
    const bool mail = !has_scheme(address) && address.find('@') != std::string::npos &&
                      address.find('/') == std::string::npos;
    if (mail) return input_.sink.skip("mail_address");
    if (host.empty()) return input_.sink.skip(reason_for_none(cell));
    if (const auto account = service_account(address)) {
      const bool fresh =
          accounts_.try_emplace({account->service, account->username}, address).second;
      if (!fresh) input_.sink.skip("indicator_given_twice");
      return;
    }
    if (has_path(address, host)) {
      if (!generic_host_reason(host).empty()) return input_.sink.skip("page_on_generic_host");
      if (!pages_.insert(address).second) input_.sink.skip("indicator_given_twice");
      return;
    }
    if (!hosts_.insert(host).second) input_.sink.skip("indicator_given_twice");
  }

  // A table copied as CSV and as TSV is one source: the hash is of what it lists, not of its bytes.
  ClaimSource source() const {
    std::string listed;
    for (const auto& [account, address] : accounts_) {
      listed += fmt::format("{} {}\n", account.first, account.second);
    }
    for (const auto* addresses : {&hosts_, &pages_}) {
      for (const std::string& address : *addresses) listed += address + '\n';
    }
    ClaimSource source = input_.sink.base();
    source.content_hash = sha256_hex(listed);
    return source;
  }

  Subject operation() const {
    Subject said;
    said.id = id_;
    said.schema = "Organization";
    said.source = input_.sink.source(source_);
    return said;
  }

  void state_operation() {
    ClaimSink& sink = input_.sink;
    Subject said = operation();
    sink.begin(said);
    sink.state(said, "name", name_.name);
    sink.state(said, "classification", "operation");
    if (!name_.period.empty()) {
      sink.state(said, "notes", fmt::format("reported in {}", name_.period));
    }
    for (const std::string_view country : name_.targeted) {
      sink.state(said, "notes", fmt::format("targeted {}", country));
    }
    said.note = "based there, as the publisher assessed; says nothing of a government";
    for (const std::string_view country : name_.countries) sink.state(said, "country", country);
  }

  void state_account(const AccountKey& account, const std::string& address) {
    ClaimSink& sink = input_.sink;
    Subject said = operation();
    const std::string operation_id = said.id;
    said.id = handle_id(account.first, account.second);
    said.schema = "UserAccount";
    sink.begin(said);
    sink.state(said, "service", account.first);
    sink.state(said, "username", account.second);
    sink.state(said, "sourceUrl", address);
    flag_indicator(said);
    sink.state(said, "owner", operation_id);
  }

  void state_site(const std::string& host) {
    Subject said = operation();
    flag_indicator(said);
    if (const auto reason = generic_host_reason(host); !reason.empty()) {
      said.flags.add(ClaimFlag::kGenericHost);
      said.note = reason;
    }
    input_.sink.state(said, "website", host);
  }

  // A page on somebody's forum or news site does not make the site the operation's.
  void state_page(const std::string& page) {
    Subject said = operation();
    flag_indicator(said);
    said.flags.add(ClaimFlag::kGenericHost);
    said.note = "a page; its site need not be the operation's";
    input_.sink.state(said, "website", page);
  }

  static void flag_indicator(Subject& said) {
    said.flags.add(ClaimFlag::kIndicatorOnly);
    said.note = "listed as seen in the operation; sharing it attributes nobody";
  }

  void conclude() {
    auto& notes = input_.sink.report().notes;
    notes.emplace_back("Sharing a listed link does not attribute an account.");
    if (name_.is_hacking) {
      notes.emplace_back("The file is about hacking or malware; nothing of it is imported.");
    } else if (name_.countries.empty()) {
      notes.emplace_back("The file's name does not say where one operation is based.");
    }
  }

  const ListInput& input_;
  OperationName name_;
  std::string id_;      // of the operation
  ClaimSource source_;  // of all claims
  Column type_, value_, procedure_, comment_;
  std::uint64_t rows_ = 0;
  std::map<AccountKey, std::string> accounts_;
  std::set<std::string> hosts_;
  std::set<std::string> pages_;
};

}  // namespace

bool is_threat_indicators_header(const ListHeader& header) {
  return header.has({"tactic", "indicator"}) || header.has({"indicator_type", "indicator_value"});
}

ClaimSource threat_indicators_source() {
  ClaimSource source;
  source.url = "https://github.com/facebook/threat-research";
  source.publisher = "Meta";
  source.dataset = "threat-research";
  source.grade = {'B', '2'};
  return source;
}

Result<void> read_threat_indicators(const ListInput& input) {
  const auto header = read_csv_header(input.text);
  CHECK(header.has_value());
  ThreatIndicators list(input, *header);
  CsvRows rows(*header, {input.text.substr(header->bytes), header->lines + 1,
                         input.request.limits.record_bytes_max});
  while (rows.next(input.sink, input.visitor)) list.take(rows.row());
  return list.state_all();
}

}  // namespace overt
