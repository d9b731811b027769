#pragma once
// From the host of a URL to the host that stands for all its variants, its registrable domain and
// the rules that apply to it.
//
// A table belongs to one thread. It remembers the hosts seen last, because a log names few hosts
// often; memory is bounded. A remembered host costs a hash of its name, a new one about 1 µs.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/traces/url_parser_internal.h"
#include "stages/traces/url_rules.h"

namespace overt {

struct CanonicalHost {
  bool valid = false;     // else nothing below means anything
  bool forwards = false;  // some of its pages only forward to a URL in their query
  Site site = Site::kNone;
  std::string text;           // lower-case ASCII, without www., m., mobile., amp.
  std::size_t domain_at = 0;  // where the registrable domain begins; 0 where there is none

  [[nodiscard]] std::string_view domain() const { return std::string_view(text).substr(domain_at); }
};

class HostTable {
 public:
  /// The reference is valid until the next call.
  const CanonicalHost& find(std::string_view raw);

 private:
  struct Slot {
    std::string raw;
    CanonicalHost host;
  };

  CanonicalHost make(std::string_view raw);

  HostParser parser_;
  std::string parsed_;
  std::vector<Slot> slots_;
};

}  // namespace overt
