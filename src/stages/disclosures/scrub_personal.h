#pragma once
// Free text without what says who somebody is, for what is published by law without personal data
// (Regulation (EU) 2022/2065, article 24(5)). Taken out, each leaving a word in brackets:
//   - the identifiers that the caller knows of (an account, the people who decided, entities);
//   - e-mail addresses, handles, also across servers (@name@server), also written "(at)";
//   - ids of accounts: "clipper:17", did:plc:…;
//   - of URLs everything but the site, since paths and queries name accounts; of sites that give
//     each user a subdomain, that too;
//   - telephone numbers, and any other number of nine digits or more.
// It takes out too much rather than too little. What it cannot see is a name in words: texts come
// from people who must not write one.
//
// Full-width and other digits and signs count as the plain ones; characters that nobody sees are
// dropped. Invalid UTF-8 becomes U+FFFD. Scrubbing twice changes nothing.
// Thread safety: pure. O(text · known).

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace overt {

struct ScrubbedText {
  std::string text;
  std::size_t taken_out = 0;
};

/// `known`: identifiers, whatever their case; those of less than three characters are passed over,
/// since they are in any text.
ScrubbedText scrub_personal(std::string_view text, std::span<const std::string> known = {});

}  // namespace overt
