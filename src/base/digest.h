#pragma once
// SHA-256, in one call or as bytes arrive. Used for input hashes, run ids and network ids.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace overt {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);
  /// The digest in lower-case hexadecimal; the object must not be used afterwards.
  std::string finish_hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256_hex(std::string_view bytes);

/// The digest itself, for short texts by the million.
using Sha256Digest = std::array<std::uint8_t, 32>;
Sha256Digest sha256(std::string_view bytes);

}  // namespace overt
