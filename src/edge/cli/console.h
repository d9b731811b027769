#pragma once
// Console: the two streams a command talks to, and a clock that only goes forward. The real one is
// the process's; tests bring their own.
// Thread safety: implementations are thread-safe.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace overt::cli {

class Console {
 public:
  virtual ~Console() = default;
  /// 0, or the error number: EPIPE when nobody reads any more.
  virtual int out(std::string_view text) = 0;
  virtual void err(std::string_view text) = 0;
  /// Nobody reads standard output any more (`| head` has had enough).
  [[nodiscard]] virtual bool out_closed() const = 0;
  /// Standard error is a terminal that can redraw a line.
  [[nodiscard]] virtual bool err_redraws() const = 0;
  [[nodiscard]] virtual std::size_t err_columns() const = 0;
  /// Microseconds since any fixed moment.
  [[nodiscard]] virtual std::int64_t now_us() const = 0;
};

/// The process's own streams.
class ProcessConsole final : public Console {
 public:
  int out(std::string_view text) override;
  void err(std::string_view text) override;
  [[nodiscard]] bool out_closed() const override;
  [[nodiscard]] bool err_redraws() const override;
  [[nodiscard]] std::size_t err_columns() const override;
  [[nodiscard]] std::int64_t now_us() const override;
};

}  // namespace overt::cli
