#include "kernel/intern/interner.h"

#include <algorithm>
#include <cstring>

#include <xxhash.h>

#include "base/check.h"

namespace overt {
namespace {

constexpr std::size_t kFirstSlots = 16;
constexpr std::size_t kPrefetched = 48;

std::size_t shard_of(std::uint64_t hash) { return hash >> 56; }
std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 24); }
std::uint32_t size_of(const NameRef& ref) { return ref.label_and_size & kNameBytesMax; }
char label_byte(const NameRef& ref) { return static_cast<char>(ref.label_and_size >> 28); }

// Short names are most names; a call of memcmp for each costs more than the comparison.
bool same_bytes(const char* x, const char* y, std::size_t size) {
  if (size > 16) return std::memcmp(x, y, size) == 0;
  const auto same_word = [&](std::size_t at) {
    std::uint64_t x_word = 0;
    std::uint64_t y_word = 0;
    std::memcpy(&x_word, x + at, 8);
    std::memcpy(&y_word, y + at, 8);
    return x_word == y_word;
  };
  if (size >= 8) return same_word(0) && same_word(size - 8);
  for (std::size_t i = 0; i < size; ++i) {
    if (x[i] != y[i]) return false;
  }
  return true;
}

// Appending by a quarter at a time keeps the slack of many small tables low.
template <typename T>
void make_room(std::vector<T>& column, std::size_t more) {
  if (column.size() + more > column.capacity()) {
    column.reserve(std::max(column.size() + more, column.size() + column.size() / 4 + 16));
  }
}

}  // namespace

std::uint64_t hash_name(std::string_view name, std::uint8_t label) {
  return XXH3_64bits_withSeed(name.data(), name.size(), label);
}

void NameBatch::add(std::string_view name, std::uint8_t label, std::uint32_t place) {
  CHECK_LE(name.size(), kNameBytesMax);
  const std::uint64_t hash = hash_name(name, label);
  refs_[shard_of(hash)].push_back(
      {hash, name.data(),
       static_cast<std::uint32_t>(label) << 28 | static_cast<std::uint32_t>(name.size()), place});
}

void NameBatch::drop(const std::vector<bool>& places) {
  for (auto& refs : refs_) {
    std::erase_if(refs, [&](const NameRef& ref) { return places[ref.place]; });
  }
}

void NameBatch::clear() {
  for (auto& refs : refs_) refs.clear();
}

void Interner::grow(Shard& shard) {
  // The tag and the low bits of the hash are kept apart, so old slots cannot be placed anew from
  // themselves: the names are hashed again. This happens about log n times a shard.
  const std::size_t size = std::max(kFirstSlots, shard.slots.size() * 2);
  std::vector<Slot>().swap(shard.slots);
  shard.slots.resize(size);
  for (std::uint32_t local = 0; local < shard.counts.size(); ++local) {
    const char* name = shard.bytes.data() + shard.offsets[local];
    const std::size_t length = shard.offsets[local + 1] - shard.offsets[local] - 1;
    const std::uint64_t hash =
        hash_name({name + 1, length}, static_cast<std::uint8_t>(static_cast<unsigned char>(*name)));
    std::size_t at = hash & (size - 1);
    while (shard.slots[at].local != 0) at = (at + 1) & (size - 1);
    shard.slots[at] = {tag_of(hash), local + 1};
  }
}

bool Interner::equals(const Shard& shard, std::uint32_t local, const NameRef& ref) {
  const char* name = shard.bytes.data() + shard.offsets[local];
  const std::size_t length = shard.offsets[local + 1] - shard.offsets[local] - 1;
  return length == size_of(ref) && *name == label_byte(ref) &&
         same_bytes(name + 1, ref.data, length);
}

std::uint32_t Interner::add(Shard& shard, const NameRef& ref) {
  const auto local = static_cast<std::uint32_t>(shard.counts.size());
  CHECK_LT(local, (1U << 24) - 1);  // 256 shards of 2²⁴ names fill the 32 bits of an id
  if (shard.offsets.empty()) shard.offsets.push_back(0);
  make_room(shard.bytes, size_of(ref) + 1);
  shard.bytes.push_back(label_byte(ref));
  shard.bytes.insert(shard.bytes.end(), ref.data, ref.data + size_of(ref));
  make_room(shard.offsets, 1);
  shard.offsets.push_back(shard.bytes.size());
  make_room(shard.counts, 1);
  shard.counts.push_back(0);
  return local;
}

std::uint32_t Interner::find_or_add(Shard& shard, const NameRef& ref) {
  const std::size_t mask = shard.slots.size() - 1;
  const std::uint32_t tag = tag_of(ref.hash);
  for (std::size_t at = ref.hash & mask;; at = (at + 1) & mask) {
    Slot& slot = shard.slots[at];
    if (slot.local == 0) {
      const std::uint32_t local = add(shard, ref);
      slot = {tag, local + 1};
      return local;
    }
    if (slot.tag == tag && equals(shard, slot.local - 1, ref)) return slot.local - 1;
  }
}

void Interner::remember_value(Shard& shard, std::uint32_t local, std::uint32_t value) {
  if (value == 0) return;
  if (shard.values.size() <= local) {
    make_room(shard.values, local + 1 - shard.values.size());
    shard.values.resize(local + 1, 0);
  }
  if (shard.values[local] == 0) shard.values[local] = value;
}

