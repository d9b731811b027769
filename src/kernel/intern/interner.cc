#include "kernel/intern/interner.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>

#define XXH_INLINE_ALL  // most names are short: the call would cost as much as the hash
#include <xxhash.h>

#include "base/check.h"

namespace overt {
namespace {

static_assert(std::endian::native == std::endian::little, "names are read as words");

constexpr std::size_t kFirstSlots = 16;
constexpr std::size_t kFirstRefs = 16;
constexpr std::size_t kRecentNames = 1024;  // the second cache holds those of several chunks

// In label_and_size of a long name: a number of at most kDecimalDigits, which stands in words[0].
// Ids from other systems often are.
constexpr std::uint32_t kDecimal = 1U << 27;
constexpr std::size_t kDecimalDigits = 19;

std::size_t shard_of(std::uint64_t hash) { return hash >> 56; }
std::uint32_t id_of(std::uint32_t local, std::size_t shard) {
  return static_cast<std::uint32_t>(local * kInternShards + shard);
}
std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 24); }
std::uint32_t size_of(std::uint32_t label_and_size) { return label_and_size & kNameBytesMax; }
bool is_long(std::uint32_t label_and_size) { return size_of(label_and_size) > kShortNameBytes; }
// Long, and not said in full by its first word and size.
bool needs_text(std::uint32_t label_and_size) {
  return is_long(label_and_size) && (label_and_size & kDecimal) == 0;
}
// Of a long name only.
const char* text_of(const std::array<std::uint64_t, 2>& words) {
  return reinterpret_cast<const char*>(words[1]);
}

template <typename Word>
std::uint64_t load(const char* at) {
  Word word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// At most 8 bytes and zeros after them; reads none beyond.
std::uint64_t load_upto_8(const char* at, std::size_t size) {
  if (size == 8) return load<std::uint64_t>(at);
  if (size >= 4) {
    return load<std::uint32_t>(at) | load<std::uint32_t>(at + size - 4) << (8 * (size - 4));
  }
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < size; ++i) word |= load<std::uint8_t>(at + i) << (8 * i);
  return word;
}

// Of two names with one label and size.
bool same_name(const std::array<std::uint64_t, 2>& x, const std::array<std::uint64_t, 2>& y,
               std::uint32_t label_and_size) {
  if (x[0] != y[0]) return false;
  if (!is_long(label_and_size)) return x[1] == y[1];
  if (!needs_text(label_and_size)) return true;  // size and number are the name
  return std::memcmp(text_of(x) + 8, text_of(y) + 8, size_of(label_and_size) - 8) == 0;
}

