// overt disclose import: a peer's package is looked for here, becomes a mirror case, and is never
// acted on by itself. A later version that takes something back has what rested on it reviewed.

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "adapters/files/files.h"
#include "base/digest.h"
#include "pipeline/decision_data.h"
#include "pipeline/disclose_internal.h"
#include "pipeline/disclosure_log.h"
#include "pipeline/publications.h"
#include "stages/cases/work_on_case.h"
#include "stages/claims/decode_claims.h"
#include "stages/disclosures/find_assets.h"
#include "stages/disclosures/read_stix.h"

namespace overt {
namespace {

constexpr TimeUs kDueIn = 3 * kMicrosPerDay;
constexpr std::size_t kListedMax = 50;

/// What a list of indicators claims, as things to look for.
class IndicatorCollector final : public ClaimVisitor {
 public:
  explicit IndicatorCollector(PeerDisclosure& read) : read_(read) {}

  Result<void> on_claims(ClaimBatch& batch) override {
    for (const Claim& claim : batch.claims) take(claim);
    return {};
  }
  void on_reject(const Reject& reject) override {
    read_.rejects.push_back(fmt::format("line {}: {}", reject.line, name_of(reject.reason)));
  }
  void finish() {
    for (auto& [entity, asset] : accounts_) {
      if (!asset.value.empty() || !asset.handle.empty()) read_.assets.push_back(std::move(asset));
    }
  }

 private:
  void take(const Claim& claim) {
    if (claim.kind != ClaimKind::kStates) return;
    if (claim.schema == "UserAccount") {
      PeerAsset& account = accounts_[claim.entity];
      account.kind = PeerAssetKind::kAccount;
      account.id = claim.entity;
      if (claim.property == "username") account.handle = claim.value;
      if (claim.property == "service") account.service = claim.value;
      return;
    }
    const bool address = claim.property == "website" || claim.property == "sourceUrl";
    if (!address || !seen_.insert(claim.value).second) return;
    const std::size_t scheme = claim.value.find("://");
    const std::size_t host = scheme == std::string::npos ? 0 : scheme + 3;
    const std::size_t slash = claim.value.find('/', host);
    const bool site = slash == std::string::npos || slash + 1 == claim.value.size();
    read_.assets.push_back(
        {site ? PeerAssetKind::kDomain : PeerAssetKind::kUrl, claim.value, "", "", claim.entity});
  }

  PeerDisclosure& read_;
  std::map<std::string, PeerAsset> accounts_;
  std::set<std::string> seen_;
};

std::string file_name(const std::string& path) {
  return path.substr(path.find_last_of('/') == std::string::npos ? 0 : path.find_last_of('/') + 1);
}

/// A list of a threat research team, as the registry's decoders read it.
Result<PeerDisclosure> read_list(const std::string& text, const std::string& path) {
  PeerDisclosure read;
  read.id = file_name(path);
  read.name = read.id;
  ClaimDecoderRequest request;
  request.path = path;
  constexpr std::size_t kHeadBytes = std::size_t{1} << 20;
  ASSIGN_OR_RETURN(const auto decoder,
                   open_claim_decoder(std::string_view(text).substr(0, kHeadBytes), request));
  if (decoder->format() != ClaimFormat::kThreatIndicators &&
      decoder->format() != ClaimFormat::kOperationDomains) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("{}: a {} list is no disclosure of an operation; fill the registry "
                             "with it: overt registry import",
                             path, name_of(decoder->format()))};
  }
  IndicatorCollector collector(read);
  RETURN_IF_ERROR(decoder->take(text, collector));
  RETURN_IF_ERROR(decoder->finish(collector));
  collector.finish();
  return read;
}

Result<PeerDisclosure> read_package(const std::string& text, const std::string& path) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first != std::string::npos && text[first] == '{') return read_stix(text, path);
  return read_list(text, path);
}

using AssetKey = std::tuple<PeerAssetKind, std::string, std::string>;
AssetKey key_of(const PeerAsset& asset) { return {asset.kind, asset.value, asset.handle}; }

/// What was found when it came first, and is not in what came now.
std::vector<FoundAsset> taken_back(const std::vector<const DisclosureRecord*>& earlier,
                                   const PeerDisclosure& peer) {
  std::set<AssetKey> still;
  if (!peer.revoked) {
    for (const PeerAsset& asset : peer.assets) still.insert(key_of(asset));
  }
  std::map<AssetKey, FoundAsset> gone;
  for (const DisclosureRecord* record : earlier) {
    for (const FoundAsset& asset : record->received.assets) {
      if (!still.contains(key_of(asset.asset))) gone.emplace(key_of(asset.asset), asset);
    }
  }
  std::vector<FoundAsset> found;
  for (auto& [key, asset] : gone) found.push_back(std::move(asset));
  return found;
}

