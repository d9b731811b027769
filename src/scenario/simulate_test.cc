#include "scenario/simulate.h"

#include <fstream>

#include <gtest/gtest.h>
namespace overt {
namespace {
struct F : ByteSink {
  std::ofstream f;
  explicit F(const std::string& p) : f(p) {}
  Result<void> write(std::string_view b) override {
    f.write(b.data(), static_cast<long>(b.size()));
    return {};
  }
  Result<void> close() override {
    f.close();
    return {};
  }
};
TEST(SimulateTest, Dump) {
  ThreadPool pool(2);
  ScenarioOptions o;
  if (const char* a = getenv("ACC")) o.accounts = strtoull(a, 0, 10);
  if (const char* a = getenv("FMT")) o.format = a;
  if (const char* a = getenv("SEED")) o.seed = strtoull(a, 0, 10);
  auto r = simulate(
      o,
      [](std::string_view n) -> Result<std::unique_ptr<ByteSink>> {
        std::string s(n);
        for (char& c : s)
          if (c == '/') c = '_';
        return std::unique_ptr<ByteSink>(new F(std::string(getenv("DIR")) + "/" + s));
      },
      pool, no_progress());
  ASSERT_TRUE(r.ok());
  printf("events %lu planted %lu\n", r.value().events, r.value().planted_accounts);
}
}  // namespace
}  // namespace overt
