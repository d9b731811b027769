// Paths of evidence for accounts on a generated registry. Claims and accounts are set by the
// arguments; ten million claims take about 4 GB. `per_account` prints p50 and p99.
#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "model/registry.h"
#include "model/small_trace_index.h"
#include "stages/attribution/attribute.h"

namespace overt {
namespace {

constexpr std::uint32_t kClaimsPerEntity = 8;  // of an outlet with its site, owner and account
constexpr TimeUs kStart = 1'723'680'000 * kMicrosPerSecond;

// Every outlet has a site, one account and an owner; owners are owned in turn, sixteen to one, so
// that chains are a few levels high.
class GeneratedRegistry {
 public:
  explicit GeneratedRegistry(std::uint32_t claims) : outlets_(claims / kClaimsPerEntity) {
    ClaimSource source;
    source.retrieved_at = kStart - 90 * kMicrosPerDay;
    source.grade = {'B', '2'};
    view_.sources.push_back(source);
    view_.claims.reserve(claims);
    view_.entities.reserve(std::size_t{2} * outlets_);
    for (std::uint32_t i = 0; i < outlets_; ++i) add_outlet(i);
    for (std::uint32_t i = 0; i < outlets_; ++i) add_account(i);
    for (std::uint32_t i = 1; i < outlets_; ++i) add_owner(i);
  }
  [[nodiscard]] const RegistryView& view() const { return view_; }
  [[nodiscard]] std::uint32_t outlets() const { return outlets_; }
  static std::string handle(std::uint32_t outlet) { return "outlet" + std::to_string(outlet); }

 private:
  ClaimIndex claim(std::string_view property, const std::string& value) {
    ViewClaim one;
    one.id = {{view_.claims.size(), 7}};
    one.property = property;
    one.value = view_.text.keep(value);
    one.status = ClaimStatus::kConfirmed;
    one.grade = {'B', '2'};
    one.recorded_at = kStart;
    view_.claims.push_back(one);
    return {static_cast<std::uint32_t>(view_.claims.size() - 1)};
  }
  ViewEntity& entity(const std::string& id, std::string_view schema) {
    ViewEntity& one = view_.entities.emplace_back();
    one.id = view_.text.keep(id);
    one.ids = {one.id};
    one.schema = schema;
    return one;
  }
  void add_outlet(std::uint32_t i) {
    ViewEntity& one = entity("e" + std::to_string(i), "Company");
    one.claims = {claim("name", "Outlet " + std::to_string(i)),
                  claim("website", "https://" + handle(i) + ".example")};
    one.caption = view_.claim(one.claims.front()).value;
  }
  void add_account(std::uint32_t i) {
    ViewEntity& one = entity("u" + std::to_string(i), "UserAccount");
    one.claims = {claim("owner", "e" + std::to_string(i)), claim("service", "tiktok"),
                  claim("username", handle(i))};
  }
  void add_owner(std::uint32_t i) {
    ViewLink link;
    link.schema = "Ownership";
    link.from = {i / 16};
    link.to = {i};
    link.claims = {claim("asset", "e" + std::to_string(i)),
                   claim("owner", "e" + std::to_string(i / 16)), claim("percentage", "75")};
    link.status = ClaimStatus::kConfirmed;
    link.decides = true;
    link.share = .75;
    view_.links.push_back(std::move(link));
  }

  std::uint32_t outlets_;
  RegistryView view_;
};

struct NoNames final : Names {
  [[nodiscard]] std::string_view account(AccountId) const override { return "account"; }
  [[nodiscard]] ObjectName object(ObjectId) const override {
    return {"https://outlet7.example/a", {}, ObjectKind::kUrl};
  }
};

// One account in ten is listed, one in ten links a site.
struct GeneratedLogOf {
  GeneratedLogOf(const GeneratedRegistry& registry, std::uint32_t accounts) {
    SmallLog log;
    log.accounts = accounts;
    for (std::uint32_t a = 0; a < accounts; ++a) {
      AccountProfile profile;
      const std::uint32_t outlet = a * 37 % registry.outlets();
      profile.handle = a % 10 == 0 ? GeneratedRegistry::handle(outlet) : "p" + std::to_string(a);
      if (a % 10 == 1)
        profile.links = {"https://" + GeneratedRegistry::handle(outlet) + ".example"};
      profiles.push_back(profile);
      for (std::uint32_t i = 0; i < 10; ++i) {
        log.traces.push_back(
            {a, (a * 7 + i * 13) % (accounts / 4 + 1), kStart + i * kMicrosPerHour});
      }
    }
    traces = index_of(std::move(log));
    SmallLog empty;
    empty.accounts = accounts;
    aside = index_of(std::move(empty));
    for (const AccountProfile& profile : profiles) shown.push_back(&profile);
  }

  std::vector<AccountProfile> profiles;
  std::vector<const AccountProfile*> shown;
  TraceIndex traces;
  TraceIndex aside;
  NoNames names;
};

void per_account(benchmark::State& state) {
  const GeneratedRegistry registry(static_cast<std::uint32_t>(state.range(0)));
  const auto accounts = static_cast<std::uint32_t>(state.range(1));
  const GeneratedLogOf log(registry, accounts);
  const auto begun = std::chrono::steady_clock::now();
  const RegistryAssets assets(registry.view());
  const auto indexed = std::chrono::steady_clock::now();
  const AttributionInputs inputs = {log.traces, log.aside, log.names, log.shown, "tiktok", nullptr};
  const Attributor attributor(assets, inputs);
  const auto made = std::chrono::steady_clock::now();
  std::vector<double> each;
  std::uint64_t decided = 0;
  for (auto _ : state) {
    each.clear();
    for (std::uint32_t a = 0; a < accounts; ++a) {
      const auto from = std::chrono::steady_clock::now();
      decided += attributor.attribute_account(a).decided ? 1 : 0;
      const std::chrono::duration<double, std::milli> took =
          std::chrono::steady_clock::now() - from;
      each.push_back(took.count());
    }
  }
  std::sort(each.begin(), each.end());
  state.counters["p50_ms"] = each[each.size() / 2];
  state.counters["p99_ms"] = each[each.size() * 99 / 100];
  state.counters["index_s"] = std::chrono::duration<double>(indexed - begun).count();
  state.counters["log_s"] = std::chrono::duration<double>(made - indexed).count();
  state.counters["decided"] =
      static_cast<double>(decided) / static_cast<double>(state.iterations());
}

BENCHMARK(per_account)
    ->Args({100'000, 10'000})
    ->Args({10'000'000, 100'000})
    ->Iterations(1)
    ->Unit(benchmark::kSecond);

}  // namespace
}  // namespace overt
