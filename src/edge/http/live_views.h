#pragma once
// LiveViews: pages that are open and want to know when something changed (server-sent events). They
// are told what kind of thing did, never what it says: they ask for that with their own rights.
// Thread-safe.

#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "edge/http/route.h"

namespace overt::http {

class LiveViews {
 public:
  static constexpr std::size_t kViewsMax = 200;

  /// False where there are too many already.
  bool add(std::shared_ptr<EventStream> stream);
  [[nodiscard]] bool full() const;
  void tell(std::string_view kind);
  /// With what is no secret to whoever may read: how far a run has come.
  void tell(std::string_view kind, std::string_view json);
  /// A sign of life, so that nothing on the way closes what is silent.
  void beat();
  void end();

 private:
  void send(std::string_view text);

  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<EventStream>> streams_;
  bool ended_ = false;
};

}  // namespace overt::http
