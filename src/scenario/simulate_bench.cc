// What an event costs to invent and to put into words, with a sink that throws the bytes away.
#include <memory>

#include <benchmark/benchmark.h>

#include "scenario/simulate.h"

namespace overt {
namespace {

class CountingSink : public ByteSink {
 public:
  explicit CountingSink(std::uint64_t& bytes) : bytes_(bytes) {}
  Result<void> write(std::string_view text) override {
    bytes_ += text.size();
    return {};
  }
  Result<void> close() override { return {}; }

 private:
  std::uint64_t& bytes_;
};

void simulate_into_nothing(benchmark::State& state, const char* scenario, const char* format) {
  ThreadPool pool(static_cast<std::size_t>(state.range(0)));
  ScenarioOptions options;
  options.scenario = scenario;
  options.accounts = 20'000;
  options.format = format;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  const OpenSink open = [&bytes](std::string_view) -> Result<std::unique_ptr<ByteSink>> {
    return std::unique_ptr<ByteSink>(std::make_unique<CountingSink>(bytes));
  };
  for (auto _ : state) {
    events += simulate(options, open, pool, no_progress()).value().events;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

BENCHMARK_CAPTURE(simulate_into_nothing, events, "fall-2024", "events-ndjson")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(simulate_into_nothing, scorecard, "scorecard", "events-ndjson")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(simulate_into_nothing, shares, "fall-2024", "coortweet")
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace overt
