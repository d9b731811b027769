#include "edge/http/statement_routes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "edge/http/page.h"
#include "edge/http/problem.h"
#include "edge/http/stores.h"
#include "pipeline/statement_book.h"

namespace overt::http {
namespace {

Result<std::vector<StatementEntry>> entries_for(const Request& request, Stores& stores) {
  ASSIGN_OR_RETURN(DecisionStore* const store, stores.decisions());
  return read_statements(*store, request.parameter("decision"));
}

bool is_state(std::string_view name) {
  return name == name_of(StatementState::kWaiting) || name == name_of(StatementState::kDue) ||
         name == name_of(StatementState::kAccepted);
}

Response list(const Request& request, Stores& stores) {
  const auto page = page_of(request);
  if (!page.ok()) return problem_of(page.error());
  const std::string_view state = request.query_value("state");
  if (!state.empty() && !is_state(state)) {
    return problem(400, "state: it is waiting, due or accepted");
  }
  const auto entries = entries_for(request, stores);
  if (!entries.ok()) return problem_of(entries.error());
  std::vector<PageRow> rows;
  for (const StatementEntry& entry : entries.value()) {
    if (!state.empty() && name_of(entry.state) != state) continue;
    rows.push_back({number_key(rows.size()), render_entry(entry)});
  }
  return page_response(rows, page.value());
}

Response of_decision(const Request& request, Stores& stores) {
  const auto entries = entries_for(request, stores);
  if (!entries.ok()) return problem_of(entries.error());
  std::vector<std::string> items;
  for (const StatementEntry& entry : entries.value()) items.push_back(render_entry(entry));
  return json_response(fmt::format(R"({{"items":[{}]}})", fmt::join(items, ",")));
}

}  // namespace

Routes statement_routes(Site& /*site*/) {
  constexpr Access kReaders = needs(Right::kRead);
  return {{Method::kGet, "/v1/statements", kReaders, list},
          {Method::kGet, "/v1/decisions/{decision}/statements", kReaders, of_decision}};
}

}  // namespace overt::http
