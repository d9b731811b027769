#pragma once
// From accounts and networks to the entities that are assessed to be behind them, or to *unknown*
// (docs/attribution.md: what counts as a path, how it is weighed, what it cannot say).
//
// What may decide: the registry lists the account; it published the entity's own material before
// the entity did; it shares devices or payments with accounts of the entity; three members or more,
// a quarter of the network, are the entity's without saying so. What only opens a case: what an
// account says of itself, whatever rests on an accusation, on a flagged or badly graded claim, or
// on another time. What is no path at all: sharing a link, reading an outlet, being paid by the
// public.
//
// Thread safety: const calls at once. Cost: making an Attributor is O(traces + objects + accounts);
// an account or a network then costs O(its traces), beside a bounded number of claims.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/account.h"
#include "model/attribution.h"
#include "model/names.h"
#include "model/trace_index.h"
#include "stages/attribution/registry_assets.h"

namespace overt {

/// What is asked about; all of it outlives the attributor. Accounts and objects have one numbering.
struct AttributionInputs {
  const TraceIndex& traces;
  const TraceIndex& aside;  // infrastructure is among it
  const Names& names;
  std::span<const AccountProfile* const> profiles;  // by account, null where unknown; may be empty
  std::string platform;                             // whose log it is: "tiktok"
  /// By account: in a network that is confirmed or asked about. They are not among the others that
  /// chance is read from. Null: nobody is.
  const std::vector<bool>* in_network = nullptr;
};

struct AttributionOptions {
  double probability_min = .8;             // of the leading hypothesis, for an attribution
  double log_level = -13.815510557964274;  // log 1e-6: at or below it what the log shows may decide
  std::uint32_t tests = 1;                 // networks of the run that are asked about
  std::uint32_t origin_objects_min = 5;
  std::uint32_t members_min = 3;  // that a network's path must speak for
  double member_share_min = .25;
  double listed_share_min = .5;  // of a network whose accounts are openly an entity's
};

/// A network to ask about: its members by their own evidence.
struct AttributionSubject {
  std::string id;
  std::vector<std::uint32_t> members;  // sorted, distinct
};

class Attributor {
 public:
  Attributor(const RegistryAssets& assets, const AttributionInputs& inputs,
             const AttributionOptions& options = {});
  ~Attributor();
  Attributor(const Attributor&) = delete;
  Attributor& operator=(const Attributor&) = delete;

  [[nodiscard]] NetworkAttribution attribute(const AttributionSubject& network) const;
  [[nodiscard]] Attribution attribute_account(std::uint32_t account) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace overt
