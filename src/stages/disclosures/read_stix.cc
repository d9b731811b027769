#include "stages/disclosures/read_stix.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <simdjson.h>

#include "stages/disclosures/json_reading_internal.h"
#include "stages/disclosures/render_stix.h"

namespace overt {
namespace {

using simdjson::dom::element;

constexpr std::size_t kRejectsMax = 100;

std::optional<Tlp> marking_of(std::string_view id) {
  // TLP 1, still met: white, green, amber, red.
  constexpr std::array<std::pair<std::string_view, Tlp>, 4> kOld = {
      {{"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", Tlp::kClear},
       {"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", Tlp::kGreen},
       {"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", Tlp::kAmber},
       {"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", Tlp::kRed}}};
  for (const auto& [old, tlp] : kOld) {
    if (id == old) return tlp;
  }
  for (std::size_t i = 0; i < kTlpCount; ++i) {
    if (id == marking_id(static_cast<Tlp>(i))) return static_cast<Tlp>(i);
  }
  return std::nullopt;
}

class Reading {
 public:
  explicit Reading(const StixLimits& limits) : limits_(limits) {}

  Result<PeerDisclosure> run(const element& bundle, std::string_view path) {
    read_.id = text_of(bundle, "id");
    const auto objects = list_of(bundle, "objects");
    for (const element object : objects) {
      if (++read_.objects > limits_.objects_max) {
        return Error{ErrorCode::kLimitExceeded,
                     fmt::format("{}: more than {} objects; ask the peer for parts of it", path,
                                 limits_.objects_max)};
      }
      take(object);
    }
    for (const element object : objects) take_author(object);
    finish();
    return std::move(read_);
  }

 private:
  void reject(std::string why) {
    if (read_.rejects.size() < kRejectsMax) read_.rejects.push_back(std::move(why));
  }

  void take(const element& object) {
    const std::string_view type = text_of(object, "type");
    const std::string_view id = text_of(object, "id");
    if (type.empty() || !id.starts_with(type) || !fits(id)) {
      return reject(fmt::format("object {}: no type, or an id that is not of it", read_.objects));
    }
    take_markings(object);
    if (type == "domain-name") return take_value(PeerAssetKind::kDomain, object, id);
    if (type == "url") return take_value(PeerAssetKind::kUrl, object, id);
    if (type == "user-account") return take_account(object, id);
    if (type == "report" || type == "intrusion-set" || type == "campaign" || type == "grouping") {
      return take_head(object, type, id);
    }
    if (type == "threat-actor") return take_name(object, id);
    if (type == "attack-pattern") return take_technique(object);
  }

  [[nodiscard]] bool fits(std::string_view value) const {
    return !value.empty() && value.size() <= limits_.value_bytes_max;
  }

  void take_markings(const element& object) {
    for (const std::string_view id : texts_of(object, "object_marking_refs")) {
      const auto tlp = marking_of(id);
      if (!tlp) continue;
      marked_ = true;
      strictest_ = std::max(strictest_, *tlp);
    }
  }

  void take_value(PeerAssetKind kind, const element& object, std::string_view id) {
    const std::string_view value = text_of(object, "value");
    if (!fits(value)) return reject(fmt::format("{}: no value that can be looked for", id));
    read_.assets.push_back({kind, std::string(value), "", "", std::string(id)});
  }

  void take_account(const element& object, std::string_view id) {
    PeerAsset asset{PeerAssetKind::kAccount, "", "", "", std::string(id)};
    asset.value = text_of(object, "user_id");
    asset.handle = text_of(object, "account_login");
    asset.service = text_of(object, "account_type");
    const bool fine = fits(asset.value) || fits(asset.handle);
    const bool short_enough = asset.value.size() <= limits_.value_bytes_max &&
                              asset.handle.size() <= limits_.value_bytes_max &&
                              asset.service.size() <= limits_.value_bytes_max;
    if (!fine || !short_enough) {
      return reject(fmt::format("{}: neither an id nor a handle that can be looked for", id));
    }
    read_.assets.push_back(std::move(asset));
  }