void Interner::resolve(std::size_t shard_index, std::span<const NameRef> refs, IdColumn ids,
                       const std::uint32_t* values) {
  Shard& shard = shards_[shard_index];
  for (std::size_t begin = 0; begin < refs.size(); begin += kPrefetched) {
    const auto group = refs.subspan(begin, std::min(kPrefetched, refs.size() - begin));
    // Load factor at most 2/3 after the group.
    while ((shard.counts.size() + group.size()) * 3 > shard.slots.size() * 2) grow(shard);
    const std::size_t mask = shard.slots.size() - 1;
    for (const NameRef& ref : group) {
      __builtin_prefetch(&shard.slots[ref.hash & mask], 1);
      __builtin_prefetch(ref.data);
    }
    for (const NameRef& ref : group) {
      const Slot slot = shard.slots[ref.hash & mask];
      if (slot.local != 0) __builtin_prefetch(&shard.offsets[slot.local - 1]);
    }
    for (const NameRef& ref : group) {
      const Slot slot = shard.slots[ref.hash & mask];
      if (slot.local != 0) {
        __builtin_prefetch(shard.bytes.data() + shard.offsets[slot.local - 1]);
        __builtin_prefetch(&shard.counts[slot.local - 1], 1);
      }
    }
    for (const NameRef& ref : group) {
      const std::uint32_t local = find_or_add(shard, ref);
      ++shard.counts[local];
      ids.first[ref.place * ids.stride] = local * static_cast<std::uint32_t>(kInternShards) +
                                          static_cast<std::uint32_t>(shard_index);
      if (values != nullptr) remember_value(shard, local, values[ref.place]);
    }
  }
}

std::uint32_t Interner::find(std::string_view name, std::uint8_t label) const {
  const std::uint64_t hash = hash_name(name, label);
  const Shard& shard = shards_[shard_of(hash)];
  if (shard.slots.empty()) return kNoId;
  const NameRef ref = {
      hash, name.data(),
      static_cast<std::uint32_t>(label) << 28 | static_cast<std::uint32_t>(name.size()), 0};
  const std::size_t mask = shard.slots.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Slot slot = shard.slots[at];
    if (slot.local == 0) return kNoId;
    if (slot.tag == tag_of(hash) && equals(shard, slot.local - 1, ref)) {
      return (slot.local - 1) * static_cast<std::uint32_t>(kInternShards) +
             static_cast<std::uint32_t>(shard_of(hash));
    }
  }
}

std::string_view Interner::name(std::uint32_t id) const {
  const Shard& shard = shards_[id % kInternShards];
  const std::uint32_t local = id / kInternShards;
  const std::uint64_t begin = shard.offsets[local] + 1;
  return {shard.bytes.data() + begin, shard.offsets[local + 1] - begin};
}

std::uint8_t Interner::label(std::uint32_t id) const {
  const Shard& shard = shards_[id % kInternShards];
  return static_cast<std::uint8_t>(shard.bytes[shard.offsets[id / kInternShards]]);
}

std::uint32_t Interner::count(std::uint32_t id) const {
  return shards_[id % kInternShards].counts[id / kInternShards];
}

std::uint32_t Interner::value(std::uint32_t id) const {
  const Shard& shard = shards_[id % kInternShards];
  const std::uint32_t local = id / kInternShards;
  return local < shard.values.size() ? shard.values[local] : 0;
}

std::uint64_t Interner::size() const {
  std::uint64_t sum = 0;
  for (const Shard& shard : shards_) sum += shard.counts.size();
  return sum;
}

std::uint32_t Interner::id_bound() const {
  std::size_t most = 0;
  for (const Shard& shard : shards_) most = std::max(most, shard.counts.size());
  return static_cast<std::uint32_t>(most * kInternShards);
}

bool Interner::is_id(std::uint32_t id) const {
  return id / kInternShards < shards_[id % kInternShards].counts.size();
}

std::uint64_t Interner::memory_bytes() const {
  std::uint64_t sum = 0;
  for (const Shard& shard : shards_) {
    sum += shard.slots.capacity() * sizeof(Slot) + shard.bytes.capacity() +
           shard.offsets.capacity() * sizeof(std::uint64_t) +
           (shard.counts.capacity() + shard.values.capacity()) * sizeof(std::uint32_t);
  }
  return sum;
}

void Interner::forget_hashes() {
  for (Shard& shard : shards_) std::vector<Slot>().swap(shard.slots);
}

void SeenSet::grow(Shard& shard) {
  std::vector<std::uint64_t> old(std::max(kFirstSlots, shard.slots.size() * 2), 0);
  old.swap(shard.slots);
  const std::size_t mask = shard.slots.size() - 1;
  for (const std::uint64_t key : old) {
    if (key == 0) continue;
    std::size_t at = key & mask;
    while (shard.slots[at] != 0) at = (at + 1) & mask;
    shard.slots[at] = key;
  }
}

// False where the hash was there already.
bool SeenSet::add(Shard& shard, std::uint64_t hash) {
  if ((shard.used + 1) * 3 > shard.slots.size() * 2) grow(shard);
  const std::uint64_t key = hash == 0 ? 1 : hash;
  const std::size_t mask = shard.slots.size() - 1;
  std::size_t at = key & mask;
  while (shard.slots[at] != 0 && shard.slots[at] != key) at = (at + 1) & mask;
  if (shard.slots[at] == key) return false;
  shard.slots[at] = key;
  ++shard.used;
  return true;
}

std::uint64_t SeenSet::resolve(std::size_t shard_index, std::span<const NameRef> refs,
                               std::span<std::uint8_t> seen) {
  std::uint64_t count = 0;
  for (const NameRef& ref : refs) {
    if (add(shards_[shard_index], ref.hash)) continue;
    seen[ref.place] = 1;
    ++count;
  }
  return count;
}

bool SeenSet::seen_before(std::string_view key) {
  const std::uint64_t hash = hash_name(key, 0);
  return !add(shards_[shard_of(hash)], hash);
}

}  // namespace overt
