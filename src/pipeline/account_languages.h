#pragma once
// AccountLanguages: which language an account mostly acts in, or, where the log names no language,
// which region: people who share one meet more often than the hour alone says, so chance is
// reckoned within it. One pass (Boyer & Moore 1991, the majority vote): the language of more than
// half of an account's events where there is one, else one of its frequent ones; the same for the
// same order.
//
// Not thread-safe. Memory: 8 bytes an account.

#include <cstdint>
#include <string_view>
#include <vector>

namespace overt {

/// The language (its primary subtag, as "pt" of "pt-BR") or else the region as a number, to be told
/// from others only; 0: neither is known, or the word says that it is not ("und", "zxx", "mul", …).
std::uint32_t language_code(std::string_view lang, std::string_view region);

class AccountLanguages {
 public:
  void add(std::uint32_t account, std::uint32_t code);
  /// By account, up to `accounts`: numbers below 256, the most frequent language is 1; 0: unknown,
  /// or rarer than 255 others. Empty where not two are known.
  [[nodiscard]] std::vector<std::uint8_t> groups(std::uint32_t accounts) const;

 private:
  struct Vote {
    std::uint32_t code = 0;
    std::uint32_t ahead = 0;
  };
  std::vector<Vote> votes_;  // by account
};

}  // namespace overt
