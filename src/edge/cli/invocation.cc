#include "edge/cli/invocation.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "edge/cli/breakers_command.h"
#include "edge/cli/cases_command.h"
#include "edge/cli/decide_command.h"
#include "edge/cli/deliver_command.h"
#include "edge/cli/disclose_command.h"
#include "edge/cli/label_command.h"
#include "edge/cli/labeler_command.h"
#include "edge/cli/ledger_command.h"
#include "edge/cli/notices_command.h"
#include "edge/cli/people_command.h"
#include "edge/cli/policy_command.h"
#include "edge/cli/registry_command.h"
#include "edge/cli/serve_command.h"
#include "edge/cli/statements_command.h"
#include "edge/cli/values.h"
#include "edge/cli/verb_forms.h"

namespace overt::cli {
namespace {

constexpr std::uint64_t kSmallestMemory = std::uint64_t{64} << 20;
constexpr CountRange kPositive32 = {1, std::numeric_limits<std::uint32_t>::max()};

/// Reads options into fields. The first error is kept and the rest then does nothing, so that a
/// command is a plain list of its fields.
class Reader {
 public:
  Reader(const ProgramText& program, const Arguments& arguments)
      : command_(*program.find_command(arguments.command)), arguments_(arguments) {}

  [[nodiscard]] bool has(const std::string& name) const { return arguments_.has(name); }

  /// field = parse(value), where the option was given.
  template <typename Field, typename Parse>
  void read(const std::string& name, Field& field, const Parse& parse) {
    CHECK(command_.find_option(name) != nullptr);
    const auto found = arguments_.options.find(name);
    if (error_ || found == arguments_.options.end()) return;
    auto value = parse(found->second);
    if (!value.ok()) {
      fail(fmt::format("{}: {}", name, value.error().message));
      return;
    }
    field = static_cast<Field>(std::move(value).value());
  }

  void flag(const std::string& name, bool& field) {
    CHECK(command_.find_option(name) != nullptr);
    field = has(name);
  }

  void count(const std::string& name, std::uint32_t& field, const CountRange& range) {
    read(name, field, [&](std::string_view text) { return parse_count(text, range); });
  }
  void count(const std::string& name, std::uint64_t& field, const CountRange& range) {
    read(name, field, [&](std::string_view text) { return parse_count(text, range); });
  }

  void word(const std::string& name, std::string& field) {
    read(name, field, [&](const std::string& text) { return check_word(name, text); });
  }

  void words(const std::string& name, std::string& field) {
    read(name, field, [&](const std::string& text) -> Result<std::string> {
      for (const std::string_view part : split_list(text)) {
        RETURN_IF_ERROR(known_word(name, std::string(part)));
      }
      return text;
    });
  }

  void text(const std::string& name, std::string& field) {
    read(name, field, [](const std::string& value) -> Result<std::string> {
      if (!value.empty()) return value;
      return Error{ErrorCode::kInvalidArgument, "the value is empty"};
    });
  }

  void refuse_if(bool wrong, std::string_view message) {
    if (wrong) fail(std::string(message));
  }

  [[nodiscard]] Result<void> result() const {
    if (error_) return *error_;
    return {};
  }

 private:
  Result<void> known_word(const std::string& name, const std::string& text) const {
    const std::vector<std::string>& known = command_.find_option(name)->words;
    if (std::find(known.begin(), known.end(), text) != known.end()) return {};
    const std::string_view closest = closest_word(text, known);
    const std::string hint = closest.empty() ? "" : fmt::format("; did you mean {}?", closest);
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("'{}' is not {}{}", text, describe_choice(known), hint)};
  }

  Result<std::string> check_word(const std::string& name, const std::string& text) const {
    RETURN_IF_ERROR(known_word(name, text));
    return text;
  }

  void fail(const std::string& message) {
    if (error_) return;
    error_ = Error{ErrorCode::kInvalidArgument,
                   fmt::format("{} (see: overt help {})", message, command_.name)};
  }

