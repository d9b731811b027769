#pragma once
// Network: accounts bound together by pairs. At this stage they are *co-acting*: whether that is
// more than chance or fandom is another question, and the word "coordinated" is kept for it.

#include <cstdint>
#include <string>
#include <vector>

#include "model/pair.h"

namespace overt {

struct NetworkMember {
  AccountId account;
  std::uint32_t partners = 0;  // pairs inside the network
  std::uint32_t objects = 0;   // distinct witnessed objects shared with partners
  std::uint32_t core = 0;      // the largest c such that it is in the c-core of the pair graph
  TimeUs first_at = 0;         // of its co-actions inside the network
  TimeUs last_at = 0;
};

/// An object that binds a network: several members acted on it within the window.
struct BindingObject {
  ObjectId object;
  std::uint32_t accounts = 0;  // distinct members among its witnesses
  std::uint32_t pairs = 0;     // pairs of the network it is a witness of
  TimeUs first_at = 0;
  TimeUs last_at = 0;
};

struct Network {
  std::string id;  // from the sorted member names: the same members give the same id
  std::vector<NetworkMember> members;          // most partners first, then by name
  std::vector<BindingObject> binding_objects;  // most accounts first, then by kind and name
  std::vector<std::uint32_t> pairs;            // indices into PairTable::pairs, ascending
  TimeUs first_at = 0;
  TimeUs last_at = 0;
  std::uint64_t co_actions = 0;
  std::uint32_t max_objects = 0;  // largest K among its pairs
  double density = 0;             // pairs / possible pairs
};

}  // namespace overt
