#include "pipeline/run_registry.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "base/json_writer.h"
#include "model/schema.h"
#include "pipeline/registry_corrections.h"
#include "pipeline/registry_import.h"
#include "pipeline/registry_store.h"
#include "stages/claims/write_claims_csv.h"
#include "stages/registry/build_view.h"
#include "stages/registry/export_view.h"
#include "stages/registry/render_answers.h"
#include "stages/registry/search_terms.h"

namespace overt {
namespace {

std::string name_of_verb(RegistryVerb verb) {
  return std::string(kRegistryVerbNames.at(static_cast<std::size_t>(verb)));
}

/// Text and JSON side by side; the JSON object is open between begin and finish.
class Answer {
 public:
  explicit Answer(const RegistryOptions& options) : json(json_) {
    json.begin_object();
    json.field("command", "registry " + name_of_verb(options.verb));
    json.field("registry", options.registry);
    if (options.as_of != kLatest) json.field("as_of", format_rfc3339(options.as_of));
  }

  RegistryAnswer finish() {
    json.end_object();
    return {std::move(text), std::move(json_)};
  }

  std::string text;

 private:
  std::string json_;

 public:
  JsonWriter json;
};

// --- import ---

void report_counts(Answer& answer, const ImportedFile& file) {
  const ImportReport& report = file.report;
  answer.text += fmt::format(
      "{} ({}): {} records, {} claims: {} added, {} known already, {} rejected\n", file.path,
      file.format, report.records, report.claims, file.added, file.known, report.rejects());
  if (file.seen_again > 0) {
    answer.text += fmt::format(
        "  of those known, {} were met in another version of the list: noted, and not added "
        "again\n",
        file.seen_again);
  }
  if (file.merged > 0) {
    answer.text += fmt::format("  merged by the list itself: {} ids\n", file.merged);
  }
  for (std::size_t i = 0; i < kClaimFlagCount; ++i) {
    if (report.flagged[i] == 0) continue;
    answer.text +=
        fmt::format("  flagged {}: {}\n", name_of(static_cast<ClaimFlag>(i)), report.flagged[i]);
  }
  for (std::size_t i = 0; i < kRejectReasonCount; ++i) {
    if (report.rejected[i] == 0) continue;
    answer.text += fmt::format("  rejected, {}: {}\n", name_of(static_cast<RejectReason>(i)),
                               report.rejected[i]);
  }
  for (const ReasonCount& skipped : report.skipped) {
    answer.text += fmt::format("  left out, {}: {}\n", skipped.reason, skipped.count);
  }
  for (const std::string& note : report.notes) answer.text += fmt::format("  Note: {}\n", note);
}

void report_json(JsonWriter& json, const ImportedFile& file) {
  const ImportReport& report = file.report;
  json.begin_object();
  json.field("path", file.path);
  json.field("format", file.format);
  json.field("content_hash", file.content_hash);
  json.field("records", report.records);
  json.field("entities", report.entities);
  json.field("claims", report.claims);
  json.field("added", file.added);
  json.field("known", file.known);
  json.field("seen_again", file.seen_again);
  json.field("merged", file.merged);
  json.key("flagged");
  json.begin_object();
  for (std::size_t i = 0; i < kClaimFlagCount; ++i) {
    json.field(name_of(static_cast<ClaimFlag>(i)), report.flagged[i]);
  }
  json.end_object();
  json.key("rejected");
  json.begin_object();
  for (std::size_t i = 0; i < kRejectReasonCount; ++i) {
    if (report.rejected[i] > 0) {
      json.field(name_of(static_cast<RejectReason>(i)), report.rejected[i]);
    }
  }
  json.end_object();
  json.key("left_out");
  json.begin_object();
  for (const ReasonCount& skipped : report.skipped) json.field(skipped.reason, skipped.count);
  json.end_object();
  json.key("conflicts_in_file");
  json.begin_array();
  for (const ImportConflict& conflict : report.conflicts) {
    json.begin_object();
    json.field("what", conflict.what);
    json.key("among");
    json.begin_array();
    for (const std::string& one : conflict.among) json.value(one);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.key("notes");
  json.begin_array();
  for (const std::string& note : report.notes) json.value(note);
  json.end_array();
  json.end_object();
}

constexpr std::size_t kConflictsShown = 10;

void report_conflicts(Answer& answer, const RegistryImport& import) {
  std::uint64_t in_files = 0;
  for (const ImportedFile& file : import.files) in_files += file.report.conflicts_total;
  if (in_files > 0) {
    answer.text +=
        fmt::format("{} contradictions within the files (--json lists them)\n", in_files);
  }
  if (!import.conflicts.empty()) {
    answer.text += fmt::format("{} properties that have one value and are given several:\n",
                               import.conflicts_total);
  }
  for (std::size_t i = 0; i < std::min(kConflictsShown, import.conflicts.size()); ++i) {
    const PropertyConflict& conflict = import.conflicts[i];
    answer.text += fmt::format("  {} {}: {}\n", conflict.entity, conflict.property,
                               fmt::join(conflict.values, " | "));
  }
  if (import.conflicts.size() > kConflictsShown) answer.text += "  (--json lists them)\n";
  if (!import.conflicts_whole) {
    answer.text += "There are more entities than could be looked at for contradictions.\n";
  }
  answer.json.key("conflicts");
  answer.json.begin_array();
  for (const PropertyConflict& conflict : import.conflicts) {
    answer.json.begin_object();
    answer.json.field("entity", conflict.entity);
    answer.json.field("property", conflict.property);
    answer.json.key("values");
    answer.json.begin_array();
    for (const std::string& value : conflict.values) answer.json.value(value);
    answer.json.end_array();
    answer.json.end_object();
  }
  answer.json.end_array();
  answer.json.field("conflicts_total", import.conflicts_total);
  answer.json.field("conflicts_whole", import.conflicts_whole);
}

void report_proposals(Answer& answer, const RegistryImport& import) {
  answer.json.key("proposals");
  if (!import.proposals) {
    answer.json.null();
    answer.text += "Look for entities that may be one with: overt registry propose\n";
    return;
  }
  answer.json.value(*import.proposals);
  answer.json.field("merges_refused", import.merges_refused);
  answer.text += fmt::format(
      "{} pairs of entities may be one; none is merged: overt registry "
      "propose\n",
      *import.proposals);
  if (import.merges_refused > 0) {
    answer.text += fmt::format("{} merges were refused, because somebody keeps the two apart\n",
                               import.merges_refused);
  }
}

// Only where there is something to say: an import that went on is otherwise reported as one that
// was never interrupted.
void report_earlier(Answer& answer, const RegistryImport& import) {
  if (import.discarded > 0) {
    answer.text +=
        fmt::format("Taken out: {} claims of an import that was not complete\n", import.discarded);
    answer.json.field("discarded", import.discarded);
  }
  if (!import.changed.empty()) {
    answer.text += fmt::format("{} has changed since the import was begun, which began anew\n",
                               import.changed);
    answer.json.field("changed", import.changed);
  }
  if (!import.went_on) return;
  const ImportGoesOn& on = *import.went_on;
  const std::string where = on.path.empty() ? "all files had been read"
                                            : fmt::format("{} at byte {}", on.path, on.at_byte);
  answer.text += fmt::format("Continuing the import begun at {}: {} claims were there, {}\n",
                             format_rfc3339(on.begun_at), on.claims, where);
  answer.json.key("continued");
  answer.json.begin_object();
  answer.json.field("path", on.path);
  answer.json.field("at_byte", on.at_byte);
  answer.json.field("claims", on.claims);
  answer.json.field("begun_at", format_rfc3339(on.begun_at));
  answer.json.end_object();
}

Result<RegistryAnswer> answer_import(const RegistryOptions& options, Progress& progress) {
  ASSIGN_OR_RETURN(const RegistryImport import, import_claims(options, progress));
  Answer answer(options);
  report_earlier(answer, import);
  if (options.operands.empty()) {
    if (import.discarded == 0) answer.text += "No import is unfinished.\n";
    return answer.finish();
  }
  answer.json.key("files");
  answer.json.begin_array();
  for (const ImportedFile& file : import.files) {
    report_counts(answer, file);
    report_json(answer.json, file);
  }
  answer.json.end_array();
  report_conflicts(answer, import);
  report_proposals(answer, import);
  return answer.finish();
}

// --- looking ---

struct Hit {
  std::string entity;
  std::size_t terms = 0;  // of the query, met
  std::string why;        // property: value
};

/// Entities by how many of the query's terms they have, then by id. A term that is everywhere
/// ("media") is read up to a limit.
constexpr std::size_t kClaimsPerTerm = 20'000;

Result<std::vector<Hit>> find_hits(ClaimStore& store, const std::string& query, TimeUs as_of) {
  SearchTerms terms;
  std::map<std::string, Hit> hits;
  for (const std::uint64_t term : std::vector<std::uint64_t>(terms.of_query(query))) {
    std::set<std::string> met;
    std::size_t claims = 0;
    RETURN_IF_ERROR(store.with_term(term, as_of, [&](const StoredClaim& stored) {
      const Claim& claim = stored.claim;
      Hit& hit = hits[claim.entity];
      hit.entity = claim.entity;
      if (met.insert(claim.entity).second) ++hit.terms;
      if (hit.why.empty()) hit.why = fmt::format("{}: {}", claim.property, claim.value);
      return ++claims < kClaimsPerTerm;
    }));
  }
  std::vector<Hit> found;
  for (auto& [entity, hit] : hits) found.push_back(std::move(hit));
  std::stable_sort(found.begin(), found.end(),
                   [](const Hit& x, const Hit& y) { return x.terms > y.terms; });
  // Those that have every word, where there are any.
  if (!found.empty()) {
    const std::size_t most = found.front().terms;
    std::erase_if(found, [&](const Hit& hit) { return hit.terms < most; });
  }
  return found;
}

Result<RegistryAnswer> answer_search(const RegistryOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_registry(options.registry, RegistryAccess::kRead));
  std::string query;
  for (const std::string& word : options.operands) query += (query.empty() ? "" : " ") + word;
  ASSIGN_OR_RETURN(std::vector<Hit> hits, find_hits(*store, query, options.as_of));
  const std::size_t total = hits.size();
  if (hits.size() > options.limit) hits.resize(options.limit);
  Answer answer(options);
  answer.json.field("total", static_cast<std::uint64_t>(total));
  answer.json.key("hits");
  answer.json.begin_array();
  for (const Hit& hit : hits) {
    NeighbourhoodOptions near;
    near.as_of = options.as_of;
    near.hops = 0;
    const std::vector<std::string> seed = {hit.entity};
    ASSIGN_OR_RETURN(const Neighbourhood found, load_neighbourhood(*store, seed, near));
    const auto index = find_entity(found.view, hit.entity);
    if (!index) continue;
    answer.text += fmt::format("{}  [{}]\n", entity_line(found.view, *index), hit.why);
    answer.json.begin_object();
    answer.json.field("id", hit.entity);
    answer.json.field("schema", found.view.entity(*index).schema);
    answer.json.field("caption", found.view.entity(*index).caption);
    answer.json.field("found_by", hit.why);
    answer.json.end_object();
  }
  answer.json.end_array();
  if (total == 0) answer.text = fmt::format("Nothing is known under '{}'.\n", query);
  if (total > hits.size()) {
    answer.text += fmt::format("{} of {}; --limit shows more.\n", hits.size(), total);
  }
  return answer.finish();
}

/// What somebody typed: the id itself, or the one entity that a search finds.
Result<std::string> resolve(ClaimStore& store, const std::string& typed, TimeUs as_of) {
  bool known = false;
  const std::vector<std::string> id = {typed};
  const auto note = [&](const StoredClaim&) { return !(known = true); };
  RETURN_IF_ERROR(store.about(id, as_of, note));
  if (!known)
    RETURN_IF_ERROR(store.with_value(id, as_of, [&](const StoredClaim& stored) {
      known = type_of(stored.claim.schema, stored.claim.property) == PropertyType::kEntity;
      return !known;
    }));
  if (known) return typed;
  ASSIGN_OR_RETURN(const std::vector<Hit> hits, find_hits(store, typed, as_of));
  if (hits.size() == 1) return hits.front().entity;
  if (hits.empty()) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("nothing is known under '{}'; try a part of the name with overt "
                             "registry search",
                             typed)};
  }
  std::string some;
  for (std::size_t i = 0; i < std::min<std::size_t>(5, hits.size()); ++i) {
    some += fmt::format("\n  {} ({})", hits[i].entity, hits[i].why);
  }
  return Error{
      ErrorCode::kInvalidArgument,
      fmt::format("'{}' may mean {} entities; give the id of one:{}", typed, hits.size(), some)};
}

