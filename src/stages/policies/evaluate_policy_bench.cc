// Account evaluations a second against fifty clauses, each of which is met for few accounts.
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/random.h"
#include "stages/policies/evaluate_policy.h"

namespace overt {
namespace {

Condition asks(std::string_view name, Comparison comparison, std::string text) {
  Condition condition;
  condition.term = fact_term_named(name).value();
  condition.comparison = comparison;
  condition.number = comparison == Comparison::kAtLeast ? 3 : 0;
  condition.texts = {std::move(text)};
  return condition;
}

Policy fifty_clauses() {
  Policy policy;
  for (int i = 0; i < 50; ++i) {
    Clause& clause = policy.clauses.emplace_back();
    clause.id = "clause-" + std::to_string(i);
    clause.subject = SubjectKind::kAccount;
    clause.when = {{asks("finding.standing", Comparison::kIs, "member")},
                   {asks("finding.families", Comparison::kAtLeast, "3")},
                   {asks("attribution.entities", Comparison::kHas, "entity-" + std::to_string(i)),
                    asks("label.values", Comparison::kHas, "label-" + std::to_string(i))},
                   {asks("account.protected", Comparison::kIs, "false")}};
  }
  return policy;
}

void evaluates_accounts(benchmark::State& state) {
  const auto evaluator = PolicyEvaluator::compile(fifty_clauses(), {}).value();
  const auto now = evaluator.at({});
  Random random(1);
  std::vector<FactRow> rows;
  for (int i = 0; i < 4096; ++i) {
    FactRow row = evaluator.new_row();
    row.set_choice(*fact_term_named("finding.standing"),
                   random.below(2) == 0 ? "member" : "adjacent");
    row.set_number(*fact_term_named("finding.families"), static_cast<double>(random.below(5)));
    row.set_flag(*fact_term_named("account.protected"), random.below(10) == 0);
    const std::vector<std::string> entities = {"entity-" + std::to_string(random.below(60))};
    row.set_texts(*fact_term_named("attribution.entities"), entities);
    row.set_texts(*fact_term_named("label.values"), {});
    rows.push_back(row);
  }
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(now.first_clause(SubjectKind::kAccount, rows[i++ % rows.size()]));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(evaluates_accounts);

}  // namespace
}  // namespace overt
