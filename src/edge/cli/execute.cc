#include "edge/cli/execute.h"

#include <cerrno>
#include <exception>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/json_writer.h"
#include "base/system_error.h"
#include "edge/cli/arguments.h"
#include "edge/cli/attribution_text.h"
#include "edge/cli/command_answer_text.h"
#include "edge/cli/completion.h"
#include "edge/cli/exit_codes.h"
#include "edge/cli/help.h"
#include "edge/cli/invocation.h"
#include "edge/cli/label_command.h"
#include "edge/cli/man_page.h"
#include "edge/cli/registry_command.h"
#include "edge/cli/scorecard_text.h"
#include "edge/cli/show_progress.h"
#include "edge/cli/summary.h"

namespace overt::cli {
namespace {

std::string error_line(const Error& error, Voice voice) {
  if (voice != Voice::kJson) return "overt: " + error.message + "\n";
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.field("event", "error");
  json.field("code", name_of(error.code));
  json.field("exit_code", exit_code_of(error.code));
  json.field("message", error.message);
  json.end_object();
  return line + "\n";
}

/// Runs what an invocation asks for.
class Execution {
 public:
  Execution(const Commands& commands, Console& console, const std::atomic<bool>& interrupted,
            Voice voice)
      : commands_(commands), console_(console), interrupted_(interrupted), voice_(voice) {}

  int operator()(const PairsOptions& options) { return run(commands_.pairs, options, options.out); }
  int operator()(const CoortweetOptions& options) {
    const bool rows_there = options.rows_out == "-";
    return run(commands_.coortweet, options, rows_there ? options.rows_out : options.out);
  }
  int operator()(const DetectOptions& options) { return run(commands_.detect, options, {}); }
  int operator()(const SimulateOptions& options) { return run(commands_.simulate, options, {}); }
  int operator()(const EvaluateOptions& options) { return run(commands_.evaluate, options, {}); }
  int operator()(const LabelOptions& options) { return run(commands_.label, options, {}); }
  int operator()(const RegistryOptions& options) {
    const bool to_out = options.verb == RegistryVerb::kExport && options.out == "-";
    return run(commands_.registry, options, to_out ? options.out : "");
  }
  int operator()(const EvaluateAttributionOptions& options) {
    return run(commands_.evaluate_attribution, options, {});
  }
  int operator()(const ExplainOptions& options) { return run(commands_.explain, options, {}); }
  int operator()(const PolicyOptions& options) { return run(commands_.policy, options, {}); }
  int operator()(const DecideOptions& options) { return run(commands_.decide, options, {}); }
  int operator()(const PeopleOptions& options) { return run(commands_.people, options, {}); }
  int operator()(const LedgerOptions& options) { return run(commands_.ledger, options, {}); }
  int operator()(const CasesOptions& options) { return run(commands_.cases, options, {}); }
  int operator()(const DeliverOptions& options) { return run(commands_.deliver, options, {}); }
  int operator()(const http::ServeOptions& options) { return run(commands_.serve, options, {}); }
  int operator()(const NoticesOptions& options) { return run(commands_.notices, options, {}); }
  int operator()(const BreakersOptions& options) { return run(commands_.breakers, options, {}); }
  int operator()(const LabelerOptions& options) { return run(commands_.labeler, options, {}); }
  int operator()(const DiscloseOptions& options) { return run(commands_.disclose, options, {}); }
  int operator()(const StatementsOptions& options) {
    return run(commands_.statements, options, {});
  }
  int operator()(const ShowHelp& help) {
    const CommandText* const command = program_text().find_command(help.command);
    return print(command == nullptr ? render_overview(program_text()) : render_help(*command));
  }
  int operator()(const ShowUsage& /*usage*/) {
    console_.err(render_overview(program_text()));
    return kExitUsage;
  }
  int operator()(const ShowVersion& /*version*/) { return print("overt " OVERT_VERSION "\n"); }
  int operator()(const ShowManual& /*manual*/) { return print(render_man_page(program_text())); }
  int operator()(const ShowCompletion& completion) {
    if (completion.shell == "bash") return print(render_bash_completion(program_text()));
    if (completion.shell == "zsh") return print(render_zsh_completion(program_text()));
    return print(render_fish_completion(program_text()));
  }

