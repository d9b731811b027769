#pragma once
// How often each of 64 bits was set, counted for all at once: plane k holds bit k of every count,
// and adding a word is a few additions with carry. Harley's carry-save counting, see Warren (2012),
// "Hacker's Delight", §5. Thread safety: const calls at once.

#include <array>
#include <cstddef>
#include <cstdint>

namespace overt::similarity {

class BitCounts {
 public:
  /// No count may pass 2^32 − 1.
  void add(std::uint64_t bits) {
    for (std::size_t k = 0; bits != 0; ++k) {
      const std::uint64_t carry = planes_[k] & bits;
      planes_[k] ^= bits;
      bits = carry;
      if (k >= used_) used_ = k + 1;
    }
  }
  void clear() {
    for (std::size_t k = 0; k < used_; ++k) planes_[k] = 0;
    used_ = 0;
  }
  /// Of which bits the count is two or more.
  [[nodiscard]] std::uint64_t several() const {
    std::uint64_t bits = 0;
    for (std::size_t k = 1; k < used_; ++k) bits |= planes_[k];
    return bits;
  }
  /// The least and the greatest count of some bits; 0 where there are none.
  [[nodiscard]] std::uint32_t least(std::uint64_t among) const {
    std::uint32_t count = 0;
    if (among == 0) return count;
    for (std::size_t k = used_; k > 0; --k) {
      const std::uint64_t smaller = among & ~planes_[k - 1];
      if (smaller != 0) {
        among = smaller;
      } else {
        count |= 1U << (k - 1);
      }
    }
    return count;
  }
  [[nodiscard]] std::uint32_t most(std::uint64_t among) const {
    std::uint32_t count = 0;
    for (std::size_t k = used_; k > 0; --k) {
      const std::uint64_t greater = among & planes_[k - 1];
      if (greater == 0) continue;
      among = greater;
      count |= 1U << (k - 1);
    }
    return count;
  }

 private:
  static constexpr std::size_t kPlanes = 32;

  std::array<std::uint64_t, kPlanes> planes_{};
  std::size_t used_ = 0;  // planes that are not all 0
};

}  // namespace overt::similarity
