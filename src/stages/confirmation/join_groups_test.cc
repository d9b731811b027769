#include "stages/confirmation/join_groups.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace overt {
namespace {

using Groups = std::vector<std::vector<std::uint32_t>>;

/// A group that met for ten seconds at each of these objects and times.
struct Group {
  std::vector<std::uint32_t> members;
  std::vector<Meeting> meetings;
};

Group group_of(std::vector<std::uint32_t> members,
               const std::vector<std::pair<std::uint32_t, TimeUs>>& met) {
  Group group{std::move(members), {}};
  for (const auto& [object, at] : met) group.meetings.push_back({object, at, at + 10});
  return group;
}

Groups joined(const std::vector<Group>& groups) {
  std::vector<GroupMeetings> views;
  for (const Group& group : groups) views.push_back({group.members, group.meetings});
  return join_groups(views);
}

TEST(JoinGroupsTest, JoinsTwoShiftsOfOneFarm) {
  EXPECT_EQ(joined({group_of({1, 2, 3}, {{0, 100}, {1, 200}, {2, 300}}),
                    group_of({4, 5, 6}, {{0, 105}, {1, 195}, {3, 300}})}),
            (Groups{{1, 2, 3, 4, 5, 6}}));
}

TEST(JoinGroupsTest, LeavesGroupsThatMetAtOtherTimes) {
  EXPECT_TRUE(joined({group_of({1, 2, 3}, {{0, 100}, {1, 200}, {2, 300}}),
                      group_of({4, 5, 6}, {{0, 150}, {1, 250}, {2, 350}})})
                  .empty());
}

TEST(JoinGroupsTest, OneCommonMeetingJoinsNothing) {
  EXPECT_TRUE(joined({group_of({1, 2, 3}, {{0, 100}}), group_of({4, 5, 6}, {{0, 100}})}).empty());
}

TEST(JoinGroupsTest, HalfOfTheMeetingsOfTheOneThatMetLessMustBeCommon) {
  const Group many = group_of({1, 2, 3}, {{0, 100}, {1, 200}, {2, 300}, {3, 400}, {4, 500}});
  EXPECT_EQ(joined({many, group_of({4, 5, 6}, {{0, 100}, {1, 200}, {8, 300}, {9, 400}})}).size(),
            1U);
  EXPECT_TRUE(
      joined({many, group_of({4, 5, 6}, {{0, 100}, {1, 200}, {7, 250}, {8, 300}, {9, 400}})})
          .empty());
}

TEST(JoinGroupsTest, JoinsWhatOthersJoinAndNamesEachAccountOnce) {
  const std::vector<Group> groups = {group_of({1, 2, 3}, {{0, 100}, {1, 200}}),
                                     group_of({7, 8, 9}, {{2, 300}, {3, 400}}),
                                     group_of({3, 5, 6}, {{0, 100}, {1, 200}, {2, 300}, {3, 400}}),
                                     group_of({10, 11, 12}, {{5, 300}, {6, 400}})};
  EXPECT_EQ(joined(groups), (Groups{{1, 2, 3, 5, 6, 7, 8, 9}}));
}

TEST(JoinGroupsTest, TheOrderOfTheGroupsChangesNothing) {
  std::vector<Group> groups;
  for (std::uint32_t i = 0; i < 6; ++i) {
    groups.push_back(group_of({10 * i, 10 * i + 1}, {{i / 2, 100}, {10 + i / 2, 200}}));
  }
  const Groups expected = joined(groups);
  EXPECT_EQ(expected.size(), 3U);
  std::vector<std::size_t> order = {0, 1, 2, 3, 4, 5};
  do {
    std::vector<Group> permuted;
    for (const auto i : order) permuted.push_back(groups[i]);
    Groups result = joined(permuted);
    std::sort(result.begin(), result.end());
    ASSERT_EQ(result, expected);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(JoinGroupsTest, OnAnObjectWhereEverybodyMeetsNobodyIsJoined) {
  std::vector<Group> groups;
  for (std::uint32_t i = 0; i < 65; ++i) {
    groups.push_back(group_of({10 * i, 10 * i + 1}, {{0, 100}, {1, 200}}));
  }
  EXPECT_TRUE(joined(groups).empty());
}

TEST(JoinGroupsTest, NothingComesOfNothing) { EXPECT_TRUE(joined({}).empty()); }

}  // namespace
}  // namespace overt
