#include "pipeline/account_table.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "adapters/parquet/parquet.h"

namespace overt {
namespace {

struct AccountRow {
  std::uint32_t account = 0;
  std::uint32_t pairs = 0;
  TimeUs first_at = INT64_MAX;  // of its co-actions
  TimeUs last_at = INT64_MIN;
  const Network* network = nullptr;
  const NetworkMember* member = nullptr;
  const MemberFinding* finding = nullptr;

  /// "none" where it is in no network.
  [[nodiscard]] std::string_view standing() const {
    return finding == nullptr ? "none" : name_of(finding->standing);
  }
  [[nodiscard]] double p() const { return finding == nullptr ? 1 : std::exp(finding->log_p); }
};

std::vector<AccountRow> accounts_in_pairs(const TraceLog& log, const PairTable& table,
                                          const JudgedNetworks& judged) {
  std::unordered_map<std::uint32_t, AccountRow> rows;
  const auto count = [&](AccountId account, const Pair& pair) {
    AccountRow& row = rows[account.value];
    row.account = account.value;
    ++row.pairs;
    row.first_at = std::min(row.first_at, pair.first_at);
    row.last_at = std::max(row.last_at, pair.last_at);
  };
  for (const Pair& pair : table.pairs) {
    count(pair.a, pair);
    count(pair.b, pair);
  }
  for (const Network& network : judged.networks) {
    for (const NetworkMember& member : network.members) {
      AccountRow& row = rows[member.account.value];
      if (row.pairs == 0) {
        row.account = member.account.value;
        row.first_at = member.first_at;
        row.last_at = member.last_at;
      }
      row.network = &network;
      row.member = &member;
    }
  }
  for (const NetworkFinding& finding : judged.findings) {
    for (const MemberFinding& member : finding.members)
      rows[member.account.value].finding = &member;
  }
  std::vector<AccountRow> sorted;
  sorted.reserve(rows.size());
  for (const auto& [account, row] : rows) sorted.push_back(row);
  std::sort(sorted.begin(), sorted.end(), [&](const AccountRow& x, const AccountRow& y) {
    return log.account({x.account}) < log.account({y.account});
  });
  return sorted;
}

}  // namespace

Result<void> write_accounts(const std::string& path, const TraceLog& log, const PairTable& table,
                            const JudgedNetworks& judged) {
  std::vector<std::string_view> ids;
  std::vector<std::string_view> network_ids;
  std::vector<std::string_view> standings;
  std::vector<double> ps;
  std::vector<std::uint32_t> traces;
  std::vector<std::uint32_t> pairs;
  std::vector<std::uint32_t> partners;
  std::vector<std::uint32_t> objects;
  std::vector<std::uint32_t> cores;
  std::vector<std::int64_t> first_at;
  std::vector<std::int64_t> last_at;
  for (const AccountRow& row : accounts_in_pairs(log, table, judged)) {
    ids.push_back(log.account({row.account}));
    network_ids.push_back(row.network == nullptr ? std::string_view{} : row.network->id);
    standings.push_back(row.standing());
    ps.push_back(row.p());
    traces.push_back(log.account_traces[row.account]);
    pairs.push_back(row.pairs);
    partners.push_back(row.member == nullptr ? 0 : row.member->partners);
    objects.push_back(row.member == nullptr ? 0 : row.member->objects);
    cores.push_back(row.member == nullptr ? 0 : row.member->core);
    first_at.push_back(row.first_at);
    last_at.push_back(row.last_at);
  }
  ASSIGN_OR_RETURN(const auto table_writer,
                   create_parquet(path, {{"account_id", ColumnType::kString},
                                         {"network", ColumnType::kString},
                                         {"standing", ColumnType::kString},
                                         {"p", ColumnType::kDouble},
                                         {"traces", ColumnType::kUInt32},
                                         {"pairs", ColumnType::kUInt32},
                                         {"partners", ColumnType::kUInt32},
                                         {"objects", ColumnType::kUInt32},
                                         {"core", ColumnType::kUInt32},
                                         {"first_at", ColumnType::kTimestampUs},
                                         {"last_at", ColumnType::kTimestampUs}}));
  RETURN_IF_ERROR(table_writer->append(std::vector<ColumnData>{
      std::span<const std::string_view>(ids), std::span<const std::string_view>(network_ids),
      std::span<const std::string_view>(standings), std::span<const double>(ps),
      std::span<const std::uint32_t>(traces), std::span<const std::uint32_t>(pairs),
      std::span<const std::uint32_t>(partners), std::span<const std::uint32_t>(objects),
      std::span<const std::uint32_t>(cores), std::span<const std::int64_t>(first_at),
      std::span<const std::int64_t>(last_at)}));
  return table_writer->close();
}

}  // namespace overt
