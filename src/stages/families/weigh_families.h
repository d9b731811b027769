#pragma once
// What the kinds of evidence other than synchrony say about a proposed network: content reuse,
// identity and infrastructure, ties among its accounts, and whether they live for the same few
// targets. Each has its own chance, and its own innocent look-alikes that it must stay silent on.
//
// The chance of all of them is asked for a set of members that was not chosen by what is weighed.
// Where it was (a network proposed because its accounts share texts), say so with `chosen_by`: the
// chance is then that of any set of as many accounts.
//
// Thread safety: const calls at once. Cost: making a weigher is O(traces + accounts log accounts);
// weighing is near-linear in the members' traces, besides a bounded sample of other accounts.
// Memory: 4 bytes an object, 4 a tie, about 100 an account with a profile.

#include <bitset>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/account.h"
#include "model/finding.h"
#include "model/trace_index.h"

namespace overt {

/// What is weighed; all of it outlives the weigher. Accounts have one numbering throughout.
struct FamilyInputs {
  const TraceIndex& traces;
  /// Kinds that are never joined but speak for a network: mention, follow, infra, handle.
  const TraceIndex& aside;
  /// By account, null where unknown. May be empty.
  std::span<const AccountProfile* const> profiles;
  /// By object of `aside`: the account it names, or TraceIndex::kNoAccount.
  std::span<const std::uint32_t> named_account;
};

struct FamilyOptions {
  double log_level = -9.210340371976182;  // log 1e-4: at or below it a family holds
  /// Fewer accounts with a thing in common prove nothing.
  std::uint32_t sharers_min = 3;
  /// How many others may use a thing for each member that does: more, and it is in circulation.
  double outsiders_per_sharer_max = 1;
  /// The share of the members that a family must speak for.
  double coverage_min = 0.5;
  /// Sequences of hashtags are everybody's in a fandom: fewer different ones prove nothing.
  std::uint32_t hashtag_sequences_min = 3;
  /// The network's targets are the sources that this share of its members act on.
  double target_share_min = 0.2;
  /// An account lives for the network's targets when they are this share of its sources.
  double devotion_min = 0.75;
  /// Other accounts on the same targets that are looked at for comparison.
  std::uint32_t controls_max = 4096;
};

using FamilySet = std::bitset<kFamilyCount>;

/// What a family says of a network, and of which members: the edge of a proposed network is never
/// sharp, and an account that no second family speaks for is not to be taken for a member.
struct WeighedFamily {
  FamilyEvidence evidence;
  std::vector<std::uint32_t> speaks_for;  // sorted accounts
  /// The accounts that one piece of the evidence ties to each other (who has a text, who was made
  /// at a time), piece by piece: members that no piece joins are not one network.
  std::vector<std::vector<std::uint32_t>> together;
};

class FamilyWeigher {
 public:
  explicit FamilyWeigher(const FamilyInputs& inputs, const FamilyOptions& options = {});
  ~FamilyWeigher();
  FamilyWeigher(const FamilyWeigher&) = delete;
  FamilyWeigher& operator=(const FamilyWeigher&) = delete;

  /// `members`: sorted, distinct, at least two. One entry for every family but synchrony, in the
  /// order of Family; where a family has nothing to go by its chance is 1 and the summary says
  /// why. `chosen_by`: the families that proposed these members.
  [[nodiscard]] std::vector<WeighedFamily> weigh(std::span<const std::uint32_t> members,
                                                 FamilySet chosen_by = {}) const;

  /// How many of the members say openly that they are one brand: they show a link that all of
  /// these show, and their handles begin with the name of its site. Identity does not hold where
  /// nearly all that it speaks for do: what they have in common is no secret.
  [[nodiscard]] std::uint32_t openly_one_brand(std::span<const std::uint32_t> members) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace overt
