// Decisions appended to a ledger in batches, each batch one durable transaction of SQLite with its
// events, entries, tiles and signed checkpoint; and proofs out of a large ledger's tiles. Files go
// to TMPDIR, which must be a disk: in memory nothing is durable.
//   overt_pipeline_bench --benchmark_filter=Append/1000
//   overt_pipeline_bench --benchmark_filter=Proof/10000000

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "adapters/sqlite/sqlite_decision_store.h"
#include "base/random.h"
#include "kernel/merkle/tree.h"
#include "pipeline/decision_desk.h"

namespace overt {
namespace {

constexpr TimeUs kBegin = 1'700'000'000'000'000;
constexpr std::size_t kTilesPerBatch = 2'000;

class Folder {
 public:
  Folder() {
    const char* const place = std::getenv("TMPDIR");
    path_ = std::string(place == nullptr ? "/tmp" : place) + "/ledger-bench-XXXXXX";
    CHECK(mkdtemp(path_.data()) != nullptr);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::unique_ptr<DecisionStore> open() const {
    return open_sqlite_decision_store(path_ + "/decisions.db").value();
  }

 private:
  std::string path_;
};

merkle::SignerKey ledger_key() {
  return merkle::make_key("bench.example/ledger", merkle::KeyType::kEd25519, std::string(32, 'k'))
      .value();
}

/// As those of a shipped policy: facts, a notice in two languages, two steps.
DecisionDraft draft_of(std::uint64_t account) {
  DecisionDraft draft;
  draft.subject.id = fmt::format("clipper:{}", account);
  draft.subject.network = "3f6c1f0a9d";
  draft.subject.lang = "en";
  draft.policy = "covert-influence";
  draft.policy_version = "1.0.0";
  draft.policy_hash = std::string(64, 'a');
  draft.clause = "operated-account";
  LadderStep step;
  step.action = ActionKind::kLimitReach;
  step.audience = "all";
  draft.actions = {step};
  draft.facts = {
      {"finding.tier", "review"}, {"finding.standing", "member"}, {"account.protected", "false"}};
  draft.evidence = "run 0123456789abcdef, network 3f6c1f0a9d";
  draft.facts_text = "acts within seconds of 40 other accounts on 312 posts";
  draft.notices = {{"de", std::string(300, 'n')}, {"en", std::string(300, 'n')}};
  return draft;
}

/// A batch of proposals at a time, into a ledger that grows; decisions a second.
void append(benchmark::State& state) {
  const auto batch = static_cast<std::uint64_t>(state.range(0));
  const Folder folder;
  const auto store = folder.open();
  const merkle::SignerKey key = ledger_key();
  Random random(1);
  DecisionDesk desk(*store, key, [&](std::size_t count) {
    std::string bytes(count, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random.below(256));
    return bytes;
  });
  const Person analyst{"ana", {StaffRole::kAnalyst}};
  std::uint64_t decided = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<DecisionDraft> drafts;
    drafts.reserve(batch);
    for (std::uint64_t i = 0; i < batch; ++i) drafts.push_back(draft_of(decided + i));
    state.ResumeTiming();
    CHECK(desk.propose_all(std::move(drafts), analyst, "two kinds of evidence", kBegin).ok());
    decided += batch;
  }
  state.counters["decisions/s"] =
      benchmark::Counter(static_cast<double>(decided), benchmark::Counter::kIsRate);
}
BENCHMARK(append)->Name("Append")->Arg(1'000)->Arg(10'000)->UseRealTime()->Unit(
    benchmark::kMillisecond);

/// The tiles of a ledger of so many entries, each made from its number.
void generate(DecisionStore& store, std::uint64_t size) {
  merkle::TileWriter tree;
  DecisionBatch batch;
  const auto commit = [&] {
    for (auto& written : tree.take_changed()) {
      batch.tiles.push_back({written.tile.level, written.tile.index, std::move(written.bytes)});
    }
    CHECK(store.commit(batch).ok());
    batch.tiles.clear();
  };
  for (std::uint64_t i = 0; i < size; ++i) {
    tree.append(merkle::leaf_hash(fmt::format("{}", i)));
    if ((i + 1) % (kTilesPerBatch * merkle::kTileWidth) == 0) commit();
  }
  commit();
}

/// One entry's proof, from a store that was just opened, as a receipt is made.
void prove(benchmark::State& state) {
  const auto size = static_cast<std::uint64_t>(state.range(0));
  const Folder folder;
  generate(*folder.open(), size);
  const auto store = folder.open();
  const auto root = merkle::root_of(size, merkle::TileTree(size, ledger_tiles(*store)).reader());
  Random random(1);
  double slowest_ms = 0;
  for (auto _ : state) {
    const std::uint64_t index = random.below(size);
    const auto begun = std::chrono::steady_clock::now();
    merkle::TileTree tree(size, ledger_tiles(*store));
    const auto proof = merkle::inclusion_proof(index, size, tree.reader());
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
    slowest_ms = std::max(slowest_ms, took.count());
    state.PauseTiming();
    CHECK(merkle::verify_inclusion(merkle::leaf_hash(fmt::format("{}", index)), index, size,
                                   proof.value(), root.value()));
    state.ResumeTiming();
  }
  state.counters["slowest_ms"] = slowest_ms;
}
BENCHMARK(prove)->Name("Proof")->Arg(100'000)->Arg(10'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace overt