bool read_8_digits(const char* at, std::uint64_t& number) {
  constexpr std::uint64_t kEach = 0x0101'0101'0101'0101;
  const std::uint64_t word = load<std::uint64_t>(at);
  const std::uint64_t high = word & (0xF0 * kEach);
  if (high != 0x30 * kEach || ((word + 6 * kEach) & (0xF0 * kEach)) != 0x30 * kEach) return false;
  std::uint64_t value = word - 0x30 * kEach;  // the first digit is the lowest byte
  value = value * 10 + (value >> 8);
  const std::uint64_t low = (value & 0x0000'00FF'0000'00FF) * 0x000F'4240'0000'0064;
  const std::uint64_t rest = ((value >> 16) & 0x0000'00FF'0000'00FF) * 0x0000'2710'0000'0001;
  number = number * 100'000'000 + ((low + rest) >> 32);
  return true;
}

// Of a name longer than 16 bytes.
bool read_decimal(std::string_view name, std::uint64_t& number) {
  if (name.size() > kDecimalDigits) return false;
  number = 0;
  if (!read_8_digits(name.data(), number) || !read_8_digits(name.data() + 8, number)) return false;
  for (const char c : name.substr(16)) {
    if (c < '0' || c > '9') return false;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return true;
}

std::uint64_t hash_of(std::string_view name, std::uint8_t label) {
  return XXH3_64bits_withSeed(name.data(), name.size(), label);
}

// Fills a ref field by field where it is to stay.
void fill_ref(NameRef& ref, std::uint64_t hash, std::string_view name, std::uint8_t label,
              std::uint32_t place) {
  const std::size_t size = name.size();
  ref.hash = hash;
  ref.label_and_size = static_cast<std::uint32_t>(label) << 28 | static_cast<std::uint32_t>(size);
  ref.place = place;
  if (size <= 8) {
    ref.words[0] = load_upto_8(name.data(), size);
    ref.words[1] = 0;
    return;
  }
  if (size <= kShortNameBytes) {
    ref.words[0] = load<std::uint64_t>(name.data());
    // The last 8 bytes, those before the ninth shifted out.
    ref.words[1] = load<std::uint64_t>(name.data() + size - 8) >> (8 * (16 - size));
    return;
  }
  ref.words[1] = reinterpret_cast<std::uint64_t>(name.data());
  if (read_decimal(name, ref.words[0])) {
    ref.label_and_size |= kDecimal;
  } else {
    ref.words[0] = load<std::uint64_t>(name.data());
  }
}

// Appending by a quarter at a time keeps the slack of many small tables low.
template <typename T>
void make_room(std::vector<T>& column, std::size_t more) {
  if (column.size() + more > column.capacity()) {
    column.reserve(std::max(column.size() + more, column.size() + column.size() / 4 + 16));
  }
}

}  // namespace

std::uint64_t hash_name(std::string_view name, std::uint8_t label) { return hash_of(name, label); }

inline NameBatch::Refs& NameBatch::refs_of(std::uint64_t hash) { return refs_[shard_of(hash)]; }

inline NameRef& NameBatch::append(Refs& refs) {
  if (refs.end == refs.room_end) [[unlikely]]
    grow(refs);
  // Hundreds of arrays grow at once: more than the processor foresees by itself.
  __builtin_prefetch(refs.end + 2, 1);
  return *refs.end++;
}

void NameBatch::add(std::string_view name, std::uint8_t label, std::uint32_t place) {
  CHECK_LE(name.size(), kNameBytesMax);
  const std::uint64_t hash = hash_of(name, label);
  fill_ref(append(refs_of(hash)), hash, name, label, place);
}

void NameBatch::grow(Refs& refs) {
  const std::size_t room = std::max(kFirstRefs, 2 * refs.room());
  auto* const begin = static_cast<NameRef*>(heap_->take(room * sizeof(NameRef)));
  NameRef* const end = std::copy(refs.begin, refs.end, begin);
  if (refs.room() > 0) heap_->give(refs.begin, refs.room() * sizeof(NameRef));
  refs = {begin, end, begin + room};
}

NameBatch::~NameBatch() {
  for (const Refs& refs : refs_) {
    if (refs.room() > 0) heap_->give(refs.begin, refs.room() * sizeof(NameRef));
  }
}

void NameBatch::drop(const std::vector<bool>& places) {
  for (Refs& refs : refs_) {
    refs.end =
        std::remove_if(refs.begin, refs.end, [&](const NameRef& ref) { return places[ref.place]; });
  }
}

void NameBatch::clear() {
  for (Refs& refs : refs_) refs.end = refs.begin;
}

FoldingBatch::FoldingBatch(HugePageHeap& heap) : batch_(heap), recent_(heap) { forget_recent(); }

void FoldingBatch::add(std::string_view name, std::uint8_t label, std::uint32_t place,
                       bool has_value) {
  CHECK_LE(name.size(), kNameBytesMax);
  NameRef ref;
  fill_ref(ref, hash_of(name, label), name, label, place);
  Recent& recent = recent_[ref.hash % kRecentNames];
  // A value counts where no earlier occurrence has one.
  const bool no_news = recent.has_value || !has_value;
  if (no_news && recent.round == round_ && recent.ref.label_and_size == ref.label_and_size &&
      same_name(recent.ref.words, ref.words, ref.label_and_size)) {
    repeats_.push_back({place, recent.ref.place});
    return;
  }
  recent = {ref, round_, has_value};
  batch_.append(batch_.refs_of(ref.hash)) = ref;
}

void FoldingBatch::copy_ids(IdColumn ids) const {
  for (const Repeat& repeat : repeats_) {
    ids.first[repeat.place * ids.stride] = ids.first[repeat.first * ids.stride];
  }
}

void FoldingBatch::drop(const std::vector<bool>& places) {
  std::erase_if(repeats_, [&](const Repeat& repeat) { return places[repeat.place]; });
  unfold(places);
  batch_.drop(places);
}

// Repeats of an occurrence that is dropped become occurrences of their own.
void FoldingBatch::unfold(const std::vector<bool>& places) {
  std::multimap<std::uint32_t, std::uint32_t> bereft;  // first → place
  for (const Repeat& repeat : repeats_) {
    if (places[repeat.first]) bereft.emplace(repeat.first, repeat.place);
  }
  if (bereft.empty()) return;
  std::erase_if(repeats_, [&](const Repeat& repeat) { return places[repeat.first]; });
  for (NameBatch::Refs& refs : batch_.refs_) {
    const std::size_t before = refs.size();
    for (std::size_t i = 0; i < before; ++i) {
      NameRef ref = refs.begin[i];
      const auto [begin, end] = bereft.equal_range(ref.place);
      for (auto at = begin; at != end; ++at) {
        ref.place = at->second;
        batch_.append(refs) = ref;
      }
    }
    if (refs.size() == before) continue;
    std::sort(refs.begin, refs.end,
              [](const NameRef& x, const NameRef& y) { return x.place < y.place; });
  }
}

void FoldingBatch::clear() {
  batch_.clear();
  repeats_.clear();
  if (++round_ == 0) forget_recent();
}

void FoldingBatch::forget_recent() {
  recent_.assign(kRecentNames, Recent{{}, 0, false});
  round_ = 1;
}

Interner::Interner() {
  shards_.reserve(kInternShards);
  for (std::size_t i = 0; i < kInternShards; ++i) shards_.emplace_back(slot_heap_, name_heap_);
}

void Interner::grow(Shard& shard) {
  Slots old(std::max(kFirstSlots, shard.slots.size() * 2), shard.slots.get_allocator());
  old.swap(shard.slots);
  for (const Slot& slot : old) {
    if (slot.local != 0) place(slot, shard.slots);
  }
}

// In the first free slot from where it belongs.
void Interner::place(Slot slot, Slots& slots) {
  const std::size_t mask = slots.size() - 1;
  std::size_t at = slot.tag & mask;
  while (slots[at].local != 0) at = (at + 1) & mask;
  slots[at] = slot;
}

Interner::Entry& Interner::Entries::append() {
  if (size_ == blocks_.size() * kBlock) {
    blocks_.push_back(static_cast<Entry*>(heap_->take(kBlock * sizeof(Entry))));
  }
  return (*this)[size_++];
}

const char* Interner::Bytes::keep(const char* text, std::size_t size) {
  if (size > left_) {
    left_ = std::max(size, std::clamp<std::size_t>(held_ / 4, 1024, 65536));
    next_ = static_cast<char*>(heap_->take(left_));
    held_ += left_;
  }
  char* kept = next_;
  std::memcpy(kept, text, size);
  next_ += size;
  left_ -= size;
  return kept;
}

bool Interner::equals(const Entry& entry, const NameRef& ref) {
  return entry.label_and_size == ref.label_and_size &&
         same_name(entry.words, ref.words, ref.label_and_size);
}

// Appends an entry without a slot.
std::uint32_t Interner::add(Shard& shard, const NameRef& ref) {
  const auto local = static_cast<std::uint32_t>(shard.entries.size());
  CHECK_LT(local, (1U << 24) - 1);  // 256 shards of 2²⁴ names fill the 32 bits of an id
  Entry& entry = shard.entries.append();
  entry = {ref.words, ref.label_and_size, 0};
  if (is_long(ref.label_and_size)) {
    const char* kept = shard.bytes.keep(text_of(ref.words), size_of(ref.label_and_size));
    entry.words[1] = reinterpret_cast<std::uint64_t>(kept);
  }
  return local;
}

std::uint32_t Interner::find(const Shard& shard, const NameRef& ref) {
  const std::size_t mask = shard.slots.size() - 1;
  const std::uint32_t tag = tag_of(ref.hash);
  for (std::size_t at = tag & mask;; at = (at + 1) & mask) {
    const Slot slot = shard.slots[at];
    if (slot.local == 0) return kNoId;
    if (slot.tag == tag && equals(shard.entries[slot.local - 1], ref)) return slot.local - 1;
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

// Occurrences on their way through the tables, kBlock at a time, a step for all of them after the
// other, so that the cache misses of many are under way at once: what a step reads was asked for by
// the one before.
class Interner::Resolution {
 public:
  void add(const NameRef& ref, const ShardNames& batch, Shard& shard) {
    if (count_ == kBlock) finish();
    std::uint32_t* const id = batch.ids.first + ref.place * batch.ids.stride;
    __builtin_prefetch(id, 1);
    __builtin_prefetch(&shard.slots[tag_of(ref.hash) & (shard.slots.size() - 1)], 1);
    any_long_ = any_long_ || needs_text(ref.label_and_size);
    names_[count_++] = {&ref, &batch, &shard, id, 0};
  }

  void finish() {
    const std::span names(names_.data(), count_);
    for (Name& name : names) ask_for_entry(name);
    if (any_long_) {
      for (const Name& name : names) ask_for_text(name);
    }
    for (const Name& name : names) finish(name);
    count_ = 0;
    any_long_ = false;
  }

 private:
  static constexpr std::size_t kBlock = 48;
  struct Name {
    const NameRef* ref;
    const ShardNames* batch;
    Shard* shard;
    std::uint32_t* id;
    std::uint32_t guess;  // the local id that it has in all likelihood
  };

  static void ask_for_entry(Name& name) {
    name.guess = first_with_tag(tag_of(name.ref->hash), name.shard->slots);
    if (name.guess == kNoId) return;
    const auto* entry = reinterpret_cast<const char*>(&name.shard->entries[name.guess]);
    __builtin_prefetch(entry, 1);
    __builtin_prefetch(entry + sizeof(Entry) - 1, 1);
  }

  static void ask_for_text(const Name& name) {
    if (!needs_text(name.ref->label_and_size)) return;
    __builtin_prefetch(text_of(name.ref->words) + 8);
    __builtin_prefetch(text_of(name.ref->words) + size_of(name.ref->label_and_size) - 1);
    if (name.guess == kNoId) return;
    const Entry& entry = name.shard->entries[name.guess];
    if (entry.label_and_size != name.ref->label_and_size) return;
    __builtin_prefetch(text_of(entry.words) + 8);
  }

  static void finish(const Name& name) {
    const NameRef& ref = *name.ref;
    Shard& shard = *name.shard;
    std::uint32_t local = name.guess;
    if (local == kNoId || !equals(shard.entries[local], ref)) local = find_or_add(ref, shard);
    ++shard.entries[local].count;
    *name.id = id_of(local, name.batch->shard);
    if (name.batch->values != nullptr) {
      remember_value(shard, local, name.batch->values[ref.place]);
    }
  }

  static std::uint32_t first_with_tag(std::uint32_t tag, const Slots& slots) {
    const std::size_t mask = slots.size() - 1;
    for (std::size_t at = tag & mask;; at = (at + 1) & mask) {
      const Slot slot = slots[at];
      if (slot.local == 0) return kNoId;
      if (slot.tag == tag) return slot.local - 1;
    }
  }

  static std::uint32_t find_or_add(const NameRef& ref, Shard& shard) {
    const std::uint32_t found = find(shard, ref);
    if (found != kNoId) return found;
    if ((shard.entries.size() + 1) * 3 > shard.slots.size() * 2) grow(shard);
    const std::uint32_t local = Interner::add(shard, ref);
    place({tag_of(ref.hash), local + 1}, shard.slots);
    return local;
  }

  std::size_t count_ = 0;
  bool any_long_ = false;
  std::array<Name, kBlock> names_;
};

[[gnu::always_inline]] inline void ask_for_first(const ShardNames& batch) {
  const auto* const first = reinterpret_cast<const char*>(batch.refs.data());
  for (std::size_t at = 0; at < 256; at += 64) __builtin_prefetch(first + at);
}

void Interner::resolve(std::span<const ShardNames> batches) {
  Resolution resolution;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    const ShardNames& batch = batches[i];
    if (i + 1 < batches.size()) ask_for_first(batches[i + 1]);
    CHECK_LT(batch.shard, kInternShards);
    Shard& shard = shards_[batch.shard];
    if (shard.slots.empty()) grow(shard);
    for (const NameRef& ref : batch.refs) resolution.add(ref, batch, shard);
  }
  resolution.finish();
}

std::uint32_t Interner::find(std::string_view name, std::uint8_t label) const {
  NameRef ref;
  fill_ref(ref, hash_of(name, label), name, label, 0);
  const Shard& shard = shards_[shard_of(ref.hash)];
  const std::uint32_t local = shard.slots.empty() ? kNoId : find(shard, ref);
  if (local == kNoId) return kNoId;
  return id_of(local, shard_of(ref.hash));
}

std::string_view Interner::name(std::uint32_t id) const {
  const Entry& entry = shards_[id % kInternShards].entries[id / kInternShards];
  const std::size_t size = size_of(entry.label_and_size);
  if (is_long(entry.label_and_size)) return {text_of(entry.words), size};
  return {reinterpret_cast<const char*>(entry.words.data()), size};
}

std::uint8_t Interner::label(std::uint32_t id) const {
  const Entry& entry = shards_[id % kInternShards].entries[id / kInternShards];
  return static_cast<std::uint8_t>(entry.label_and_size >> 28);
}

std::uint32_t Interner::count(std::uint32_t id) const {
  return shards_[id % kInternShards].entries[id / kInternShards].count;
}

std::uint32_t Interner::value(std::uint32_t id) const {
  const Shard& shard = shards_[id % kInternShards];
  const std::size_t local = id / kInternShards;
  return local < shard.values.size() ? shard.values[local] : 0;
}

std::uint64_t Interner::size() const {
  std::uint64_t sum = 0;
  for (const Shard& shard : shards_) sum += shard.entries.size();
  return sum;
}

std::uint32_t Interner::id_bound() const {
  std::size_t most = 0;
  for (const Shard& shard : shards_) most = std::max(most, shard.entries.size());
  return static_cast<std::uint32_t>(most * kInternShards);
}

bool Interner::is_id(std::uint32_t id) const {
  return id / kInternShards < shards_[id % kInternShards].entries.size();
}

std::uint64_t Interner::memory_bytes() const {
  std::uint64_t sum = slot_heap_.held() + name_heap_.held();
  for (const Shard& shard : shards_) sum += shard.values.capacity() * sizeof(std::uint32_t);
  return sum;
}

void Interner::forget_hashes() {
  for (Shard& shard : shards_) Slots(slot_heap_).swap(shard.slots);
  slot_heap_.clear();
}

SeenSet::SeenSet() {
  shards_.reserve(kInternShards);
  for (std::size_t i = 0; i < kInternShards; ++i) shards_.emplace_back(heap_);
}

void SeenSet::grow(Shard& shard) {
  Slots old(std::max(kFirstSlots, shard.slots.size() * 2), 0, shard.slots.get_allocator());
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
  constexpr std::size_t kAhead = 16;
  Shard& shard = shards_[shard_index];
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < refs.size(); ++i) {
    if (i + 2 * kAhead < refs.size()) __builtin_prefetch(&refs[i + 2 * kAhead]);
    if (i + kAhead < refs.size() && !shard.slots.empty()) {
      __builtin_prefetch(&shard.slots[refs[i + kAhead].hash & (shard.slots.size() - 1)], 1);
    }
    if (add(shard, refs[i].hash)) continue;
    seen[refs[i].place] = 1;
    ++count;
  }
  return count;
}

bool SeenSet::seen_before(std::string_view key) {
  const std::uint64_t hash = hash_name(key, 0);
  return !add(shards_[shard_of(hash)], hash);
}

}  // namespace overt