std::string one_line(const FoundAsset& asset) {
  const std::string name = asset.asset.value.empty() ? "@" + asset.asset.handle : asset.asset.value;
  if (!asset.found()) return fmt::format("{} {}: not found", name_of(asset.asset.kind), name);
  return fmt::format("{} {}: found: accounts [{}], networks [{}]", name_of(asset.asset.kind), name,
                     fmt::join(asset.accounts, ", "), fmt::join(asset.networks, ", "));
}

/// Cases of this import: found, to be opened, noted.
class MirrorCases {
 public:
  MirrorCases(CaseStore& cases, const Person& by, TimeUs at) : cases_(cases), by_(by), at_(at) {}

  /// The case to be opened; none: it is there.
  Result<std::optional<Case>> opening(CaseSubject subject) {
    ASSIGN_OR_RETURN(const auto kept, cases_.find(case_id(subject)));
    if (kept) return std::optional<Case>();
    ASSIGN_OR_RETURN(Case one, open_case(std::move(subject), by_, at_, at_ + kDueIn));
    return std::optional<Case>(std::move(one));
  }

  /// A closed case is opened again where `reopen`; one that is not there is passed over.
  Result<bool> say(const std::string& id, const std::string& text, bool reopen) {
    ASSIGN_OR_RETURN(auto one, cases_.find(id));
    if (!one || (!is_open(*one) && !reopen)) return false;
    const std::size_t before = one->events.size();
    const TimeUs at = std::max(at_, one->events.back().at);
    RETURN_IF_ERROR(is_open(*one) ? note_case(*one, by_, text, at)
                                  : reopen_case(*one, by_, text, at));
    RETURN_IF_ERROR(cases_.append(id, before, one->events.back()));
    return true;
  }

 private:
  CaseStore& cases_;
  const Person& by_;
  TimeUs at_;
};

std::string note_on(const ReceivedDisclosure& received) {
  std::string text = fmt::format("{} disclosed {} (TLP {}). Looked for here:", received.peer,
                                 received.name, name_of(received.tlp));
  std::size_t listed = 0;
  for (const FoundAsset& asset : received.assets) {
    if (++listed > kListedMax) break;
    text += "\n" + one_line(asset);
  }
  if (received.assets.size() > kListedMax) {
    text += fmt::format("\nand {} more; overt disclose import --json lists them all",
                        received.assets.size() - kListedMax);
  }
  return text;
}

/// Decisions that stand on accounts that were found by what is taken back, made since it came.
std::vector<std::string> decisions_resting(const DisclosureBooks& books,
                                           const std::vector<FoundAsset>& gone, TimeUs since) {
  std::set<std::string> accounts;
  for (const FoundAsset& asset : gone) {
    accounts.insert(asset.accounts.begin(), asset.accounts.end());
  }
  std::vector<std::string> found;
  for (const Decision& decision : books.decisions) {
    const bool later = decision.events.front().at >= since;
    if (later && accounts.contains(decision.draft.subject.id)) found.push_back(decision.id);
  }
  return found;
}

/// Everything that rested on what a peer took back is looked at again, by people.
Result<void> review(MirrorCases& desk, const DisclosureBooks& books,
                    const ReceivedDisclosure& received, const std::vector<FoundAsset>& gone,
                    TimeUs since, CommandAnswer& answer) {
  const auto decisions = decisions_resting(books, gone, since);
  std::string text = fmt::format(
      "{} took back {} of what it had disclosed as {}. Review what rests "
      "on it.",
      received.peer, received.retracted ? "all" : "a part", received.name);
  std::size_t listed = 0;
  for (const FoundAsset& asset : gone) {
    if (++listed <= kListedMax) text += "\ntaken back: " + one_line(asset);
  }
  for (const std::string& decision : decisions) text += "\ndecision made since: " + decision;
  ASSIGN_OR_RETURN(const bool mirror, desk.say(received.case_id, text, true));
  std::set<std::string> networks;
  for (const FoundAsset& asset : gone) {
    networks.insert(asset.networks.begin(), asset.networks.end());
  }
  std::size_t reviewed = mirror ? 1 : 0;
  for (const std::string& network : networks) {
    ASSIGN_OR_RETURN(const bool said,
                     desk.say(case_id({SubjectKind::kNetwork, network, "", ""}), text, true));
    reviewed += said ? 1 : 0;
  }
  answer.sound = false;
  answer.text += fmt::format("{}\n{} cases are for review because of it.\n", text, reviewed);
  return {};
}

