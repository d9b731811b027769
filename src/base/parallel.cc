#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/check.h"

namespace overt {

struct ThreadPool::State {
  std::mutex mutex;
  std::condition_variable wake;
  std::condition_variable done;
  const std::function<void(std::size_t)>* task = nullptr;
  std::size_t generation = 0;
  std::size_t running = 0;
  bool stopping = false;
  std::vector<std::jthread> workers;

  void loop(std::size_t worker) {
    std::size_t seen = 0;
    std::unique_lock lock(mutex);
    for (;;) {
      wake.wait(lock, [&] { return stopping || generation != seen; });
      if (stopping) return;
      seen = generation;
      const auto* current = task;
      lock.unlock();
      (*current)(worker);
      lock.lock();
      if (--running == 0) done.notify_one();
    }
  }
};

ThreadPool::ThreadPool(std::size_t threads) : state_(std::make_unique<State>()) {
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  for (std::size_t worker = 1; worker < threads; ++worker) {
    state_->workers.emplace_back([this, worker] { state_->loop(worker); });
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_all();
  for (auto& worker : state_->workers) worker.join();
}

std::size_t ThreadPool::threads() const { return state_->workers.size() + 1; }

void ThreadPool::on_every_thread(const std::function<void(std::size_t)>& body) {
  {
    const std::lock_guard lock(state_->mutex);
    CHECK_EQ(state_->running, 0U);
    state_->task = &body;
    state_->running = state_->workers.size();
    ++state_->generation;
  }
  state_->wake.notify_all();
  body(0);
  std::unique_lock lock(state_->mutex);
  state_->done.wait(lock, [&] { return state_->running == 0; });
  state_->task = nullptr;
}

void ThreadPool::parallel_for(std::size_t count, std::size_t grain,
                              const std::function<void(const Block&)>& body) {
  CHECK_GT(grain, 0U);
  if (count == 0) return;
  if (count <= grain || state_->workers.empty()) {
    for (std::size_t begin = 0; begin < count; begin += grain) {
      body({begin, std::min(count, begin + grain), 0});
    }
    return;
  }
  std::atomic<std::size_t> next{0};
  on_every_thread([&](std::size_t worker) {
    for (;;) {
      const std::size_t begin = next.fetch_add(grain, std::memory_order_relaxed);
      if (begin >= count) return;
      body({begin, std::min(count, begin + grain), worker});
    }
  });
}

}  // namespace overt
