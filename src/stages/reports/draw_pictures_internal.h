#pragma once
// The pictures of report.html as inline SVG: all networks beside each other, and one network.
// Members are discs, adjacent accounts hollow diamonds.
//
// Thread safety: one writer per thread. Complexity: linear in what is drawn, O(e log e) in the
// pairs of a network.

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/run.h"
#include "stages/reports/html_writer_internal.h"

namespace overt {

/// The best name there is: handle, display name, account.
std::string_view best_name(const MemberReport& member);

/// How many pairs the network has, listed or not.
std::uint64_t pair_count(const NetworkReport& network);

/// Indices of the pairs with the most objects, then co-actions; at most `count`.
std::vector<std::uint32_t> strongest_edges(const NetworkReport& network, std::size_t count);

/// In the order of the page: order[rank - 1] is a network's place. Links each to "#network-RANK".
void draw_overview(HtmlWriter& html, const std::vector<NetworkReport>& networks,
                   const std::vector<std::uint32_t>& order);

struct PictureLimits {
  std::size_t nodes = 0;
  std::size_t edges = 0;
  std::size_t rows = 0;  // members with a row "#nRANK-mINDEX" that a node may link to
};

void draw_network(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                  const PictureLimits& limits);

}  // namespace overt
