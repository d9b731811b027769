#include <array>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "base/random.h"
#include "kernel/text/normal_text.h"
#include "kernel/text/registrable_domain.h"
#include "stages/traces/canonical_url.h"
#include "stages/traces/extract_traces.h"
#include "stages/traces/text_object.h"

namespace overt {
namespace {

/// Links as people share them: few hosts often, many hosts rarely.
std::vector<std::string> shared_urls(std::size_t hosts) {
  Random random(1);
  std::vector<std::string> urls;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const std::uint64_t host = random.below(random.below(hosts) + 1);
    switch (random.below(4)) {
      case 0:
        urls.push_back(
            fmt::format("https://www.outlet{}.com/2024/09/{}/a-story-of-the-day?"
                        "utm_source=twitter&utm_medium=social&id={}",
                        host, i % 30, i));
        break;
      case 1:
        urls.push_back(fmt::format("http://m.outlet{}.co.uk/news/{}/#comments", host, i));
        break;
      case 2:
        urls.push_back(fmt::format("https://twitter.com/user{}/status/{}?s=20", host, i));
        break;
      default:
        urls.push_back(fmt::format("https://blog{}.wordpress.com/post-{}/amp/?fbclid=IwAR{}", host,
                                   i, i * 77));
    }
  }
  return urls;
}

void canonical_urls(benchmark::State& state) {
  const std::vector<std::string> urls = shared_urls(static_cast<std::size_t>(state.range(0)));
  UrlCanonicalizer canonicalizer;
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(canonicalizer.canonicalize(urls[next]));
    next = next + 1 == urls.size() ? 0 : next + 1;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(canonical_urls)->Arg(500)->Arg(20'000);

void registrable_domains(benchmark::State& state) {
  const std::string host = "news.outlet123.co.uk";
  for (auto _ : state) benchmark::DoNotOptimize(registrable_domain(host));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(registrable_domains);

void normal_texts(benchmark::State& state, const std::string& text) {
  text::TextNormalizer texts;
  std::string object;
  for (auto _ : state) {
    object.clear();
    append_text_object(texts.normalize(text), object);
    benchmark::DoNotOptimize(object);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(normal_texts, ascii,
                  "RT @someone: They don't want you to know what happened in the last week before "
                  "the vote. Share before it is deleted! https://t.co/AbCdEf1234 #Vote #Election");
BENCHMARK_CAPTURE(normal_texts, cyrillic,
                  "Они не хотят, чтобы вы знали, что случилось в последнюю неделю перед выборами. "
                  "Поделитесь, пока не удалили! https://t.co/AbCdEf1234 #выборы #голосуй");
BENCHMARK_CAPTURE(normal_texts, mostly_ascii,
                  "They don’t want you to know what happened in the last week before the vote — "
                  "share before it’s deleted! 🔥🔥 https://t.co/AbCdEf1234 #Vote");

/// What the extraction of one event costs beyond making room for its traces.
void extract_from(benchmark::State& state, const Event& event, std::string_view words) {
  TraceOptions options;
  options.objects = parse_object_selection(words).value();
  TraceExtractor extractor(options);
  Arena arena;
  std::vector<Trace> traces;
  traces.reserve(1024);
  for (auto _ : state) {
    if (traces.size() > 1000) {
      traces.clear();
      arena.clear();
    }
    extractor.extract(event, arena, traces);
    benchmark::DoNotOptimize(traces.data());
  }
  state.SetItemsProcessed(state.iterations());
}

void share_log(benchmark::State& state, std::string_view words) {
  Event event;
  event.account_id = "account";
  event.object_id = "object";
  extract_from(state, event, words);
}
BENCHMARK_CAPTURE(share_log, object_only, "object");
BENCHMARK_CAPTURE(share_log, all_kinds, "all");

void whole_post(benchmark::State& state) {
  const std::array<std::string_view, 1> urls = {
      "https://www.outlet.com/2024/09/story?utm_source=x"};
  const std::array<std::string_view, 3> tags = {"Vote", "Election", "Tuesday"};
  Event event;
  event.account_id = "account";
  event.text = "They do not want you to know what happened before the vote. https://t.co/x #Vote";
  event.urls = urls;
  event.hashtags = tags;
  extract_from(state, event, "all");
}
BENCHMARK(whole_post);

}  // namespace
}  // namespace overt
