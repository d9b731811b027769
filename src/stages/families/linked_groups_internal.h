#pragma once
// Groups in which nearly everybody is linked to everybody, out of links between accounts. Links
// that close no triangle are left out, so that no chain makes a group. A group is the densest part
// of what is connected: the innermost core with whoever has half as many links into it, thinned
// until everyone is linked to half of the others and to two. Then the next among the rest.
//
// Not thread-safe. O(links · (partners + rounds)); memory O(links + accounts).

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace overt {

class LinkedGroups {
 public:
  using Link = std::pair<std::uint32_t, std::uint32_t>;
  using Group = std::vector<std::uint32_t>;  // sorted

  /// `links`: sorted and distinct, each with the smaller account first.
  LinkedGroups(std::uint32_t accounts, std::vector<Link> links);

  [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }
  /// Connected parts that were given up after so many rounds.
  [[nodiscard]] std::uint64_t cut() const { return cut_; }

 private:
  struct Part {
    Group accounts;
    std::uint32_t round = 0;
  };

  void index(const std::vector<Link>& links);
  [[nodiscard]] bool closes_triangle(const Link& link) const;
  [[nodiscard]] std::span<const std::uint32_t> partners(std::uint32_t account) const {
    return {partners_.data() + begin_[account], begin_[account + 1] - begin_[account]};
  }
  void take_groups(const Part& part);
  void split(const Group& accounts, std::uint32_t round);
  [[nodiscard]] std::vector<Group> connected_parts(const Group& accounts);
  [[nodiscard]] std::vector<std::uint32_t> links_among(const Group& accounts);
  [[nodiscard]] std::vector<std::uint32_t> cores_of(const Group& accounts);
  [[nodiscard]] Group thinned(Group accounts);
  void enter(const Group& accounts);
  void leave(const Group& accounts);

  std::vector<std::uint64_t> begin_;  // by account, of partners_
  std::vector<std::uint32_t> partners_;
  std::vector<std::uint32_t> place_;  // by account: its place in the list at hand, or kNowhere
  std::vector<Part> parts_;           // still to be looked at
  std::vector<Group> groups_;
  std::uint64_t cut_ = 0;
};

}  // namespace overt
