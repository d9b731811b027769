// The state-media matrix: one outlet a row. What it says of an outlet's independence is recorded as
// what it says (property "classification"), never as a verdict. Its links to accounts hold copying
// errors (every edition of one agency points at one account), so all of them are unverified, and
// those that several outlets claim are conflicting.

#include <map>
#include <set>

#include <fmt/format.h>

#include "stages/claims/formats_internal.h"
#include "stages/claims/hosts_internal.h"
#include "stages/claims/text_internal.h"

namespace overt {
namespace {

struct Typology {
  std::string_view code;
  std::string_view meaning;
};

constexpr std::array<Typology, 7> kTypologies = {{
    {"SC", "state-controlled"},
    {"CaPu", "captured public or state-managed"},
    {"CaPr", "captured private"},
    {"ISFM", "independent, state-funded and state-managed"},
    {"ISF", "independent, state-funded"},
    {"ISM", "independent, state-managed"},
    {"IP", "independent public"},
}};

constexpr std::array<std::string_view, 10> kLinkColumns = {
    "instagram link", "twitter link",  "facebook link", "youtube link", "telegram link",
    "vk link",        "linkedin link", "ok.ru link",    "tiktok link",  "rutube link"};

struct Outlet {
  std::string id;
  std::string owner_id;  // the outlet's own where it is its own company
  std::string owner;
  std::string country;
  std::string name;
  std::string url;
  std::string typology;
  std::string url_status;
  std::vector<std::string> links;
  std::uint64_t line = 0;

  [[nodiscard]] std::string caption() const {
    return name == owner ? name : fmt::format("{} ({})", name, owner);
  }
};

class StateMedia {
 public:
  StateMedia(const ListInput& input, const ListHeader& header)
      : input_(input),
        country_(header.find("country")),
        company_(header.find("media company")),
        asset_(header.find("main assets")),
        url_(header.find("url")),
        typology_(header.find("typology")),
        status_(header.find("status")),
        streaming_(header.find("streaming media url")) {
    for (const std::string_view name : kLinkColumns) links_.push_back(header.find(name));
  }

  void take(const ClaimRow& row) {
    Outlet outlet;
    outlet.line = row.line;
    outlet.country = row.get(country_);
    outlet.owner = row.get(company_);
    outlet.name = row.get(asset_);
    if (outlet.name.empty()) outlet.name = outlet.owner;
    if (outlet.name.empty()) {
      input_.sink.reject(input_.visitor,
                         {RejectReason::kMissingField, row.line, "Main assets", row.raw});
      return;
    }
    if (outlet.owner.empty()) outlet.owner = outlet.name;
    outlet.url = row.get(url_);
    outlet.typology = row.get(typology_);
    outlet.url_status = row.get(status_);
    for (const Column column : links_) {
      if (!row.get(column).empty()) outlet.links.emplace_back(row.get(column));
    }
    if (!row.get(streaming_).empty()) input_.sink.skip("streaming_address");
    outlet.owner_id = entity_id("smm-company", {outlet.country, outlet.owner});
    outlet.id = outlet.name == outlet.owner
                    ? outlet.owner_id
                    : entity_id("smm-outlet", {outlet.country, outlet.owner, outlet.name});
    note_claims_of(outlet);
    outlets_.push_back(std::move(outlet));
  }

  Result<void> state_all() {
    report_conflicts();
    for (const Outlet& outlet : outlets_) {
      state_company(outlet);
      state_outlet(outlet);
      for (const std::string& link : outlet.links) state_account(outlet, link);
      RETURN_IF_ERROR(input_.sink.end_record(input_.visitor));
    }
    return {};
  }

 private:
  struct Claimants {
    std::string what;
    std::vector<std::string> ids;  // in the order of the file
    std::vector<std::string> captions;

    void add(const std::string& id, const std::string& caption) {
      if (std::find(ids.begin(), ids.end(), id) != ids.end()) return;
      ids.push_back(id);
      captions.push_back(caption);
    }
  };

  void note_claims_of(const Outlet& outlet) {
    for (const std::string& link : outlet.links) {
      const auto account = service_account(link);
      if (!account) continue;
      Claimants& claimants = by_account_[handle_id(account->service, account->username)];
      claimants.what = fmt::format("{} @{}", account->service, account->username);
      claimants.add(outlet.id, outlet.caption());
    }
    const std::string host = web_host(outlet.url);
    if (host.empty()) return;
    // One company's television and radio often share a site; two companies do not.
    Claimants& claimants = by_host_[host];
    claimants.what = fmt::format("website {}", host);
    claimants.add(outlet.owner_id, outlet.owner);
  }

  void report_conflicts() {
    ImportReport& report = input_.sink.report();
    for (const auto* claimed : {&by_account_, &by_host_}) {
      for (const auto& [key, claimants] : *claimed) {
        if (claimants.ids.size() < 2) continue;
        ++report.conflicts_total;
        if (report.conflicts.size() == kImportConflictsMax) continue;
        report.conflicts.push_back({claimants.what, claimants.captions});
      }
    }
  }

  Subject subject(const std::string& id, std::string_view schema) const {
    Subject made;
    made.id = id;
    made.schema = schema;
    made.source = input_.sink.source();
    return made;
  }

