#pragma once
// The only place that knows the order of the data's way: inputs → events → traces → pairs →
// networks → reports. An edge (command line, server) fills the options and calls one function.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"

namespace overt {

struct InputOptions {
  std::vector<std::string> paths;  // files; "-" is standard input, at most once
  /// Beside `paths`: what reports call each; empty: its path.
  std::vector<std::string> shown_as;
  std::string format;         // empty: recognised per file; else a word of --format
  std::string mapping_path;   // --map: a mapping file for any CSV; empty: none
  double max_rejects = 0.01;  // largest share of rejected records before the run fails
  std::uint64_t record_bytes_max = std::uint64_t{16} << 20;
  std::uint64_t unpacked_bytes_max = ~std::uint64_t{0};  // of one input; more fails the run
  std::string objects = "default";                       // --objects: comma-separated kinds
};

struct ResourceOptions {
  std::uint32_t threads = 0;           // 0: as many as cores
  std::uint64_t memory_bytes_max = 0;  // --memory: spill beyond; 0: three quarters of the machine's
  std::string scratch_folder;          // where to spill; empty: TMPDIR or /tmp
};

struct PairsOptions {
  InputOptions input;
  ResourceOptions resources;
  std::vector<TimeUs> windows = {60 * kMicrosPerSecond};  // each joined and written, ascending
  std::uint32_t min_objects = 3;
  bool witnesses = false;
  bool chance = false;              // λ, p1, p2, p, q too; needs one window and the log in memory
  double max_q = 1;                 // with chance: the pairs with a larger q are left out
  bool exhaustive = false;          // with chance: of all pairs, though their q is 1 either way
  bool floor_only = false;          // --floor: read, parse, intern and sort, nothing else
  std::string out = "pairs.csv";    // .csv or .parquet by its ending; "-": CSV on standard output
  bool allow_coarse_times = false;  // join although times are coarser than the window
};

struct PairsSummary {
  std::uint64_t events = 0;
  std::uint64_t traces = 0;
  std::uint64_t rejects = 0;
  std::uint64_t accounts = 0;
  std::uint64_t objects = 0;
  std::uint64_t pairs = 0;
  std::vector<TimeUs> windows;     // joined, after widening; empty where nothing was
  std::vector<std::string> notes;  // what the reader must know: widened windows, mangled ids, …
  std::vector<std::pair<std::string, double>> timings_s;
};

Result<PairsSummary> run_pairs(const PairsOptions& options, Progress& progress);

/// --compat coortweet: the rows and edges of the R package CooRTweet (docs/compat-coortweet.md).
struct CoortweetOptions {
  InputOptions input;
  ResourceOptions resources;
  TimeUs window = 60 * kMicrosPerSecond;
  std::uint32_t min_participation = 2;
  std::optional<double> edge_weight;  // quantile: also say which edges lie strictly above it
  std::string out = "pairs.csv";      // the edges; "-": standard output
  std::string rows_out;               // the row table of detect_groups(); empty: not written
};

struct CoortweetSummary {
  std::uint64_t rows = 0;
  std::uint64_t accounts = 0;
  std::uint64_t objects = 0;
  std::uint64_t edges = 0;
  std::optional<double> edge_weight_threshold;
  std::uint64_t edges_kept = 0;  // strictly above the threshold
  std::uint64_t accounts_kept = 0;
  std::uint64_t components_kept = 0;
  std::uint64_t rejects = 0;
  std::vector<std::string> notes;
};

Result<CoortweetSummary> run_coortweet(const CoortweetOptions& options, Progress& progress);

struct DetectOptions {
  InputOptions input;
  ResourceOptions resources;
  TimeUs window = 60 * kMicrosPerSecond;  // the one the networks are built at
  std::vector<TimeUs> sweep = {10 * kMicrosPerSecond, 60 * kMicrosPerSecond,
                               300 * kMicrosPerSecond};
  std::uint32_t min_objects = 3;
  std::uint32_t min_members = 3;
  std::vector<std::string> accounts;  // --accounts: files of account profiles
  // --registry: asked who is behind the networks; none: nobody is.
  std::vector<std::string> registry;
  std::optional<TimeUs> as_of;        // --as-of: the registry as known then; none: as it is
  std::vector<std::string> previous;  // --previous: earlier run directories, for lineage
  std::uint32_t splits = 24;          // of the sources into discovery and confirmation, 1 … 64
  double level = 0.05;                // false discovery rate
  std::uint32_t null_replays = 0;     // of each shuffle
  std::uint64_t seed = 1;
  std::uint32_t networks_max = 200;  // in the report, largest first; the rest is counted
  std::string out;                   // the run directory
  bool replace = false;              // --force: replace an earlier run there
  bool allow_coarse_times = false;
  /// --alike-texts: texts that differ in spelling or in a few words are one object too.
  bool alike_texts = false;
  /// --exhaustive: nothing is left out for being likely by chance.
  bool exhaustive = false;
  /// --by-language: chance is reckoned within the hour and the language.
  bool by_language = false;
};

/// How many of the networks go on from earlier runs, and how.
struct LineageCounts {
  std::uint64_t fresh = 0;
  std::uint64_t continued = 0;
  std::uint64_t split = 0;
  std::uint64_t merged = 0;
  std::uint64_t vanished = 0;
};

struct DetectSummary {
  std::string run_id;
  std::uint64_t events = 0;
  std::uint64_t rejects = 0;
  std::uint64_t accounts = 0;
  std::uint64_t pairs = 0;
  std::uint64_t networks = 0;
  std::uint64_t accounts_in_networks = 0;
  std::uint64_t confirmed = 0;              // of the networks: more than chance
  std::uint64_t review = 0;                 // of the confirmed: for a person to look at
  std::uint64_t watch = 0;                  // of the confirmed: one kind of evidence alone
  std::optional<std::uint64_t> attributed;  // of the confirmed; none: no registry was asked
  TimeUs window = 0;                        // after widening
  std::optional<LineageCounts> lineage;     // none: no earlier run was given
  std::string report_path;                  // OUT/report.html
  std::vector<std::string> notes;           // likewise in the manifest
  std::vector<std::string> headlines;       // one sentence a network, largest first, at most ten
};

Result<DetectSummary> run_detect(const DetectOptions& options, Progress& progress);

struct SimulateOptions {
  std::string scenario = "fall-2024";
  std::uint64_t seed = 1;
  std::uint64_t accounts = 20'000;
  std::string format = "events-ndjson";
  std::uint32_t threads = 0;
  std::string out;  // a folder: events file, truth/
  bool replace = false;
};

struct SimulateSummary {
  std::uint64_t events = 0;
  std::uint64_t organic_accounts = 0;
  std::uint64_t planted_accounts = 0;
  std::uint64_t planted_networks = 0;
  std::string events_path;
};

Result<SimulateSummary> run_simulate(const SimulateOptions& options, Progress& progress);

}  // namespace overt
