#include "kernel/merkle/note.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <sodium.h>

#include "base/check.h"
#include "base/utf8.h"
#include "kernel/merkle/hash.h"

namespace overt::merkle {
namespace {

constexpr std::string_view kDash = "\xE2\x80\x94 ";  // an em dash and a space
constexpr std::string_view kSecretPrefix = "PRIVATE+KEY+";
constexpr std::size_t kSignatureBytes = crypto_sign_BYTES;
constexpr std::size_t kTimeBytes = 8;
constexpr std::size_t kIdBytes = 4;

// Characters and bytes are the same to libsodium.
const unsigned char* octets(std::string_view text) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): characters seen as bytes
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string_view characters(const std::array<std::uint8_t, 32>& bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Error wrong(std::string message) { return {ErrorCode::kBadInput, std::move(message)}; }

std::string big_endian(std::uint64_t value, std::size_t bytes) {
  std::string text(bytes, '\0');
  for (std::size_t i = 0; i < bytes; ++i) {
    text[bytes - 1 - i] = static_cast<char>(value >> (8 * i) & 0xFFU);
  }
  return text;
}

std::uint64_t from_big_endian(std::string_view text) {
  std::uint64_t value = 0;
  for (const char c : text) value = value << 8U | static_cast<unsigned char>(c);
  return value;
}

bool is_key_name(std::string_view name) {
  return !name.empty() && is_valid_utf8(name) && name.find_first_of(" +\t\n\r\v\f") == name.npos;
}

std::string typed(const VerifierKey& key, std::string_view bytes) {
  return std::string(1, static_cast<char>(key.type)) + std::string(bytes);
}

// SHA-256(name ‖ newline ‖ type ‖ public key), its first four bytes.
std::uint32_t id_of(const VerifierKey& key) {
  const std::string said = key.name + "\n" + typed(key, characters(key.public_key));
  Hash digest;
  unsigned size = 0;
  CHECK_EQ(EVP_Digest(said.data(), said.size(), digest.data(), &size, EVP_sha256(), nullptr), 1);
  return static_cast<std::uint32_t>(from_big_endian(bytes_of(digest).substr(0, kIdBytes)));
}

struct KeyParts {
  std::string_view name;
  std::uint32_t id = 0;
  KeyType type = KeyType::kEd25519;
  std::array<std::uint8_t, 32> bytes{};
};

Result<KeyParts> parse_parts(std::string_view text) {
  const auto plus = text.find('+');
  const auto second = plus == text.npos ? plus : text.find('+', plus + 1);
  if (second == text.npos) return wrong("a key reads name+hash+base64");
  KeyParts parts;
  parts.name = text.substr(0, plus);
  const std::string_view hex = text.substr(plus + 1, second - plus - 1);
  const auto [end, failed] = std::from_chars(hex.data(), hex.data() + hex.size(), parts.id, 16);
  if (!is_key_name(parts.name)) return wrong("the name of a key has no space and no plus");
  if (hex.size() != 8 || failed != std::errc() || end != hex.data() + hex.size()) {
    return wrong("the hash of a key has 8 hexadecimal digits");
  }
  const auto bytes = from_base64(text.substr(second + 1));
  if (!bytes || bytes->size() != 1 + parts.bytes.size()) {
    return wrong("a key ends with 33 bytes in base64");
  }
  const auto type = static_cast<std::uint8_t>(bytes->front());
  if (type != static_cast<std::uint8_t>(KeyType::kEd25519) &&
      type != static_cast<std::uint8_t>(KeyType::kCosignature)) {
    return wrong(fmt::format("keys of type {} are not known here", type));
  }
  parts.type = static_cast<KeyType>(type);
  std::memcpy(parts.bytes.data(), bytes->data() + 1, parts.bytes.size());
  return parts;
}

std::string signed_bytes(std::string_view text, KeyType type, std::uint64_t unix_time) {
  if (type == KeyType::kEd25519) return std::string(text);
  return fmt::format("cosignature/v1\ntime {}\n{}", unix_time, text);
}

bool is_right(std::string_view text, const NoteSignature& signature, const VerifierKey& key) {
  std::string_view bytes = signature.bytes;
  std::uint64_t unix_time = 0;
  if (key.type == KeyType::kCosignature) {
    if (bytes.size() != kTimeBytes + kSignatureBytes) return false;
    unix_time = from_big_endian(bytes.substr(0, kTimeBytes));
    bytes.remove_prefix(kTimeBytes);
  }
  if (bytes.size() != kSignatureBytes) return false;
  const std::string message = signed_bytes(text, key.type, unix_time);
  return crypto_sign_verify_detached(octets(bytes), octets(message), message.size(),
                                     key.public_key.data()) == 0;
}

bool is_of(const NoteSignature& signature, const VerifierKey& key) {
  return signature.name == key.name && signature.key_id == key.id;
}

bool is_plain_text(std::string_view text) {
  return is_valid_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 && c != '\n';
         });
}

Result<NoteSignature> parse_signature(std::string_view line) {
  if (line.substr(0, kDash.size()) != kDash) return wrong("a signature opens with a dash");
  line.remove_prefix(kDash.size());
  const auto space = line.find(' ');
  if (space == line.npos || !is_key_name(line.substr(0, space))) {
    return wrong("a signature reads: dash, key name, base64");
  }
  const auto bytes = from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= kIdBytes) return wrong("a signature ends in base64");
  NoteSignature signature;
  signature.name = line.substr(0, space);
  signature.key_id =
      static_cast<std::uint32_t>(from_big_endian(std::string_view(*bytes).substr(0, kIdBytes)));
  signature.bytes = bytes->substr(kIdBytes);
  return signature;
}

}  // namespace

