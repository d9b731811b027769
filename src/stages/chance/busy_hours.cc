#include "stages/chance/busy_hours.h"

#include <algorithm>
#include <array>

#include "base/check.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace overt {
namespace {

constexpr std::size_t kAccountGrain = 4096;
constexpr std::uint32_t kTracesMax = 255;

/// Whether the account's list takes as much room as its bytes, and they can hold it.
bool is_busy(std::span<const AccountActs::HourCount> hours, std::size_t row) {
  if (hours.size_bytes() < row) return false;
  return std::all_of(hours.begin(), hours.end(),
                     [](const auto& at) { return at.traces <= kTracesMax; });
}

/// What eight hours add to as many sums.
#if defined(__SSE2__)
class Sums {
 public:
  void add(const std::uint8_t* traces, const double* rates) {
    const __m128i zero = _mm_setzero_si128();
    const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(traces));
    const __m128i words = _mm_unpacklo_epi8(bytes, zero);
    const __m128i low = _mm_unpacklo_epi16(words, zero);
    const __m128i high = _mm_unpackhi_epi16(words, zero);
    add(a_, low, rates);
    add(b_, _mm_unpackhi_epi64(low, low), rates + 2);
    add(c_, high, rates + 4);
    add(d_, _mm_unpackhi_epi64(high, high), rates + 6);
  }
  [[nodiscard]] double total() const {
    const __m128d sum = _mm_add_pd(_mm_add_pd(a_, b_), _mm_add_pd(c_, d_));
    return _mm_cvtsd_f64(sum) + _mm_cvtsd_f64(_mm_unpackhi_pd(sum, sum));
  }

 private:
  static void add(__m128d& sum, __m128i two, const double* rates) {
    sum = _mm_add_pd(sum, _mm_mul_pd(_mm_cvtepi32_pd(two), _mm_loadu_pd(rates)));
  }
  __m128d a_ = _mm_setzero_pd();
  __m128d b_ = _mm_setzero_pd();
  __m128d c_ = _mm_setzero_pd();
  __m128d d_ = _mm_setzero_pd();
};
#else
class Sums {
 public:
  void add(const std::uint8_t* traces, const double* rates) {
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += rates[i] * double{traces[i]};
  }
  [[nodiscard]] double total() const {
    const double even = (sums_[0] + sums_[2]) + (sums_[4] + sums_[6]);
    const double odd = (sums_[1] + sums_[3]) + (sums_[5] + sums_[7]);
    return even + odd;
  }

 private:
  std::array<double, BusyHours::kHoursAtOnce> sums_ = {};
};
#endif

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
  CHECK_EQ(traces.size(), rates.size());
  CHECK_EQ(traces.size() % BusyHours::kHoursAtOnce, 0U);
  Sums sums;
  for (std::size_t i = 0; i < traces.size(); i += BusyHours::kHoursAtOnce) {
    sums.add(traces.data() + i, rates.data() + i);
  }
  return sums.total();
}

}  // namespace overt
