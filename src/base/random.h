#pragma once
// Seeded randomness that gives the same numbers on every machine (the standard distributions do
// not promise that). xoshiro256** by Blackman and Vigna (2018), seeded through splitmix64.
// normal(), exponential() and poisson() go through the C library's log, cos and exp, which can
// differ in the last bit between its versions; the others are integer arithmetic. Not for secrets.
// Not thread-safe: one generator per thread, each with its own stream.

#include <cstdint>

namespace overt {

/// One step of splitmix64: a good 64-bit mixer, also used to derive seeds from names.
constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

class Random {
 public:
  /// Streams of one seed are independent of each other.
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0);

  std::uint64_t next();
  /// Uniform in [0, 1).
  double uniform();
  /// Uniform in [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound);
  /// Standard normal (Box–Muller).
  double normal();
  /// Mean 1 exponential.
  double exponential();
  /// Poisson; exact by inversion under mean 30, by normal approximation above.
  std::uint64_t poisson(double mean);
  bool chance(double probability) { return uniform() < probability; }

 private:
  std::uint64_t state_[4];
};

}  // namespace overt
