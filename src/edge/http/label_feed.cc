#include "edge/http/label_feed.h"

#include <algorithm>
#include <chrono>

#include "pipeline/serve_labels.h"

namespace overt::http {
namespace {

constexpr std::chrono::milliseconds kLookEvery{250};
constexpr std::size_t kAtOnce = 100;

}  // namespace

void LabelFeed::stop() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool LabelFeed::full(const std::string& peer) {
  const std::lock_guard lock(mutex_);
  return full_for(peer);
}

bool LabelFeed::full_for(const std::string& peer) const {
  if (subscribers_.size() >= kLabelSubscribersMax) return true;
  // Of the machine itself: a proxy may be there.
  if (peer == "127.0.0.1" || peer == "::1") return false;
  const auto same = std::count_if(subscribers_.begin(), subscribers_.end(),
                                  [&](const Subscriber& other) { return other.peer == peer; });
  return static_cast<std::size_t>(same) >= kLabelSubscribersOfOneMax;
}

bool LabelFeed::add(std::shared_ptr<EventStream> stream, std::optional<std::string> cursor,
                    const std::string& peer) {
  const std::lock_guard lock(mutex_);
  if (ending_ || full_for(peer)) return false;
  subscribers_.push_back({std::move(stream), std::move(cursor), peer, false, 0});
  if (!thread_.joinable()) thread_ = std::jthread([this] { run(); });
  wake_.notify_all();
  return true;
}

namespace {

/// Whether the subscriber stays.
template <typename Subscriber>
bool serve(ServedLabels& labels, Subscriber& subscriber) {
  if (!subscriber.begun) {
    const auto beginning = labels.subscribe(subscriber.cursor);
    if (!beginning.ok()) return false;
    subscriber.begun = true;
    subscriber.after = beginning.value().after;
    for (const std::string& frame : beginning.value().frames) {
      if (!subscriber.stream->send(frame)) return false;
    }
    if (beginning.value().ended) return false;
  }
  for (;;) {
    const auto frames = labels.frames(subscriber.after, kAtOnce);
    if (!frames.ok()) return false;
    for (const std::string& frame : frames.value()) {
      if (!subscriber.stream->send(frame)) return false;
    }
    if (frames.value().size() < kAtOnce) return subscriber.stream->send({});
  }
}

}  // namespace

void LabelFeed::run() {
  std::optional<ServedLabels> labels;
  std::unique_lock lock(mutex_);
  while (!ending_) {
    if (!labels) {
      if (auto opened = ServedLabels::open(data_); opened.ok()) labels = std::move(opened).value();
    }
    const auto gone = [&](Subscriber& subscriber) {
      if (labels && serve(*labels, subscriber)) return false;
      subscriber.stream->end();
      return true;
    };
    subscribers_.erase(std::remove_if(subscribers_.begin(), subscribers_.end(), gone),
                       subscribers_.end());
    wake_.wait_for(lock, kLookEvery);
  }
  for (const Subscriber& subscriber : subscribers_) subscriber.stream->end();
  subscribers_.clear();
}

}  // namespace overt::http
