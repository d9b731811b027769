#pragma once
// What a command has to say: lines for people, one object for programs, and whether what it looked
// at was in order. Thread safety: as usual for values.

#include <string>

namespace overt {

struct CommandAnswer {
  std::string text;
  std::string json;   // one object, without a line feed
  bool sound = true;  // false: something that was checked is not as it should be
};

}  // namespace overt
