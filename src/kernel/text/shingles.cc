#include "kernel/text/shingles.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/utf8.h"

namespace overt::text {
namespace {

constexpr std::size_t kLength = 5;
constexpr std::size_t kSyllableLength = 3;
constexpr std::size_t kWordSignLength = 2;

/// Of the polynomial hash; odd.
constexpr std::uint64_t kBase = 0xd1342543de82ef95ULL;
constexpr std::array<std::uint64_t, kLength + 1> kPowers = {1,
                                                            kBase,
                                                            kBase* kBase,
                                                            kBase* kBase* kBase,
                                                            kBase* kBase* kBase* kBase,
                                                            kBase* kBase* kBase* kBase* kBase};

std::uint64_t hash_of(char32_t c) {
  const std::uint64_t hash = (std::uint64_t{c} + 1) * 0x9e3779b97f4a7c15ULL;
  return hash ^ hash >> 29U;
}

std::uint64_t bytes_of(std::u32string_view ascii) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < ascii.size(); ++i) bytes |= std::uint64_t{ascii[i]} << (8 * i);
  return bytes;
}

bool between(char32_t c, char32_t first, char32_t last) { return c - first <= last - first; }

}  // namespace

std::size_t shingle_length(char32_t c) {
  if (c < 0x0E00) return kLength;
  if (between(c, 0x0E00, 0x0EFF) || between(c, 0x1000, 0x109F)) return kSyllableLength;
  if (between(c, 0x1100, 0x11FF) || between(c, 0x1780, 0x17FF)) return kSyllableLength;
  if (between(c, 0xAC00, 0xD7FF)) return kSyllableLength;
  if (between(c, 0x2E80, 0x9FFF) || between(c, 0xF900, 0xFAFF)) return kWordSignLength;
  return between(c, 0x1B000, 0x1B16F) || between(c, 0x20000, 0x3FFFF) ? kWordSignLength : kLength;
}

std::span<const std::uint64_t> Shingler::shingles(std::string_view form) {
  keys_.clear();
  if (is_ascii(form)) {
    shingle_ascii(form);
  } else {
    shingle_wide(form);
  }
  return keys_;
}

void Shingler::shingle_ascii(std::string_view form) {
  if (form.size() < kLength) return;
  keys_.resize(form.size() - kLength + 1);
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < kLength - 1; ++i) {
    key |= std::uint64_t{static_cast<unsigned char>(form[i])} << (8 * (i + 1));
  }
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    const auto next = static_cast<unsigned char>(form[i + kLength - 1]);
    key = key >> 8U | std::uint64_t{next} << (8 * (kLength - 1));
    keys_[i] = key;
  }
}

/// Keys as in shingle_ascii() where all is ASCII; else a polynomial of the code points' hashes, by
/// differences of prefixes, told apart by its highest bit.
void Shingler::shingle_wide(std::string_view form) {
  wide_.resize(form.size());
  prefixes_.resize(form.size() + 1);
  std::size_t count = 0;
  Prefix prefix;
  for (std::size_t at = 0; at < form.size(); ++count) {
    const char32_t c = next_code_point(form, at);
    wide_[count] = c;
    prefixes_[count] = prefix;
    prefix.hash = prefix.hash * kBase + hash_of(c);
    prefix.wide += static_cast<std::uint32_t>(c >= 0x80);
  }
  prefixes_[count] = prefix;
  keys_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t end = i + shingle_length(wide_[i]);
    if (end > count) continue;
    if (prefixes_[end].wide == prefixes_[i].wide) {
      keys_.push_back(bytes_of({wide_.data() + i, kLength}));
      continue;
    }
    const std::uint64_t hash = prefixes_[end].hash - prefixes_[i].hash * kPowers[end - i];
    keys_.push_back((hash ^ hash >> 32U) | std::uint64_t{1} << 63U);
  }
}

void NumberSet::clear(std::size_t room) {
  ++generation_;
  size_ = 0;
  if (slots_.size() >= 2 * room && !slots_.empty()) return;
  slots_.assign(std::bit_ceil(std::max<std::size_t>(2 * room, 64)), {});
  shift_ = 64 - static_cast<unsigned>(std::countr_zero(slots_.size()));
}

NumberSet::Slot& NumberSet::slot_of(std::uint64_t number) {
  std::size_t slot = (number ^ number >> 32U) * 0x9e3779b97f4a7c15ULL >> shift_;
  while (slots_[slot].filled == generation_ && slots_[slot].number != number) {
    slot = (slot + 1) & (slots_.size() - 1);
  }
  return slots_[slot];
}

void NumberSet::insert(std::uint64_t number) {
  Slot& slot = slot_of(number);
  if (slot.filled == generation_) return;
  CHECK_LT(size_, slots_.size() / 2);
  slot = {.number = number, .filled = generation_};
  ++size_;
}

NumberSet::Mark NumberSet::mark(std::uint64_t number) {
  Slot& slot = slot_of(number);
  if (slot.filled != generation_) return Mark::kAbsent;
  return std::exchange(slot.marked, marking_) == marking_ ? Mark::kOld : Mark::kNew;
}

void ShingleOverlap::set_first(std::span<const std::uint64_t> shingles) {
  first_.clear(shingles.size());
  for (const std::uint64_t shingle : shingles) first_.insert(shingle);
}

double ShingleOverlap::jaccard(std::span<const std::uint64_t> shingles) {
  first_.unmark();
  other_.clear(shingles.size());
  std::size_t common = 0;
  for (const std::uint64_t shingle : shingles) {
    const NumberSet::Mark mark = first_.mark(shingle);
    common += static_cast<std::size_t>(mark == NumberSet::Mark::kNew);
    if (mark == NumberSet::Mark::kAbsent) other_.insert(shingle);
  }
  const std::size_t either = first_.size() + other_.size();
  return either == 0 ? 0.0 : static_cast<double>(common) / static_cast<double>(either);
}

}  // namespace overt::text
