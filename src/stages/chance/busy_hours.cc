#include "stages/chance/busy_hours.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/check.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace overt {
namespace {

constexpr std::size_t kAccountGrain = 4096;
constexpr std::uint32_t kTracesMax = 255;

/// Whether the account's list takes at least half as much room as its bytes, and they can hold it.
bool is_busy(std::span<const AccountActs::HourCount> hours, std::size_t row) {
  if (hours.size_bytes() * 2 < row) return false;
  return std::all_of(hours.begin(), hours.end(),
                     [](const auto& at) { return at.traces <= kTracesMax; });
}

/// One sum for every so many hours, each of every kHoursAtOnce-th: one sum would wait for each
/// addition before the next. Whatever adds them up does it in this order.
using Sums = std::array<double, BusyHours::kHoursAtOnce>;

double total(const Sums& sums) {
  Sums left = sums;
  for (std::size_t half = left.size() / 2; half > 0; half /= 2) {
    for (std::size_t i = 0; i < half; ++i) left[i] += left[i + half];
  }
  return left[0];
}

#if defined(__x86_64__)
// Products are rounded before they are added, as everywhere: this target has no instruction that
// would do both at once.
class FourSums {
 public:
  [[gnu::target("avx2")]] FourSums() : sums_(_mm256_setzero_pd()) {}
  [[gnu::target("avx2")]] void add(const std::uint8_t* traces, const double* rates) {
    std::int32_t four = 0;
    std::memcpy(&four, traces, sizeof four);
    const __m256d counts = _mm256_cvtepi32_pd(_mm_cvtepu8_epi32(_mm_cvtsi32_si128(four)));
    sums_ = _mm256_add_pd(sums_, _mm256_mul_pd(counts, _mm256_loadu_pd(rates)));
  }
  [[gnu::target("avx2")]] void put(double* to) const { _mm256_storeu_pd(to, sums_); }

 private:
  __m256d sums_;
};

[[gnu::target("avx2")]] double expected_by_four(std::span<const std::uint8_t> traces,
                                                std::span<const double> rates) {
  std::array<FourSums, BusyHours::kHoursAtOnce / 4> parts;
  for (std::size_t i = 0; i < traces.size(); i += BusyHours::kHoursAtOnce) {
    for (std::size_t part = 0; part < parts.size(); ++part) {
      parts[part].add(traces.data() + i + 4 * part, rates.data() + i + 4 * part);
    }
  }
  Sums sums;
  for (std::size_t part = 0; part < parts.size(); ++part) parts[part].put(sums.data() + 4 * part);
  return total(sums);
}
#endif

double expected_by_one(std::span<const std::uint8_t> traces, std::span<const double> rates) {
  Sums sums = {};
  for (std::size_t i = 0; i < traces.size(); i += BusyHours::kHoursAtOnce) {
    for (std::size_t k = 0; k < sums.size(); ++k) {
      sums[k] += rates[i + k] * static_cast<double>(traces[i + k]);
    }
  }
  return total(sums);
}

using Expected = double (*)(std::span<const std::uint8_t>, std::span<const double>);

Expected fastest_here() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return expected_by_four;
#endif
  return expected_by_one;
}

}  // namespace

BusyHours::BusyHours(const AccountActs& acts, std::uint32_t hours, ThreadPool& pool)
    : row_(padded(hours)), places_(acts.accounts(), kNone) {
  std::vector<std::uint32_t> busy;
  for (std::uint32_t a = 0; a < acts.accounts(); ++a) {
    if (!is_busy(acts.hours_of(a), row_)) continue;
    places_[a] = static_cast<std::uint32_t>(busy.size());
    busy.push_back(a);
  }
  traces_.resize(busy.size() * row_);
  pool.parallel_for(busy.size(), kAccountGrain, [&](const Block& block) {
    for (std::size_t i = block.begin; i < block.end; ++i) fill(acts, busy[i]);
  });
}

void BusyHours::fill(const AccountActs& acts, std::uint32_t account) {
  std::uint8_t* const row = traces_.data() + places_[account] * row_;
  std::fill_n(row, row_, std::uint8_t{0});
  for (const auto& at : acts.hours_of(account)) row[at.hour] = static_cast<std::uint8_t>(at.traces);
}

double expected(std::span<const std::uint8_t> traces, std::span<const double> rates) {
  static const Expected fastest = fastest_here();
  CHECK_EQ(traces.size(), rates.size());
  CHECK_EQ(traces.size() % BusyHours::kHoursAtOnce, 0U);
  return fastest(traces, rates);
}

namespace internal {

double expected_anywhere(std::span<const std::uint8_t> traces, std::span<const double> rates) {
  return expected_by_one(traces, rates);
}

}  // namespace internal

}  // namespace overt
