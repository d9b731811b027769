#pragma once
// What the name of a threat-research file says of the operation it is about. Pure, O(length).

#include <string>
#include <string_view>
#include <vector>

namespace overt {

struct OperationName {
  std::string key;  // the same for every spelling and format of one file: "q4 2024 china based …"
  std::string name;    // "Q4 2024 China based CIB network"
  std::string period;  // "Q4 2024", "H1 2026", "2021-04"; empty where the name has none
  // Where it is based, as the publisher assessed; none where the file holds several operations.
  std::vector<std::string_view> countries;
  std::vector<std::string_view> targeted;  // countries that the name calls targeted
  bool is_hacking = false;                 // "hackers", "APT", "malware", "espionage", …
};

OperationName read_operation_name(std::string_view path);

}  // namespace overt
