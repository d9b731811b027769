#include "pipeline/pair_odds.h"

namespace overt {

std::unique_ptr<const PairChance> make_pair_odds(const TraceLog& log, const join::Rows& sorted,
                                                 TimeUs window, ThreadPool& pool,
                                                 Progress& progress) {
  progress.begin("counting activity", 0, "traces");
  auto odds =
      std::make_unique<const PairChance>(ChanceTraces{.sorted = sorted,
                                                      .accounts = log.accounts.id_bound(),
                                                      .objects = log.objects.id_bound(),
                                                      .sources = log.source_of_object(),
                                                      .account_groups = log.account_languages},
                                         window, pool);
  progress.end();
  return odds;
}

}  // namespace overt
