#include "edge/cli/registry_command.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "edge/cli/values.h"

namespace overt::cli {
namespace {

using Verb = RegistryVerb;

std::vector<std::string> verbs() { return {kRegistryVerbNames.begin(), kRegistryVerbNames.end()}; }

Error wrong(std::string_view message) {
  return {ErrorCode::kInvalidArgument, fmt::format("{} (see: overt help registry)", message)};
}

Result<Verb> verb_of(const Arguments& arguments) {
  if (arguments.operands.empty()) {
    return wrong(
        fmt::format("what about the registry? say overt registry {}", describe_choice(verbs())));
  }
  const std::string& word = arguments.operands.front();
  const std::vector<std::string> words = verbs();
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) return static_cast<Verb>(found - words.begin());
  const std::string_view closest = closest_word(word, words);
  return wrong(fmt::format("'{}' is not {}{}", word, describe_choice(words),
                           closest.empty() ? "" : fmt::format("; did you mean {}?", closest)));
}

/// Which verbs read an option; others would take it silently without effect.
struct OptionUse {
  std::string_view option;
  std::vector<Verb> verbs;
};

const std::vector<OptionUse>& option_uses() {
  static const std::vector<OptionUse> uses = {
      {"--as-of", {Verb::kShow, Verb::kSearch, Verb::kPath, Verb::kPropose, Verb::kExport}},
      {"--format", {Verb::kImport, Verb::kExport}},
      {"--source-url", {Verb::kImport}},
      {"--publisher", {Verb::kImport}},
      {"--dataset", {Verb::kImport}},
      {"--retrieved-at", {Verb::kImport}},
      {"--grade", {Verb::kImport, Verb::kMerge, Verb::kDistinct, Verb::kRetract}},
      {"--max-rejects", {Verb::kImport}},
      {"--rejects", {Verb::kImport}},
      {"--piece-claims", {Verb::kImport}},
      {"--discard-unfinished", {Verb::kImport}},
      {"--recorded-at", {Verb::kImport, Verb::kMerge, Verb::kDistinct, Verb::kRetract}},
      {"--author", {Verb::kMerge, Verb::kDistinct, Verb::kRetract}},
      {"--reason", {Verb::kMerge, Verb::kDistinct, Verb::kRetract}},
      {"--ftm-fork", {Verb::kExport}},
      {"--out", {Verb::kExport}},
      {"--limit", {Verb::kSearch, Verb::kPath, Verb::kPropose}},
      {"--min-score", {Verb::kPropose}},
      {"--history", {Verb::kShow}}};
  return uses;
}

Result<void> refuse_others(const Arguments& arguments, Verb verb) {
  for (const OptionUse& use : option_uses()) {
    const bool taken = std::find(use.verbs.begin(), use.verbs.end(), verb) != use.verbs.end();
    if (taken || !arguments.has(std::string(use.option))) continue;
    return wrong(
        fmt::format("overt registry {} does not take {}", arguments.operands.front(), use.option));
  }
  return {};
}

/// The first moment and the last of a day, or a moment.
struct Moments {
  TimeUs first = 0;
  TimeUs last = 0;
};

Result<Moments> moments_of(std::string_view text) {
  if (const auto time = parse_rfc3339(text)) return Moments{*time, *time};
  const auto date = parse_partial_date(text);
  if (date) {
    return Moments{date->first_day * kMicrosPerDay, (date->last_day + 1) * kMicrosPerDay - 1};
  }
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("'{}' is not a day like 2024-09-16, nor a time like "
                           "2024-09-16T12:00:00Z",
                           text)};
}

class Reading {
 public:
  Reading(const Arguments& arguments, RegistryOptions& options)
      : arguments_(arguments), options_(options) {}

  Result<void> run() {
    ASSIGN_OR_RETURN(options_.verb, verb_of(arguments_));
    RETURN_IF_ERROR(refuse_others(arguments_, options_.verb));
    options_.operands.assign(arguments_.operands.begin() + 1, arguments_.operands.end());
    text("--registry", options_.registry);
    text("--format", options_.format);
    text("--source-url", options_.source.url);
    text("--publisher", options_.source.publisher);
    text("--dataset", options_.source.dataset);
    text("--rejects", options_.rejects_out);
    text("--author", options_.author);
    text("--reason", options_.reason);
    text("--ftm-fork", options_.ftm_fork);
    text("--out", options_.out);
    options_.history = arguments_.has("--history");
    options_.discard_unfinished = arguments_.has("--discard-unfinished");
    RETURN_IF_ERROR(read_times());
    RETURN_IF_ERROR(read_numbers());
    RETURN_IF_ERROR(check_words());
    return check_operands();
  }

 private:
  [[nodiscard]] const std::string* given(const std::string& name) const {
    const auto found = arguments_.options.find(name);
    return found == arguments_.options.end() ? nullptr : &found->second;
  }

  void text(const std::string& name, std::string& field) const {
    if (const std::string* const value = given(name)) field = *value;
  }

