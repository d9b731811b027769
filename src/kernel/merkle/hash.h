#pragma once
// The two hashes of an RFC 6962 tree (section 2.1): SHA-256 with a byte in front that keeps leaves
// and nodes apart. Thread-safe.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace overt::merkle {

using Hash = std::array<std::uint8_t, 32>;

/// SHA-256(0x00 ‖ entry).
Hash leaf_hash(std::string_view entry);
/// SHA-256(0x01 ‖ left ‖ right).
Hash node_hash(const Hash& left, const Hash& right);
/// The root of a tree without leaves: SHA-256 of nothing.
Hash empty_root();

std::string_view bytes_of(const Hash& hash);
/// nullopt unless there are 32 bytes.
std::optional<Hash> hash_from(std::string_view bytes);

/// Base64 with padding (RFC 4648, section 4).
std::string to_base64(std::string_view bytes);
/// nullopt for anything that is not exactly what to_base64() writes.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace overt::merkle
