#pragma once
// E-values: bets against the null whose expected pay-out under it is at most 1. Unlike p-values
// they may be averaged whatever their dependence, and multiplied when independent. All go in and
// come out as natural logarithms: −∞ is a lost bet, +∞ certainty. Pure functions, safe to call from
// several threads. O(R) time; e-BH O(R log R).

#include <cstddef>
#include <span>
#include <vector>

namespace overt::stats {

/// log e of a p-value: e = (1 − p + p ln p) / (p ln² p), the calibrator that mixes all κ p^(κ−1)
/// (Vovk & Wang 2021, Annals of Statistics 49:1736). Falls from +∞ at p = 0 to log ½ at p = 1.
double log_e_value(double log_p);

/// log of the arithmetic mean: an e-value under any dependence (Vovk & Wang 2021). Not empty.
double log_mean_e_value(std::span<const double> log_e);

/// log of the product: an e-value where each is one given those before. 0 · ∞ counts as 0.
double log_product_e_value(std::span<const double> log_e);

/// log q of e-BH over `possible` hypotheses, those not given having e = 0, under any dependence
/// (Wang & Ramdas 2022, JRSS-B 84:822): the least level at which hypothesis i is rejected.
std::vector<double> e_bh_log_q_values(std::span<const double> log_e, double possible);

/// How many e-BH rejects at a level in (0, 1].
std::size_t e_bh_rejections(std::span<const double> log_e, double possible, double level);

/// log of twice the mean p-value, at most 0: a p-value under any dependence (Rüschendorf 1982;
/// Vovk & Wang 2020, Biometrika 107:791). Not empty.
double log_twice_mean_p_value(std::span<const double> log_p);

}  // namespace overt::stats