/// Which later retrievals had the claims as well.
Result<void> add_sightings(Answer& answer, ClaimStore& store, std::span<const ClaimId> claims,
                           TimeUs as_of) {
  answer.json.key("seen_again");
  answer.json.begin_array();
  for (const ClaimId& claim : claims) {
    ASSIGN_OR_RETURN(const auto sightings, store.sightings(claim, as_of));
    for (const Sighting& sighting : sightings) {
      const ClaimSource& source = store.sources()[sighting.source];
      const std::string retrieved =
          source.retrieved_at ? format_rfc3339(*source.retrieved_at) : std::string();
      answer.text += fmt::format("  {} was met again{}{}, recorded {}\n", name_of(claim),
                                 retrieved.empty() ? "" : ", retrieved ", retrieved,
                                 format_rfc3339(sighting.recorded_at));
      answer.json.begin_object();
      answer.json.field("claim", name_of(claim));
      answer.json.field("content_hash", source.content_hash);
      answer.json.field("retrieved_at", retrieved);
      answer.json.field("recorded_at", format_rfc3339(sighting.recorded_at));
      answer.json.end_object();
    }
  }
  answer.json.end_array();
  return {};
}

Result<RegistryAnswer> answer_show(const RegistryOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_registry(options.registry, RegistryAccess::kRead));
  ASSIGN_OR_RETURN(const std::string id, resolve(*store, options.operands[0], options.as_of));
  NeighbourhoodOptions near;
  near.as_of = options.as_of;
  const std::vector<std::string> seed = {id};
  ASSIGN_OR_RETURN(const Neighbourhood found, load_neighbourhood(*store, seed, near));
  const auto index = find_entity(found.view, id);
  Answer answer(options);
  if (index) {
    answer.text = entity_text(found.view, *index);
    answer.json.key("entity");
    entity_json(answer.json, found.view, *index);
  } else {  // a link, which is an edge and no entity of the view
    for (const ViewLink& link : found.view.links) {
      if (link.id != id) continue;
      answer.text += fmt::format("{} ({}, {})\n", link.id, link.schema, name_of(link.status));
      for (const ClaimIndex claim : link.claims) {
        answer.text += claim_text(found.view, found.view.claim(claim));
      }
    }
  }
  if (found.cut) answer.text += "There is more than is shown: a limit was reached.\n";
  answer.json.field("cut", found.cut);
  if (options.history) {
    answer.text += "Everything ever recorded about it:\n";
    answer.json.key("history");
    answer.json.begin_array();
    std::vector<ClaimId> claims;
    RETURN_IF_ERROR(store->history(id, [&](const StoredClaim& claim) {
      const bool retracted = store->is_retracted(claim.id, options.as_of);
      answer.text += claim_text(claim, store->sources(), retracted);
      claim_json(answer.json, claim, store->sources(), retracted);
      claims.push_back(claim.id);
      return true;
    }));
    answer.json.end_array();
    RETURN_IF_ERROR(add_sightings(answer, *store, claims, options.as_of));
  }
  return answer.finish();
}

