#pragma once
// A small pool of threads for loops over ranges. Results must not depend on which thread takes
// which block: every caller writes to places its block owns, or merges blocks in order.

#include <cstddef>
#include <functional>
#include <memory>

namespace overt {

struct Block {
  std::size_t begin;
  std::size_t end;
  std::size_t worker;  // 0 … threads() − 1: an index for per-thread scratch
};

class ThreadPool {
 public:
  /// threads = 0 takes the number of cores. The calling thread is worker 0.
  explicit ThreadPool(std::size_t threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  [[nodiscard]] std::size_t threads() const;

  /// Calls body for blocks of at most `grain` indices that cover [0, count) once; returns when
  /// all are done. Blocks are handed out in order. The body must not throw and must not call
  /// parallel_for on the same pool.
  void parallel_for(std::size_t count, std::size_t grain,
                    const std::function<void(const Block&)>& body);

  /// Runs body(worker) once on every thread at the same time.
  void on_every_thread(const std::function<void(std::size_t worker)>& body);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace overt
