#pragma once
// Reads back what a run says of one network: what may be told, and, apart from it, its accounts,
// which may not.
//
// Thread safety: a pure function. Complexity: linear in the text.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/disclosure.h"

namespace overt {

struct NetworksText {
  std::string path;       // for messages
  std::string_view text;  // of networks.json
};

/// One account of a network: for packages that are marked for few.
struct NetworkAccount {
  std::string id;
  std::string handle;
  bool member = false;  // else adjacent: never acted on, and never disclosed
  std::string role;     // "operator", "paid_unwitting", …; empty: unknown
  std::string entity;   // its own attribution, where it has one
  std::string entity_name;
};

struct NetworkOfRun {
  ToldNetwork told;
  std::vector<NetworkAccount> accounts;
  std::vector<std::string> objects;  // what binds it: addresses, hashtags, …
};

/// kNotFound where the run has no such network, kBadInput where the text is none of a run.
Result<NetworkOfRun> read_told_network(const NetworksText& networks, std::string_view id);

/// Every network of the run, in the order of the file.
Result<std::vector<NetworkOfRun>> read_told_networks(const NetworksText& networks);

}  // namespace overt
