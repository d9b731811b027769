#pragma once
// Which route a request is for. Paths are compared segment by segment, decoded; a literal segment
// goes before a {parameter}. Thread safety: const after construction. Cost: O(routes of the same
// number of segments).

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/http/route.h"

namespace overt::http {

/// A path or a query's word, decoded. None where an escape is broken, and where it stands for a
/// control character.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

/// "a=1&b" → names and values. None where it cannot be decoded.
std::optional<Names> parse_query(std::string_view text);

class Router {
 public:
  /// Two routes of one method and pattern, and a pattern that cannot be read, are bugs.
  explicit Router(Routes routes);

  struct Match {
    const Route* route = nullptr;  // none: see `allowed`
    Names parameters;
    std::vector<Method> allowed;  // of the path, for other methods
    bool malformed = false;       // the path cannot be decoded
  };
  [[nodiscard]] Match find(Method method, std::string_view raw_path) const;

  [[nodiscard]] const Routes& routes() const { return routes_; }

 private:
  struct Segment {
    std::string text;  // or the parameter's name
    bool parameter = false;
    bool rest = false;
  };
  [[nodiscard]] static std::vector<Segment> segments_of(std::string_view pattern);
  [[nodiscard]] static std::optional<Names> match(const std::vector<Segment>& pattern,
                                                  const std::vector<std::string>& path);

  Routes routes_;
  std::vector<std::vector<Segment>> patterns_;  // beside routes_
};

}  // namespace overt::http
