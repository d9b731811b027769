#include "edge/cli/statements_command.h"

#include <fmt/format.h>

#include "edge/cli/decide_command.h"
#include "edge/cli/values.h"
#include "edge/cli/verb_forms.h"

namespace overt::cli {
namespace {

constexpr CountRange kBatch = {1, 100};
constexpr CountRange kTries = {1, 100};

Result<StatementsFormat> read_statements_format(std::string_view text) {
  if (text == "ndjson") return StatementsFormat::kNdjson;
  if (text == "json") return StatementsFormat::kJson;
  if (text == "csv") return StatementsFormat::kCsv;
  return Error{ErrorCode::kInvalidArgument, fmt::format("'{}' is not ndjson, json or csv", text)};
}

std::vector<OptionText> looking_options() {
  const StatementsOptions defaults;
  std::vector<OptionText> options = {
      data_option(),
      {"--decision", "", "ID", "Those of one decision alone."},
      {"--all", "", "", "Also those that the database has, or whose action is not carried out yet.",
       "", ValueKind::kFlag},
      {"--out", "-o", "FILE", "Write them to a file.", "", ValueKind::kFile},
      {"--format", "", "FORMAT", "Of --out: ndjson, json (as it is sent) or csv, to be looked at.",
       "ndjson"},
      {"--dry-run", "", "", "Send nothing. The default.", "", ValueKind::kFlag}};
  for (OptionText& option : options) option.group = "Statements";
  return options;
}

std::vector<OptionText> sending_options() {
  const StatementsOptions defaults;
  std::vector<OptionText> options = {
      {"--send", "", "URL",
       "Hand over what is due to the database there, like "
       "https://transparency.dsa.ec.europa.eu."},
      {"--token-file", "", "FILE", "The database's token for this platform; mode 0600.", "",
       ValueKind::kFile},
      {"--rejects", "", "FILE", "Where what is refused is written, with the reasons.",
       "statement-rejects.ndjson in the data folder", ValueKind::kFile},
      {"--batch", "", "N", "Statements in one call, at most 100.",
       fmt::format("{}", defaults.batch)},
      {"--tries", "", "N", "Of one call, with growing waits; then it is left for another run.",
       fmt::format("{}", defaults.tries)},
      {"--ca-file", "", "FILE", "Trust these certificates, in PEM.", "those of the system",
       ValueKind::kFile},
      {"--allow-private", "", "",
       "Also plain http, and addresses that are not of the public internet.", "",
       ValueKind::kFlag}};
  for (OptionText& option : options) option.group = "Sending";
  return options;
}

}  // namespace

CommandText statements_command_text() {
  std::vector<OptionText> options = looking_options();
  for (OptionText& option : sending_options()) options.push_back(std::move(option));
  return {
      "statements",
      "statements of reasons for the transparency database of the Digital Services Act",
      {"Each restriction of a live decision that was carried out, in a country of the EU or the "
       "EEA, is stated for each account that it falls on: what was done, on which ground, on which "
       "facts, without personal data (Regulation (EU) 2022/2065, articles 17 and 24(5)). Without "
       "--send they are made, checked and counted, and nothing leaves.",
       "--send hands over what the database does not have yet, in batches, and keeps each that it "
       "takes in the ledger. It may be killed at any point: running it again goes on. What is "
       "refused is listed with its reasons, the rest of its batch is sent again. overt reconcile "
       "names each restriction without a statement, or with two. The exit code is 3 where one was "
       "refused or is left."},
      {},
      options,
      {{"overt statements --out statements.csv --format csv", "what would be handed over"},
       {"overt statements --send https://transparency.dsa.ec.europa.eu --token-file token",
        "hand it over"},
       {"overt statements --decision 9f86d081884c7d659a2feaa0c55ad015 --all --out one.ndjson",
        "those of one decision"}}};
}

Result<StatementsOptions> interpret_statements(const Arguments& arguments) {
  StatementsOptions options;
  if (!arguments.operands.empty()) {
    return usage_error(arguments, fmt::format("'{}': options say which statements, not words",
                                              arguments.operands.front()));
  }
  if (arguments.has("--data")) options.data = value_of(arguments, "--data");
  options.decision = value_of(arguments, "--decision");
  options.all = arguments.has("--all");
  options.out = value_of(arguments, "--out");
  options.send = value_of(arguments, "--send");
  options.token_file = value_of(arguments, "--token-file");
  options.ca_file = value_of(arguments, "--ca-file");
  options.allow_private = arguments.has("--allow-private");
  options.rejects = value_of(arguments, "--rejects");
  RETURN_IF_ERROR(read_option(arguments, "--format", options.format, read_statements_format));
  RETURN_IF_ERROR(read_option(arguments, "--batch", options.batch,
                              [](std::string_view text) { return parse_count(text, kBatch); }));
  RETURN_IF_ERROR(read_option(arguments, "--tries", options.tries,
                              [](std::string_view text) { return parse_count(text, kTries); }));
  const bool sends = arguments.has("--send");
  if (sends && arguments.has("--dry-run")) {
    return usage_error(arguments, "--send and --dry-run contradict each other; leave one out");
  }
  if (sends && (options.send.empty() || options.token_file.empty())) {
    return usage_error(arguments, "--send URL needs --token-file FILE, with the database's token");
  }
  for (const char* option : {"--out", "--all", "--decision", "--format"}) {
    if (sends && arguments.has(option)) {
      return usage_error(arguments, fmt::format("{} is of looking, and --send hands over all that "
                                                "is due; leave one out",
                                                option));
    }
  }
  for (const char* option :
       {"--token-file", "--rejects", "--batch", "--tries", "--ca-file", "--allow-private"}) {
    if (!sends && arguments.has(option)) {
      return usage_error(arguments, fmt::format("{} is of sending; say --send URL", option));
    }
  }
  if (options.out == "-") return usage_error(arguments, "--out: name a file");
  return options;
}

}  // namespace overt::cli
