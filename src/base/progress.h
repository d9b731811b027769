#pragma once
// What long work says while it runs. The stages of a run call it; an edge decides what to show.
// Thread-safe implementations only: advance() is called from several threads.

#include <atomic>
#include <cstdint>
#include <string_view>

namespace overt {

class Progress {
 public:
  virtual ~Progress() = default;
  /// A new stage of work begins; total = 0 where the amount is not known. `unit` is what is
  /// counted: "bytes", "records", "accounts".
  virtual void begin(std::string_view stage, std::uint64_t total, std::string_view unit);
  virtual void advance(std::uint64_t amount);
  virtual void end();
  /// True once the user has asked to stop; long work returns ErrorCode::kCancelled soon after.
  [[nodiscard]] virtual bool cancelled() const;
};

/// Shows nothing and never cancels.
Progress& no_progress();

}  // namespace overt
