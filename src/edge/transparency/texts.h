#pragma once
// Everything that the public pages say, in each of their languages: one table a language, each in
// its own file (texts_en.cc, texts_fr.cc, texts_ru.cc). What people wrote (statements, policies,
// reasons) stays in the language they wrote it in, and is marked so.
//
// "{}" stands for a value. A test holds the tables to each other: no text is empty, and each has as
// many values as in English. Thread safety: constants.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace overt::transparency {

enum class Language : std::uint8_t { kEnglish, kFrench, kRussian };
inline constexpr std::size_t kLanguageCount = 3;
/// "en", "fr", "ru".
std::string_view code_of(Language language);
/// What it calls itself.
std::string_view own_name_of(Language language);

/// `chosen` is the address's own word (a link), `accepted` an Accept-Language header (RFC 9110):
/// the first of them that names a language of ours, by weight, then order; English where none does.
Language language_for(std::string_view chosen, std::string_view accepted);

struct SectionTexts {
  std::string_view title;
  std::string_view lede;  // a sentence or two
  std::string_view none;  // where there is nothing yet
};

struct Texts {
  std::string_view centre;  // the name of the whole
  std::string_view skip;
  std::string_view languages;
  std::string_view contents;  // of the navigation
  std::string_view feed;
  std::string_view machine_made;  // what follows stays in English
  std::string_view footer;

  SectionTexts front;
  std::string_view newest;
  std::string_view not_here_title;
  std::string_view not_here;
  std::string_view yours_title;
  std::string_view yours;
  std::string_view check_title;
  std::string_view check;

  SectionTexts statements;
  std::string_view kind_statement;
  std::string_view kind_operations;
  std::string_view kind_dsa;
  std::string_view what;
  std::string_view about;
  std::string_view published_on;
  std::string_view publisher;
  std::string_view files;
  std::string_view hash_of_file;
  std::string_view withdrawn;
  std::string_view withdrawn_text;
  std::string_view only_files;  // a report that has no page of its own

  SectionTexts policies;
  std::string_view version;   // "Version {}"
  std::string_view since;     // "since {}"
  std::string_view until;     // "until {}"
  std::string_view in_force;  // a tag
  std::string_view versions;  // how many: "{}"
  std::string_view mode_live;
  std::string_view mode_dry_run;
  std::string_view mode_shadow;
  std::string_view first_version;
  std::string_view changes;  // heading of what changed
  std::string_view clause_added;
  std::string_view clause_removed;
  std::string_view clause_changed;
  std::string_view no_clause_changed;
  std::string_view diff;  // "Line by line: {} added, {} removed"
  std::string_view diff_gave_up;
  std::string_view lines_left_out;  // "{} lines are the same"
  std::string_view added_line;      // said to who cannot see colours and signs
  std::string_view removed_line;
  std::string_view whole_text;
  std::string_view download;
  std::string_view hash;
  std::string_view not_on_record;  // versions that statements cite, without a text

  SectionTexts labels;
  std::string_view carrier;
  std::string_view label;
  std::string_view kind;
  std::string_view reason;
  std::string_view why_and_contest;
  std::string_view history;
  std::string_view history_none;
  std::string_view event_applied;
  std::string_view event_negated;
  std::string_view event_expired;
  std::string_view event_reapplied;
  std::string_view subject_entity;
  std::string_view subject_website;
  std::string_view subject_account;
  std::string_view subject_content;
  std::string_view label_is_not;
  std::string_view outcome;
  std::string_view outcome_controlled;
  std::string_view outcome_not_controlled;
  std::string_view outcome_insufficient;
  std::string_view assessed_on;
  std::string_view holds_until;
  std::string_view next_look;
  std::string_view not_in_force;
  std::string_view criteria;
  std::string_view criterion;
  std::string_view finding;
  std::string_view why;
  std::array<std::string_view, 5> criterion_names;
  std::array<std::string_view, 5> criterion_questions;
  std::array<std::string_view, 4> finding_names;
  std::string_view evidence;
  std::string_view for_control;
  std::string_view for_independence;
  std::string_view counts_for_nothing;
  std::string_view funding;
  std::array<std::string_view, 4> funding_names;
  std::string_view funding_decides_nothing;
  std::string_view reviews;
  std::string_view conflicts;  // "Conflicts of interest: {}"
  std::string_view contest;
  std::string_view contest_where;
  std::string_view contest_what;
  std::string_view contest_when;  // "An answer is due within {} days."

  SectionTexts ledger;
  std::string_view origin;
  std::string_view size;
  std::string_view root;
  std::string_view key;
  std::string_view key_text;
  std::string_view checkpoint;
  std::string_view checkpoint_text;
  std::string_view checker;
  std::string_view checker_text;
  std::string_view receipt;
  std::string_view receipt_file;
  std::string_view record;
  std::string_view record_hint;
  std::string_view check_now;
  std::string_view here_in_browser;
  std::string_view on_server;
  std::string_view holds;
  std::string_view holds_text;
  std::string_view fails;
  std::string_view fails_text;
  std::string_view unreadable;
  std::string_view step_holds;
  std::string_view step_fails;
  std::array<std::string_view, 5> steps;
  std::string_view entry;
  std::string_view tiles;

  SectionTexts data;
  std::string_view file;
  std::string_view rows;
  std::string_view dictionary;
  std::string_view dictionary_text;
  std::string_view field;
  std::string_view type;
  std::string_view meaning;
  std::string_view small_counts_title;
  std::string_view small_counts;
  std::string_view licence;

  std::string_view nothing_title;
  std::string_view nothing_text;
  std::string_view later_title;
  std::string_view later_text;
};

const Texts& texts_in(Language language);

/// Each of them; texts_in() gives them out.
extern const Texts kEnglishTexts;
extern const Texts kFrenchTexts;
extern const Texts kRussianTexts;

}  // namespace overt::transparency
