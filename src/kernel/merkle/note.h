#pragma once
// Signed notes (c2sp.org/signed-note): a text and signatures under it, each by a named key. Keys of
// type 0x01 sign the text with Ed25519 (RFC 8032); keys of type 0x04 are witnesses' and sign the
// text with a time (c2sp.org/tlog-cosignature). Keys are written as Go's sumdb/note writes them.
// Errors are kBadInput and say what is wrong. Thread-safe.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace overt::merkle {

enum class KeyType : std::uint8_t { kEd25519 = 0x01, kCosignature = 0x04 };

struct VerifierKey {
  std::string name;  // no space, no plus
  std::uint32_t id = 0;
  KeyType type = KeyType::kEd25519;
  std::array<std::uint8_t, 32> public_key{};

  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;
};

struct SignerKey {
  VerifierKey verifier;
  std::array<std::uint8_t, 32> seed{};
};

/// The key that a secret seed makes. The caller brings the 32 random bytes.
Result<SignerKey> make_key(std::string_view name, KeyType type, std::string_view seed);

/// "name+hash+base64".
std::string format_key(const VerifierKey& key);
Result<VerifierKey> parse_verifier_key(std::string_view text);
/// "PRIVATE+KEY+name+hash+base64": a secret.
std::string format_secret_key(const SignerKey& key);
Result<SignerKey> parse_secret_key(std::string_view text);

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  std::string bytes;  // without the key id
  friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

struct Note {
  std::string text;  // ends with a newline
  std::vector<NoteSignature> signatures;
};

inline constexpr std::size_t kNoteBytesMax = 1'000'000;
inline constexpr std::size_t kSignaturesMax = 100;

std::string format_note(const Note& note);
/// Refuses what is not UTF-8, control characters, and whatever format_note() would not write.
Result<Note> parse_note(std::string_view bytes);

/// `unix_time` is signed by a witness's key and ignored by others. The text must end with a
/// newline.
NoteSignature sign(std::string_view text, const SignerKey& key, std::uint64_t unix_time = 0);

/// Whether the key made one of the note's signatures; of several by the key, all must be right.
bool is_signed_by(const Note& note, const VerifierKey& key);
/// When a witness says that it signed; nullopt unless is_signed_by() a key of type kCosignature.
std::optional<std::uint64_t> cosigned_at(const Note& note, const VerifierKey& key);

}  // namespace overt::merkle
