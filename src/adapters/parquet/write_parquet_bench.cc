// Rows of the shape of pairs.parquet: the rate, the size of the file and the peak memory.

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <unistd.h>

#include "adapters/parquet/parquet.h"
#include "base/check.h"
#include "base/random.h"

namespace overt {
namespace {

const std::vector<ColumnSpec> kPairColumns = {
    {"account_a", ColumnType::kString},     {"account_b", ColumnType::kString},
    {"window_s", ColumnType::kDouble},      {"objects", ColumnType::kUInt32},
    {"sources", ColumnType::kUInt32},       {"co_actions", ColumnType::kUInt64},
    {"first_at", ColumnType::kTimestampUs}, {"last_at", ColumnType::kTimestampUs},
    {"median_gap_s", ColumnType::kDouble}};

// A batch of pairs, sorted by account as the engine hands them over.
class Batch {
 public:
  static constexpr std::size_t kRows = 10'000;

  Batch() : window_(kRows, 60.0), count_(kRows), sources_(kRows), co_(kRows), gap_(kRows) {}

  std::vector<ColumnData> make(std::size_t begin) {
    names_.clear();
    a_.clear();
    b_.clear();
    first_.clear();
    last_.clear();
    for (std::size_t i = 0; i < kRows; ++i) {
      names_.push_back("account_" + std::to_string(1'000'000 + (begin + i) / 12));
      names_.push_back("account_" + std::to_string(1'000'000 + random_.below(900'000)));
      count_[i] = static_cast<std::uint32_t>(3 + random_.poisson(1.5));
      sources_[i] = count_[i] - (random_.chance(0.3) ? 1U : 0U);
      co_[i] = count_[i] + random_.poisson(2);
      gap_[i] = static_cast<double>(random_.below(60));
      const auto at = static_cast<std::int64_t>(1'725'451'200 + random_.below(5'000'000));
      first_.push_back(at * 1'000'000);
      last_.push_back((at + static_cast<std::int64_t>(random_.below(900'000))) * 1'000'000);
    }
    for (std::size_t i = 0; i < kRows; ++i) {
      a_.push_back(names_[2 * i]);
      b_.push_back(names_[2 * i + 1]);
    }
    return {std::span<const std::string_view>(a_),
            std::span<const std::string_view>(b_),
            std::span<const double>(window_),
            std::span<const std::uint32_t>(count_),
            std::span<const std::uint32_t>(sources_),
            std::span<const std::uint64_t>(co_),
            std::span<const std::int64_t>(first_),
            std::span<const std::int64_t>(last_),
            std::span<const double>(gap_)};
  }

 private:
  Random random_{1};
  std::vector<std::string> names_;
  std::vector<std::string_view> a_, b_;
  std::vector<double> window_;
  std::vector<std::uint32_t> count_, sources_;
  std::vector<std::uint64_t> co_;
  std::vector<double> gap_;
  std::vector<std::int64_t> first_, last_;
};

double peak_mib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void BM_MakeRowsOnly(benchmark::State& state) {
  for (auto _ : state) {
    Batch batch;
    for (std::int64_t row = 0; row < state.range(0); row += Batch::kRows) {
      benchmark::DoNotOptimize(batch.make(static_cast<std::size_t>(row)));
    }
  }
  state.counters["peak_MiB"] = peak_mib();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_MakeRowsOnly)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_WritePairs(benchmark::State& state) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("overt-bench-" + std::to_string(::getpid())))
          .string();
  for (auto _ : state) {
    auto writer = create_parquet(path, kPairColumns).value();
    Batch batch;
    for (std::int64_t row = 0; row < state.range(0); row += Batch::kRows) {
      CHECK(writer->append(batch.make(static_cast<std::size_t>(row))).ok());
    }
    CHECK(writer->close().ok());
  }
  state.counters["peak_MiB"] = peak_mib();
  state.counters["bytes_per_row"] =
      static_cast<double>(std::filesystem::file_size(path)) / static_cast<double>(state.range(0));
  state.SetItemsProcessed(state.iterations() * state.range(0));
  std::filesystem::remove(path);
}
BENCHMARK(BM_WritePairs)
    ->Arg(1'000'000)
    ->Arg(5'000'000)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1)
    ->UseRealTime();

}  // namespace
}  // namespace overt
