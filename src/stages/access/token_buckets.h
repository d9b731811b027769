#pragma once
// TokenBuckets: how many requests a name (a person, a client's address) may make: a burst, refilled
// at a steady rate. Holds a limited number of names; where more come, the one seen longest ago is
// forgotten: it is nearly full again, and a flood of names takes no memory.
//
// Thread safety: none. Cost: a hash look-up.

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.h"

namespace overt {

struct BucketRate {
  double burst = 60;
  double per_second = 10;
  std::size_t names_max = 100'000;
};

class TokenBuckets {
 public:
  explicit TokenBuckets(const BucketRate& rate) : rate_(rate) {}

  /// 0: it may go on; else how long to wait. What is refused takes nothing.
  TimeUs take(std::string_view name, TimeUs now, double cost = 1);

  [[nodiscard]] std::size_t size() const { return buckets_.size(); }

 private:
  struct Bucket {
    double left = 0;
    TimeUs at = 0;
    std::list<std::string>::iterator place;
  };
  Bucket& bucket_of(std::string_view name, TimeUs now);

  BucketRate rate_;
  std::list<std::string> by_use_;  // seen longest ago first
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace overt