Result<SignerKey> make_key(std::string_view name, KeyType type, std::string_view seed) {
  SignerKey key;
  if (!is_key_name(name)) return wrong("the name of a key has no space and no plus");
  if (seed.size() != key.seed.size()) return wrong("a key is made from 32 secret bytes");
  std::memcpy(key.seed.data(), seed.data(), seed.size());
  key.verifier.name = name;
  key.verifier.type = type;
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
  CHECK_EQ(crypto_sign_seed_keypair(key.verifier.public_key.data(), secret.data(), key.seed.data()),
           0);
  sodium_memzero(secret.data(), secret.size());
  key.verifier.id = id_of(key.verifier);
  return key;
}

std::string format_key(const VerifierKey& key) {
  return fmt::format("{}+{:08x}+{}", key.name, key.id,
                     to_base64(typed(key, characters(key.public_key))));
}

Result<VerifierKey> parse_verifier_key(std::string_view text) {
  ASSIGN_OR_RETURN(const KeyParts parts, parse_parts(text));
  VerifierKey key{std::string(parts.name), parts.id, parts.type, parts.bytes};
  if (id_of(key) != key.id) return wrong("the hash of the key is not that of its name and bytes");
  return key;
}

std::string format_secret_key(const SignerKey& key) {
  return fmt::format("{}{}+{:08x}+{}", kSecretPrefix, key.verifier.name, key.verifier.id,
                     to_base64(typed(key.verifier, characters(key.seed))));
}

Result<SignerKey> parse_secret_key(std::string_view text) {
  if (text.substr(0, kSecretPrefix.size()) != kSecretPrefix) {
    return wrong("a secret key opens with PRIVATE+KEY+");
  }
  ASSIGN_OR_RETURN(const KeyParts parts, parse_parts(text.substr(kSecretPrefix.size())));
  ASSIGN_OR_RETURN(SignerKey key, make_key(parts.name, parts.type, characters(parts.bytes)));
  if (key.verifier.id != parts.id) return wrong("the hash of the key is not that of its bytes");
  return key;
}

std::string format_note(const Note& note) {
  std::string out = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) {
    out += fmt::format("{}{} {}\n", kDash, signature.name,
                       to_base64(big_endian(signature.key_id, kIdBytes) + signature.bytes));
  }
  return out;
}

Result<Note> parse_note(std::string_view bytes) {
  if (bytes.size() > kNoteBytesMax) {
    return wrong(fmt::format("a note has at most {} bytes", kNoteBytesMax));
  }
  if (!is_plain_text(bytes)) return wrong("a note is UTF-8 without control characters");
  const auto blank = bytes.rfind("\n\n");
  if (blank == bytes.npos || bytes.back() != '\n') {
    return wrong("a note is a text, an empty line and signatures");
  }
  Note note;
  note.text = bytes.substr(0, blank + 1);
  std::string_view rest = bytes.substr(blank + 2);
  if (rest.empty()) return wrong("the note is not signed");
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    ASSIGN_OR_RETURN(auto signature, parse_signature(rest.substr(0, end)));
    note.signatures.push_back(std::move(signature));
    if (note.signatures.size() > kSignaturesMax) {
      return wrong(fmt::format("a note has at most {} signatures", kSignaturesMax));
    }
    rest.remove_prefix(end + 1);
  }
  return note;
}

NoteSignature sign(std::string_view text, const SignerKey& key, std::uint64_t unix_time) {
  CHECK(!text.empty() && text.back() == '\n');
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
  CHECK_EQ(crypto_sign_seed_keypair(public_key.data(), secret.data(), key.seed.data()), 0);
  const std::string message = signed_bytes(text, key.verifier.type, unix_time);
  std::array<unsigned char, kSignatureBytes> bytes{};
  CHECK_EQ(
      crypto_sign_detached(bytes.data(), nullptr, octets(message), message.size(), secret.data()),
      0);
  sodium_memzero(secret.data(), secret.size());
  NoteSignature signature{key.verifier.name, key.verifier.id, {}};
  if (key.verifier.type == KeyType::kCosignature) {
    signature.bytes = big_endian(unix_time, kTimeBytes);
  }
  signature.bytes.append(bytes.begin(), bytes.end());
  return signature;
}

bool is_signed_by(const Note& note, const VerifierKey& key) {
  bool found = false;
  for (const NoteSignature& signature : note.signatures) {
    if (!is_of(signature, key)) continue;
    if (!is_right(note.text, signature, key)) return false;
    found = true;
  }
  return found;
}

std::optional<std::uint64_t> cosigned_at(const Note& note, const VerifierKey& key) {
  if (key.type != KeyType::kCosignature || !is_signed_by(note, key)) return std::nullopt;
  for (const NoteSignature& signature : note.signatures) {
    if (is_of(signature, key)) {
      return from_big_endian(std::string_view(signature.bytes).substr(0, kTimeBytes));
    }
  }
  return std::nullopt;
}

}  // namespace overt::merkle