  void state_country(const Subject& subject, const std::string& country) {
    if (const auto code = country_code(country)) {
      input_.sink.state(subject, "country", *code);
    } else if (!country.empty()) {
      input_.sink.skip("unknown_country");
    }
  }

  // A company with an outlet of another name.
  void state_company(const Outlet& outlet) {
    ClaimSink& sink = input_.sink;
    if (outlet.id == outlet.owner_id) return;
    if (stated_.insert(outlet.owner_id).second) {
      const Subject company = subject(outlet.owner_id, "Company");
      sink.begin(company);
      sink.state(company, "name", outlet.owner);
      state_country(company, outlet.country);
    }
    const std::string link_id = entity_id("smm-owns", {outlet.owner_id, outlet.id});
    if (!stated_.insert(link_id).second) return;
    const Subject link = subject(link_id, "Ownership");
    sink.begin(link);
    sink.state(link, "owner", outlet.owner_id);
    sink.state(link, "asset", outlet.id);
    sink.state(link, "role", "main asset");
  }

  void state_outlet(const Outlet& outlet) {
    ClaimSink& sink = input_.sink;
    const Subject said = subject(outlet.id, "Company");
    if (stated_.insert(outlet.id).second) {
      sink.begin(said);
      sink.state(said, "name", outlet.name);
      state_country(said, outlet.country);
    }
    state_typology(outlet, said);
    state_website(outlet, said);
  }

  void state_typology(const Outlet& outlet, Subject said) {
    const std::string_view written = outlet.typology;
    const bool doubted = written.ends_with('?');
    const std::string_view code = doubted ? written.substr(0, written.size() - 1) : written;
    const auto* known = std::find_if(kTypologies.begin(), kTypologies.end(),
                                     [code](const Typology& one) { return one.code == code; });
    const bool is_known = known != kTypologies.end();
    if (!is_known || doubted) said.flags.add(ClaimFlag::kUnverified);
    said.note =
        fmt::format("typology of the matrix: {}; an input for the criteria sheet, not a verdict",
                    is_known ? known->meaning : "not one of its seven types");
    if (!stated_.insert(fmt::format("{} {}", said.id, written)).second) return;
    input_.sink.state(said, "classification", written);
  }

  void state_website(const Outlet& outlet, Subject said) {
    const std::string host = web_host(outlet.url);
    if (host.empty()) {
      if (!outlet.url.empty()) input_.sink.skip("address_without_host");
      return;
    }
    if (const auto reason = generic_host_reason(host); !reason.empty()) {
      said.flags.add(ClaimFlag::kGenericHost);
      said.note = reason;
    }
    if (const std::size_t companies = by_host_.at(host).ids.size(); companies > 1) {
      said.flags.add(ClaimFlag::kConflicting);
      said.note = fmt::format("{} companies of the matrix give this site", companies);
    }
    const std::string state = lowered(outlet.url_status);
    if (said.note.empty() && !state.empty() && state.find("merged") == std::string::npos) {
      said.note = outlet.url_status;
    }
    input_.sink.state(said, "website", outlet.url);
  }

  void state_account(const Outlet& outlet, const std::string& link) {
    ClaimSink& sink = input_.sink;
    const auto account = service_account(link);
    if (!account) return sink.skip("link_to_no_account");
    Subject said = subject(handle_id(account->service, account->username), "UserAccount");
    if (stated_.insert(said.id).second) {
      sink.begin(said);
      sink.state(said, "service", account->service);
      sink.state(said, "username", account->username);
      sink.state(said, "sourceUrl", link);
    }
    said.flags.add(ClaimFlag::kUnverified);
    said.note = "link of the matrix, not checked";
    if (const std::size_t outlets = by_account_.at(said.id).ids.size(); outlets > 1) {
      said.flags.add(ClaimFlag::kConflicting);
      said.note = fmt::format("{} outlets of the matrix give this account", outlets);
    }
    if (stated_.insert(said.id + ' ' + outlet.id).second) sink.state(said, "owner", outlet.id);
  }

  const ListInput& input_;
  Column country_, company_, asset_, url_, typology_, status_, streaming_;
  std::vector<Column> links_;
  std::vector<Outlet> outlets_;
  std::map<std::string, Claimants> by_account_;
  std::map<std::string, Claimants> by_host_;
  std::set<std::string> stated_;  // entities, and claims that rows repeat
};

}  // namespace

bool is_state_media_header(const ListHeader& header) {
  return header.has({"country", "media company", "main assets", "url", "typology"});
}

ClaimSource state_media_source() {
  ClaimSource source;
  source.url = "https://github.com/ASD-at-GMF/state-media-profiles";
  source.publisher = "Alliance for Securing Democracy at GMF";
  source.dataset = "state-media-matrix";
  source.grade = {'C', '3'};
  return source;
}

Result<void> read_state_media(const ListInput& input) {
  const auto header = read_csv_header(input.text);
  CHECK(header.has_value());
  StateMedia matrix(input, *header);
  CsvRows rows(*header, {input.text.substr(header->bytes), header->lines + 1,
                         input.request.limits.record_bytes_max});
  while (rows.next(input.sink, input.visitor)) matrix.take(rows.row());
  input.sink.report().notes.emplace_back(
      "The typology is what the matrix says; an outlet is labelled only on the criteria sheet. "
      "Public funding is not state control.");
  return matrix.state_all();
}

}  // namespace overt
