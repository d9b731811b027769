#pragma once
// The facts that clauses ask for, in plain words, in each language that notices have
// (notice_words.h). Every fact of model/policy.h has words there, and so has every value that is
// one of a few; the names themselves stay in the record and in a notice's JSON. To add a fact: a
// row in fact_words.cc, or its test fails. Thread-safe: constants.

#include <span>
#include <string>
#include <string_view>

#include "model/decision.h"

namespace overt {

/// "kinds of evidence that hold: 3". A fact or a language that there are no words for, as in a
/// record of another version: the fact's name in quotation marks, with its value as it stands.
std::string told_fact(std::string_view lang, const UsedFact& fact);

/// All of them, as one sentence.
std::string told_facts(std::string_view lang, std::span<const UsedFact> facts);

}  // namespace overt
