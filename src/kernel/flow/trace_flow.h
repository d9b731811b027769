#pragma once
// How much of every transfer came from marked vertices, followed through those in between. Two
// rules, because the answer hangs on which unit of a mixed purse is spent first and no data say so:
//   first in, first out: the units that came first are spent first (the rule in Clayton's Case,
//     1816); exact in whole units;
//   pro rata: every payment takes of all that is in the purse in proportion (the "haircut" of
//     Möser, Böhme & Breuker 2014, "Towards risk scoring of Bitcoin transactions").
// Whatever a vertex pays beyond what it was seen to receive is its own, and is spent last; what a
// marked vertex pays is marked throughout. Pure functions, safe to call from several threads.
// O(transfers) time (amortised), memory likewise.

#include <cstdint>
#include <span>
#include <vector>

namespace overt::flow {

struct Transfer {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::int64_t units = 0;  // of the smallest kind; above zero
};

/// Marked units of each transfer, in the order given. The transfers are in the order of their time.
std::vector<std::int64_t> trace_first_in_first_out(std::span<const Transfer> transfers,
                                                   const std::vector<bool>& marked);

/// The same pro rata.
std::vector<double> trace_pro_rata(std::span<const Transfer> transfers,
                                   const std::vector<bool>& marked);

}  // namespace overt::flow
