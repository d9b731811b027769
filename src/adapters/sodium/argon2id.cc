#include "adapters/sodium/argon2id.h"

#include <cerrno>
#include <semaphore>

#include <fmt/format.h>
#include <sodium.h>

#include "base/check.h"

namespace overt {
namespace {

constexpr std::ptrdiff_t kAtOnce = 2;

// One for the process: memory is.
std::counting_semaphore<kAtOnce>& turns() {
  static std::counting_semaphore<kAtOnce> all(kAtOnce);
  return all;
}

class Turn {
 public:
  Turn() { turns().acquire(); }
  ~Turn() { turns().release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
};

class Argon2id final : public PasswordHashing {
 public:
  explicit Argon2id(const Argon2idCost& cost) : cost_(cost) {
    CHECK(sodium_init() >= 0);
    constexpr std::size_t kSaltLetters = 22;
    constexpr std::size_t kHashLetters = 43;
    // As crypto_pwhash_str writes it: checking it costs the same, and nothing hashes to zeros.
    nobodys_ =
        fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", cost.memory_bytes >> 10, cost.passes,
                    std::string(kSaltLetters, 'A'), std::string(kHashLetters, 'A'));
  }

  Result<std::string> hash(std::string_view password) const override {
    const Turn turn;
    std::string text(crypto_pwhash_STRBYTES, '\0');
    if (crypto_pwhash_str(text.data(), password.data(), password.size(), cost_.passes,
                          cost_.memory_bytes) != 0) {
      return no_memory();
    }
    text.resize(text.find('\0'));
    return text;
  }

  Result<bool> matches(const std::string& hash, std::string_view password) const override {
    if (hash.size() >= crypto_pwhash_STRBYTES) return false;
    const Turn turn;
    errno = 0;
    if (crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0) return true;
    if (errno == ENOMEM) return no_memory();
    return false;
  }

  [[nodiscard]] const std::string& nobodys() const override { return nobodys_; }

 private:
  [[nodiscard]] Error no_memory() const {
    return {ErrorCode::kLimitExceeded,
            fmt::format("no memory to check a password, which takes {} MiB; try again later",
                        cost_.memory_bytes >> 20)};
  }

  Argon2idCost cost_;
  std::string nobodys_;
};

}  // namespace

std::unique_ptr<PasswordHashing> make_argon2id(const Argon2idCost& cost) {
  return std::make_unique<Argon2id>(cost);
}

}  // namespace overt
