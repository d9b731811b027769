#include "kernel/merkle/hash.h"

#include <cstring>
#include <memory>

#include <openssl/evp.h>
#include <sodium.h>

#include "base/check.h"

namespace overt::merkle {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// One context a thread: making one costs more than hashing a node.
Hash sha256(std::uint8_t first, std::string_view one, std::string_view two) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  CHECK(context != nullptr);
  Hash hash;
  CHECK_EQ(EVP_DigestInit_ex2(context.get(), EVP_sha256(), nullptr), 1);
  CHECK_EQ(EVP_DigestUpdate(context.get(), &first, 1), 1);
  CHECK_EQ(EVP_DigestUpdate(context.get(), one.data(), one.size()), 1);
  CHECK_EQ(EVP_DigestUpdate(context.get(), two.data(), two.size()), 1);
  unsigned size = 0;
  CHECK_EQ(EVP_DigestFinal_ex(context.get(), hash.data(), &size), 1);
  CHECK_EQ(size, hash.size());
  return hash;
}

}  // namespace

Hash leaf_hash(std::string_view entry) { return sha256(0, entry, {}); }

Hash node_hash(const Hash& left, const Hash& right) {
  return sha256(1, bytes_of(left), bytes_of(right));
}

Hash empty_root() {
  Hash hash;
  unsigned size = 0;
  CHECK_EQ(EVP_Digest("", 0, hash.data(), &size, EVP_sha256(), nullptr), 1);
  return hash;
}

std::string_view bytes_of(const Hash& hash) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

std::optional<Hash> hash_from(std::string_view bytes) {
  Hash hash;
  if (bytes.size() != hash.size()) return std::nullopt;
  std::memcpy(hash.data(), bytes.data(), hash.size());
  return hash;
}

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): characters seen as bytes
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the closing NUL
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): characters seen as bytes
  const int failed =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL);
  if (failed != 0) return std::nullopt;
  bytes.resize(size);
  if (to_base64(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace overt::merkle
