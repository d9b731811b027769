#include "pipeline/run_labeler.h"

#include <fmt/format.h>

#include "adapters/labeler/label_store.h"
#include "adapters/labeler/labeler_sink.h"
#include "base/json_writer.h"

namespace overt {
namespace {

constexpr std::string_view kKeyDid = "did:key:";

void begin(JsonWriter& json, const LabelerOptions& options) {
  json.begin_object();
  json.field("command", "labeler");
  json.field("verb", kLabelerVerbNames.at(static_cast<std::size_t>(options.verb)));
}

void write_identity(JsonWriter& json, const LabelerIdentity& identity) {
  json.field("did", identity.did);
  json.field("key", identity.key);
  json.field("key_did", identity.key_did);
  json.field("holds_seconds", static_cast<std::int64_t>(identity.holds_us / kMicrosPerSecond));
}

/// What the labeler's DID document must say, or nobody believes a label.
std::string document_lines(const LabelerIdentity& identity, const std::string& endpoint) {
  return fmt::format(
      "Its DID document must have the key and the service:\n"
      "  verificationMethod  {0}#atproto_label, Multikey, publicKeyMultibase {1}\n"
      "  service             #atproto_labeler, AtprotoLabeler, {2}\n",
      identity.did, identity.key_did.substr(kKeyDid.size()),
      endpoint.empty() ? "https://… where overt serve is reached" : endpoint);
}

Result<CommandAnswer> init(const LabelerOptions& options) {
  ASSIGN_OR_RETURN(const LabelerIdentity identity,
                   make_labeler(options.data, options.did, options.holds_us, options.at));
  const LabelerPlaces places = labeler_places(options.data);
  CommandAnswer answer;
  answer.text = fmt::format("The labeler {} is in {}; its secret key: {}.\n{}", identity.did,
                            places.store, places.key, document_lines(identity, options.endpoint));
  JsonWriter json(answer.json);
  begin(json, options);
  write_identity(json, identity);
  json.end_object();
  return answer;
}

Result<std::unique_ptr<LabelStore>> open(const LabelerOptions& options, LabelStore::Access access) {
  return LabelStore::open(labeler_places(options.data).store, access);
}

Result<CommandAnswer> show(const LabelerOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open(options, LabelStore::Access::kRead));
  ASSIGN_OR_RETURN(const LabelerIdentity identity, store->identity());
  ASSIGN_OR_RETURN(const std::uint64_t newest, store->newest());
  CommandAnswer answer;
  answer.text = fmt::format("{}: the newest label is number {}; key {}.\n{}", identity.did, newest,
                            identity.key, document_lines(identity, options.endpoint));
  JsonWriter json(answer.json);
  begin(json, options);
  write_identity(json, identity);
  json.field("newest", newest);
  json.end_object();
  return answer;
}

Result<CommandAnswer> list(const LabelerOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open(options, LabelStore::Access::kRead));
  LabelQuery wanted;
  wanted.patterns = options.patterns;
  if (wanted.patterns.empty()) wanted.patterns.emplace_back("*");
  wanted.now = options.at;
  wanted.max = options.list_max + 1;
  ASSIGN_OR_RETURN(auto labels, store->query(wanted));
  const bool more = labels.size() > options.list_max;
  if (more) labels.pop_back();
  CommandAnswer answer;
  JsonWriter json(answer.json);
  begin(json, options);
  json.field("more", more);
  json.key("labels");
  json.begin_array();
  for (const KeptLabel& kept : labels) {
    answer.text +=
        fmt::format("{:>8}  {}  {}  {}{}\n", kept.seq, kept.label.cts, kept.label.val,
                    kept.label.uri, kept.label.exp ? "  until " + *kept.label.exp : std::string());
    write_label(json, kept.label, kept.signature);
  }
  json.end_array();
  json.end_object();
  if (labels.empty()) answer.text = "No label holds.\n";
  if (more) answer.text += fmt::format("… and more than these {}\n", options.list_max);
  return answer;
}

Result<CommandAnswer> change_key(const LabelerOptions& options) {
  ASSIGN_OR_RETURN(const ChangedKey changed, change_labeler_key(options.data, options.at));
  CommandAnswer answer;
  answer.text = fmt::format(
      "{} labels are signed anew with key {}. Change the DID document now: until then nobody can "
      "check a label.\n{}",
      changed.signed_anew, changed.identity.key,
      document_lines(changed.identity, options.endpoint));
  JsonWriter json(answer.json);
  begin(json, options);
  write_identity(json, changed.identity);
  json.field("signed_anew", changed.signed_anew);
  json.end_object();
  return answer;
}

Result<CommandAnswer> compact(const LabelerOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open(options, LabelStore::Access::kWrite));
  ASSIGN_OR_RETURN(const std::uint64_t gone, store->compact(options.at));
  CommandAnswer answer;
  answer.text = fmt::format("{} labels that held no longer are gone.\n", gone);
  JsonWriter json(answer.json);
  begin(json, options);
  json.field("gone", gone);
  json.end_object();
  return answer;
}

}  // namespace

Result<CommandAnswer> run_labeler(const LabelerOptions& options, Progress& /*progress*/) {
  switch (options.verb) {
    case LabelerVerb::kInit:
      return init(options);
    case LabelerVerb::kShow:
      return show(options);
    case LabelerVerb::kList:
      return list(options);
    case LabelerVerb::kChangeKey:
      return change_key(options);
    case LabelerVerb::kCompact:
      return compact(options);
  }
  CHECK(false);
}

}  // namespace overt
