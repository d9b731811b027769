#include "adapters/atproto/label_signature.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <secp256k1.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/utf8.h"
#include "kernel/cbor/dag_cbor.h"

namespace overt {
namespace {

constexpr std::size_t kSecretBytes = 32;

struct ContextDestroy {
  void operator()(secp256k1_context* context) const { secp256k1_context_destroy(context); }
};
using Context = std::unique_ptr<secp256k1_context, ContextDestroy>;

Context make_context() {
  return Context(secp256k1_context_create(SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY));
}

/// Base58 as Bitcoin writes it (https://datatracker.ietf.org/doc/html/draft-msporny-base58).
std::string to_base58(std::string_view bytes) {
  constexpr std::string_view kDigits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  std::vector<unsigned> digits;  // lowest first
  for (const char c : bytes) {
    unsigned carry = static_cast<unsigned char>(c);
    for (unsigned& digit : digits) {
      carry += digit << 8U;
      digit = carry % 58;
      carry /= 58;
    }
    for (; carry > 0; carry /= 58) digits.push_back(carry % 58);
  }
  std::string text(bytes.substr(0, std::min(bytes.find_first_not_of('\0'), bytes.size())).size(),
                   kDigits[0]);
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) text += kDigits[*digit];
  return text;
}

Error wrong(std::string_view message) {
  return {ErrorCode::kInvalidArgument, fmt::format("the label {}", message)};
}

using Entries = std::vector<std::pair<std::string, std::string>>;

std::string_view characters(const LabelSignature& signature) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  return {reinterpret_cast<const char*>(signature.data()), signature.size()};
}

/// As the protocol writes bytes in JSON: RFC 4648 base64 without padding.
std::string unpadded_base64(const LabelSignature& signature) {
  std::array<unsigned char, 4 * ((std::tuple_size_v<LabelSignature> + 2) / 3) + 1> text{};
  const int length =
      EVP_EncodeBlock(text.data(), signature.data(), static_cast<int>(signature.size()));
  std::string out(text.begin(), text.begin() + length);
  while (!out.empty() && out.back() == '=') out.pop_back();
  return out;
}

Result<Entries> entries_of(const AtprotoLabel& label) {
  Entries entries;
  Result<void> state;
  const auto add = [&](const char* name, const std::string& value) {
    if (!is_valid_utf8(value)) {
      state = wrong(fmt::format("has '{}' that is not UTF-8", name));
      return;
    }
    entries.emplace_back(name, cbor::text(value));
  };
  add("src", label.src);
  add("uri", label.uri);
  if (label.cid) add("cid", *label.cid);
  add("val", label.val);
  add("cts", label.cts);
  if (label.exp) add("exp", *label.exp);
  RETURN_IF_ERROR(state);
  if (label.val.empty()) return wrong("has no value");
  if (label.val.size() > kLabelValueBytesMax) {
    return wrong(
        fmt::format("has a value of {} bytes; {} at most", label.val.size(), kLabelValueBytesMax));
  }
  // Absent where false: written out it would be another text, with another signature.
  if (label.neg) entries.emplace_back("neg", cbor::flag(true));
  entries.emplace_back("ver", cbor::integer(1));
  return entries;
}

}  // namespace

Result<std::string> signed_label_bytes(const AtprotoLabel& label) {
  ASSIGN_OR_RETURN(auto entries, entries_of(label));
  return cbor::map(std::move(entries));
}

std::string label_cbor(const AtprotoLabel& label, const LabelSignature& signature) {
  auto entries = entries_of(label);
  CHECK(entries.ok());
  entries.value().emplace_back("sig", cbor::bytes(characters(signature)));
  return cbor::map(std::move(entries).value());
}

void write_label(JsonWriter& json, const AtprotoLabel& label, const LabelSignature& signature) {
  json.begin_object();
  json.field("ver", 1);
  json.field("src", label.src);
  json.field("uri", label.uri);
  if (label.cid) json.field("cid", *label.cid);
  json.field("val", label.val);
  if (label.neg) json.field("neg", true);
  json.field("cts", label.cts);
  if (label.exp) json.field("exp", *label.exp);
  json.key("sig");
  json.begin_object();
  json.field("$bytes", unpadded_base64(signature));
  json.end_object();
  json.end_object();
}

struct LabelKey::State {
  Context context = make_context();
  std::array<std::uint8_t, kSecretBytes> secret{};
  LabelPublicKey public_key{};

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { OPENSSL_cleanse(secret.data(), secret.size()); }
};

LabelKey::LabelKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
LabelKey::~LabelKey() = default;
LabelKey::LabelKey(LabelKey&&) noexcept = default;
LabelKey& LabelKey::operator=(LabelKey&&) noexcept = default;

Result<LabelKey> LabelKey::from_secret(std::string_view secret) {
  auto state = std::make_unique<State>();
  CHECK(state->context != nullptr);
  const bool sized = secret.size() == kSecretBytes;
  if (sized) std::copy(secret.begin(), secret.end(), state->secret.begin());
  secp256k1_pubkey key{};
  if (!sized || secp256k1_ec_pubkey_create(state->context.get(), &key, state->secret.data()) != 1) {
    return Error{ErrorCode::kInvalidArgument,
                 "these are not the 32 secret bytes of a secp256k1 key; make others"};
  }
  std::size_t size = state->public_key.size();
  secp256k1_ec_pubkey_serialize(state->context.get(), state->public_key.data(), &size, &key,
                                SECP256K1_EC_COMPRESSED);
  CHECK_EQ(size, state->public_key.size());
  return LabelKey(std::move(state));
}

Result<LabelSignature> LabelKey::sign(const AtprotoLabel& label) const {
  ASSIGN_OR_RETURN(const std::string said, signed_label_bytes(label));
  const Sha256Digest digest = sha256(said);
  secp256k1_ecdsa_signature signature{};
  // The library gives the lower s by itself, and the nonce of RFC 6979.
  CHECK_EQ(secp256k1_ecdsa_sign(state_->context.get(), &signature, digest.data(),
                                state_->secret.data(), nullptr, nullptr),
           1);
  LabelSignature bytes{};
  secp256k1_ecdsa_signature_serialize_compact(state_->context.get(), bytes.data(), &signature);
  return bytes;
}

const LabelPublicKey& LabelKey::public_key() const { return state_->public_key; }

std::string LabelKey::did() const {
  // The multicodec of a secp256k1 public key, 0xe7, as a varint.
  std::string bytes = "\xE7\x01";
  bytes.append(state_->public_key.begin(), state_->public_key.end());
  return "did:key:z" + to_base58(bytes);
}

bool is_label_signed(const AtprotoLabel& label, const LabelSignature& signature,
                     const LabelPublicKey& key) {
  const auto said = signed_label_bytes(label);
  if (!said.ok()) return false;
  const Context context = make_context();
  const Sha256Digest digest = sha256(said.value());
  secp256k1_pubkey parsed_key{};
  secp256k1_ecdsa_signature parsed{};
  return secp256k1_ec_pubkey_parse(context.get(), &parsed_key, key.data(), key.size()) == 1 &&
         secp256k1_ecdsa_signature_parse_compact(context.get(), &parsed, signature.data()) == 1 &&
         // Refuses a higher s.
         secp256k1_ecdsa_verify(context.get(), &parsed, digest.data(), &parsed_key) == 1;
}

}  // namespace overt
