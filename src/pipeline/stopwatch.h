#pragma once
// Stopwatch: seconds since it was made or last asked. For timings only; nothing else depends on it.

#include <chrono>

namespace overt {

class Stopwatch {
 public:
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double> passed = now - begin_;
    begin_ = now;
    return passed.count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace overt
