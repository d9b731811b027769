#pragma once
// RequestRates: how many requests a signed-in person and a client's address may make: of each a
// burst, refilled steadily. Who is signed in is counted by name, so that an office behind one
// address is not one client. Thread safety: none.

#include <string_view>

#include "base/time.h"
#include "stages/access/token_buckets.h"

namespace overt {

struct RequestRateLimits {
  BucketRate person{600, 100};
  BucketRate stranger{300, 30};
};

class RequestRates {
 public:
  explicit RequestRates(const RequestRateLimits& limits = {})
      : people_(limits.person), strangers_(limits.stranger) {}

  /// 0: it may go on; else how long to wait. `person`: empty where nobody is signed in.
  TimeUs take(std::string_view client, std::string_view person, TimeUs now) {
    return person.empty() ? strangers_.take(client, now) : people_.take(person, now);
  }

 private:
  TokenBuckets people_;
  TokenBuckets strangers_;
};

}  // namespace overt