  const CommandText& command_;
  const Arguments& arguments_;
  std::optional<Error> error_;
};

void read_inputs(Reader& reader, const Arguments& arguments, InputOptions& input) {
  input.paths = arguments.operands;
  reader.refuse_if(input.paths.empty(), "no INPUT: name a file, or - for standard input");
  reader.refuse_if(std::count(input.paths.begin(), input.paths.end(), "-") > 1,
                   "- is given twice; standard input can be read once");
  reader.word("--format", input.format);
  reader.text("--map", input.mapping_path);
  reader.words("--objects", input.objects);
  reader.read("--max-rejects", input.max_rejects, parse_share);
  reader.read("--record-limit", input.record_bytes_max, parse_bytes);
  const bool mapped = input.format == "mapped-csv";
  reader.refuse_if(mapped && input.mapping_path.empty(),
                   "--format mapped-csv needs --map FILE, which says what the columns mean");
  reader.refuse_if(
      !input.mapping_path.empty() && !input.format.empty() && !mapped,
      "--map reads any CSV by its mapping file and contradicts --format; leave one out");
}

void read_threads(Reader& reader, std::uint32_t& threads) {
  reader.count("--threads", threads, {1, 1024});
}

void read_resources(Reader& reader, ResourceOptions& resources) {
  read_threads(reader, resources.threads);
  reader.read("--memory", resources.memory_bytes_max, parse_bytes);
  reader.refuse_if(resources.memory_bytes_max != 0 && resources.memory_bytes_max < kSmallestMemory,
                   fmt::format("--memory: give {} or more", describe_bytes(kSmallestMemory)));
  reader.text("--scratch", resources.scratch_folder);
}

void require_table_ending(Reader& reader, std::string_view option, std::string_view path) {
  const bool known =
      path.empty() || path == "-" || path.ends_with(".csv") || path.ends_with(".parquet");
  reader.refuse_if(!known,
                   fmt::format("{}: '{}' does not end in .csv or .parquet, which says what to "
                               "write; - is CSV on standard output",
                               option, path));
}

void require_csv_ending(Reader& reader, std::string_view option, std::string_view path) {
  reader.refuse_if(!path.empty() && path != "-" && !path.ends_with(".csv"),
                   fmt::format("{}: '{}' does not end in .csv, which is what --compat coortweet "
                               "writes; - is standard output",
                               option, path));
}

Result<Request> interpret_coortweet(Reader& reader, const Arguments& arguments) {
  for (const std::string option :
       {"--min-objects", "--witnesses", "--chance", "--max-q", "--exhaustive", "--floor"}) {
    reader.refuse_if(reader.has(option),
                     fmt::format("{} is of Overt's own counting; with --compat coortweet use "
                                 "--min-participation and --edge-weight, or leave --compat out",
                                 option));
  }
  for (const std::string option : {"--allow-coarse-times", "--objects", "--memory", "--scratch"}) {
    reader.refuse_if(reader.has(option),
                     fmt::format("{} has no meaning with --compat coortweet, which takes objects "
                                 "and times as they are and holds all in memory; leave it out",
                                 option));
  }
  CoortweetOptions options;
  read_inputs(reader, arguments, options.input);
  read_threads(reader, options.resources.threads);
  reader.read("--window", options.window, [](std::string_view text) -> Result<TimeUs> {
    if (split_list(text).size() == 1) return parse_duration(text);
    return Error{ErrorCode::kInvalidArgument,
                 "with --compat coortweet there is one window; run once for each"};
  });
  reader.count("--min-participation", options.min_participation, kPositive32);
  reader.read("--edge-weight", options.edge_weight, parse_quantile);
  reader.text("--out", options.out);
  reader.text("--rows-out", options.rows_out);
  require_csv_ending(reader, "--out", options.out);
  require_csv_ending(reader, "--rows-out", options.rows_out);
  reader.refuse_if(options.out == options.rows_out, "--out and --rows-out are the same place");
  RETURN_IF_ERROR(reader.result());
  return Request(std::move(options));
}

Result<Request> interpret_pairs(Reader& reader, const Arguments& arguments) {
  std::string compat;
  reader.word("--compat", compat);
  if (!compat.empty()) return interpret_coortweet(reader, arguments);
  for (const std::string option : {"--min-participation", "--edge-weight", "--rows-out"}) {
    reader.refuse_if(reader.has(option),
                     fmt::format("{} counts as CooRTweet does; add --compat coortweet, or use "
                                 "--min-objects",
                                 option));
  }
  PairsOptions options;
  read_inputs(reader, arguments, options.input);
  read_resources(reader, options.resources);
  reader.read("--window", options.windows, parse_durations);
  reader.count("--min-objects", options.min_objects, kPositive32);
  reader.flag("--allow-coarse-times", options.allow_coarse_times);
  reader.flag("--witnesses", options.witnesses);
  reader.flag("--chance", options.chance);
  reader.refuse_if(options.chance && options.windows.size() > 1,
                   "--chance is reckoned at one window; run once for each");
  reader.read("--max-q", options.max_q, parse_level);
  reader.refuse_if(reader.has("--max-q") && !options.chance,
                   "--max-q is about chance; add --chance, or leave it out");
  reader.flag("--exhaustive", options.exhaustive);
  reader.refuse_if(options.exhaustive && !options.chance,
                   "--exhaustive is about chance; add --chance, or leave it out");
  reader.refuse_if(options.exhaustive && reader.has("--max-q"),
                   "--max-q leaves pairs out and --exhaustive none; leave one of them out");
  reader.flag("--floor", options.floor_only);
  reader.text("--out", options.out);
  require_table_ending(reader, "--out", options.out);
  reader.refuse_if(
      options.floor_only && (reader.has("--out") || options.witnesses || options.chance),
      "--floor writes no pairs; leave --out, --witnesses and --chance out");
  RETURN_IF_ERROR(reader.result());
  return Request(std::move(options));
}

Result<Request> interpret_detect(Reader& reader, const Arguments& arguments) {
  DetectOptions options;
  read_inputs(reader, arguments, options.input);
  read_resources(reader, options.resources);
  reader.read("--window", options.window, [](std::string_view text) -> Result<TimeUs> {
    if (split_list(text).size() == 1) return parse_duration(text);
    return Error{ErrorCode::kInvalidArgument,
                 "networks are built at one window; name the others with --sweep"};
  });
  reader.read("--sweep", options.sweep, parse_durations);
  reader.count("--min-objects", options.min_objects, kPositive32);
  reader.count("--min-members", options.min_members, {2, kPositive32.max});
  if (std::string accounts; reader.has("--accounts")) {
    reader.text("--accounts", accounts);
    options.accounts = {accounts};
  }
  reader.read("--registry", options.registry, parse_paths);
  reader.read("--as-of", options.as_of, parse_end_of_day);
  reader.refuse_if(options.as_of && options.registry.empty(),
                   "--as-of says which day's registry to ask, and no --registry is given");
  reader.read("--previous", options.previous, parse_paths);
  reader.count("--splits", options.splits, {1, 64});
  reader.count("--null-replays", options.null_replays, {0, 10'000});
  reader.count("--seed", options.seed, {});
  reader.flag("--allow-coarse-times", options.allow_coarse_times);
  reader.flag("--alike-texts", options.alike_texts);
  reader.flag("--by-language", options.by_language);
  reader.flag("--exhaustive", options.exhaustive);
  reader.text("--out", options.out);
  reader.count("--networks-max", options.networks_max, kPositive32);
  reader.flag("--force", options.replace);
  reader.refuse_if(options.out.empty(), "--out FOLDER is missing: where the report goes");
  reader.refuse_if(options.out == "-", "--out: a run directory cannot go to standard output");
  RETURN_IF_ERROR(reader.result());
  return Request(std::move(options));
}

Result<Request> interpret_simulate(Reader& reader, const Arguments& arguments) {
  SimulateOptions options;
  reader.refuse_if(!arguments.operands.empty(),
                   "overt simulate reads no input; name the folder to make with --out");
  reader.text("--scenario", options.scenario);
  reader.count("--accounts", options.accounts, {1, kPositive32.max});
  reader.count("--seed", options.seed, {});
  reader.word("--format", options.format);
  read_threads(reader, options.threads);
  reader.text("--out", options.out);
  reader.flag("--force", options.replace);
  reader.refuse_if(options.out.empty(), "--out FOLDER is missing: where the events go");
  reader.refuse_if(options.out == "-", "--out: a simulation cannot go to standard output");
  RETURN_IF_ERROR(reader.result());
  return Request(std::move(options));
}

Result<Request> interpret_explain(Reader& reader, const Arguments& arguments) {
  ExplainOptions options;
  reader.refuse_if(arguments.operands.size() != 2,
                   "name the folder of a run and, after it, an account or a network in it");
  if (arguments.operands.size() == 2) {
    options.run = arguments.operands[0];
    options.subject = arguments.operands[1];
  }
  reader.read("--registry", options.registry, parse_paths);
  reader.read("--as-of", options.as_of, parse_end_of_day);
  reader.refuse_if(options.as_of && options.registry.empty(),
                   "--as-of says which day's registry to ask, and no --registry is given");
  RETURN_IF_ERROR(reader.result());
  return Request(std::move(options));
}

Result<Request> interpret_evaluate_attribution(Reader& reader) {
  EvaluateAttributionOptions options;
  for (const std::string option : {"--scenario", "--window", "--level", "--alike-texts",
                                   "--by-language", "--journal", "--out", "--force"}) {
    reader.refuse_if(reader.has(option),
                     fmt::format("{} has no meaning with --attribution; leave it out", option));
  }
  reader.count("--seeds", options.seeds, {1, 1'000'000});
  reader.count("--first-seed", options.first_seed, {});
  reader.count("--accounts", options.readers, {100, 1'000'000});
  reader.flag("--detected", options.detected);
  read_threads(reader, options.resources.threads);
  RETURN_IF_ERROR(reader.result());
  return Request(options);
}

Result<Request> interpret_evaluate(Reader& reader, const Arguments& arguments) {
  EvaluateOptions options;
  reader.refuse_if(!arguments.operands.empty(),
                   "overt evaluate reads no input: it simulates the logs it is scored on");
  bool attribution = false;
  reader.flag("--attribution", attribution);
  if (attribution) return interpret_evaluate_attribution(reader);
  reader.refuse_if(reader.has("--detected"), "--detected belongs to --attribution; name both");
  reader.text("--scenario", options.scenario);
  reader.count("--seeds", options.seeds, {1, 1'000'000});
  reader.count("--first-seed", options.first_seed, {});
  reader.count("--accounts", options.accounts, {1, kPositive32.max});
  bool no_planted = false;
  reader.flag("--no-planted", no_planted);
  options.planted = !no_planted;
  reader.read("--window", options.window, [](std::string_view text) -> Result<TimeUs> {
    if (split_list(text).size() == 1) return parse_duration(text);
    return Error{ErrorCode::kInvalidArgument, "one window is scored at a time"};
  });
  reader.read("--level", options.level, parse_level);
  reader.flag("--alike-texts", options.alike_texts);
  reader.flag("--by-language", options.by_language);
  reader.text("--journal", options.journal);
  reader.refuse_if(options.journal == "-", "--journal: what is kept cannot go to standard output");
  reader.text("--out", options.out);
  reader.flag("--force", options.replace);
  read_threads(reader, options.resources.threads);
  reader.refuse_if(options.replace && options.out.empty(),
                   "--force replaces what is in --out FOLDER, and none is given");
  reader.refuse_if(options.out == "-", "--out: a folder cannot go to standard output");
  RETURN_IF_ERROR(reader.result());
  return Request(std::move(options));
}

Result<Request> interpret_labels(const Arguments& arguments) {
  ASSIGN_OR_RETURN(LabelOptions options, interpret_label(arguments));
  return Request(std::move(options));
}

/// The one operand of a command that takes at most one, out of its words.
Result<std::string> one_of_words(const CommandText& command, const Arguments& arguments) {
  const auto refuse = [&](std::string message) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} (see: overt help {})", message, command.name)};
  };
  if (arguments.operands.empty()) return std::string();
  const std::string& word = arguments.operands.front();
  if (command.operand.words.empty()) {
    return refuse(fmt::format("overt {} takes nothing, not '{}'", command.name, word));
  }
  if (arguments.operands.size() > 1) {
    return refuse(
        fmt::format("overt {} takes one word, not also '{}'", command.name, arguments.operands[1]));
  }
  const std::vector<std::string>& words = command.operand.words;
  if (std::find(words.begin(), words.end(), word) != words.end()) return word;
  const std::string_view closest = closest_word(word, words);
  return refuse(fmt::format("'{}' is not {}{}", word, describe_choice(words),
                            closest.empty() ? "" : fmt::format("; did you mean {}?", closest)));
}

Result<Request> interpret_plain(const CommandText& command, const Arguments& arguments) {
  ASSIGN_OR_RETURN(std::string word, one_of_words(command, arguments));
  if (command.name == "help") return Request(ShowHelp{std::move(word)});
  if (command.name == "version") return Request(ShowVersion{});
  if (command.name == "man") return Request(ShowManual{});
  CHECK(command.name == "completion");
  if (word.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "which shell? say overt completion bash, zsh or fish"};
  }
  return Request(ShowCompletion{std::move(word)});
}

