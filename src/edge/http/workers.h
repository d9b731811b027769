#pragma once
// Workers: threads that answer requests, each with stores of its own, behind a queue with an end.
// Thread safety: offer() from any thread.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "edge/http/stores.h"

namespace overt::http {

class Workers {
 public:
  using Work = std::function<void(Stores&)>;

  Workers(std::size_t threads, std::size_t queue_max, const std::string& data);
  /// Ends after all that was taken is done.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// False where the queue is full: the work was not taken.
  [[nodiscard]] bool offer(Work work);
  [[nodiscard]] std::size_t waiting() const;
  /// Waiting or being done.
  [[nodiscard]] std::size_t unfinished() const;

 private:
  void run(Stores stores);

  const std::size_t queue_max_;
  mutable std::mutex mutex_;
  std::condition_variable more_;
  std::deque<Work> queue_;
  std::size_t busy_ = 0;
  bool ending_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace overt::http
