#pragma once
// A sink that carries labels out by itself: the action 'label' becomes a signed label in the
// labeler's store, its undoing a negation. Anything else is nothing that a labeler can do: never.
// Thread safety: one sink belongs to one thread. Cost: one transaction and a signature an action.

#include <memory>
#include <string>

#include "adapters/labeler/label_store.h"
#include "base/result.h"
#include "ports/action_sink.h"

namespace overt {

/// The files of a labeler, in the data folder.
struct LabelerPlaces {
  std::string store;     // labels.db
  std::string key;       // labeler.key, mode 0600: 64 hexadecimal digits
  std::string next_key;  // labeler.key.next, while the key is changed
};
LabelerPlaces labeler_places(const std::string& data);

/// Makes store and key. kInvalidArgument where there is one already.
Result<LabelerIdentity> make_labeler(const std::string& data, const std::string& did,
                                     TimeUs holds_us, TimeUs at);
struct ChangedKey {
  LabelerIdentity identity;
  std::uint64_t signed_anew = 0;
};
/// Another key from now on. After a crash on the way the next call of any function here goes on.
Result<ChangedKey> change_labeler_key(const std::string& data, TimeUs at);

/// The key that signs.
Result<LabelKey> read_labeler_key(const std::string& data, LabelStore& store);

Result<std::unique_ptr<ActionSink>> open_labeler_sink(const std::string& data);

}  // namespace overt
