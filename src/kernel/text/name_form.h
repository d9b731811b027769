#pragma once
// Names in any script as words in small Latin letters, so that spellings of one name meet:
// ТВ-Новости and TV-Novosti are both "novosti tv". Transliteration is ICU's (Cyrillic as the press
// writes it, BGN; Any-Latin; Latin-ASCII); what a company's legal form says (ООО, GmbH, Ltd) is
// left out where words remain.
// Matching forms (matching_form.h) fold what looks alike; this folds what sounds alike.
//
// One per thread. Linear in the text: about .1 µs for ASCII, 2–10 µs for others.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace overt::text {

class NameForms {
 public:
  NameForms();
  ~NameForms();
  NameForms(NameForms&&) noexcept;
  NameForms& operator=(NameForms&&) noexcept;

  /// The words of a name in their order, legal forms included. Valid until the next call.
  const std::vector<std::string>& words(std::string_view name);
  /// Its words without legal forms, sorted, each once, with spaces between; empty where there is
  /// no letter and no digit.
  std::string form(std::string_view name);
  /// What is left of a form where transliterations differ: its words' consonants, those that are
  /// written in several ways as one ("alexei" and "aleksey" are both "alks"). Two names of one
  /// outline are worth comparing letter by letter, and no more. Empty where so little is left that
  /// it says nothing.
  static std::string outline(std::string_view form);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace overt::text
