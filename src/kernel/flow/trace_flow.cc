#include "kernel/flow/trace_flow.h"

#include <algorithm>
#include <deque>

#include "base/check.h"

namespace overt::flow {
namespace {

struct Lot {
  std::int64_t units = 0;
  bool is_marked = false;
};

struct Purse {
  double units = 0;
  double marked = 0;
};

void check(const Transfer& transfer, const std::vector<bool>& marked) {
  CHECK(transfer.from < marked.size() && transfer.to < marked.size());
  CHECK(transfer.units > 0);
}

void receive(std::deque<Lot>& lots, const Lot& lot) {
  if (lot.units == 0) return;
  if (!lots.empty() && lots.back().is_marked == lot.is_marked) {
    lots.back().units += lot.units;
  } else {
    lots.push_back(lot);
  }
}

}  // namespace

std::vector<std::int64_t> trace_first_in_first_out(std::span<const Transfer> transfers,
                                                   const std::vector<bool>& marked) {
  std::vector<std::deque<Lot>> lots(marked.size());
  std::vector<std::int64_t> of_transfer;
  of_transfer.reserve(transfers.size());
  for (const Transfer& transfer : transfers) {
    check(transfer, marked);
    std::deque<Lot> paid;
    std::int64_t owed = transfer.units;
    for (auto& own = lots[transfer.from]; owed > 0 && !own.empty();) {
      const std::int64_t part = std::min(owed, own.front().units);
      receive(paid, {part, marked[transfer.from] || own.front().is_marked});
      owed -= part;
      own.front().units -= part;
      if (own.front().units == 0) own.pop_front();
    }
    receive(paid, {owed, marked[transfer.from]});
    std::int64_t sum = 0;
    for (const Lot& lot : paid) {
      if (lot.is_marked) sum += lot.units;
      receive(lots[transfer.to], lot);
    }
    of_transfer.push_back(sum);
  }
  return of_transfer;
}

std::vector<double> trace_pro_rata(std::span<const Transfer> transfers,
                                   const std::vector<bool>& marked) {
  std::vector<Purse> purses(marked.size());
  std::vector<double> of_transfer;
  of_transfer.reserve(transfers.size());
  for (const Transfer& transfer : transfers) {
    check(transfer, marked);
    const auto units = static_cast<double>(transfer.units);
    Purse& own = purses[transfer.from];
    const double spent = std::min(units, own.units);
    double sum = own.units > 0 ? own.marked * (spent / own.units) : 0;
    own.marked = spent < own.units ? own.marked - sum : 0;
    own.units -= spent;
    if (marked[transfer.from]) sum = units;
    purses[transfer.to].units += units;
    purses[transfer.to].marked += sum;
    of_transfer.push_back(sum);
  }
  return of_transfer;
}

}  // namespace overt::flow
