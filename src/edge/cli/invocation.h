#pragma once
// What one command line asks for, checked: values read, contradictions refused, defaults filled in.
// Thread safety: pure.

#include <string>
#include <variant>

#include "base/result.h"
#include "edge/cli/arguments.h"
#include "edge/http/serve.h"
#include "pipeline/pipeline.h"
#include "pipeline/run_breakers.h"
#include "pipeline/run_cases.h"
#include "pipeline/run_decide.h"
#include "pipeline/run_deliver.h"
#include "pipeline/run_disclose.h"
#include "pipeline/run_evaluate.h"
#include "pipeline/run_evaluate_attribution.h"
#include "pipeline/run_explain.h"
#include "pipeline/run_labeler.h"
#include "pipeline/run_labels.h"
#include "pipeline/run_ledger.h"
#include "pipeline/run_notices.h"
#include "pipeline/run_people.h"
#include "pipeline/run_policy.h"
#include "pipeline/run_registry.h"
#include "pipeline/run_statements.h"

namespace overt::cli {

struct ShowHelp {
  std::string command;  // empty: the overview
};
struct ShowUsage {};  // no command was given
struct ShowVersion {};
struct ShowManual {};
struct ShowCompletion {
  std::string shell;
};

using Request =
    std::variant<PairsOptions, CoortweetOptions, DetectOptions, SimulateOptions, EvaluateOptions,
                 EvaluateAttributionOptions, ExplainOptions, LabelOptions, RegistryOptions,
                 PolicyOptions, DecideOptions, PeopleOptions, LedgerOptions, CasesOptions,
                 DeliverOptions, http::ServeOptions, LabelerOptions, DiscloseOptions,
                 StatementsOptions, NoticesOptions, BreakersOptions, ShowHelp, ShowUsage,
                 ShowVersion, ShowManual, ShowCompletion>;

enum class Voice : unsigned char { kNormal, kQuiet, kJson };

struct Invocation {
  Request request;
  Voice voice = Voice::kNormal;
};

/// Errors (kInvalidArgument) name the option, what was given, the accepted form or the way out.
Result<Invocation> interpret(const ProgramText& program, const Arguments& arguments);

}  // namespace overt::cli