  [[nodiscard]] bool out_closed() const { return out_closed_; }

  int fail(const Error& error) {
    console_.err(error_line(error, voice_));
    return cli::exit_code_of(error.code);
  }

 private:
  int print(const std::string& text) {
    const int error = console_.out(text);
    out_closed_ = error == EPIPE;
    if (error == 0 || out_closed_) return kExitOk;
    return fail(cannot_write("standard output", error));
  }

  template <typename Summary>
  static int exit_code_of(const Summary& summary) {
    if constexpr (std::is_same_v<Summary, CommandAnswer>) {
      return summary.sound ? kExitOk : kExitBadInput;
    }
    return kExitOk;
  }

  std::unique_ptr<StageProgress> make_progress() {
    if (voice_ == Voice::kJson) return std::make_unique<JsonProgress>(console_, interrupted_);
    if (voice_ == Voice::kQuiet || !console_.err_redraws()) {
      return std::make_unique<SilentProgress>(console_, interrupted_);
    }
    return std::make_unique<LineProgress>(console_, interrupted_, LineProgress::Redraw::kByItself);
  }

  /// `out` is where the command's data goes; the summary stays out of its way.
  template <typename Run, typename Options>
  int run(const Run& command, const Options& options, const std::string& out) {
    const std::int64_t begun = console_.now_us();
    const auto result = [&] {
      const std::unique_ptr<StageProgress> progress = make_progress();
      auto summary = command(options, *progress);
      progress->end();
      return summary;
    }();
    if (!result.ok()) return explain(result.error(), out);
    const double seconds = static_cast<double>(console_.now_us() - begun) / 1e6;
    const int done = exit_code_of(result.value());
    if (voice_ == Voice::kQuiet) return done;
    const std::string text = voice_ == Voice::kJson ? to_json(options, result.value(), seconds)
                                                    : describe(options, result.value(), seconds);
    if (out != "-") {
      const int printed = print(text);
      return printed == kExitOk ? done : printed;
    }
    console_.err(text);
    return done;
  }

  int explain(const Error& error, const std::string& out) {
    if (interrupted_.load() || error.code == ErrorCode::kCancelled) {
      return fail({ErrorCode::kCancelled, "interrupted; nothing unfinished was left behind"});
    }
    // A reader that has had enough, like head, is no failure to report.
    out_closed_ = out == "-" && error.code == ErrorCode::kIo && console_.out_closed();
    if (out_closed_) return kExitFailure;
    return fail(error);
  }

  const Commands& commands_;
  Console& console_;
  const std::atomic<bool>& interrupted_;
  const Voice voice_;
  bool out_closed_ = false;
};

/// The voice an unreadable command line was meant to have.
Voice voice_in(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (word == "--json") return Voice::kJson;
  }
  return Voice::kNormal;
}

Result<Invocation> read_words(const std::vector<std::string>& words) {
  ASSIGN_OR_RETURN(const Arguments arguments, parse_arguments(program_text(), words));
  return interpret(program_text(), arguments);
}

Outcome run_words(const std::vector<std::string>& words, const Commands& commands, Console& console,
                  const std::atomic<bool>& interrupted) {
  const auto invocation = read_words(words);
  const Voice voice = invocation.ok() ? invocation.value().voice : voice_in(words);
  Execution execution(commands, console, interrupted, voice);
  const int exit_code = invocation.ok() ? std::visit(execution, invocation.value().request)
                                        : execution.fail(invocation.error());
  return {exit_code, execution.out_closed()};
}

}  // namespace

Outcome execute(const std::vector<std::string>& words, const Commands& commands, Console& console,
                const std::atomic<bool>& interrupted) {
  const auto fail = [&](const Error& error) {
    console.err(error_line(error, voice_in(words)));
    return Outcome{exit_code_of(error.code), false};
  };
  try {
    return run_words(words, commands, console, interrupted);
  } catch (const std::bad_alloc&) {
    return fail({ErrorCode::kLimitExceeded,
                 "out of memory; take a smaller input, or a smaller --memory so that more is "
                 "spilled to disk"});
  } catch (const std::exception& error) {
    return fail({ErrorCode::kIo, std::string("an error of ours: ") + error.what()});
  }
}

}  // namespace overt::cli
