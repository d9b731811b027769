#include "stages/access/token_buckets.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace overt {

TokenBuckets::Bucket& TokenBuckets::bucket_of(std::string_view name, TimeUs now) {
  const auto found = buckets_.find(std::string(name));
  if (found != buckets_.end()) {
    by_use_.splice(by_use_.end(), by_use_, found->second.place);
    return found->second;
  }
  if (buckets_.size() >= rate_.names_max) {
    buckets_.erase(by_use_.front());
    by_use_.pop_front();
  }
  by_use_.emplace_back(name);
  return buckets_.emplace(name, Bucket{rate_.burst, now, std::prev(by_use_.end())}).first->second;
}

TimeUs TokenBuckets::take(std::string_view name, TimeUs now, double cost) {
  CHECK(cost <= rate_.burst);
  Bucket& bucket = bucket_of(name, now);
  const double passed =
      static_cast<double>(std::max<TimeUs>(0, now - bucket.at)) / kMicrosPerSecond;
  bucket.left = std::min(rate_.burst, bucket.left + passed * rate_.per_second);
  bucket.at = std::max(bucket.at, now);
  if (bucket.left >= cost) {
    bucket.left -= cost;
    return 0;
  }
  return std::llround(std::ceil((cost - bucket.left) / rate_.per_second * kMicrosPerSecond));
}

}  // namespace overt
