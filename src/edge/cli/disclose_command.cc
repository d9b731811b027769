#include "edge/cli/disclose_command.h"

#include <fmt/format.h>

#include "edge/cli/decide_command.h"
#include "edge/cli/values.h"
#include "edge/cli/verb_forms.h"

namespace overt::cli {
namespace {

constexpr std::string_view kDocumentForm = "statement|operations|dsa";

// In the order of DiscloseVerb.
const std::vector<VerbForm>& forms() {
  static const std::vector<VerbForm> all = {
      {"note",
       "note NETWORK --by PERSON [--asked WHOM --asked-on DAY] [--operated-from WORDS] ...",
       1,
       1,
       {"--data", "--by", "--at", "--name", "--operated-from", "--audience", "--tip-from",
        "--asked", "--asked-on", "--replied-on", "--reply", "--domains", "--urls"},
       {"--by"}},
      {"preview",
       "preview statement --run FOLDER --network ID, or preview operations|dsa --period PERIOD",
       1,
       1,
       {"--data", "--run", "--network", "--accounts", "--period", "--publisher", "--service",
        "--previous", "--moderators", "--figures", "--threshold", "--mode", "--out", "--at"},
       {}},
      {"publish",
       "publish statement --run FOLDER --network ID --by PERSON, or publish operations|dsa "
       "--period PERIOD --by PERSON",
       1,
       1,
       {"--data", "--run", "--network", "--accounts", "--period", "--publisher", "--service",
        "--previous", "--moderators", "--figures", "--threshold", "--out", "--by", "--at"},
       {"--by"}},
      {"withdraw",
       "withdraw PUBLICATION --by PERSON --reason TEXT",
       1,
       1,
       {"--data", "--by", "--reason", "--at"},
       {"--by", "--reason"}},
      {"list", "list", 0, 0, {"--data"}, {}},
      {"show", "show PUBLICATION", 1, 1, {"--data", "--out"}, {}},
      {"figure",
       "figure FIGURE --period PERIOD",
       1,
       1,
       {"--data", "--period", "--threshold", "--at"},
       {"--period"}},
      {"check", "check", 0, 0, {"--data"}, {}},
      {"export",
       "export --run FOLDER --network ID --tlp MARKING --out FILE --by PERSON",
       0,
       0,
       {"--data", "--run", "--network", "--tlp", "--format", "--to", "--publisher", "--threshold",
        "--out", "--by", "--at"},
       {"--run", "--network", "--tlp", "--out", "--by"}},
      {"import",
       "import FILE --peer NAME --by PERSON --accounts FILE",
       1,
       1,
       {"--data", "--peer", "--run", "--accounts", "--by", "--at"},
       {"--peer", "--by"}}};
  return all;
}

Result<Period> read_period(std::string_view text) {
  if (const auto period = parse_period(text)) return *period;
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("'{}' is no period like 2024-09, 2024 or 2024-07-01/2024-12-31", text)};
}

Result<Tlp> read_tlp(std::string_view text) {
  if (const auto tlp = tlp_named(text)) return *tlp;
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("'{}' is not clear, green, amber, amber+strict or red", text)};
}

Result<PolicyMode> read_mode(std::string_view text) {
  if (const auto mode = policy_mode_named(text)) return *mode;
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("'{}' is not live, dry_run or shadow", text)};
}

Result<PackageFormat> read_format(std::string_view text) {
  if (text == "stix") return PackageFormat::kStix;
  if (text == "ftm") return PackageFormat::kFtm;
  if (text == "csv") return PackageFormat::kCsv;
  return Error{ErrorCode::kInvalidArgument, fmt::format("'{}' is not stix, ftm or csv", text)};
}

