#pragma once
// overt deliver: what was decided goes out to a sink; dead letters and circuit breakers are looked
// at, and let go on by people.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "pipeline/command_answer.h"
#include "pipeline/deliver_actions.h"
#include "pipeline/staff_proof.h"

namespace overt {

enum class DeliverVerb : std::uint8_t {
  kOnce,    // everything that is due
  kWatch,   // and whatever becomes due, until interrupted
  kStatus,  // how many are queued, done, dead; which breakers are tripped
  kDead,    // list the dead letters
  kReplay,  // queue a dead letter again
  kReset,   // let go on what a breaker stopped
};

/// What is stricter for one call alone; none: as the limits that hold have it.
struct DeliverFlags {
  std::optional<std::uint32_t> per_hour = std::nullopt;
  std::optional<std::uint32_t> per_policy = std::nullopt;
  std::optional<std::uint32_t> per_person = std::nullopt;
  std::optional<std::uint32_t> per_network = std::nullopt;
  std::optional<TimeUs> delay_us_max = std::nullopt;
};

struct DeliverOptions {
  DeliverVerb verb = DeliverVerb::kOnce;
  std::string data = "overt-data";
  std::string sink;         // "file:PATH", "webhook:URL", "mastodon:URL" or "labeler"
  std::string dry_run;      // a file; empty: dry-run.ndjson in the data folder
  std::string secret_file;  // of a webhook
  /// Where notices go if the sink takes none: "file:PATH" or "webhook:URL"; empty: they wait.
  std::string notices;
  std::string notices_secret_file;  // of that webhook
  std::string ca_file;              // of a URL; empty: the system's certificates
  bool allow_private = false;       // of a URL
  DeliverFlags flags;               // beside breakers.yaml of the data folder
  std::string named;                // of kReplay: a key, or "all"; of kReset: a breaker
  std::string by;                   // of kReplay and kReset: a person who may approve
  StaffProof proof;                 // that it is them
  std::string reason;
  std::uint32_t list_max = 1'000;
  std::function<TimeUs()> clock;
};

/// Not sound where there are dead letters or a breaker is tripped. An interrupt ends it in order.
/// kInvalidArgument where a flag is looser than the limits that hold.
Result<CommandAnswer> run_deliver(const DeliverOptions& options, Progress& progress);

}  // namespace overt
