#include "base/arena.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace overt {
namespace {

RC_GTEST_PROP(ArenaTest, KeepsEveryTextWhereItIs, ()) {
  const auto sizes = *rc::gen::container<std::vector<std::size_t>>(rc::gen::oneOf(
      rc::gen::inRange<std::size_t>(0, 100), rc::gen::inRange<std::size_t>(60'000, 140'000)));
  Arena arena;
  for (int round = 0; round < 2; ++round) {  // again after clear()
    std::vector<std::string> texts;
    std::vector<std::string_view> kept;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      texts.emplace_back(sizes[i], static_cast<char>('a' + i % 26));
      kept.push_back(arena.keep(texts.back()));
    }
    for (std::size_t i = 0; i < texts.size(); ++i) RC_ASSERT(kept[i] == texts[i]);
    arena.clear();
  }
}

TEST(ArenaTest, ReusesItsFirstBlockAfterClear) {
  Arena arena;
  const char* const first = arena.keep("a").data();
  (void)arena.keep(std::string(200'000, 'x'));
  arena.clear();
  EXPECT_EQ(arena.keep("b").data(), first);
}

TEST(ArenaTest, KeepsTheEmptyTextAsAnEmptyView) {
  Arena arena;
  EXPECT_TRUE(arena.keep("").empty());
}

}  // namespace
}  // namespace overt
