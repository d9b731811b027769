// Operation-domain lists: operation, domain, the report that named it. Compiled by volunteers from
// public reports, so every row is unverified; rows that name a site anybody uses, or a site that
// merely republished, are kept and flagged, and never attribute anything.

#include <map>
#include <set>

#include <fmt/format.h>

#include "stages/claims/formats_internal.h"
#include "stages/claims/hosts_internal.h"
#include "stages/claims/text_internal.h"

namespace overt {
namespace {

// A report's name for sites that pass a state outlet's articles on: not one operation, and each
// site is somebody's own.
constexpr std::string_view kRepublishers = "laundromat";

class OperationDomains {
 public:
  OperationDomains(const ListInput& input, const ListHeader& header)
      : input_(input),
        operation_(header.find("operation")),
        domain_(header.find("domain")),
        match_(header.find("match_type")),
        publisher_(header.find("source")),
        report_(header.find("report_url")),
        date_(header.find("identified_date")) {}

  Result<void> take(const ClaimRow& row) {
    for (const auto& [column, name] :
         {std::pair{operation_, "operation"}, std::pair{domain_, "domain"}}) {
      if (!row.get(column).empty()) continue;
      input_.sink.reject(input_.visitor, {RejectReason::kMissingField, row.line, name, row.raw});
      return {};
    }
    const std::string host = web_host(refanged(row.get(domain_)));
    if (host.empty()) {
      input_.sink.skip("pattern_is_no_domain");
    } else {
      operations_of_[host].insert(std::string(row.get(operation_)));
      state_domain(row, host);
    }
    return input_.sink.end_record(input_.visitor);
  }

  // One domain in several operations: reports disagree, or operations share it.
  void conclude() {
    ImportReport& report = input_.sink.report();
    for (const auto& [host, operations] : operations_of_) {
      if (operations.size() < 2) continue;
      ++report.conflicts_total;
      if (report.conflicts.size() == kImportConflictsMax) continue;
      report.conflicts.push_back(
          {fmt::format("domain {}", host), {operations.begin(), operations.end()}});
    }
    report.notes.emplace_back(
        "Each row cites a public report and was compiled by volunteers: read the report before "
        "acting on a row. Linking to a listed domain attributes nobody.");
  }

 private:
  void state_domain(const ClaimRow& row, const std::string& host) {
    ClaimSink& sink = input_.sink;
    Subject said;
    said.id = entity_id("operation", {lowered(row.get(operation_))});
    said.schema = "Organization";
    said.source = source_of(row);
    if (stated_.insert(said.id).second) {
      sink.begin(said);
      sink.state(said, "name", row.get(operation_));
      said.note = "an operation, as reports name it";
      sink.state(said, "classification", "operation");
    }
    said.note = "named in a report";
    // Not when it began: no more than when somebody saw it.
    if (!row.get(date_).empty()) said.note += fmt::format(", identified {}", row.get(date_));
    said.flags.add(ClaimFlag::kUnverified);
    flag(row, host, said);
    if (!stated_.insert(fmt::format("{} {} {}", said.id, host, row.get(report_))).second) {
      return sink.skip("row_given_twice");
    }
    sink.state(said, "website", host);
  }

  void flag(const ClaimRow& row, const std::string& host, Subject& said) const {
    if (lowered(row.get(operation_)) == kRepublishers) {
      said.flags.add(ClaimFlag::kIndicatorOnly);
      said.note = "named as a site that republished a state outlet: not the operation's own";
    }
    if (!row.get(match_).empty() && row.get(match_) != "exact") {
      said.flags.add(ClaimFlag::kIndicatorOnly);
      said.note = fmt::format("the list matches it by \"{}\"", row.get(match_));
    }
    if (const auto reason = generic_host_reason(host); !reason.empty()) {
      said.flags.add(ClaimFlag::kGenericHost);
      said.note = reason;
    }
  }

  std::uint32_t source_of(const ClaimRow& row) const {
    ClaimSource source = input_.sink.base();
    if (const auto url = row.get(report_); !url.empty()) source.url = url;
    if (const auto publisher = row.get(publisher_); !publisher.empty()) {
      source.publisher = publisher;
    }
    return input_.sink.source(source);
  }

  const ListInput& input_;
  Column operation_, domain_, match_, publisher_, report_, date_;
  std::map<std::string, std::set<std::string>> operations_of_;
  std::set<std::string> stated_;
};

}  // namespace

bool is_operation_domains_header(const ListHeader& header) {
  return header.has({"operation", "domain", "report_url"});
}

ClaimSource operation_domains_source() {
  ClaimSource source;
  source.url = "https://github.com/M82-project/DIMA_Plugin_Chrome";
  source.publisher = "M82 Project";
  source.dataset = "operation-domains";
  source.grade = {'C', '3'};
  return source;
}

Result<void> read_operation_domains(const ListInput& input) {
  const auto header = read_csv_header(input.text);
  CHECK(header.has_value());
  OperationDomains list(input, *header);
  CsvRows rows(*header, {input.text.substr(header->bytes), header->lines + 1,
                         input.request.limits.record_bytes_max});
  while (rows.next(input.sink, input.visitor)) RETURN_IF_ERROR(list.take(rows.row()));
  list.conclude();
  return {};
}

}  // namespace overt
