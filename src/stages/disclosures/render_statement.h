#pragma once
// The public statement on one network: what was done, who is assessed to be behind it and in which
// words, how many accounts, whether anybody was asked and replied. Never an account or a person who
// was deceived; small numbers are not said. The same network gives the same bytes.
//
// Thread safety: pure functions.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "model/disclosure.h"
#include "stages/disclosures/said_count.h"

namespace overt {

struct PublicationHead {
  std::string id;         // of the publication
  std::string publisher;  // the platform's name
  TimeUs at = 0;          // everything that had happened by then is counted
  std::uint64_t threshold = kSmallCount;
  bool preview = false;  // says on its face that it is not published
};

/// statement.md, statement.html (a fragment) and statement.json.
DisclosureFiles render_statement(const PublicationHead& head, const DisclosedNetwork& network);

/// "Suspended", "Labelled": what a restriction is called in public.
std::string_view action_words(ActionKind action);

/// "very likely (80–95 %)".
std::string likelihood_words(Likelihood likelihood);

/// One sentence on who is assessed to be behind it; says so where that is unknown.
std::string assessment_words(const ToldNetwork& told);

/// "We assess that this network operated from X and targeted Y."
std::string origin_words(const DisclosureNotes& notes);

/// One sentence on whether those assessed to be behind it were asked.
std::string asked_words(const DisclosureNotes& notes, std::string_view as_of_day);

/// The operation's name, or "network ID".
std::string name_in_public(const DisclosedNetwork& network);

}  // namespace overt
