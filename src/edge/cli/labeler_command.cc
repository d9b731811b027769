#include "edge/cli/labeler_command.h"

#include "edge/cli/decide_command.h"
#include "edge/cli/values.h"
#include "edge/cli/verb_forms.h"

namespace overt::cli {
namespace {

// In the order of LabelerVerb.
const std::vector<VerbForm>& forms() {
  static const std::vector<VerbForm> all = {
      {"init", "init --did DID", 0, 0, {"--data", "--did", "--holds", "--endpoint"}, {"--did"}},
      {"show", "show", 0, 0, {"--data", "--endpoint"}, {}},
      {"list", "list [PATTERN...]", 0, 100, {"--data"}, {}},
      {"change-key", "change-key", 0, 0, {"--data", "--endpoint"}, {}},
      {"compact", "compact", 0, 0, {"--data"}, {}}};
  return all;
}

}  // namespace

CommandText labeler_command_text() {
  std::vector<OptionText> options = {
      data_option(),
      {"--did", "", "DID", "Of init: whose labels they are, like did:plc:... or did:web:....", ""},
      {"--holds", "", "DURATION", "Of init: how long a label holds, like 365d.",
       "until it is taken back"},
      {"--endpoint", "", "URL", "Where it is served, for what the DID document must say.", ""}};
  for (OptionText& option : options) option.group = "Labeler";
  return {
      "labeler",
      "label accounts and posts of the AT Protocol",
      {"Makes the data folder an AT Protocol labeler. 'overt deliver --sink labeler' turns decided "
       "labels into signed ones and takes them back when a decision is undone; 'overt serve' "
       "answers queryLabels and subscribeLabels.",
       "'init' makes its store and its key (mode 0600), 'show' says what the labeler's DID "
       "document must have, 'list' prints labels that hold, 'change-key' signs all of them with "
       "another key, 'compact' forgets those that hold no longer. A PATTERN is a DID or an at:// "
       "URI, or its beginning and '*'."},
      {"VERB [PATTERN...]", "init, show, list, change-key or compact.", {}},
      options,
      {{"overt labeler init --did did:web:labels.example.org", "once"},
       {"overt deliver --sink labeler --watch", "decided labels become signed ones"},
       {"overt labeler list 'at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/*'", "what is labelled"}}};
}

Result<LabelerOptions> interpret_labeler(const Arguments& arguments) {
  LabelerOptions options;
  ASSIGN_OR_RETURN(const std::size_t verb, read_verb(arguments, forms()));
  options.verb = static_cast<LabelerVerb>(verb);
  options.patterns = operands_of(arguments);
  if (arguments.has("--data")) options.data = value_of(arguments, "--data");
  options.did = value_of(arguments, "--did");
  options.endpoint = value_of(arguments, "--endpoint");
  RETURN_IF_ERROR(read_option(arguments, "--holds", options.holds_us, parse_duration));
  return options;
}

}  // namespace overt::cli