constexpr std::uint32_t kPathHopsMax = 6;

Result<RegistryAnswer> answer_path(const RegistryOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_registry(options.registry, RegistryAccess::kRead));
  ASSIGN_OR_RETURN(const std::string a, resolve(*store, options.operands[0], options.as_of));
  ASSIGN_OR_RETURN(const std::string b, resolve(*store, options.operands[1], options.as_of));
  const std::vector<std::string> seeds = {a, b};
  Answer answer(options);
  std::vector<ClaimPath> paths;
  RegistryView view;
  bool cut = false;
  // Outwards from both ends until they meet.
  NeighbourhoodOptions near;
  near.as_of = options.as_of;
  near.entities_max = 200'000;
  for (near.hops = 1; near.hops <= kPathHopsMax && paths.empty() && !cut; ++near.hops) {
    ASSIGN_OR_RETURN(Neighbourhood found, load_neighbourhood(*store, seeds, near));
    view = std::move(found.view);
    cut = found.cut;
    const auto from = find_entity(view, a);
    const auto to = find_entity(view, b);
    if (from && to) paths = find_paths(view, *from, *to, options.limit);
  }
  for (const ClaimPath& path : paths) answer.text += path_text(view, path);
  if (paths.empty()) {
    answer.text = cut ? "No path was found among the entities that could be looked at; there are "
                        "more.\n"
                      : fmt::format("Nothing joins them within {} steps.\n", 2 * kPathHopsMax);
  }
  answer.json.key("paths");
  answer.json.begin_array();
  for (const ClaimPath& path : paths) path_json(answer.json, view, path);
  answer.json.end_array();
  answer.json.field("cut", cut);
  return answer.finish();
}