  template <typename Parse, typename Take>
  Result<void> read(const std::string& name, const Parse& parse, const Take& take) const {
    const std::string* const value = given(name);
    if (value == nullptr) return {};
    auto parsed = parse(*value);
    if (!parsed.ok()) return wrong(fmt::format("{}: {}", name, parsed.error().message));
    take(parsed.value());
    return {};
  }

  Result<void> read_times() {
    RETURN_IF_ERROR(
        read("--as-of", moments_of, [&](const Moments& m) { options_.as_of = m.last; }));
    RETURN_IF_ERROR(read("--recorded-at", moments_of,
                         [&](const Moments& m) { options_.recorded_at = m.first; }));
    return read("--retrieved-at", moments_of,
                [&](const Moments& m) { options_.source.retrieved_at = m.first; });
  }

  Result<void> read_numbers() {
    RETURN_IF_ERROR(
        read("--max-rejects", parse_share, [&](double share) { options_.max_rejects = share; }));
    RETURN_IF_ERROR(
        read("--min-score", parse_share, [&](double share) { options_.score_min = share; }));
    const auto count = [](std::string_view value) { return parse_count(value, {1, 1'000'000}); };
    RETURN_IF_ERROR(read("--limit", count, [&](std::uint64_t limit) {
      options_.limit = static_cast<std::uint32_t>(limit);
    }));
    const auto piece = [](std::string_view value) {
      return parse_count(value, {1, 1'000'000'000});
    };
    RETURN_IF_ERROR(read("--piece-claims", piece,
                         [&](std::uint64_t claims) { options_.piece_claims = claims; }));
    const auto grade = [](std::string_view value) -> Result<Grade> {
      if (const auto parsed = parse_grade(value)) return *parsed;
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("'{}' is not a grade like B2: a letter A-F for the source, a digit "
                               "1-6 for what it says",
                               value)};
    };
    return read("--grade", grade, [&](Grade value) { options_.source.grade = value; });
  }

  Result<void> check_words() {
    const bool import = options_.verb == Verb::kImport;
    if (import && options_.format == "auto") options_.format.clear();
    if (!import && options_.verb != Verb::kExport) return {};
    const std::vector<std::string> known = import ? import_formats() : export_formats();
    if (!import && options_.format.empty()) options_.format = "ftm";
    const bool fine = options_.format.empty() ||
                      std::find(known.begin(), known.end(), options_.format) != known.end();
    if (!fine) {
      return wrong(
          fmt::format("--format: '{}' is not {}", options_.format, describe_choice(known)));
    }
    if (options_.ftm_fork != "opensanctions" && options_.ftm_fork != "alephdata") {
      return wrong(
          fmt::format("--ftm-fork: '{}' is not opensanctions or alephdata", options_.ftm_fork));
    }
    return {};
  }

  static std::vector<std::string> import_formats() {
    return {kRegistryImportFormats.begin(), kRegistryImportFormats.end()};
  }
  static std::vector<std::string> export_formats() { return {"ftm", "csv", "gexf"}; }

  Result<void> want(std::size_t count, std::string_view form) const {
    if (options_.operands.size() == count) return {};
    return wrong(fmt::format("say overt registry {}", form));
  }

  Result<void> check_operands() {
    switch (options_.verb) {
      case Verb::kImport:
        if (options_.operands.empty() && !options_.discard_unfinished) {
          return wrong("no FILE: name what to import");
        }
        return {};
      case Verb::kSearch:
        if (options_.operands.empty())
          return wrong("search for what? say overt registry search WORDS");
        return {};
      case Verb::kShow:
        return want(1, "show ENTITY");
      case Verb::kPath:
        return want(2, "path ENTITY ENTITY");
      case Verb::kDiff:
        RETURN_IF_ERROR(want(2, "diff DAY DAY"));
        return read_days();
      case Verb::kAsOf:
        RETURN_IF_ERROR(want(1, "as-of DAY"));
        return read_day(options_.operands[0], options_.as_of);
      case Verb::kMerge:
        RETURN_IF_ERROR(want(2, "merge ID ID --author NAME"));
        return want_author();
      case Verb::kDistinct:
        RETURN_IF_ERROR(want(2, "distinct ID ID --author NAME"));
        return want_author();
      case Verb::kRetract:
        RETURN_IF_ERROR(want(1, "retract CLAIM --author NAME"));
        return want_author();
      case Verb::kPropose:
      case Verb::kExport:
      case Verb::kStats:
        return want(0, fmt::format("{}, without operands", arguments_.operands.front()));
    }
    CHECK(false);
  }

  Result<void> want_author() const {
    if (!options_.author.empty()) return {};
    return wrong("--author NAME is missing: every claim says who made it");
  }

  static Result<void> read_day(const std::string& text, TimeUs& into) {
    const auto moments = moments_of(text);
    if (!moments.ok()) return wrong(moments.error().message);
    into = moments.value().last;
    return {};
  }

  Result<void> read_days() {
    RETURN_IF_ERROR(read_day(options_.operands[0], options_.since));
    RETURN_IF_ERROR(read_day(options_.operands[1], options_.as_of));
    if (options_.since <= options_.as_of) return {};
    return wrong("the earlier day comes first: overt registry diff EARLIER LATER");
  }

  const Arguments& arguments_;
  RegistryOptions& options_;
};

std::vector<OptionText> import_options() {
  std::vector<OptionText> options = {
      {"--format", "", "FORMAT",
       "Of import: how to read the files (auto, ftm-json, ftm-statements, claims-csv, state-media, "
       "outlet-domains, eu-sanctions, threat-indicators, operation-domains, officials, dossier). "
       "Of export: "
       "ftm, csv (lossless) or gexf.",
       "auto; ftm"},
      {"--source-url", "", "URL", "Where the files are from."},
      {"--publisher", "", "NAME", "Who published them."},
      {"--dataset", "", "NAME", "The list that they are."},
      {"--retrieved-at", "", "TIME", "When they were retrieved."},
      {"--grade", "", "GRADE",
       "Admiralty code of the source and of what it says, like B2; F6: cannot be judged.",
       "the format's own"},
      {"--max-rejects", "", "SHARE",
       "Largest share of records that may be unreadable before the import fails.", "1%"},
      {"--rejects", "", "FILE", "Write what could not be read there, NDJSON with reasons.", "",
       ValueKind::kFile},
      {"--piece-claims", "", "N",
       "Keep what is read after every so many claims, so that the same import goes on there after "
       "an interrupt.",
       "1000000"},
      {"--discard-unfinished", "", "", "Take out what an import that was not completed has kept.",
       "", ValueKind::kFlag}};
  for (OptionText& option : options) option.group = "Import";
  return options;
}

std::vector<OptionText> other_options() {
  const RegistryOptions defaults;
  std::vector<OptionText> options = {
      {"--registry", "", "FILE", "The registry.", defaults.registry, ValueKind::kFile},
      {"--as-of", "", "DAY", "As it was known at the end of that day.", "now"},
      {"--recorded-at", "", "TIME", "When what is written counts as learnt.", "now"},
      {"--limit", "", "N", "Hits, paths or proposals to print.", fmt::format("{}", defaults.limit)},
      {"--history", "", "", "Of show: what was retracted too.", "", ValueKind::kFlag},
      {"--min-score", "", "SHARE", "Of propose: how much must speak for it.", "0.5"},
      {"--author", "", "NAME", "Of merge, distinct and retract: who says so. Required."},
      {"--reason", "", "TEXT", "And why."},
      {"--out", "-o", "FILE", "Of export: where to; - is standard output.", defaults.out,
       ValueKind::kFile},
      {"--ftm-fork",
       "",
       "FORK",
       "Whose FollowTheMoney to write; the older one has no Control.",
       defaults.ftm_fork,
       ValueKind::kWord,
       {"opensanctions", "alephdata"}}};
  for (OptionText& option : options) option.group = "Registry";
  return options;
}

}  // namespace

