#pragma once
// What would change the verdict on a network, as sentences made from its figures: the kind of
// evidence that is missing or nearest, how far it is from the stated level, which explanation would
// have to fall or to fit, what could not have been seen.
//
// Thread safety: pure functions. Complexity: linear in the network's members.

#include <string>
#include <vector>

#include "model/run.h"

namespace overt {

/// Most important first; never empty. Sentences of the finding stand in it as they are: the text is
/// not escaped for anything.
std::vector<std::string> what_would_change_our_mind(const NetworkReport& network,
                                                    const RunReport& report);

}  // namespace overt
