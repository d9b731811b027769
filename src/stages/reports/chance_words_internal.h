#pragma once
// Probabilities, e-values and mean counts as a person reads them in report.html. Probabilities come
// as natural logarithms, because the small ones are far below what a double can hold. What is not
// a number is never printed as one.
//
// Thread safety: pure functions.

#include <string>
#include <string_view>

namespace overt {

/// "0.032", "1.3 × 10⁻⁴⁰⁰"; "1" at most; "unknown" where the logarithm is NaN, "below any number
/// that can be written" where it is minus infinity.
std::string chance_number(double log_p);

/// How many tries chance needs for one such result: "31", "12,000", "3.2 million", "1.3 × 10⁴⁰".
/// The same words serve an e-value and a ratio: the exponential of the logarithm, in two digits.
std::string times_words(double log_times);

/// "Chance alone would give evidence this strong about once in 31 tries."
std::string chance_sentence(double log_p);

/// A count that may be a mean: "0", "0.05", "4.1", "1,134", "5.1 × 10¹³".
std::string mean_words(double count);

/// The logarithm to base 10 of what is given by its natural one, for tables to sort by and scales
/// to draw; 0 where it is NaN, and never infinite.
double decades_of(double log_value);

/// The same as text, of six significant digits.
std::string sort_key(double log_value);

}  // namespace overt
