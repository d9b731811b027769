#pragma once
// LabelStore: the labels of one AT Protocol labeler in one SQLite file, each signed, in the order
// they were made. A label is never changed: it is taken back by another one that negates it, and
// the newest for a subject and value is what holds. docs/sinks.md says what is served.
//
// Several decisions may ask for the same label; it is taken back with the last of them.
//
// Thread safety: a store belongs to one thread; several processes may use the file at once.
// Cost: a transaction an action; queries go through an index on subjects.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/atproto/label_signature.h"
#include "base/result.h"
#include "base/time.h"

namespace overt {

/// Who the labeler is.
struct LabelerIdentity {
  std::string did;        // the src of every label
  std::uint32_t key = 0;  // number of the key that signs, from 1
  std::string key_did;    // did:key of that
  TimeUs holds_us = 0;    // how long a label holds; 0: until it is taken back
};

struct KeptLabel {
  std::uint64_t seq = 0;  // from 1, with gaps
  AtprotoLabel label;
  LabelSignature signature{};
  std::uint32_t key = 0;  // that signed
};

/// What a decision asks for.
struct WantedLabel {
  std::string action;  // its idempotency key
  std::string decision;
  std::string uri;
  std::string val;
  bool take_back = false;
  TimeUs at = 0;  // when it was decided
};

struct LabelQuery {
  std::vector<std::string> patterns;  // a subject, or its beginning and '*'
  std::uint64_t after = 0;            // only above this seq
  std::size_t max = 50;
  TimeUs now = 0;  // labels that have expired by then are left out
};
inline constexpr std::size_t kLabelPatternsMax = 100;
inline constexpr std::size_t kLabelPatternBytesMax = 8'192;

class LabelStore {
 public:
  enum class Access : std::uint8_t { kRead, kWrite };

  /// kNotFound where there is no such file.
  static Result<std::unique_ptr<LabelStore>> open(const std::string& path, Access access);
  /// A new file. kInvalidArgument where there is one already, or the DID is none.
  static Result<std::unique_ptr<LabelStore>> create(const std::string& path,
                                                    const LabelerIdentity& identity, TimeUs at);
  virtual ~LabelStore() = default;

  virtual Result<LabelerIdentity> identity() = 0;

  /// What was done, in words; the same action again does nothing. All of it or nothing.
  virtual Result<std::string> put(const WantedLabel& wanted, const LabelKey& key) = 0;

  /// Makes another key the one that signs and signs every label anew with it; times stay. How many.
  virtual Result<std::uint64_t> change_key(const LabelKey& key, TimeUs at) = 0;

  /// Labels that hold, by seq.
  virtual Result<std::vector<KeptLabel>> query(const LabelQuery& wanted) = 0;
  /// For each subject and value the newest label, negations too, by seq; expired ones too.
  virtual Result<std::vector<KeptLabel>> after(std::uint64_t seq, std::size_t max) = 0;
  /// The highest seq that was ever given; 0: none.
  virtual Result<std::uint64_t> newest() = 0;
  /// Labels that are older than this one may be missing; 0: all are there.
  virtual Result<std::uint64_t> oldest_missing() = 0;
  /// Deletes labels that others have replaced, and those that expired before `now`. How many.
  virtual Result<std::uint64_t> compact(TimeUs now) = 0;
};

/// "did:plc:…", "did:web:…".
bool is_did(std::string_view text);
/// The DID or at:// URI that a subject of ours is: after "atproto:", or as it stands; empty: none.
/// A handle is none: it may be somebody else's tomorrow.
std::string label_uri_of(std::string_view subject);
/// [a-z-], as labelers may define; what opens with '!' is not ours to say.
bool is_label_value(std::string_view text);

}  // namespace overt