// --- days ---

struct DayCounts {
  std::uint64_t claims = 0;
  std::uint64_t entities = 0;
  std::map<std::string, std::uint64_t> by_status;
  std::map<std::string, std::uint64_t> by_schema;   // entities
  std::map<std::string, std::uint64_t> by_dataset;  // claims
  std::map<std::string, std::uint64_t> by_flag;
};

Result<DayCounts> count_day(ClaimStore& store, TimeUs as_of) {
  DayCounts counts;
  std::string last;
  const auto sources = store.sources();
  RETURN_IF_ERROR(store.all(as_of, [&](const StoredClaim& stored) {
    const Claim& claim = stored.claim;
    ++counts.claims;
    ++counts.by_status[std::string(name_of(claim.status))];
    ++counts.by_dataset[sources[claim.source].dataset];
    for (std::size_t i = 0; i < kClaimFlagCount; ++i) {
      const auto flag = static_cast<ClaimFlag>(i);
      if (claim.flags.has(flag)) ++counts.by_flag[std::string(name_of(flag))];
    }
    if (claim.entity != last || counts.claims == 1) {
      ++counts.entities;
      ++counts.by_schema[claim.schema];
      last = claim.entity;
    }
    return true;
  }));
  return counts;
}

void put_counts(Answer& answer, std::string_view name,
                const std::map<std::string, std::uint64_t>& counts) {
  answer.json.key(name);
  answer.json.begin_object();
  for (const auto& [what, count] : counts) answer.json.field(what, count);
  answer.json.end_object();
  std::vector<std::pair<std::string, std::uint64_t>> ranked(counts.begin(), counts.end());
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& x, const auto& y) { return x.second > y.second; });
  answer.text += fmt::format("by {}:\n", name);
  for (const auto& [what, count] : ranked) {
    answer.text += fmt::format("  {:<28} {}\n", what.empty() ? "(none)" : what, count);
  }
}