  void take_name(const element& object, std::string_view id) {
    const std::string_view name = text_of(object, "name");
    if (fits(name)) {
      read_.assets.push_back({PeerAssetKind::kName, std::string(name), "", "", std::string(id)});
    }
  }

  void take_technique(const element& object) {
    for (const element reference : list_of(object, "external_references")) {
      const std::string_view id = text_of(reference, "external_id");
      constexpr std::size_t kLongest = 12;
      if (id.starts_with("T0") && id.size() <= kLongest) read_.techniques.emplace_back(id);
    }
  }

  /// A report says what all of it is; else the first operation does.
  void take_head(const element& object, std::string_view type, std::string_view id) {
    const int rank = type == "report" ? 2 : 1;
    if (type != "report" && name_.empty() && fits(text_of(object, "name"))) {
      name_ = text_of(object, "name");
    }
    if (rank <= rank_) return;
    rank_ = rank;
    read_.id = id;
    read_.revoked = flag_of(object, "revoked");
    author_id_ = text_of(object, "created_by_ref");
    const std::string_view name = text_of(object, "name");
    if (fits(name)) read_.name = name;
    constexpr std::size_t kLongest = 40;
    const std::string_view modified = text_of(object, "modified");
    read_.modified = modified.size() <= kLongest ? modified : std::string_view();
  }

  void take_author(const element& object) {
    if (author_id_.empty() || text_of(object, "id") != author_id_) return;
    const std::string_view name = text_of(object, "name");
    if (fits(name)) read_.author = name;
  }

  void finish() {
    if (marked_) read_.tlp = strictest_;
    if (!name_.empty()) read_.name = name_;
    const auto key = [](const PeerAsset& asset) {
      return std::tie(asset.kind, asset.value, asset.handle, asset.service);
    };
    std::sort(
        read_.assets.begin(), read_.assets.end(), [&](const PeerAsset& a, const PeerAsset& b) {
          return std::tuple_cat(key(a), std::tie(a.id)) < std::tuple_cat(key(b), std::tie(b.id));
        });
    read_.assets.erase(
        std::unique(read_.assets.begin(), read_.assets.end(),
                    [&](const PeerAsset& a, const PeerAsset& b) { return key(a) == key(b); }),
        read_.assets.end());
    std::sort(read_.techniques.begin(), read_.techniques.end());
    read_.techniques.erase(std::unique(read_.techniques.begin(), read_.techniques.end()),
                           read_.techniques.end());
  }

  const StixLimits& limits_;
  PeerDisclosure read_;
  std::string name_;
  std::string author_id_;
  Tlp strictest_ = Tlp::kClear;
  bool marked_ = false;
  int rank_ = 0;
};

}  // namespace

std::string_view name_of(PeerAssetKind kind) {
  constexpr std::array<std::string_view, 4> kNames = {"account", "domain", "url", "name"};
  return kNames.at(static_cast<std::size_t>(kind));
}

Result<PeerDisclosure> read_stix(std::string_view text, std::string_view path,
                                 const StixLimits& limits) {
  if (text.size() > limits.bytes_max) {
    return Error{ErrorCode::kLimitExceeded,
                 fmt::format("{}: larger than {} bytes; ask the peer for parts of it", path,
                             limits.bytes_max)};
  }
  const simdjson::padded_string padded(text);
  simdjson::dom::parser parser;
  const auto ready = parser.allocate(std::max<std::size_t>(text.size(), 1), limits.depth_max);
  element root;
  const auto error = ready != simdjson::SUCCESS ? ready : parser.parse(padded).get(root);
  if (error == simdjson::DEPTH_ERROR) {
    return Error{
        ErrorCode::kLimitExceeded,
        fmt::format("{}: nested deeper than {}; no STIX bundle is", path, limits.depth_max)};
  }
  if (error != simdjson::SUCCESS || !root.is_object() || text_of(root, "type") != "bundle") {
    return Error{
        ErrorCode::kBadInput,
        fmt::format("{}: no STIX bundle; expected a JSON object of type \"bundle\"", path)};
  }
  return Reading(limits).run(root, path);
}

}  // namespace overt
