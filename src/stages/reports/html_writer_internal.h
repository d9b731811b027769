#pragma once
// HtmlWriter: markup from our own source with values from anywhere. The markup must be a constant
// of the program, checked at compile time; a value can only enter through a placeholder, and what
// enters there is escaped. So no input can become markup, whoever calls.
//
// Values are safe in element content and in double-quoted attributes, never in a script or style.
// Controls that turn the direction of text around, and other invisible controls, are shown as
// their code points: they can neither spill over into the page nor go unseen.
//
// Thread safety: one writer per thread. Complexity: linear in what is written.

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace overt {

/// Appends `text` escaped for HTML.
void append_html(std::string& out, std::string_view text);

/// `text` cut after `code_points_max` code points, with an ellipsis where it was cut. The limit
/// counts bytes where the text is not UTF-8.
std::string shortened(std::string_view text, std::size_t code_points_max);

/// Not defined and not constexpr: naming it in a constant expression stops the compiler.
void markup_needs_one_placeholder_for_each_value();

/// A literal with one {} for each value.
template <typename... Values>
class Markup {
 public:
  template <std::size_t N>
  // The literal converts by itself, so that calls read as text.
  consteval Markup(const char (&text)[N]) : text_(text, N - 1) {  // NOLINT(*-explicit-*): see above
    std::size_t placeholders = 0;
    for (std::size_t i = 0; i + 2 < N; ++i) placeholders += text[i] == '{' && text[i + 1] == '}';
    if (placeholders != sizeof...(Values)) markup_needs_one_placeholder_for_each_value();
  }
  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// A number without digit grouping, for attributes.
struct Plain {
  std::uint64_t value = 0;
};

class HtmlWriter {
 public:
  explicit HtmlWriter(std::string& out) : out_(out) {}

  /// Writes the markup with each {} replaced by its value: text escaped, whole numbers grouped in
  /// thousands, fractions with at most one decimal (coordinates; what is not finite is 0).
  template <typename... Values>
  void put(Markup<std::type_identity_t<Values>...> markup, const Values&... values) {
    std::string_view rest = markup.text();
    (put_one(rest, values), ...);
    out_ += rest;
  }

  /// A part of the program itself (report.css, report.js), as it is.
  void embed(std::string_view part_of_the_program) { out_ += part_of_the_program; }

  [[nodiscard]] std::size_t size() const { return out_.size(); }

 private:
  template <typename Value>
  void put_one(std::string_view& rest, const Value& value) {
    const std::size_t at = rest.find("{}");
    out_ += rest.substr(0, at);
    rest.remove_prefix(at + 2);
    put_value(value);
  }

  void put_value(std::string_view text) { append_html(out_, text); }
  void put_value(double number);
  void put_value(Plain number);
  template <std::integral Whole>
  void put_value(Whole number) {
    put_grouped(static_cast<std::uint64_t>(number));
  }
  void put_grouped(std::uint64_t number);

  std::string& out_;
};

}  // namespace overt