Result<RegistryAnswer> answer_day(const RegistryOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_registry(options.registry, RegistryAccess::kRead));
  ASSIGN_OR_RETURN(const DayCounts counts, count_day(*store, options.as_of));
  Answer answer(options);
  const auto times = store->recorded_times();
  const auto imports = static_cast<std::uint64_t>(std::count_if(
      times.begin(), times.end(), [&](TimeUs time) { return time <= options.as_of; }));
  answer.text = fmt::format("{} claims about {} entities, links included, from {} recordings\n",
                            counts.claims, counts.entities, imports);
  answer.json.field("claims", counts.claims);
  answer.json.field("entities", counts.entities);
  answer.json.field("recordings", imports);
  if (imports > 0) {
    answer.text += fmt::format("first recorded {}, last {}\n", format_rfc3339(times.front()),
                               format_rfc3339(times[imports - 1]));
    answer.json.field("last_recorded_at", format_rfc3339(times[imports - 1]));
  }
  put_counts(answer, "status", counts.by_status);
  put_counts(answer, "schema", counts.by_schema);
  put_counts(answer, "dataset", counts.by_dataset);
  put_counts(answer, "flag", counts.by_flag);
  return answer.finish();
}

constexpr std::size_t kDiffShown = 200;

Result<RegistryAnswer> answer_diff(const RegistryOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_registry(options.registry, RegistryAccess::kRead));
  Answer answer(options);
  answer.json.field("since", format_rfc3339(options.since));
  std::uint64_t learnt = 0;
  std::uint64_t gone = 0;
  const auto put = [&](const StoredClaim& claim, bool added) {
    ++(added ? learnt : gone);
    if (learnt + gone <= kDiffShown) {
      answer.text += (added ? "+" : "-") + claim_text(claim, store->sources(), false);
    }
    claim_json(answer.json, claim, store->sources(), !added);
  };
  answer.json.key("added");
  answer.json.begin_array();
  RETURN_IF_ERROR(store->all(options.as_of, [&](const StoredClaim& claim) {
    const bool before =
        claim.recorded_at <= options.since && !store->is_retracted(claim.id, options.since);
    if (!before) put(claim, true);
    return true;
  }));
  answer.json.end_array();
  answer.json.key("gone");
  answer.json.begin_array();
  RETURN_IF_ERROR(store->all(options.since, [&](const StoredClaim& claim) {
    if (store->is_retracted(claim.id, options.as_of)) put(claim, false);
    return true;
  }));
  answer.json.end_array();
  if (learnt + gone > kDiffShown) {
    answer.text += fmt::format("The first {} are shown; --json gives all.\n", kDiffShown);
  }
  answer.text += fmt::format("{} claims learnt, {} taken back\n", learnt, gone);
  return answer.finish();
}

