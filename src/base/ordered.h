#pragma once
// produce_in_order: makes items on every thread and hands them over one by one in their order, with
// a bounded number waiting. The order is that of the indices, whatever thread was first.

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "base/parallel.h"

namespace overt {

/// Calls produce(index, worker) for every index below `count`, on all threads of the pool, and
/// consume(item) for each result in the order of the indices, never twice at once. consume returns
/// false to stop: nothing more is produced then. At most `waiting_max` results wait at any time.
template <typename Item>
void produce_in_order(ThreadPool& pool, std::size_t count, std::size_t waiting_max,
                      const std::function<Item(std::size_t index, std::size_t worker)>& produce,
                      const std::function<bool(Item)>& consume) {
  std::mutex mutex;
  std::condition_variable moved;
  std::vector<std::optional<Item>> waiting(waiting_max);
  std::size_t next = 0;       // to be taken by a worker
  std::size_t delivered = 0;  // consumed so far
  bool consuming = false;
  bool stopped = false;
  pool.on_every_thread([&](std::size_t worker) {
    std::unique_lock lock(mutex);
    while (!stopped && next < count) {
      const std::size_t index = next++;
      moved.wait(lock, [&] { return stopped || index < delivered + waiting_max; });
      if (stopped) return;
      lock.unlock();
      Item item = produce(index, worker);
      lock.lock();
      waiting[index % waiting_max] = std::move(item);
      while (!consuming && !stopped && waiting[delivered % waiting_max].has_value()) {
        consuming = true;
        Item ready = *std::move(waiting[delivered % waiting_max]);
        waiting[delivered % waiting_max].reset();
        lock.unlock();
        const bool go_on = consume(std::move(ready));
        lock.lock();
        consuming = false;
        ++delivered;
        if (!go_on) stopped = true;
        moved.notify_all();
      }
    }
  });
}

}  // namespace overt
