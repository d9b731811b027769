#pragma once
// Argon2id (RFC 9106) by libsodium, at its "moderate" cost: 256 MiB and three passes, about 0.7 s.
// At most two at once in a process, the others wait: sign-ins must not take all memory.
// Thread-safe.

#include <cstddef>
#include <memory>

#include "base/result.h"
#include "ports/password_hashing.h"

namespace overt {

struct Argon2idCost {
  unsigned long long passes = 3;
  std::size_t memory_bytes = std::size_t{256} << 20;
};

std::unique_ptr<PasswordHashing> make_argon2id(const Argon2idCost& cost = {});

}  // namespace overt
