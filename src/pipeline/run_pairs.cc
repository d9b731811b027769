#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "adapters/parquet/parquet.h"
#include "base/large_blocks.h"
#include "base/ordered.h"
#include "kernel/join/sort_rows.h"
#include "pipeline/ingest.h"
#include "pipeline/pair_output.h"
#include "pipeline/pair_search.h"
#include "pipeline/pipeline.h"
#include "pipeline/resources.h"
#include "pipeline/spare_inputs.h"
#include "pipeline/stopwatch.h"
#include "pipeline/tested_pairs.h"
#include "stages/pairs/find_pairs.h"

namespace overt {
namespace {

constexpr std::size_t kBlocksWaiting = 64;

struct FoundBlock {
  std::unique_ptr<const EncodedPairs> encoded;
  std::uint64_t pairs = 0;
};

Result<void> write_pairs(const PairFinder& finder, PairOutput& output, ThreadPool& pool,
                         Progress& progress, std::uint64_t& pairs) {
  progress.begin("joining", finder.blocks(), "blocks");
  std::vector<PairFinder::Scratch> scratch;
  for (std::size_t i = 0; i < pool.threads(); ++i) scratch.emplace_back(finder);
  Result<void> state;
  produce_in_order<FoundBlock>(
      pool, finder.blocks(), kBlocksWaiting,
      [&](std::size_t block, std::size_t worker) {
        const PairTable table = finder.find(block, scratch[worker]);
        return FoundBlock{output.encode({table, 0, table.pairs.size()}), table.pairs.size()};
      },
      [&](const FoundBlock& found) {
        pairs += found.pairs;
        state = output.write(*found.encoded);
        progress.advance(1);
        if (state.ok() && progress.cancelled()) state = Error{ErrorCode::kCancelled, "interrupted"};
        return state.ok();
      });
  progress.end();
  return state;
}

void note_spilling(const TraceLog& log, std::vector<std::string>& notes) {
  if (log.spilled == nullptr) return;
  notes.push_back(
      fmt::format("the log did not fit the memory allowed (--memory): {} MiB went "
                  "through scratch storage",
                  log.spilled->bytes_written() >> 20));
}

/// Nothing is looked up by its name any more.
void forget_hashes(TraceLog& log) {
  log.accounts.forget_hashes();
  log.objects.forget_hashes();
  log.sources.forget_hashes();
}

void note_what_was_left(const TestedPairs& found, double max_q, std::vector<std::string>& notes) {
  if (max_q < 1) {
    notes.push_back(fmt::format("{} pairs were found; those with q above {} are left out",
                                found.found(), max_q));
  } else if (found.without_p2() > 0) {
    notes.push_back(fmt::format(
        "on a log this large, chance was reckoned only where it can matter: lambda and p1 of {} "
        "pairs, and p2 of {} of them; of the others q is 1 whatever they are, and they are left "
        "empty (--exhaustive reckons all)",
        found.found() - found.without_p1(), found.found() - found.without_p2()));
  }
}

/// Chance is asked of the whole log at once, so nothing may lie on scratch storage.
Result<void> write_with_chance(TraceLog& log, const PairsOptions& options,
                               std::optional<KeepLargeBlocks>& keep, ThreadPool& pool,
                               Progress& progress, PairsSummary& summary) {
  if (log.spilled != nullptr) {
    return Error{ErrorCode::kLimitExceeded,
                 "the log does not fit the memory allowed, and --chance needs all of it at once: "
                 "raise --memory, or leave --chance out"};
  }
  forget_hashes(log);
  // Before the long work: nobody wants to learn after it that nothing can be written there.
  ASSIGN_OR_RETURN(
      const auto output,
      create_pair_output(options.out, log, {.witnesses = options.witnesses, .chance = true},
                         pool.threads()));
  progress.begin("sorting", 0, "traces");
  join::Rows sorted = join::sort_rows(std::move(log.rows), pool);
  progress.end();
  const TestedPairsOptions find = {.window = summary.windows.front(),
                                   .min_objects = options.min_objects,
                                   .witnesses = options.witnesses,
                                   .q_max = options.max_q,
                                   .exhaustive = options.exhaustive};
  ASSIGN_OR_RETURN(const TestedPairs found,
                   find_tested_pairs(log, std::move(sorted), find, pool, progress));
  keep.reset();  // makes room for the output
  note_what_was_left(found, options.max_q, summary.notes);
  ASSIGN_OR_RETURN(
      summary.pairs,
      write_pair_blocks(
          found.blocks(), [&](std::size_t block) { return found.block(block); }, *output, pool));
  return output->close();
}

void count_log(const TraceLog& log, PairsSummary& summary) {
  summary.events = log.events;
  summary.traces = log.traces;
  summary.rejects = log.rejects.rejects;
  summary.accounts = log.accounts.size();
  summary.objects = log.objects.size();
  summary.notes = log.notes;
}

}  // namespace

Result<PairsSummary> run_pairs(const PairsOptions& options, Progress& progress) {
  const std::string rejects_path = options.out + ".rejects.ndjson";
  RETURN_IF_ERROR(spare_inputs(options.input, {options.out, rejects_path}));
  if (options.out.ends_with(".parquet")) RETURN_IF_ERROR(prepare_parquet());
  ThreadPool pool(options.resources.threads);
  Stopwatch watch;
  PairsSummary summary;
  IngestOptions ingest_options;
  ingest_options.input = options.input;
  ASSIGN_OR_RETURN(ingest_options.objects, parse_object_selection(options.input.objects));
  ingest_options.memory_bytes_max = memory_budget(options.resources);
  // What reading is done with is taken for sorting, unless the log needs more memory than there is.
  std::optional<KeepLargeBlocks> keep(std::in_place);
  ingest_options.open_scratch = [&] {
    keep.reset();
    return open_scratch(options.resources);
  };
  if (options.out != "-") {
    ingest_options.open_rejects = [&] { return create_byte_sink(rejects_path); };
  }
  if (options.chance) {
    // As a run of overt detect reads the log, so that the figures are the same.
    ingest_options.publications = true;
    ingest_options.aside = evidence_objects();
  }
  ASSIGN_OR_RETURN(const auto log, ingest(ingest_options, pool, progress));
  count_log(*log, summary);
  summary.timings_s.emplace_back("read", watch.lap());
  ASSIGN_OR_RETURN(auto choice,
                   choose_windows(options.windows, log->resolution, options.allow_coarse_times));
  summary.notes.insert(summary.notes.end(), choice.notes.begin(), choice.notes.end());

  summary.windows = choice.windows;
  if (options.chance) {
    RETURN_IF_ERROR(write_with_chance(*log, options, keep, pool, progress, summary));
    if (summary.rejects == 0 && options.out != "-") std::remove(rejects_path.c_str());
    summary.timings_s.emplace_back("join", watch.lap());
    return summary;
  }
  forget_hashes(*log);
  if (options.floor_only) {
    join::sort_rows(std::move(log->rows), pool);
    summary.timings_s.emplace_back("sort", watch.lap());
    return summary;
  }
  ASSIGN_OR_RETURN(
      const auto output,
      create_pair_output(options.out, *log, {.witnesses = options.witnesses}, pool.threads()));
  PairSearchOptions search;
  search.find.windows = choice.windows;
  search.find.min_objects = options.min_objects;
  search.find.witnesses = options.witnesses;
  search.find.occasions = false;
  search.memory_bytes_max = ingest_options.memory_bytes_max;
  RETURN_IF_ERROR(search_pairs(*log, search, pool, progress, [&](const PairFinder& finder) {
    return write_pairs(finder, *output, pool, progress, summary.pairs);
  }));
  RETURN_IF_ERROR(output->close());
  // An earlier run's, if any.
  if (summary.rejects == 0 && options.out != "-") std::remove(rejects_path.c_str());
  note_spilling(*log, summary.notes);
  summary.timings_s.emplace_back("join", watch.lap());
  return summary;
}

}  // namespace overt
