// Reading in steps of 1 MiB: what hashing and unpacking cost the reader beside the bare reading,
// alone and where the reader itself is busy.

#include <filesystem>
#include <fstream>
#include <string>

#include <benchmark/benchmark.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "adapters/files/files.h"
#include "base/check.h"
#include "base/random.h"
#include "base/utf8.h"

namespace overt {
namespace {

constexpr std::size_t kContentBytes = std::size_t{256} << 20;

enum class Packing { kPlain, kGzip, kZstd };

std::string shares() {
  Random random(1);
  std::string text;
  while (text.size() < kContentBytes) {
    text += "object_" + std::to_string(random.below(1'000'000)) + ",account_" +
            std::to_string(random.below(100'000)) + ",p" + std::to_string(text.size()) +
            ",1725451200\n";
  }
  return text;
}

std::string packed(const std::string& text, Packing packing) {
  if (packing == Packing::kPlain) return text;
  if (packing == Packing::kZstd) {
    std::string out(ZSTD_compressBound(text.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
    return out;
  }
  const std::string path = std::filesystem::temp_directory_path() / "overt-bench.gz";
  gzFile file = gzopen(path.c_str(), "wb1");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class InputFile {
 public:
  explicit InputFile(Packing packing)
      : path_(std::filesystem::temp_directory_path() /
              ("overt-bench-" + std::to_string(::getpid()))) {
    std::ofstream(path_, std::ios::binary) << packed(shares(), packing);
  }
  ~InputFile() { std::filesystem::remove(path_); }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void BM_Read(benchmark::State& state) {
  const InputFile input(static_cast<Packing>(state.range(0)));
  const bool hash = state.range(1) != 0;
  const bool busy = state.range(2) != 0;
  std::string buffer(std::size_t{1} << 20, '\0');
  std::size_t bytes = 0;
  for (auto _ : state) {
    auto source = open_byte_source(input.path(), {.hash = hash}).value();
    for (;;) {
      const std::size_t got = source->read(buffer).value();
      if (got == 0) break;
      bytes += got;
      if (busy) {
        std::size_t commas = 0;  // about the work of a fast parser
        for (const char c : buffer) commas += c == ',' || c == '\n' ? 1U : 0U;
        benchmark::DoNotOptimize(commas);
      }
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(BM_Read)
    ->ArgNames({"packing", "hash", "busy"})
    ->Args({0, 0, 0})
    ->Args({0, 1, 0})
    ->Args({0, 0, 1})
    ->Args({0, 1, 1})
    ->Args({1, 1, 0})
    ->Args({2, 1, 0})
    ->Iterations(2)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace overt
