#pragma once
// Labels of the AT Protocol (https://atproto.com/specs/label), signed as a labeler signs them: the
// label's DAG-CBOR without its signature, SHA-256, ECDSA on secp256k1 with the lower of the two
// values of s, 64 bytes. The same label and key always give the same bytes (RFC 6979).
//
// Thread safety: a LabelKey may be used by several threads at once. Cost: about 50 µs a signature.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "base/result.h"

namespace overt {

/// A label; texts as they go over the wire.
struct AtprotoLabel {
  std::string src;                 // the labeler's DID
  std::string uri;                 // what is labelled: at://… or a DID
  std::optional<std::string> cid;  // of one version of it
  std::string val;                 // at most 128 bytes
  bool neg = false;                // takes an earlier label back
  std::string cts;                 // when it was made, RFC 3339
  std::optional<std::string> exp;  // until when it holds
};

inline constexpr std::size_t kLabelValueBytesMax = 128;

using LabelSignature = std::array<std::uint8_t, 64>;
using LabelPublicKey = std::array<std::uint8_t, 33>;  // compressed

/// What is signed. kInvalidArgument: a text that is not UTF-8, no value or one that is too long.
Result<std::string> signed_label_bytes(const AtprotoLabel& label);

/// The label with its signature, as DAG-CBOR; what subscribeLabels sends. Requires a label that
/// signed_label_bytes() takes.
std::string label_cbor(const AtprotoLabel& label, const LabelSignature& signature);

/// The same as JSON (com.atproto.label.defs#label), bytes as {"$bytes":…}.
void write_label(JsonWriter& json, const AtprotoLabel& label, const LabelSignature& signature);

class LabelKey {
 public:
  /// 32 secret bytes. kInvalidArgument where they are no key of the curve (zero, or too large).
  static Result<LabelKey> from_secret(std::string_view secret);
  ~LabelKey();
  LabelKey(LabelKey&&) noexcept;
  LabelKey& operator=(LabelKey&&) noexcept;

  [[nodiscard]] Result<LabelSignature> sign(const AtprotoLabel& label) const;
  [[nodiscard]] const LabelPublicKey& public_key() const;
  /// "did:key:z…", as the DID document's #atproto_label has it (without its "did:key:").
  [[nodiscard]] std::string did() const;

 private:
  struct State;
  explicit LabelKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Whether that key made the signature. One with the higher s is refused, as the protocol demands.
bool is_label_signed(const AtprotoLabel& label, const LabelSignature& signature,
                     const LabelPublicKey& key);

}  // namespace overt