/// What a command's own file makes of its words.
template <typename Options>
Result<Request> request_of(Result<Options> options) {
  if (!options.ok()) return std::move(options).error();
  return Request(std::move(options).value());
}

Result<Request> interpret_command(const ProgramText& program, const Arguments& arguments) {
  Reader reader(program, arguments);
  if (arguments.command == "pairs") return interpret_pairs(reader, arguments);
  if (arguments.command == "detect") return interpret_detect(reader, arguments);
  if (arguments.command == "simulate") return interpret_simulate(reader, arguments);
  if (arguments.command == "evaluate") return interpret_evaluate(reader, arguments);
  if (arguments.command == "label") return interpret_labels(arguments);
  if (arguments.command == "registry") {
    ASSIGN_OR_RETURN(RegistryOptions options, interpret_registry(arguments));
    return Request(std::move(options));
  }
  if (arguments.command == "explain") return interpret_explain(reader, arguments);
  if (arguments.command == "policy") return request_of(interpret_policy(arguments));
  if (arguments.command == "decide") return request_of(interpret_decide(arguments));
  if (arguments.command == "cases") return request_of(interpret_cases(arguments));
  if (arguments.command == "deliver") return request_of(interpret_deliver(arguments));
  if (arguments.command == "serve") return request_of(interpret_serve(arguments));
  if (arguments.command == "labeler") return request_of(interpret_labeler(arguments));
  if (arguments.command == "disclose") return request_of(interpret_disclose(arguments));
  if (arguments.command == "statements") return request_of(interpret_statements(arguments));
  if (arguments.command == "notices") return request_of(interpret_notices(arguments));
  if (arguments.command == "breakers") return request_of(interpret_breakers(arguments));
  if (arguments.command == "undo") return request_of(interpret_undo(arguments));
  if (arguments.command == "people") return request_of(interpret_people(arguments));
  if (arguments.command == "ledger") return request_of(interpret_ledger(arguments));
  if (arguments.command == "reconcile") return request_of(interpret_reconcile(arguments));
  return interpret_plain(*program.find_command(arguments.command), arguments);
}

