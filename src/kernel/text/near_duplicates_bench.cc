#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/random.h"
#include "kernel/text/levenshtein.h"
#include "kernel/text/matching_form.h"
#include "kernel/text/near_duplicates.h"
#include "kernel/text/shingles.h"
#include "kernel/text/sketch.h"

namespace overt::text {
namespace {

const std::string kLatin =
    "RT @someone: They don't want you to know what happened in the last week before the vote. "
    "Share before it is deleted! https://t.co/AbCdEf1234 #Vote #Election";
const std::string kCyrillic =
    "Они не хотят, чтобы вы знали, что случилось в последнюю неделю перед выборами. Поделитесь, "
    "пока не удалили! https://t.co/AbCdEf1234 #выборы #голосуй";
const std::string kHan =
    "他们不想让你知道上周在投票站发生了什么事情，请在被删除之前分享给所有的朋友 "
    "https://t.co/AbCdEf1234";

void matching_forms(benchmark::State& state, const std::string& text) {
  FormFolder folder;
  for (auto _ : state) benchmark::DoNotOptimize(folder.fold(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(matching_forms, latin, kLatin);
BENCHMARK_CAPTURE(matching_forms, cyrillic, kCyrillic);
BENCHMARK_CAPTURE(matching_forms, han, kHan);

void sketches(benchmark::State& state, const std::string& text) {
  Shingler shingler;
  const std::string form = matching_form(text);
  for (auto _ : state) benchmark::DoNotOptimize(sketch_of(shingler.shingles(form)));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(sketches, latin, kLatin);
BENCHMARK_CAPTURE(sketches, cyrillic, kCyrillic);
BENCHMARK_CAPTURE(sketches, han, kHan);

void jaccard_indices(benchmark::State& state) {
  Shingler shingler;
  ShingleOverlap overlap;
  const std::string form = matching_form(kLatin);
  overlap.set_first(shingler.shingles(form));
  for (auto _ : state) benchmark::DoNotOptimize(overlap.jaccard(shingler.shingles(form)));
}
BENCHMARK(jaccard_indices);

void levenshtein_distances(benchmark::State& state) {
  Random random(1);
  std::string one(static_cast<std::size_t>(state.range(0)), 'a');
  for (char& c : one) c = static_cast<char>('a' + random.below(26));
  std::string other = one;
  for (std::size_t i = 0; i < other.size(); i += 5) other[i] = 'x';
  Levenshtein levenshtein;
  for (auto _ : state) {
    benchmark::DoNotOptimize(levenshtein.distance(one, other, one.size() * 3 / 10));
  }
}
BENCHMARK(levenshtein_distances)->Arg(60)->Arg(140)->Arg(1000);

/// Random words; one text in five varies the text before it.
std::vector<std::string> random_posts(std::size_t count) {
  Random random(2);
  std::vector<std::string> posts;
  for (std::size_t i = 0; i < count; ++i) {
    std::string post;
    if (i > 0 && random.chance(0.2)) {
      post = posts.back();
      post[random.below(post.size())] = 'q';
    } else {
      for (std::uint64_t words = 15 + random.below(15); words > 0; --words) {
        Random letters(random.below(random.below(30'000) + 1));
        for (std::uint64_t n = 2 + letters.below(7); n > 0; --n) {
          post += static_cast<char>('a' + letters.below(26));
        }
        post += ' ';
      }
    }
    posts.push_back(post);
  }
  return posts;
}

void whole_path(benchmark::State& state) {
  const std::vector<std::string> posts = random_posts(static_cast<std::size_t>(state.range(0)));
  const std::vector<std::string_view> documents(posts.begin(), posts.end());
  std::size_t bytes = 0;
  for (const std::string_view document : documents) bytes += document.size();
  ThreadPool pool(1);
  for (auto _ : state) benchmark::DoNotOptimize(find_near_duplicates(documents, {}, pool));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}
BENCHMARK(whole_path)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace overt::text
