#pragma once
// The canonical form of an http or https URL: the same bytes for all the ways in which people and
// apps write and decorate the address of one page. docs/formats/objects.md states the rules.
//
// Canonicalising a canonical URL gives it back. Nothing is looked up on the network: shorteners
// stay as they are. One canonicaliser per thread; linear in the URL; never throws on bad input.

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace overt {

/// URLs longer than this, before or after, have no canonical form.
inline constexpr std::size_t kUrlBytesMax = 8192;

struct CanonicalUrl {
  std::string_view text;
  std::string_view domain;  // inside `text`: the registrable domain; the host where it has none
};

class UrlCanonicalizer {
 public:
  UrlCanonicalizer();
  ~UrlCanonicalizer();
  UrlCanonicalizer(UrlCanonicalizer&&) noexcept;
  UrlCanonicalizer& operator=(UrlCanonicalizer&&) noexcept;

  /// Nothing for other schemes, for what is no URL and beyond the limits. The views are valid
  /// until the next call.
  std::optional<CanonicalUrl> canonicalize(std::string_view url);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace overt
