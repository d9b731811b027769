#pragma once
// Reads a peer's disclosure: a STIX 2.1 bundle, of which only what can be looked for here is taken.
// What it says about anybody is the peer's word, and nothing follows from it by itself.
//
// Nothing in a bundle is trusted: size, depth, number of objects and lengths are bounded, an object
// that cannot be understood is a reject, and text is text.
//
// Thread safety: a pure function. Complexity: linear in the text.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/disclosure.h"

namespace overt {

struct StixLimits {
  std::uint64_t bytes_max = std::uint64_t{64} << 20;
  std::size_t depth_max = 64;
  std::size_t objects_max = 200'000;
  std::size_t value_bytes_max = 4096;  // longer values are cut away with their object
};

enum class PeerAssetKind : std::uint8_t { kAccount, kDomain, kUrl, kName };
/// "account", "domain", "url", "name".
std::string_view name_of(PeerAssetKind kind);

/// Something of the operation that can be looked for.
struct PeerAsset {
  PeerAssetKind kind = PeerAssetKind::kDomain;
  std::string value;    // of an account: its id; else the value
  std::string handle;   // of an account
  std::string service;  // of an account
  std::string id;       // the peer's

  friend bool operator==(const PeerAsset&, const PeerAsset&) = default;
};

struct PeerDisclosure {
  std::string id;        // of the report; else of the intrusion set or campaign; else of the bundle
  std::string name;      // of the operation
  std::string author;    // the identity that made it, as it calls itself
  std::string modified;  // of what `id` names
  Tlp tlp = Tlp::kAmber;  // the strictest marking in it; where there is none, not for everybody
  bool revoked = false;
  std::vector<PeerAsset> assets;        // by kind and value, each once
  std::vector<std::string> techniques;  // DISARM ids
  std::vector<std::string> rejects;     // why objects were passed over
  std::uint64_t objects = 0;

  friend bool operator==(const PeerDisclosure&, const PeerDisclosure&) = default;
};

/// kLimitExceeded where it is too large or too deep, kBadInput where it is no bundle.
Result<PeerDisclosure> read_stix(std::string_view text, std::string_view path,
                                 const StixLimits& limits = {});

}  // namespace overt