// --- resolution, corrections, export ---

Result<RegistryAnswer> answer_propose(const RegistryOptions& options) {
  ASSIGN_OR_RETURN(const RegistryView view, load_registry(options.registry, options.as_of));
  ProposeOptions propose;
  propose.score_min = options.score_min;
  const ProposedMerges found = propose_merges(view, propose);
  Answer answer(options);
  answer.json.field("total", static_cast<std::uint64_t>(found.proposals.size()));
  answer.json.field("compared", found.compared);
  answer.json.field("blocks_left_out", found.blocks_left_out);
  answer.json.key("proposals");
  answer.json.begin_array();
  const std::size_t shown = std::min<std::size_t>(options.limit, found.proposals.size());
  for (std::size_t i = 0; i < shown; ++i) {
    answer.text += proposal_text(view, found.proposals[i]);
    proposal_json(answer.json, view, found.proposals[i]);
  }
  answer.json.end_array();
  answer.text += fmt::format("{} of {} proposals; nothing is merged by itself\n", shown,
                             found.proposals.size());
  if (found.blocks_left_out > 0) {
    answer.text += fmt::format("{} values that more than {} entities share were left out\n",
                               found.blocks_left_out, propose.block_max);
  }
  return answer.finish();
}

Result<RegistryAnswer> answer_correction(const RegistryOptions& options) {
  ASSIGN_OR_RETURN(const Correction correction, correct_registry(options));
  Answer answer(options);
  answer.text = fmt::format("{}.\n", correction.sentence);
  if (!correction.already) {
    answer.text += fmt::format("Undo it with: overt registry retract {} --author NAME\n",
                               name_of(correction.claim));
  }
  answer.json.field("claim", name_of(correction.claim));
  answer.json.field("already", correction.already);
  return answer.finish();
}

constexpr std::size_t kWriteBytes = std::size_t{1} << 20;

