#pragma once
// The fixed words of notices and of the pages behind their links, in each language that there is.
// {names} in braces are filled in. To add a language: a table in notice_words.cc.
// Thread-safe: constants.

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/decision.h"
#include "model/policy.h"

namespace overt {

struct NoticeWords {
  std::string_view lang;
  // Of notices.
  std::string_view title;          // {account}
  std::string_view title_outcome;  // {account}
  std::string_view what;           // headings
  std::string_view why;
  std::string_view how;
  std::string_view redress;
  std::array<std::string_view, kActionKindCount> actions;
  std::string_view worldwide;
  std::string_view in_countries;     // {countries}
  std::string_view duration;         // {date}
  std::string_view deceived;         // they are told, not accused
  std::string_view clause;           // {policy} {version} {clause} {title}
  std::string_view law;              // {act} {entry} {url}
  std::string_view applies_because;  // before the facts that the clause asks for
  std::string_view own_initiative;
  std::string_view automated_yes;  // in finding it
  std::string_view automated_no;
  std::string_view decided_by;  // {people}: never by a machine
  std::string_view appeal;      // {until} {link}
  std::string_view out_of_court;
  std::string_view judicial;
  std::string_view number;        // {decision}
  std::string_view stands;        // {date}
  std::string_view reversed;      // {date}
  std::string_view reversed_for;  // {date}: for this account alone
  std::string_view undone;        // {date}
  std::string_view reason;        // before the reviewer's words
  std::string_view heard_by;      // somebody else, no machine
  std::string_view taken_back;    // before what was
  // Of pages.
  std::string_view page_title;  // {platform}
  std::string_view statement_label;
  std::string_view statement_hint;  // {max}
  std::string_view send;
  std::string_view may_until;  // {until}
  std::string_view over;       // {until}: it is too late
  std::string_view received;   // {date}
  std::string_view being_heard;
  std::string_view once;  // it was sent already
  std::string_view not_in_effect;
  std::string_view empty;      // the statement is
  std::string_view too_long;   // {max}
  std::string_view keep_link;  // it shows the outcome later
  std::string_view bad_link;   // it is none of ours, or not whole
  std::string_view unknown;    // there is no such decision any more
  std::string_view later;      // something is busy
};

/// In the order in which they stand in the program; the first is English.
std::span<const NoticeWords> all_notice_words();
/// nullptr where there are none in that language; "fr" serves "fr-CA".
const NoticeWords* notice_words(std::string_view lang);

/// "fr" of "fr-CA", in lower case.
std::string primary_language(std::string_view lang);
/// "rtl" of languages that are written from right to left, else "ltr".
std::string_view direction_of(std::string_view lang);

/// `text` with each "{name}" replaced by its value; what is put in is not looked at again.
std::string filled(std::string_view text,
                   const std::vector<std::pair<std::string_view, std::string>>& values);

/// What an appeal's outcome or an undoing is in words, with {date}.
std::string_view outcome_words(const NoticeWords& words, const DecisionEvent& outcome);

/// "label: state-affiliated", in that language.
std::string step_words(const NoticeWords& words, const LadderStep& step);

}  // namespace overt
