#include "adapters/labeler/labeler_sink.h"

#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "adapters/files/secrets.h"
#include "base/file.h"

namespace overt {
namespace {

constexpr std::size_t kSecretBytes = 32;

std::string to_hex(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

std::optional<std::string> from_hex(std::string_view hex) {
  while (!hex.empty() && (hex.back() == '\n' || hex.back() == '\r')) hex.remove_suffix(1);
  if (hex.size() != 2 * kSecretBytes) return std::nullopt;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const std::size_t high = kDigits.find(hex[i]);
    const std::size_t low = kDigits.find(hex[i + 1]);
    if (high == kDigits.npos || low == kDigits.npos) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

Result<LabelKey> read_key(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, read_secret_file(path));
  const auto secret = from_hex(text);
  if (!secret) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("{}: not a key: 64 hexadecimal digits on one line", path)};
  }
  return LabelKey::from_secret(*secret);
}

Result<LabelKey> make_key(const std::string& path) {
  for (;;) {
    ASSIGN_OR_RETURN(const std::string secret, secret_bytes(kSecretBytes));
    auto key = LabelKey::from_secret(secret);
    if (!key.ok()) continue;  // once in 2^128
    RETURN_IF_ERROR(create_secret_file(path, to_hex(secret) + "\n"));
    return key;
  }
}

bool is_there(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

class LabelerSink final : public ActionSink {
 public:
  LabelerSink(std::unique_ptr<LabelStore> store, LabelKey key)
      : store_(std::move(store)), key_(std::move(key)) {}

  SinkAnswer deliver(const SinkMessage& message) override {
    const PlatformAction& action = message.action;
    if (action.decision.empty()) {
      return {SinkVerdict::kNever, "a labeler carries out actions alone; notices need a webhook",
              0};
    }
    if (action.step.action != ActionKind::kLabel) {
      if (action.undo) return {SinkVerdict::kTaken, "there is nothing to take back here", 0};
      return {SinkVerdict::kNever,
              fmt::format("a labeler labels; '{}' needs another sink, or a decision --up-to label",
                          name_of(action.step.action)),
              0};
    }
    WantedLabel wanted;
    wanted.action = message.key;
    wanted.decision = action.decision;
    wanted.uri = label_uri_of(action.subject.id);
    wanted.val = action.step.label;
    wanted.take_back = action.undo;
    wanted.at = message.decided_at;
    if (wanted.uri.empty()) {
      return {SinkVerdict::kNever,
              fmt::format("'{}' is not on the AT Protocol; that is atproto: and a DID, or the "
                          "at:// URI of a record",
                          action.subject.id),
              0};
    }
    if (!is_label_value(wanted.val)) {
      return {SinkVerdict::kNever,
              fmt::format("'{}' is no value of a label there: a to z and hyphens", wanted.val), 0};
    }
    auto put = store_->put(wanted, key_);
    if (put.ok()) return {SinkVerdict::kTaken, std::move(put).value(), 0};
    return {SinkVerdict::kLater, put.error().message, 0};
  }

 private:
  std::unique_ptr<LabelStore> store_;
  LabelKey key_;
};

}  // namespace

LabelerPlaces labeler_places(const std::string& data) {
  return {data + "/labels.db", data + "/labeler.key", data + "/labeler.key.next"};
}

Result<LabelerIdentity> make_labeler(const std::string& data, const std::string& did,
                                     TimeUs holds_us, TimeUs at) {
  const LabelerPlaces places = labeler_places(data);
  LabelerIdentity identity;
  identity.did = did;
  identity.holds_us = holds_us;
  if (!is_did(did) || is_there(places.store)) {
    // Says which; nothing is made.
    ASSIGN_OR_RETURN(const auto refused, LabelStore::create(places.store, identity, at));
  }
  // A key without a store is what a crash has left.
  ASSIGN_OR_RETURN(const LabelKey key,
                   is_there(places.key) ? read_key(places.key) : make_key(places.key));
  identity.key = 1;
  identity.key_did = key.did();
  ASSIGN_OR_RETURN(const auto store, LabelStore::create(places.store, identity, at));
  return identity;
}

Result<LabelKey> read_labeler_key(const std::string& data, LabelStore& store) {
  const LabelerPlaces places = labeler_places(data);
  ASSIGN_OR_RETURN(const LabelerIdentity identity, store.identity());
  ASSIGN_OR_RETURN(LabelKey key, read_key(places.key));
  if (key.did() == identity.key_did) return key;
  if (is_there(places.next_key)) {
    ASSIGN_OR_RETURN(LabelKey next, read_key(places.next_key));
    if (next.did() == identity.key_did) {
      RETURN_IF_ERROR(move_into_place(places.next_key, places.key));
      return next;
    }
  }
  return Error{ErrorCode::kBadInput,
               fmt::format("{}: is the key {}, and the labels are signed with {}; bring that back",
                           places.key, key.did(), identity.key_did)};
}

Result<ChangedKey> change_labeler_key(const std::string& data, TimeUs at) {
  const LabelerPlaces places = labeler_places(data);
  ASSIGN_OR_RETURN(const auto store, LabelStore::open(places.store, LabelStore::Access::kWrite));
  // Ends what a crash left half done.
  ASSIGN_OR_RETURN(const LabelKey current, read_labeler_key(data, *store));
  ASSIGN_OR_RETURN(const LabelKey next, is_there(places.next_key) ? read_key(places.next_key)
                                                                  : make_key(places.next_key));
  ChangedKey changed;
  ASSIGN_OR_RETURN(changed.signed_anew, store->change_key(next, at));
  RETURN_IF_ERROR(move_into_place(places.next_key, places.key));
  ASSIGN_OR_RETURN(changed.identity, store->identity());
  return changed;
}

Result<std::unique_ptr<ActionSink>> open_labeler_sink(const std::string& data) {
  ASSIGN_OR_RETURN(auto store,
                   LabelStore::open(labeler_places(data).store, LabelStore::Access::kWrite));
  ASSIGN_OR_RETURN(LabelKey key, read_labeler_key(data, *store));
  return std::unique_ptr<ActionSink>(
      std::make_unique<LabelerSink>(std::move(store), std::move(key)));
}

}  // namespace overt