std::vector<std::string> words_of(const Arguments& arguments, const std::string& option) {
  std::vector<std::string> words;
  for (const std::string_view word : split_list(value_of(arguments, option))) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

void read_notes(const Arguments& arguments, DisclosureNotes& notes) {
  notes.name = value_of(arguments, "--name");
  notes.operated_from = value_of(arguments, "--operated-from");
  notes.audience = value_of(arguments, "--audience");
  notes.tip_from = value_of(arguments, "--tip-from");
  notes.asked_whom = value_of(arguments, "--asked");
  notes.asked_on = value_of(arguments, "--asked-on");
  notes.replied_on = value_of(arguments, "--replied-on");
  notes.reply = value_of(arguments, "--reply");
  notes.domains = words_of(arguments, "--domains");
  notes.urls = words_of(arguments, "--urls");
}

Result<void> read_document(const Arguments& arguments, DiscloseOptions& options) {
  const auto kind = disclosure_kind_named(options.operand);
  if (!kind) {
    return usage_error(arguments,
                       fmt::format("'{}' is not one of {}", options.operand, kDocumentForm));
  }
  options.kind = *kind;
  const bool statement = *kind == DisclosureKind::kStatement;
  const std::vector<std::string> needed = statement ? std::vector<std::string>{"--run", "--network"}
                                                    : std::vector<std::string>{"--period"};
  for (const std::string& option : needed) {
    if (value_of(arguments, option).empty()) {
      return usage_error(arguments,
                         fmt::format("{} is missing: a {} needs it", option, options.operand));
    }
  }
  return {};
}

std::vector<OptionText> document_options() {
  const DiscloseOptions defaults;
  return {
      {"--run", "", "FOLDER",
       "The run directory that tells of the network; of import: that is "
       "looked through.",
       "", ValueKind::kFolder},
      {"--network", "", "ID", "The network."},
      {"--accounts", "", "FILE",
       "Account profiles: for followers; of import: that are looked "
       "through.",
       "", ValueKind::kFile},
      {"--period", "", "PERIOD",
       "Days that are reported on: 2024-09, 2024 or "
       "2024-07-01/2024-12-31."},
      {"--publisher", "", "NAME", "Who speaks: the platform, or its provider.", defaults.publisher},
      {"--service", "", "NAME", "Of dsa: the service.", "the publisher"},
      {"--previous", "", "DAY", "Of dsa: when the report before this one was published."},
      {"--moderators", "", "FILE",
       "Of dsa: how many moderators there are, as CSV with "
       "Indicator,Scope,Value.",
       "", ValueKind::kFile},
      {"--figures", "", "FILE",
       "Of dsa: what the platform holds elsewhere (orders, notices, recipients), as CSV with "
       "Part,Category,Scope,Indicator,Value,Context.",
       "parts 2, 3, 4 and 10 are left out", ValueKind::kFile},
      {"--threshold", "", "N", "Counts below this are not said.", "10"},
      {"--mode", "", "MODE", "Of preview: decisions of live, dry_run or shadow mode.", "live"},
      {"--out", "-o", "PATH", "A folder for the files; of export: the file."},
      {"--tlp", "", "MARKING",
       "Of export: clear, green, amber, amber+strict or red. Accounts are "
       "in it from amber on."},
      {"--format", "", "FORMAT", "Of export: stix, ftm or csv.", "stix"},
      {"--to", "", "NAME", "Of export: for whom; needed for all but clear."},
      {"--peer", "", "NAME", "Of import: who disclosed it."},
      {"--by", "", "PERSON", "Who does it: an id that overt people knows."},
      {"--reason", "", "TEXT", "Of withdraw: why."},
      {"--at", "", "TIME", "When it is done; everything until then is counted.", "now"}};
}

std::vector<OptionText> note_options() {
  return {{"--name", "", "NAME", "Of note: the operation's name."},
          {"--operated-from", "", "WORDS", "Of note: from where it was operated."},
          {"--audience", "", "WORDS", "Of note: whom it targeted."},
          {"--tip-from", "", "NAME", "Of note: who pointed to it from outside."},
          {"--asked", "", "WHOM", "Of note: who was asked for comment."},
          {"--asked-on", "", "DAY", "Of note: when."},
          {"--replied-on", "", "DAY", "Of note: when they replied."},
          {"--reply", "", "TEXT", "Of note: what they replied, in full."},
          {"--domains", "", "LIST", "Of note: sites of the operation that may be named."},
          {"--urls", "", "LIST", "Of note: pages of it that may be named."}};
}

}  // namespace