void write_answer(const ReceivedDisclosure& received, const std::vector<FoundAsset>& gone,
                  CommandAnswer& answer) {
  JsonWriter json(answer.json);
  begin_answer(json, DiscloseVerb::kImport);
  json.field("peer", received.peer);
  json.field("id", received.id);
  json.field("name", received.name);
  json.field("tlp", name_of(received.tlp));
  json.field("retracted", received.retracted);
  json.field("case", received.case_id);
  json.field("rejects", received.rejects);
  const auto write = [&](std::string_view key, const std::vector<FoundAsset>& assets) {
    json.key(key);
    json.begin_array();
    for (const FoundAsset& one : assets) {
      json.begin_object();
      json.field("kind", name_of(one.asset.kind));
      json.field("value", one.asset.value);
      json.field("handle", one.asset.handle);
      json.field("found", one.found());
      json.key("accounts");
      json.begin_array();
      for (const std::string& account : one.accounts) json.value(account);
      json.end_array();
      json.key("networks");
      json.begin_array();
      for (const std::string& network : one.networks) json.value(network);
      json.end_array();
      json.end_object();
    }
    json.end_array();
  };
  write("assets", received.assets);
  write("taken_back", gone);
  json.end_object();
}

std::string subject_of(const std::string& peer, const std::string& id) {
  return fmt::format("peer:{}:{}", peer, id);
}

Result<ReceivedDisclosure> look_for(const DiscloseOptions& options, const PeerDisclosure& peer,
                                    const std::string& text) {
  ASSIGN_OR_RETURN(const auto networks, networks_of_run(options.run));
  ASSIGN_OR_RETURN(const auto profiles, all_profiles(options.accounts));
  ReceivedDisclosure received;
  received.peer = options.peer;
  received.id = peer.id;
  received.name = peer.name.empty() ? peer.id : peer.name;
  received.modified = peer.modified;
  received.tlp = peer.tlp;
  received.retracted = peer.revoked;
  received.sha256 = sha256_hex(text);
  received.rejects = peer.rejects.size();
  received.assets = find_assets(peer.assets, {profiles, networks});
  return received;
}

}  // namespace

Result<CommandAnswer> import_package(const DiscloseOptions& options) {
  ASSIGN_OR_RETURN(const Person by, disclosing_staff(options));
  if (options.run.empty() && options.accounts.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "where is it to be looked for? say --accounts FILE, --run FOLDER, or both"};
  }
  ASSIGN_OR_RETURN(const std::string text, read_whole_file(options.operand, kDisclosedTextMax));
  ASSIGN_OR_RETURN(const PeerDisclosure peer, read_package(text, options.operand));
  ASSIGN_OR_RETURN(ReceivedDisclosure received, look_for(options, peer, text));
  ASSIGN_OR_RETURN(const DisclosureBooks books, read_books(options.data));
  const std::string subject = subject_of(options.peer, peer.id);
  std::vector<const DisclosureRecord*> earlier;
  for (const DisclosureRecord& record : books.records) {
    if (record.step == DisclosureStep::kReceived && record.subject == subject) {
      earlier.push_back(&record);
    }
  }
  ASSIGN_OR_RETURN(const auto cases, open_cases(options.data, DecisionAccess::kWrite));
  MirrorCases desk(*cases, by, options.at);
  const CaseSubject mirror{
      SubjectKind::kEntity, subject, "",
      fmt::format("mirror of a disclosure by {}: {}", options.peer, received.name)};
  received.case_id = case_id(mirror);
  ASSIGN_OR_RETURN(const auto opened, desk.opening(mirror));
  DisclosureRecord record;
  record.step = DisclosureStep::kReceived;
  record.subject = subject;
  record.at = options.at;
  record.by = by.id;
  record.received = received;
  ASSIGN_OR_RETURN(DisclosureLog log, DisclosureLog::open(options.data));
  RETURN_IF_ERROR(log.add(record, opened));

  CommandAnswer answer;
  const std::vector<FoundAsset> gone = taken_back(earlier, peer);
  if (!peer.revoked) {
    const std::string note = note_on(received);
    ASSIGN_OR_RETURN(const bool said, desk.say(received.case_id, note, false));
    answer.text = fmt::format("{}\nCase {}{}. Nothing is done by itself.\n", note, received.case_id,
                              said ? "" : " (closed before; not opened again)");
  }
  if (!gone.empty() || (peer.revoked && !earlier.empty())) {
    RETURN_IF_ERROR(review(desk, books, received, gone, earlier.front()->at, answer));
  }
  write_answer(received, gone, answer);
  return answer;
}

}  // namespace overt
