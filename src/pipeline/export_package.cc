// overt disclose export: a network for a named peer, marked.

#include <fmt/format.h>

#include "base/digest.h"
#include "pipeline/disclose_internal.h"
#include "pipeline/disclosure_log.h"
#include "pipeline/publications.h"
#include "stages/disclosures/render_network_data.h"
#include "stages/disclosures/render_stix.h"

namespace overt {
namespace {

Result<void> may_leave(const DiscloseOptions& options) {
  if (options.tlp > Tlp::kClear && options.to.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("--to is missing: what is marked {} is for somebody by name",
                             name_of(options.tlp))};
  }
  if (options.format == PackageFormat::kCsv && !may_hold_accounts(options.tlp)) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("a list of accounts is personal data and does not leave marked {}; "
                             "take --tlp amber and say --to whom",
                             name_of(options.tlp))};
  }
  return {};
}

std::string platform_of(const NetworkOfRun& network) {
  if (network.accounts.empty()) return {};
  const std::string& id = network.accounts.front().id;
  const std::size_t colon = id.find(':');
  return colon == std::string::npos ? std::string() : id.substr(0, colon);
}

std::string package_of(const DiscloseOptions& options, const DisclosedNetwork& said,
                       const NetworkOfRun& network) {
  const std::vector<NetworkAccount> none;
  const auto& accounts = may_hold_accounts(options.tlp) ? network.accounts : none;
  switch (options.format) {
    case PackageFormat::kStix: {
      const PublicationHead head = {"", options.publisher, options.at, options.threshold, false};
      StixRequest request;
      request.tlp = options.tlp;
      request.created_at = options.at;
      request.accounts = accounts;
      request.service = platform_of(network);
      const DisclosureFiles statement = render_statement(head, said);
      request.statement = statement.front().second;
      return render_stix(head, said, request);
    }
    case PackageFormat::kFtm:
      return render_network_ftm(said, accounts);
    case PackageFormat::kCsv:
      return render_network_csv(said, accounts);
  }
  CHECK(false);
}

}  // namespace

Result<CommandAnswer> export_package(const DiscloseOptions& options) {
  ASSIGN_OR_RETURN(const Person by, disclosing_staff(options));
  RETURN_IF_ERROR(may_leave(options));
  ASSIGN_OR_RETURN(const DisclosureBooks books, read_books(options.data));
  ASSIGN_OR_RETURN(const NetworkOfRun network, network_of_run(options.run, options.network));
  DisclosedNetwork said;
  said.told = network.told;
  said.notes = notes_on(books, options.network);
  said.decided = decided_on({books.decisions, options.at, PolicyMode::kLive}, network.told);
  const std::string package = package_of(options, said, network);
  DisclosureRecord record;
  record.step = DisclosureStep::kHandedOver;
  record.subject = options.network;
  record.at = options.at;
  record.by = by.id;
  record.tlp = options.tlp;
  record.to = options.to;
  record.sha256 = sha256_hex(package);
  ASSIGN_OR_RETURN(DisclosureLog log, DisclosureLog::open(options.data));
  RETURN_IF_ERROR(log.add(record));
  RETURN_IF_ERROR(write_text_file(options.out, package));
  CommandAnswer answer;
  answer.text = fmt::format("{}: network {}, TLP {}{}\n", options.out, options.network,
                            name_of(options.tlp), options.to.empty() ? "" : ", for " + options.to);
  JsonWriter json(answer.json);
  begin_answer(json, options.verb);
  json.field("network", options.network);
  json.field("tlp", name_of(options.tlp));
  json.field("to", options.to);
  json.field("file", options.out);
  json.field("sha256", record.sha256);
  json.end_object();
  return answer;
}

}  // namespace overt