template <typename Options>
void read_proof(const Arguments& arguments, Options& options) {
  if constexpr (requires { options.proof.token_file; }) {
    options.proof.token_file = value_of(arguments, "--token-file");
    options.proof.password_file = value_of(arguments, "--password-file");
  }
}

Result<Voice> voice_of(const Arguments& arguments) {
  const bool quiet = arguments.has("--quiet");
  const bool json = arguments.has("--json");
  if (quiet && json) {
    return Error{ErrorCode::kInvalidArgument,
                 "--quiet and --json contradict each other; leave one out"};
  }
  return json ? Voice::kJson : quiet ? Voice::kQuiet : Voice::kNormal;
}

}  // namespace

Result<Invocation> interpret(const ProgramText& program, const Arguments& arguments) {
  if (arguments.has("--help")) return Invocation{ShowHelp{arguments.command}, Voice::kNormal};
  if (arguments.has("--version")) return Invocation{ShowVersion{}, Voice::kNormal};
  if (arguments.command.empty()) return Invocation{ShowUsage{}, Voice::kNormal};
  ASSIGN_OR_RETURN(const Voice voice, voice_of(arguments));
  ASSIGN_OR_RETURN(Request request, interpret_command(program, arguments));
  std::visit([&](auto& options) { read_proof(arguments, options); }, request);
  return Invocation{std::move(request), voice};
}

}  // namespace overt::cli
