#include "adapters/files/prefetching_source.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace overt {
namespace {

class PrefetchingSource final : public ByteSource {
 public:
  PrefetchingSource(std::unique_ptr<ByteSource> inner, std::function<void()> interrupt)
      : inner_(std::move(inner)), interrupt_(std::move(interrupt)), size_(inner_->size()) {
    for (Block& block : blocks_) block.bytes.resize(kBlockBytes);
    worker_ = std::jthread([this] { run(); });
  }

  ~PrefetchingSource() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    interrupt_();
    worker_.join();
  }

  PrefetchingSource(const PrefetchingSource&) = delete;
  PrefetchingSource& operator=(const PrefetchingSource&) = delete;

  Result<std::size_t> read(std::span<char> buffer) override {
    std::size_t filled = 0;
    while (filled < buffer.size()) {
      const Block& block = wait_for_block();
      const std::size_t part = std::min(buffer.size() - filled, block.size - taken_);
      std::memcpy(buffer.data() + filled, block.bytes.data() + taken_, part);
      filled += part;
      taken_ += part;
      if (taken_ < block.size) break;  // the buffer is full
      consumed_ = block.consumed;
      // The last block stays: every later read meets the same end or the same error.
      if (!block.last) {
        release_block();
      } else if (filled == 0 && block.error) {
        return *block.error;
      } else {
        break;
      }
    }
    return filled;
  }

  [[nodiscard]] std::uint64_t bytes_consumed() const override { return consumed_; }
  [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }

  [[nodiscard]] std::string sha256() override {
    const Block& block = wait_for_block();  // the last one: the worker no longer uses inner_
    return block.last ? inner_->sha256() : std::string();
  }

 private:
  static constexpr std::size_t kBlockBytes = std::size_t{1} << 20;

  struct Block {
    std::vector<char> bytes;
    std::size_t size = 0;
    std::uint64_t consumed = 0;  // stored bytes, once this block is read
    bool last = false;
    std::optional<Error> error;  // met after these bytes; only in the last block
  };

  // On the worker.
  void run() {
    for (bool last = false; !last;) {
      Block* const block = wait_for_room();
      if (block == nullptr) return;
      fill(*block);
      last = block->last;
      const std::lock_guard lock(mutex_);
      ++produced_;
      changed_.notify_all();
    }
  }

  void fill(Block& block) {
    auto got = inner_->read(block.bytes);
    block.size = got.ok() ? got.value() : 0;
    block.last = block.size == 0;
    if (!got.ok()) block.error = std::move(got).error();
    block.consumed = inner_->bytes_consumed();
  }

  Block* wait_for_room() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stopping_ || produced_ - released_ < blocks_.size(); });
    return stopping_ ? nullptr : &blocks_[produced_ % blocks_.size()];
  }

  // On the reader.
  const Block& wait_for_block() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return produced_ > released_; });
    return blocks_[released_ % blocks_.size()];
  }

  void release_block() {
    taken_ = 0;
    const std::lock_guard lock(mutex_);
    ++released_;
    changed_.notify_all();
  }

  std::unique_ptr<ByteSource> inner_;
  std::function<void()> interrupt_;
  std::optional<std::uint64_t> size_;
  std::array<Block, 4> blocks_;
  std::size_t taken_ = 0;
  std::uint64_t consumed_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t produced_ = 0;
  std::size_t released_ = 0;
  bool stopping_ = false;
  std::jthread worker_;
};

}  // namespace

std::unique_ptr<ByteSource> prefetch(std::unique_ptr<ByteSource> inner,
                                     std::function<void()> interrupt) {
  return std::make_unique<PrefetchingSource>(std::move(inner), std::move(interrupt));
}

}  // namespace overt
