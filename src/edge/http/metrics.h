#pragma once
// Counters of the server, in the text format of Prometheus. Labels are routes and statuses, never
// what somebody asked for. Thread-safe; counting takes a lock for some nanoseconds.

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>

namespace overt::http {

class Metrics {
 public:
  void request(std::string_view method, std::string_view pattern, int status, double seconds);
  void refused() { ++refused_; }  // turned away before a worker had it
  std::atomic<std::int64_t> connections{0};
  std::atomic<std::int64_t> waiting{0};  // requests for a worker
  std::atomic<std::int64_t> streams{0};
  std::atomic<std::uint64_t> events_accepted{0};

  [[nodiscard]] std::string render() const;

 private:
  static constexpr std::array<double, 10> kBoundsS = {0.001, 0.0025, 0.005, 0.01, 0.02,
                                                      0.05,  0.1,    0.5,   1,    5};
  struct Times {
    std::array<std::uint64_t, kBoundsS.size()> at_most{};
    std::uint64_t count = 0;
    double sum = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::tuple<std::string, std::string, int>, std::uint64_t, std::less<>> requests_;
  std::map<std::string, Times, std::less<>> times_;
  std::atomic<std::uint64_t> refused_{0};
};

}  // namespace overt::http
