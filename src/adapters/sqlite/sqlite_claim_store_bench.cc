// Importing generated claims into an empty registry, indexes included, and looking up everything
// around one account: its claims, its owner's, and what names either. Files go to TMPDIR.
//   overt_adapters_sqlite_bench --benchmark_filter=Import/10000000

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "adapters/sqlite/sqlite_claim_store.h"
#include "base/random.h"

namespace overt {
namespace {

constexpr std::size_t kClaimsPerGroup = 10;
constexpr std::size_t kGroupsPerBatch = 800;

void add_claim(ClaimBatch& batch, std::string_view schema, const std::string& entity,
               std::string_view property, std::string value) {
  Claim claim;
  claim.entity = entity;
  claim.schema = schema;
  claim.property = property;
  claim.value = std::move(value);
  batch.claims.push_back(std::move(claim));
}

/// A company of five claims, its account of two, its ownership by an earlier company of three.
void add_group(ClaimBatch& batch, std::uint64_t number, Random& random) {
  const std::string company = fmt::format("gen-company-{}", number);
  const std::string owner = fmt::format("gen-company-{}", random.below(number + 1));
  const std::string account = fmt::format("gen-account-{}", number);
  const std::string link = fmt::format("gen-ownership-{}", number);
  add_claim(batch, "Company", company, "name", fmt::format("Novosti Media {}", number));
  add_claim(batch, "Company", company, "alias", fmt::format("Новости Медиа {}", number));
  add_claim(batch, "Company", company, "country", random.below(2) == 0 ? "ru" : "de");
  add_claim(batch, "Company", company, "registrationNumber",
            fmt::format("{}", 10'000'000 + number));
  add_claim(batch, "Company", company, "website", fmt::format("https://site{}.example/", number));
  add_claim(batch, "UserAccount", account, "username", fmt::format("user_{}", number));
  add_claim(batch, "UserAccount", account, "owner", company);
  add_claim(batch, "Ownership", link, "owner", owner);
  add_claim(batch, "Ownership", link, "asset", company);
  add_claim(batch, "Ownership", link, "percentage", fmt::format("{}", 1 + random.below(100)));
}

/// A registry of `claims` generated claims in a folder of its own.
class GeneratedRegistry {
 public:
  GeneratedRegistry() {
    const char* const folder = std::getenv("TMPDIR");
    folder_ = std::string(folder == nullptr ? "/tmp" : folder) + "/claims-bench-XXXXXX";
    CHECK(mkdtemp(folder_.data()) != nullptr);
  }
  ~GeneratedRegistry() { std::filesystem::remove_all(folder_); }
  GeneratedRegistry(const GeneratedRegistry&) = delete;
  GeneratedRegistry& operator=(const GeneratedRegistry&) = delete;

  [[nodiscard]] std::string path() const { return folder_ + "/registry.db"; }

  void fill(std::size_t claims) {
    auto store = open_sqlite_claim_store(path()).value();
    CHECK(store->begin(1).ok());
    Random random(42);
    ClaimBatch batch;
    batch.sources.resize(1);
    batch.sources[0].dataset = "generated";
    for (std::uint64_t group = 0; group < claims / kClaimsPerGroup; ++group) {
      add_group(batch, group, random);
      if ((group + 1) % kGroupsPerBatch != 0) continue;
      CHECK(store->add(batch).ok());
      batch.claims.clear();
    }
    CHECK(store->add(batch).ok());
    CHECK(store->commit().ok());
  }

 private:
  std::string folder_;
};

void import_claims(benchmark::State& state) {
  const auto claims = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    GeneratedRegistry registry;
    registry.fill(claims);
    state.PauseTiming();
    state.counters["bytes/claim"] =
        static_cast<double>(std::filesystem::file_size(registry.path())) /
        static_cast<double>(claims);
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// What load_neighbourhood() reads for an account at two hops.
std::size_t read_around(ClaimStore& store, std::uint64_t number) {
  std::vector<std::string> ids = {fmt::format("gen-account-{}", number)};
  std::size_t claims = 0;
  for (int hop = 0; hop < 2; ++hop) {
    std::vector<std::string> next;
    std::size_t named = 0;
    const auto take = [&](const StoredClaim& claim) {
      ++claims;
      next.push_back(claim.claim.entity);
      if (claim.claim.property == "owner" || claim.claim.property == "asset") {
        next.push_back(claim.claim.value);
      }
      return ++named < 2'000;
    };
    CHECK(store.about(ids, kLatest, take).ok());
    CHECK(store.with_value(ids, kLatest, take).ok());
    std::sort(next.begin(), next.end());
    next.erase(std::unique(next.begin(), next.end()), next.end());
    ids = std::move(next);
  }
  return claims;
}

void look_up(benchmark::State& state) {
  const auto claims = static_cast<std::size_t>(state.range(0));
  GeneratedRegistry registry;
  const auto begun_filling = std::chrono::steady_clock::now();
  const std::clock_t cpu = std::clock();
  registry.fill(claims);
  const std::chrono::duration<double> filled = std::chrono::steady_clock::now() - begun_filling;
  state.counters["import_s"] = filled.count();
  state.counters["import_cpu_s"] =
      static_cast<double>(std::clock() - cpu) / static_cast<double>(CLOCKS_PER_SEC);
  SqliteClaimStoreOptions options;
  options.write = false;
  auto store = open_sqlite_claim_store(registry.path(), options).value();
  Random random(7);
  std::vector<double> times_ms;
  std::size_t read = 0;
  for (auto _ : state) {
    const auto begun = std::chrono::steady_clock::now();
    read += read_around(*store, random.below(claims / kClaimsPerGroup));
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - begun;
    times_ms.push_back(taken.count());
  }
  std::sort(times_ms.begin(), times_ms.end());
  state.counters["p50_ms"] = times_ms[times_ms.size() / 2];
  state.counters["p99_ms"] = times_ms[times_ms.size() * 99 / 100];
  state.counters["claims"] = static_cast<double>(read) / static_cast<double>(times_ms.size());
}

BENCHMARK(import_claims)
    ->Name("Import")
    ->Arg(1'000'000)
    ->Arg(10'000'000)
    ->Iterations(1)
    ->UseRealTime()
    ->Unit(benchmark::kSecond);
BENCHMARK(look_up)
    ->Name("LookUp")
    ->Arg(1'000'000)
    ->Arg(10'000'000)
    ->Iterations(2'000)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace overt