Result<void> write_csv(ClaimStore& store, const RegistryOptions& options, ByteSink& sink) {
  std::string text;
  append_claims_csv_header(text);
  Result<void> written;
  const auto flush = [&] {
    written = sink.write(text);
    text.clear();
    return written.ok();
  };
  RETURN_IF_ERROR(store.everything([&](const StoredClaim& stored) {
    if (stored.recorded_at > options.as_of) return false;
    append_claims_csv(text, stored.claim, store.sources()[stored.claim.source]);
    if (text.size() < kWriteBytes) return true;
    return flush();
  }));
  RETURN_IF_ERROR(store.every_sighting([&](const StoredClaim& stored) {
    if (stored.recorded_at > options.as_of) return true;
    append_claims_csv(text, stored.claim, store.sources()[stored.claim.source]);
    return text.size() < kWriteBytes || flush();
  }));
  RETURN_IF_ERROR(std::move(written));
  return sink.write(text);
}

/// A view of all claims, and what each is about.
struct StatedView {
  RegistryView view;
  Arena text;
  std::vector<ClaimSubject> subjects;
};

Result<StatedView> load_stated(ClaimStore& store, TimeUs as_of) {
  StatedView stated;
  RegistryViewBuilder builder;
  std::map<std::string, std::string_view, std::less<>> schemata;
  std::string_view entity;
  RETURN_IF_ERROR(store.all(as_of, [&](const StoredClaim& claim) {
    builder.add(claim);
    if (claim.claim.entity != entity) entity = stated.text.keep(claim.claim.entity);
    auto schema = schemata.find(claim.claim.schema);
    if (schema == schemata.end()) {
      schema = schemata.emplace(claim.claim.schema, stated.text.keep(claim.claim.schema)).first;
    }
    stated.subjects.push_back({entity, schema->second, claim.claim.kind});
    return true;
  }));
  stated.view = builder.finish(store.sources());
  return stated;
}

Result<RegistryAnswer> answer_export(const RegistryOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_registry(options.registry, RegistryAccess::kRead));
  ASSIGN_OR_RETURN(const auto sink, create_byte_sink(options.out));
  Answer answer(options);
  if (options.format == "csv") {
    RETURN_IF_ERROR(write_csv(*store, options, *sink));
  } else if (options.format == "gexf") {
    ASSIGN_OR_RETURN(const RegistryView view, load_registry(*store, options.as_of));
    RETURN_IF_ERROR(sink->write(render_registry_gexf(view)));
  } else {
    ASSIGN_OR_RETURN(const StatedView stated, load_stated(*store, options.as_of));
    const FtmFork fork = ftm_fork_named(options.ftm_fork).value_or(FtmFork::kOpenSanctions);
    const FtmExport written = render_ftm(stated.view, fork, stated.subjects);
    RETURN_IF_ERROR(sink->write(written.text));
    answer.json.field("left_out", written.left_out);
    if (written.left_out > 0) {
      answer.text = fmt::format(
          "{} values are no properties as the format takes them; they stand among the claims\n",
          written.left_out);
    }
  }
  RETURN_IF_ERROR(sink->close());
  answer.text += fmt::format("Written: {}\n", options.out);
  answer.json.field("out", options.out);
  return answer.finish();
}

}  // namespace

Result<RegistryAnswer> run_registry(const RegistryOptions& options, Progress& progress) {
  switch (options.verb) {
    case RegistryVerb::kImport:
      return answer_import(options, progress);
    case RegistryVerb::kShow:
      return answer_show(options);
    case RegistryVerb::kSearch:
      return answer_search(options);
    case RegistryVerb::kPath:
      return answer_path(options);
    case RegistryVerb::kDiff:
      return answer_diff(options);
    case RegistryVerb::kAsOf:
    case RegistryVerb::kStats:
      return answer_day(options);
    case RegistryVerb::kPropose:
      return answer_propose(options);
    case RegistryVerb::kMerge:
    case RegistryVerb::kDistinct:
    case RegistryVerb::kRetract:
      return answer_correction(options);
    case RegistryVerb::kExport:
      return answer_export(options);
  }
  CHECK(false);
}

}  // namespace overt
