#pragma once
// What the parts of overt disclose share.

#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "base/result.h"
#include "model/account.h"
#include "model/decision.h"
#include "pipeline/run_disclose.h"
#include "stages/disclosures/read_told_network.h"

namespace overt {

inline constexpr std::uint64_t kDisclosedTextMax = std::uint64_t{2} << 30;

/// Who does it, shown and with the right to (pipeline/acting_staff.h).
Result<Person> disclosing_staff(const DiscloseOptions& options);

/// The networks of a run directory; none where `run` is empty.
Result<std::vector<NetworkOfRun>> networks_of_run(const std::string& run);
Result<NetworkOfRun> network_of_run(const std::string& run, const std::string& id);

/// All profiles of a file; none where `path` is empty.
Result<std::vector<AccountProfile>> all_profiles(const std::string& path);

Result<void> write_text_file(const std::string& path, std::string_view text);

/// {"command":"disclose","verb":…, still open.
void begin_answer(JsonWriter& json, DiscloseVerb verb);

Result<CommandAnswer> export_package(const DiscloseOptions& options);
Result<CommandAnswer> import_package(const DiscloseOptions& options);

}  // namespace overt