CommandText disclose_command_text() {
  std::vector<OptionText> options = {data_option()};
  for (OptionText& option : document_options()) options.push_back(std::move(option));
  for (OptionText& option : note_options()) options.push_back(std::move(option));
  for (OptionText& option : options) option.group = "Disclosing";
  return {
      "disclose",
      "publish what was done and who is assessed to be behind it; take in what peers disclose",
      {"A statement says what was done about one network; 'operations' reports on the networks of "
       "a "
       "period in the field's table; 'dsa' fills the templates of Implementing Regulation (EU) "
       "2024/2835. All are views of decisions: 'figure' names the decisions behind a number, "
       "'check' makes everything published again and names what does not follow. Small numbers are "
       "not said, nor what would give them away. Nobody who was deceived is named.",
       "'publish' needs an approver who wrote none of the notes in it, and only what took effect "
       "in live mode is published; 'preview' shows any mode and records nothing. 'export' makes a "
       "package for a peer (STIX 2.1 with DISARM, FollowTheMoney, CSV). 'import' looks here for "
       "what a peer disclosed, opens a mirror case, and does nothing else; what a peer takes back "
       "is put up for review, and the exit code is 3."},
      {"VERB [OPERAND]",
       "note NETWORK, preview KIND, publish KIND, withdraw PUBLICATION, list, show PUBLICATION, "
       "figure FIGURE, check, export, or import FILE; KIND is statement, operations or dsa.",
       {}},
      options,
      {{"overt disclose preview statement --run run --network n3f2a91c0 --mode shadow",
        "what it would come to"},
       {"overt disclose publish statement --run run --network n3f2a91c0 --accounts "
        "accounts.ndjson --by apo --out public",
        ""},
       {"overt disclose publish dsa --period 2024 --by apo --out public", ""},
       {"overt disclose check", "whether every published number follows from what is kept"},
       {"overt disclose import peer.stix.json --peer other --accounts accounts.ndjson --by ana",
        "a mirror case"}}};
}

Result<DiscloseOptions> interpret_disclose(const Arguments& arguments) {
  DiscloseOptions options;
  ASSIGN_OR_RETURN(const std::size_t verb, read_verb(arguments, forms()));
  options.verb = static_cast<DiscloseVerb>(verb);
  if (const auto operands = operands_of(arguments); !operands.empty()) {
    options.operand = operands.front();
  }
  if (arguments.has("--data")) options.data = value_of(arguments, "--data");
  options.run = value_of(arguments, "--run");
  options.network = value_of(arguments, "--network");
  options.accounts = value_of(arguments, "--accounts");
  if (arguments.has("--publisher")) options.publisher = value_of(arguments, "--publisher");
  options.service = value_of(arguments, "--service");
  options.previous_report = value_of(arguments, "--previous");
  options.moderators = value_of(arguments, "--moderators");
  options.figures = value_of(arguments, "--figures");
  options.out = value_of(arguments, "--out");
  options.to = value_of(arguments, "--to");
  options.peer = value_of(arguments, "--peer");
  options.by = value_of(arguments, "--by");
  options.reason = value_of(arguments, "--reason");
  RETURN_IF_ERROR(read_option(arguments, "--period", options.period, read_period));
  RETURN_IF_ERROR(read_option(arguments, "--tlp", options.tlp, read_tlp));
  RETURN_IF_ERROR(read_option(arguments, "--format", options.format, read_format));
  RETURN_IF_ERROR(read_option(arguments, "--mode", options.mode, read_mode));
  RETURN_IF_ERROR(read_option(arguments, "--at", options.at, parse_time));
  RETURN_IF_ERROR(
      read_option(arguments, "--threshold", options.threshold, [](std::string_view text) {
        return parse_count(text, {3, 1'000'000});
      }));
  read_notes(arguments, options.notes);
  const bool document =
      options.verb == DiscloseVerb::kPreview || options.verb == DiscloseVerb::kPublish;
  if (document) RETURN_IF_ERROR(read_document(arguments, options));
  return options;
}

}  // namespace overt::cli
