#pragma once
// The words by which a claim is found: of names in any script, handles, identifiers, hosts of
// addresses. The same function says what is stored with a claim and what a query looks up.
//
// One per thread. Linear in the text (kernel/text/name_form.h has the constants).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/text/name_form.h"
#include "model/claim.h"

namespace overt {

class SearchTerms {
 public:
  /// The terms of a claim, each once; empty for what nobody searches by (dates, countries, numbers,
  /// long texts, links to other entities). Valid until the next call.
  const std::vector<std::uint64_t>& of(const Claim& claim);

  /// Of what somebody types: every word of it, and the host where it is an address.
  const std::vector<std::uint64_t>& of_query(std::string_view query);

 private:
  void add_words(std::string_view text);
  void add_host(std::string_view address);

  text::NameForms forms_;
  std::vector<std::uint64_t> terms_;
};

/// The host of an address or a bare host, in small letters, without "www."; empty where there is
/// none.
std::string host_of(std::string_view address);

}  // namespace overt
