#include "edge/http/workers.h"

namespace overt::http {

Workers::Workers(std::size_t threads, std::size_t queue_max, const std::string& data)
    : queue_max_(queue_max) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this, data] { run(Stores(data)); });
  }
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  more_.notify_all();
  for (std::jthread& thread : threads_) thread.join();
}

bool Workers::offer(Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= queue_max_) return false;
    queue_.push_back(std::move(work));
  }
  more_.notify_one();
  return true;
}

std::size_t Workers::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

std::size_t Workers::unfinished() const {
  const std::lock_guard lock(mutex_);
  return queue_.size() + busy_;
}

void Workers::run(Stores stores) {
  std::unique_lock lock(mutex_);
  while (true) {
    more_.wait(lock, [&] { return ending_ || !queue_.empty(); });
    if (queue_.empty()) return;
    {
      const Work work = std::move(queue_.front());
      queue_.pop_front();
      ++busy_;
      lock.unlock();
      work(stores);
    }
    lock.lock();
    --busy_;
  }
}

}  // namespace overt::http
