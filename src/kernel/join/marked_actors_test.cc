#include "kernel/join/marked_actors.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt::join {
namespace {

using Who = CoActionIndex::Who;

constexpr std::uint32_t kActors = 1000;

// Every third marked; a row in two generates, which is nobody's concern here.
struct Log {
  std::vector<std::uint32_t> marks = std::vector<std::uint32_t>(kActors / 32 + 1, 0);
  std::vector<Who> rows;

  explicit Log(std::size_t size) {
    Random random(size);
    for (std::uint32_t actor = 0; actor < kActors; actor += 3) {
      marks[actor / 32] |= 1U << (actor % 32);
    }
    for (std::size_t i = 0; i < size; ++i) {
      rows.push_back({static_cast<std::uint32_t>(random.below(2 * kActors))});
    }
  }

  [[nodiscard]] std::vector<std::uint32_t> wanted(std::uint32_t position) const {
    std::vector<std::uint32_t> all;
    for (const Who who : rows) {
      if (who.actor() % 3 == 0) all.push_back(position);
      ++position;
    }
    return all;
  }
};

TEST(MarkedActors, EveryWayListsTheSameRows) {
  for (std::size_t size = 0; size < 100; ++size) {
    const Log log(size);
    for (const auto list : internal::every_list_marked()) {
      std::vector<std::uint32_t> out(size + MarkedActors::kSpare, 0);
      const std::uint32_t* const end = list(log.rows, log.marks.data(), 70'000, out.data());
      out.resize(static_cast<std::size_t>(end - out.data()));
      EXPECT_EQ(out, log.wanted(70'000)) << size;
    }
  }
}

TEST(MarkedActors, OfThoseMarkedNowAlone) {
  MarkedActors marked(kActors);
  marked.mark(0);
  marked.mark(31);
  marked.mark(32);
  marked.mark(kActors - 1);
  marked.unmark(31);
  std::vector<Who> rows;
  for (std::uint32_t actor = 0; actor < kActors; ++actor) rows.push_back({actor << 1 | 1U});
  std::vector<std::uint32_t> out(rows.size() + MarkedActors::kSpare);
  out.resize(static_cast<std::size_t>(marked.list(rows, 0, out.data()) - out.data()));
  EXPECT_EQ(out, (std::vector<std::uint32_t>{0, 32, kActors - 1}));
}

}  // namespace
}  // namespace overt::join