CommandText registry_command_text() {
  std::vector<OptionText> options = other_options();
  std::vector<OptionText> import = import_options();
  std::move(import.begin(), import.end(), std::back_inserter(options));
  return {
      "registry",
      "keep who is behind what as sourced claims: import, look at, correct, export",
      {"A registry is one file of claims about entities and the links between them, each with its "
       "source, status and dates. Nothing is overwritten: 'import FILE...' adds, 'retract CLAIM' "
       "adds that a claim no longer counts, and any earlier day can be asked for with --as-of.",
       "'show ENTITY', 'search WORDS' (names in any script, handles, hosts, identifiers), 'path "
       "ENTITY ENTITY', 'as-of DAY', 'diff DAY DAY' and 'stats' look at it. 'propose' says which "
       "entities may be one, with reasons; 'merge ID ID' and 'distinct ID ID' are what a person "
       "says to that. 'export' writes FollowTheMoney, CSV or GEXF."},
      {"VERB [OPERAND...]",
       "import FILE..., show ENTITY, search WORDS, path ENTITY ENTITY, diff DAY DAY, as-of DAY, "
       "propose, merge ID ID, distinct ID ID, retract CLAIM, export, or stats. An ENTITY is an id, "
       "or words that one entity alone is found by.",
       {}},
      options,
      {{"overt registry import entities.ftm.json --publisher 'Example' --grade B2",
        "FollowTheMoney into registry.db"},
       {"overt registry search 'TV-Novosti'", "finds the Cyrillic spelling too"},
       {"overt registry path tenet-media tv-novosti --as-of 2024-09-30",
        "what joins them, with statuses"},
       {"overt registry merge NK-1 Q-2 --author 'J. Doe' --reason 'one register entry'",
        "a claim like any other; retract it to undo"},
       {"overt registry export --format csv -o claims.csv", "everything, sources included"}}};
}

Result<RegistryOptions> interpret_registry(const Arguments& arguments) {
  RegistryOptions options;
  RETURN_IF_ERROR(Reading(arguments, options).run());
  return options;
}

std::string describe(const RegistryOptions& /*options*/, const RegistryAnswer& answer,
                     double /*seconds*/) {
  return answer.text;
}

std::string to_json(const RegistryOptions& /*options*/, const RegistryAnswer& answer,
                    double /*seconds*/) {
  return answer.json + "\n";
}

}  // namespace overt::cli
