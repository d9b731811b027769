#include "edge/http/live_views.h"

#include <algorithm>

#include <fmt/format.h>

namespace overt::http {

bool LiveViews::add(std::shared_ptr<EventStream> stream) {
  const std::lock_guard lock(mutex_);
  if (ended_ || streams_.size() >= kViewsMax) {
    stream->end();
    return false;
  }
  streams_.push_back(std::move(stream));
  return true;
}

bool LiveViews::full() const {
  const std::lock_guard lock(mutex_);
  return streams_.size() >= kViewsMax;
}

void LiveViews::tell(std::string_view kind) { tell(kind, "{}"); }

void LiveViews::tell(std::string_view kind, std::string_view json) {
  send(fmt::format("event: {}\ndata: {}\n\n", kind, json));
}

void LiveViews::beat() { send(": still here\n\n"); }

void LiveViews::end() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  for (const auto& stream : streams_) stream->end();
  streams_.clear();
}

void LiveViews::send(std::string_view text) {
  const std::lock_guard lock(mutex_);
  std::erase_if(streams_, [&](const auto& stream) { return !stream->send(text); });
}

}  // namespace overt::http
