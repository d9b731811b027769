#pragma once
// LabelFeed: the subscribers of com.atproto.label.subscribeLabels, on a thread of its own. Labels
// are written by overt deliver, in whatever process; the feed looks for new ones a few times a
// second and sends each subscriber what it has not had. One that does not read is let go.
// Thread-safe.

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "edge/http/route.h"

namespace overt::http {

inline constexpr std::size_t kLabelSubscribersMax = 200;
inline constexpr std::size_t kLabelSubscribersOfOneMax = 16;  // of one address

class LabelFeed {
 public:
  explicit LabelFeed(std::string data) : data_(std::move(data)) {}
  ~LabelFeed() { stop(); }
  LabelFeed(const LabelFeed&) = delete;
  LabelFeed& operator=(const LabelFeed&) = delete;

  /// Sends from the cursor on until the stream ends. False where there are too many already.
  bool add(std::shared_ptr<EventStream> stream, std::optional<std::string> cursor,
           const std::string& peer);
  /// Ends every stream; none is taken any more.
  void stop();
  [[nodiscard]] bool full(const std::string& peer);

 private:
  struct Subscriber {
    std::shared_ptr<EventStream> stream;
    std::optional<std::string> cursor;  // until it has begun
    std::string peer;
    bool begun = false;
    std::uint64_t after = 0;
  };
  [[nodiscard]] bool full_for(const std::string& peer) const;
  void run();

  const std::string data_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Subscriber> subscribers_;
  bool ending_ = false;
  std::jthread thread_;  // from the first subscriber on
};

}  // namespace overt::http
