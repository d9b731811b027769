#pragma once
// RunReport: everything a finished run has to say, in words and numbers, ready to be rendered as
// manifest.json, networks.json, graph files and report.html. All names are resolved.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "model/attribution.h"
#include "model/event.h"
#include "model/finding.h"
#include "model/lineage.h"
#include "model/reject.h"
#include "model/trace.h"

namespace overt {

struct InputSummary {
  std::string path;  // as given; "-" for standard input
  std::string format;
  std::string sha256;  // of the bytes as stored (compressed where compressed); empty: not taken
  std::uint64_t bytes = 0;
  std::uint64_t records = 0;
  std::uint64_t rejects = 0;
};

/// A stated limit that was reached, and what was left out because of it.
struct LimitHit {
  std::string name;
  std::uint64_t limit = 0;
  std::uint64_t left_out = 0;
  std::string consequence;  // one sentence
};

struct RunManifest {
  std::string run_id;  // hash of inputs, configuration and version
  std::string version;
  std::vector<InputSummary> inputs;
  std::vector<std::pair<std::string, std::string>>
      config;  // option → value, every default spelt out
  std::uint64_t seed = 0;
  std::uint64_t events = 0;
  std::uint64_t traces = 0;
  std::uint64_t accounts = 0;
  std::uint64_t objects = 0;
  TimeUs first_at = 0;
  TimeUs last_at = 0;
  TimeResolution resolution = TimeResolution::kSecond;
  std::array<std::uint64_t, kRejectReasonCount> rejects_by_reason{};
  std::vector<LimitHit> limits;
  std::vector<std::string> notes;  // what a reader must know: widened windows, mangled ids, …
  std::vector<std::pair<std::string, double>>
      timings_s;  // stage → seconds; not part of the run's bytes
};

/// One row of the sweep: the same rows joined with another window.
struct SweepRow {
  TimeUs window = 0;
  std::vector<std::uint64_t> pairs_at_least;  // [i] = pairs with K ≥ RunReport::sweep_from + i
  std::uint64_t accounts = 0;                 // accounts in pairs with K ≥ min_objects
  std::uint64_t networks = 0;                 // 0 where not computed for this window
};

struct EvidencePost {
  std::string account;
  std::string content_id;
  std::string text;  // empty where the input has none
  TimeUs at = 0;
};

/// Two accounts' posts on one object, side by side.
struct EvidenceRow {
  std::string object;
  std::string source;
  ObjectKind kind = ObjectKind::kGiven;
  EvidencePost a;
  EvidencePost b;
};

struct EdgeReport {
  std::uint32_t a = 0;  // indices into NetworkReport::members
  std::uint32_t b = 0;
  std::uint32_t objects = 0;
  std::uint32_t sources = 0;
  std::uint32_t occasions = 0;  // as in Pair
  std::uint64_t co_actions = 0;
  TimeUs first_at = 0;
  TimeUs last_at = 0;
  TimeUs median_gap = 0;
  double lambda = 0;  // co-acted objects to be expected by chance
  double log_p = 0;   // natural logarithms: of its chance, and adjusted over all possible pairs
  double log_q = 0;
  std::vector<std::uint32_t> witnesses;  // indices into NetworkReport::objects
};

struct MemberReport {
  std::string account;
  std::string handle;        // empty where unknown
  std::string display_name;  // empty where unknown
  std::uint64_t events = 0;  // all of the account's traces, not only co-actions
  std::uint32_t partners = 0;
  std::uint32_t objects = 0;
  std::uint32_t core = 0;
  TimeUs first_at = 0;
  TimeUs last_at = 0;
  Standing standing = Standing::kAdjacent;
  double log_p = 0;  // as in MemberFinding
  double log_q = 0;
  std::uint32_t bursts = 0;  // likewise
  double x = 0;              // position in the network picture, in [0, 1]
  double y = 0;
};

struct ObjectReport {
  std::string object;
  std::string source;
  ObjectKind kind = ObjectKind::kGiven;
  std::uint32_t accounts = 0;  // members
  std::uint32_t pairs = 0;
  TimeUs first_at = 0;
  TimeUs last_at = 0;
};

struct NetworkReport {
  std::string id;
  std::optional<Lineage> lineage;  // none: no earlier run was given
  NetworkFinding finding;          // its members are told in `members`
  std::vector<MemberReport> members;
  std::vector<EdgeReport> edges;  // all pairs, or the strongest of them
  std::uint64_t pairs = 0;        // how many there are; 0: as many as edges
  std::vector<ObjectReport> objects;
  std::vector<EvidenceRow> evidence;              // the strongest edges' posts, a bounded number
  std::optional<NetworkAttribution> attribution;  // none: there was no registry, or not confirmed
  TimeUs first_at = 0;
  TimeUs last_at = 0;
  std::uint64_t co_actions = 0;
  std::uint32_t max_objects = 0;
  double density = 0;
  TimeUs timeline_begin = 0;  // members' traces per bin, for the activity picture
  TimeUs timeline_bin = 0;
  std::vector<std::uint32_t> timeline_traces;
  std::vector<std::uint32_t> timeline_co_actions;
};

/// How chance was reckoned over the whole log.
struct ChanceSummary {
  double level = 0.05;
  std::uint64_t accounts = 0;              // with at least min_objects traces: fixed beforehand
  double possible_pairs = 0;               // m = n(n-1)/2
  std::uint64_t significant_pairs = 0;     // q ≤ level (Benjamini–Hochberg over m)
  std::uint64_t significant_pairs_by = 0;  // the same by Benjamini–Yekutieli
  std::uint32_t splits = 0;                // of the sources into discovery and confirmation
  std::string split_key;                   // what the splits were drawn from, fixed beforehand
};

/// The whole way again on the log with its labels shuffled: what chance alone gives.
struct NullSummary {
  std::string shuffle;  // "within hour", "within object"
  std::uint32_t replays = 0;
  std::vector<double> pairs_at_least;  // mean over the replays; [i] = pairs with K ≥ null_from + i
  double significant_pairs = 0;        // means a replay: each of these is a false discovery
  double networks = 0;                 // proposed
  double networks_confirmed = 0;
  double accounts_accused = 0;  // members of confirmed networks
};

/// An earlier run whose networks this run's were compared with.
struct PreviousRun {
  std::string path;    // as given
  std::string run_id;  // its own
  std::string sha256;  // of its networks.json
};

struct RunReport {
  RunManifest manifest;
  std::vector<PreviousRun> previous;      // in the order of time, oldest first
  std::vector<VanishedNetwork> vanished;  // of the newest of them, by id
  ChanceSummary chance;
  std::vector<NullSummary> nulls;  // empty: no replay was asked for
  std::uint32_t null_from = 1;
  std::vector<std::uint64_t> observed_at_least;  // the same rows of the log itself
  TimeUs window = 0;                             // the one the networks were built at
  std::uint32_t min_objects = 0;
  std::uint64_t pairs = 0;  // with K ≥ min_objects
  std::vector<SweepRow> sweep;
  std::uint32_t sweep_from = 1;         // the least K it counts; above 1 where less was too costly
  std::vector<NetworkReport> networks;  // largest first
  std::uint64_t networks_left_out = 0;  // found beyond those, and the accounts in them
  std::uint64_t accounts_left_out = 0;
  bool sources_known = false;  // false: every object is its own source, fandom not ruled out
};

}  // namespace overt
