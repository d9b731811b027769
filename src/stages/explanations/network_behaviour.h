#pragma once
// NetworkBehaviour: what the innocent explanations of a network are tried on, as plain figures. The
// caller takes them from the traces, the profiles and the bursts that were found among the members.
//
// An outsider is any account of the log that is no member. Figures of outsiders never count a
// member's act: nobody is to be explained by what the network did itself.
//
// Thread safety: plain values.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/account.h"
#include "model/finding.h"
#include "model/trace.h"

namespace overt {

/// What set a burst off, as far as the log tells.
enum class BurstCause : std::uint8_t {
  kUnknown,
  kPublication,  // an outsider's post that the members react to at once
  kLeader,       // an account that opens the members' bursts again and again acted on it
};

/// The members acted on one object together.
struct BurstFigure {
  std::uint32_t occasion = 0;  // bursts at one time share a number: one post with several objects
  std::uint32_t source = 0;    // of the object, as in SourceFigure
  ObjectKind kind = ObjectKind::kGiven;
  TimeUs begin = 0;                      // the first act of it
  TimeUs delay = 0;                      // from the object's publication, or first act, to `begin`
  std::uint32_t members = 0;             // distinct ones on the object, at any time
  std::uint32_t together = 0;            // of them, within the burst's window
  std::uint32_t outsiders = 0;           // distinct ones on the object, at any time
  std::uint32_t outsiders_together = 0;  // of them, within the burst's window
  std::uint32_t outsiders_before = 0;    // of them, before the burst
  /// Of all pairs of two outsiders on the object, the share whose first acts are within the window.
  double close_share = 0;
  BurstCause cause = BurstCause::kUnknown;
  std::uint32_t leader = 0;  // with kLeader: which account, in any numbering
  /// Outsiders on the object by the day of their first act, in order; asked for of sounds, effects,
  /// hashtags, texts, transcripts and media only. Empty: not known.
  std::vector<std::uint32_t> takers_by_day;
};

enum class SourceKind : std::uint8_t {
  kObject,   // the object itself: who is behind it is not known
  kCreator,  // an account
  kOutlet,   // a registrable domain
};

/// A source of the objects that several members acted on.
struct SourceFigure {
  std::uint32_t source = 0;
  SourceKind kind = SourceKind::kObject;
  std::string name;               // of an outlet: its domain; of a creator: the account
  std::uint64_t member_acts = 0;  // on its objects
};

/// An app through which the members acted.
struct ClientFigure {
  std::string name;
  std::uint32_t members = 0;         // that used it in the bursts
  std::uint64_t member_acts = 0;     // in the bursts
  std::uint32_t other_accounts = 0;  // outsiders who used it, anywhere in the log
};

/// How many accounts link to a host in their profiles.
struct HostFigure {
  std::string host;
  std::uint32_t accounts = 0;
};

/// Of all profiles that are known, null ones being skipped; by host. O(links log links).
std::vector<HostFigure> count_profile_hosts(std::span<const AccountProfile* const> profiles);

struct NetworkBehaviour {
  std::span<const std::uint32_t> members;
  /// Parallel to `members`, null where unknown; or empty: none is known.
  std::vector<const AccountProfile*> profiles;
  /// From count_profile_hosts() of the whole input; empty: not known.
  std::span<const HostFigure> hosts;
  std::vector<BurstFigure> bursts;    // those with three members together or more
  std::vector<SourceFigure> sources;  // each once
  std::vector<ClientFigure> clients;  // each once; empty: the log does not say
  std::uint64_t burst_acts = 0;       // of the members, in the bursts, whatever the client
  /// The log's own posts by second of the minute. All zero: taken as even.
  std::array<std::uint64_t, 60> log_seconds{};
  /// What the other kinds of evidence say. An explanation of timing does not explain everything.
  std::span<const FamilyEvidence> families;
};

}  // namespace overt
