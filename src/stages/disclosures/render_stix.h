#pragma once
// A network as a STIX 2.1 bundle for peers: who operated it as an intrusion set attributed to a
// threat actor and an identity, its techniques as DISARM attack patterns, its domains and, only
// where the marking allows, its accounts, hung on an infrastructure; what was done as courses of
// action; all of it in one report.
//
// Marking: nothing that is not for everybody leaves in a bundle marked clear or green. Accounts are
// personal data of people who may be innocent, so a bundle has them from amber on, for named peers
// who need them to look on their own side; the public one has none. Ids are uuid5 of what they
// name, so that a later version of a bundle updates the earlier one, and a peer meets each thing
// once.
//
// Thread safety: pure. The same input gives the same bytes.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stages/disclosures/read_told_network.h"
#include "stages/disclosures/render_statement.h"

namespace overt {

struct StixRequest {
  Tlp tlp = Tlp::kClear;
  bool revoked = false;        // it is withdrawn: everything that is ours in it, and said so
  TimeUs created_at = 0;       // of the first version; `head.at` is when this version was made
  std::string_view statement;  // in prose, for the note
  std::span<const NetworkAccount> accounts;  // left out below amber, whatever is given
  std::string service;                       // of the accounts: STIX's account_type
};

/// One JSON object.
std::string render_stix(const PublicationHead& head, const DisclosedNetwork& network,
                        const StixRequest& request);

/// Accounts are in what is marked so.
constexpr bool may_hold_accounts(Tlp tlp) { return tlp >= Tlp::kAmber; }

/// "marking-definition--…" of TLP 2.0.
std::string_view marking_id(Tlp tlp);

/// The id of the network's report in every bundle of that publisher.
std::string stix_report_id(std::string_view publisher, std::string_view network);

}  // namespace overt
