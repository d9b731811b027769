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

constexpr std::size_t kFirstLines = 4;
constexpr std::size_t kNamesPerLine = 3;  // on average, at most; a line has room for four
constexpr std::size_t kFirstSlots = 16;   // of a SeenSet
constexpr std::size_t kFirstRefs = 16;
constexpr std::size_t kRecentNames = 1024;  // the second cache holds those of several chunks

// In label_and_size of a long name: a number of at most kDecimalDigits, which stands in words[0].
// Ids from other systems often are.
constexpr std::uint32_t kDecimal = 1U << 27;
constexpr std::size_t kDecimalDigits = 19;

// A name's form: its label, and its size and 1 where its first word says the rest, else
// kNotOneWord. Never 0.
constexpr std::uint32_t kNotOneWord = 31;
static_assert(kDecimalDigits + 1 < kNotOneWord);

std::size_t shard_of(std::uint64_t hash) { return hash >> (64 - kInternShardBits); }
std::size_t column_of(std::uint64_t hash) { return hash >> 56; }
static_assert(kIdColumns == std::size_t{1} << 8);
// Where a name belongs among a shard's slots, before it is cut to their number.
std::size_t place_of(std::uint64_t hash) { return hash >> 24; }
std::uint32_t size_of(std::uint32_t label_and_size) { return label_and_size & kNameBytesMax; }
bool is_long(std::uint32_t label_and_size) { return size_of(label_and_size) > kShortNameBytes; }
// Long, and not said in full by its first word and size.
bool needs_text(std::uint32_t label_and_size) {
  return is_long(label_and_size) && (label_and_size & kDecimal) == 0;
}
bool is_one_word(std::uint32_t label_and_size) {
  return size_of(label_and_size) <= sizeof(std::uint64_t) || (label_and_size & kDecimal) != 0;
}
std::uint32_t form_of(std::uint32_t label_and_size) {
  const std::uint32_t size =
      is_one_word(label_and_size) ? size_of(label_and_size) + 1 : kNotOneWord;
  return label_and_size >> 28 << 5 | size;
}
bool is_one_word_form(std::uint32_t form) { return (form & kNotOneWord) != kNotOneWord; }
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

std::uint64_t hash_of(std::string_view name, std::uint32_t label) {
  return XXH3_64bits_withSeed(name.data(), name.size(), label);
}

// Of a name of one word.
std::uint64_t hash_of_word(std::uint64_t word, std::uint32_t form) {
  std::size_t size = (form & kNotOneWord) - 1;
  std::array<char, kDecimalDigits> text;
  if (size <= sizeof word) {
    std::memcpy(text.data(), &word, sizeof word);
    return hash_of({text.data(), size}, form >> 5);
  }
  const std::size_t digits = size;
  for (; size > 0; word /= 10) text[--size] = static_cast<char>('0' + word % 10);
  return hash_of({text.data(), digits}, form >> 5);
}

// What a NameRef says of a name wherever it stands.
struct NameWords {
  std::array<std::uint64_t, 2> words;
  std::uint32_t label_and_size;
  std::uint64_t hash;
};

[[gnu::always_inline]] inline NameWords words_of(std::string_view name, std::uint8_t label) {
  const std::size_t size = name.size();
  NameWords out;
  out.label_and_size = static_cast<std::uint32_t>(label) << 28 | static_cast<std::uint32_t>(size);
  if (size <= 8) {
    out.words = {load_upto_8(name.data(), size), 0};
  } else if (size <= kShortNameBytes) {
    // The last 8 bytes, those before the ninth shifted out.
    out.words = {load<std::uint64_t>(name.data()),
                 load<std::uint64_t>(name.data() + size - 8) >> (8 * (16 - size))};
  } else {
    out.words[1] = reinterpret_cast<std::uint64_t>(name.data());
    if (read_decimal(name, out.words[0])) {
      out.label_and_size |= kDecimal;
    } else {
      out.words[0] = load<std::uint64_t>(name.data());
    }
  }
  out.hash = hash_of(name, label);
  return out;
}

// Word by word, as a whole that was just written in parts is slow to copy.
[[gnu::always_inline]] inline void fill_ref(NameRef& ref, const NameWords& name,
                                            std::uint32_t place) {
  ref.hash = name.hash;
  ref.words[0] = name.words[0];
  ref.words[1] = name.words[1];
  ref.label_and_size = name.label_and_size;
  ref.place = place;
}

// A bit for each key that is this one. Without a branch, as there would be no foreseeing it.
template <std::size_t kKeys>
unsigned slots_with(std::uint64_t key, const std::array<std::uint64_t, kKeys>& keys) {
  unsigned slots = 0;
  for (std::size_t i = 0; i < kKeys; ++i) slots |= static_cast<unsigned>(keys[i] == key) << i;
  return slots;
}

// What is compared first: of a name of one word, all that its form leaves open.
std::uint64_t key_of(const NameRef& ref) {
  return is_one_word(ref.label_and_size) ? ref.words[0] : ref.hash;
}

}  // namespace

std::uint64_t hash_name(std::string_view name, std::uint8_t label) {
  return words_of(name, label).hash;
}

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
  const NameWords words = words_of(name, label);
  fill_ref(append(refs_of(words.hash)), words, place);
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
  const NameWords words = words_of(name, label);
  Recent& recent = recent_[words.hash % kRecentNames];
  // A value counts where no earlier occurrence has one.
  const bool no_news = recent.has_value || !has_value;
  if (no_news && recent.round == round_ && recent.label_and_size == words.label_and_size &&
      same_name(recent.words, words.words, words.label_and_size)) {
    repeats_.push_back({place, recent.place});
    return;
  }
  recent.words[0] = words.words[0];
  recent.words[1] = words.words[1];
  recent.label_and_size = words.label_and_size;
  recent.place = place;
  recent.round = round_;
  recent.has_value = has_value;
  fill_ref(batch_.append(batch_.refs_of(words.hash)), words, place);
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
  recent_.assign(kRecentNames, Recent{});
  round_ = 1;
}

Interner::Interner() {
  shards_.reserve(kInternShards);
  for (std::size_t i = 0; i < kInternShards; ++i) {
    shards_.emplace_back(slot_heap_).lines.resize(kFirstLines);
  }
  columns_.reserve(kIdColumns);
  for (std::size_t i = 0; i < kIdColumns; ++i) columns_.emplace_back(name_heap_);
}

inline Interner::Shard& Interner::shard_of(const NameRef& ref) {
  return shards_[overt::shard_of(ref.hash)];
}

inline const Interner::Shard& Interner::shard_of(const NameRef& ref) const {
  return shards_[overt::shard_of(ref.hash)];
}

std::uint64_t Interner::hash_of(std::uint64_t key, const About& about) {
  return is_one_word_form(about.form()) ? hash_of_word(key, about.form()) : key;
}

void Interner::grow(Shard& shard) {
  SlotLines old(shard.lines.size() * 2, shard.lines.get_allocator());
  old.swap(shard.lines);
  for (const SlotLine& line : old) {
    for (std::size_t i = 0; i < SlotLine::kSlots && line.about[i].is_used(); ++i) {
      place(line.keys[i], line.about[i], shard.lines);
    }
  }
}

// In the first free slot from the line where it belongs.
Interner::About& Interner::place(std::uint64_t key, const About& about, SlotLines& lines) {
  const std::size_t mask = lines.size() - 1;
  std::size_t at = place_of(hash_of(key, about)) & mask;
  while (lines[at].is_full()) at = (at + 1) & mask;
  SlotLine& line = lines[at];
  const std::size_t slot = line.first_free();
  line.keys[slot] = key;
  line.about[slot] = about;
  return line.about[slot];
}

Interner::Entry& Interner::Entries::append() {
  if (next_ == block_end_) {
    next_ = static_cast<Entry*>(heap_->take(kBlock * sizeof(Entry)));
    block_end_ = next_ + kBlock;
    blocks_.push_back(next_);
  }
  ++size_;
  return *next_++;
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

// Where find() would have it.
Interner::About& Interner::add(const NameRef& ref, const Found& free) {
  const std::size_t column_index = column_of(ref.hash);
  Column& column = columns_[column_index];
  const std::size_t row = column.entries.size();
  CHECK_LT(row, (1U << 24) - 1);  // 256 columns of 2²⁴ names fill the 32 bits of an id
  Entry& entry = column.entries.append();
  entry.words[0] = ref.words[0];
  entry.words[1] = ref.words[1];
  entry.label_and_size = ref.label_and_size;
  entry.value = 0;
  if (is_long(ref.label_and_size)) {
    const char* kept = column.bytes.keep(text_of(ref.words), size_of(ref.label_and_size));
    entry.words[1] = reinterpret_cast<std::uint64_t>(kept);
  }
  const About about(form_of(ref.label_and_size),
                    static_cast<std::uint32_t>(row * kIdColumns + column_index));
  Shard& shard = shard_of(ref);
  if (++shard.names > shard.lines.size() * kNamesPerLine) {
    grow(shard);
    return place(key_of(ref), about, shard.lines);
  }
  SlotLine& line = shard.lines[free.line];
  line.keys[free.slot] = key_of(ref);
  line.about[free.slot] = about;
  return line.about[free.slot];
}

// The slot of a name, or the free one where it would be.
[[gnu::always_inline]] inline Interner::Found Interner::find(const NameRef& ref) const {
  const SlotLines& lines = shard_of(ref).lines;
  const std::size_t mask = lines.size() - 1;
  const std::uint64_t key = key_of(ref);
  const std::uint32_t form = form_of(ref.label_and_size);
  for (std::size_t at = place_of(ref.hash) & mask;; at = (at + 1) & mask) {
    const SlotLine& line = lines[at];
    for (unsigned slots = slots_with(key, line.keys); slots != 0; slots &= slots - 1) {
      const auto slot = static_cast<std::size_t>(std::countr_zero(slots));
      const About& about = line.about[slot];
      if (about.form() != form) continue;
      if (is_one_word_form(form)) return {at, slot};
      if (equals(entry_of(about.id(overt::shard_of(ref.hash))), ref)) return {at, slot};
    }
    if (!line.is_full()) return {at, line.first_free()};
  }
}

// The occurrences of several batches, one after the other.
class Interner::Cursor {
 public:
  explicit Cursor(std::span<const ShardNames> batches) : left_(batches) { skip_empty(); }

  [[nodiscard]] bool at_end() const { return left_.empty(); }
  [[nodiscard]] const NameRef& ref() const { return *at_; }
  [[nodiscard]] const ShardNames& batch() const { return left_.front(); }
  [[nodiscard]] std::uint32_t& id() const {
    return batch().ids.first[at_->place * batch().ids.stride];
  }
  void advance() {
    if (++at_ != end_) [[likely]]
      return;
    left_ = left_.subspan(1);
    skip_empty();
  }

 private:
  void skip_empty() {
    while (!left_.empty() && left_.front().refs.empty()) left_ = left_.subspan(1);
    if (left_.empty()) return;
    at_ = left_.front().refs.data();
    end_ = at_ + left_.front().refs.size();
    if (left_.size() > 1) ask_for_first(left_[1].refs);
  }

  [[gnu::always_inline]] static void ask_for_first(std::span<const NameRef> refs) {
    const auto* const first = reinterpret_cast<const char*>(refs.data());
    for (std::size_t at = 0; at < 256; at += 64) __builtin_prefetch(first + at);
  }

  std::span<const ShardNames> left_;
  const NameRef* at_ = nullptr;
  const NameRef* end_ = nullptr;
};

// Resolves occurrences in steps, each some way behind the one before, so that what it reads was
// asked for and the cache misses of many are under way at once.
class Interner::Resolution {
 public:
  Resolution(Interner& interner, std::span<const ShardNames> batches)
      : interner_(interner), slots_(batches), entries_(batches), texts_(batches), names_(batches) {}

  void run() {
    for (std::size_t asked = 0; !names_.at_end(); ++asked) {
      step(slots_, true, [this](const Cursor& at) { ask_for_slot(at); });
      step(entries_, asked >= kEntry, [this](const Cursor& at) { ask_for_entry(at); });
      step(texts_, asked >= kText, [this](const Cursor& at) { ask_for_text(at.ref()); });
      step(names_, asked >= kFinish, [this](const Cursor& at) { finish(at); });
    }
  }

 private:
  // How many occurrences a step is behind the first.
  static constexpr std::size_t kEntry = 24;
  static constexpr std::size_t kText = 40;
  static constexpr std::size_t kFinish = 56;

  template <typename Step>
  [[gnu::always_inline]] static void step(Cursor& cursor, bool begun, const Step& take) {
    if (!begun || cursor.at_end()) return;
    take(cursor);
    cursor.advance();
  }

  [[gnu::always_inline]] void ask_for_slot(const Cursor& at) const {
    const SlotLines& lines = interner_.shard_of(at.ref()).lines;
    __builtin_prefetch(&at.id(), 1);
    __builtin_prefetch(&lines[place_of(at.ref().hash) & (lines.size() - 1)], 1);
  }

  // Of most names the slot says all.
  [[gnu::always_inline]] void ask_for_entry(const Cursor& at) const {
    const NameRef& ref = at.ref();
    if (is_one_word(ref.label_and_size) && at.batch().values == nullptr) return;
    const auto* entry = reinterpret_cast<const char*>(likely_entry(ref));
    if (entry == nullptr) return;
    __builtin_prefetch(entry, 1);
    __builtin_prefetch(entry + sizeof(Entry) - 1, 1);
  }

  // Null where there is none.
  [[nodiscard]] const Entry* likely_entry(const NameRef& ref) const {
    const SlotLines& lines = interner_.shard_of(ref).lines;
    const std::size_t mask = lines.size() - 1;
    const std::uint64_t key = key_of(ref);
    for (std::size_t at = place_of(ref.hash) & mask;; at = (at + 1) & mask) {
      const SlotLine& line = lines[at];
      const unsigned slots = slots_with(key, line.keys);
      const About* about =
          slots == 0 ? nullptr : &line.about[static_cast<std::size_t>(std::countr_zero(slots))];
      if (about != nullptr && about->is_used()) {
        return &interner_.entry_of(about->id(overt::shard_of(ref.hash)));
      }
      if (!line.is_full()) return nullptr;
    }
  }

  [[gnu::always_inline]] void ask_for_text(const NameRef& ref) const {
    if (!needs_text(ref.label_and_size)) return;
    __builtin_prefetch(text_of(ref.words) + 8);
    __builtin_prefetch(text_of(ref.words) + size_of(ref.label_and_size) - 1);
    const Entry* entry = likely_entry(ref);
    if (entry == nullptr || entry->label_and_size != ref.label_and_size) return;
    __builtin_prefetch(text_of(entry->words) + 8);
  }

  [[gnu::always_inline]] void finish(const Cursor& at) {
    const NameRef& ref = at.ref();
    const Found found = interner_.find(ref);
    About* about = &interner_.shard_of(ref).lines[found.line].about[found.slot];
    if (!about->is_used()) about = &interner_.add(ref, found);
    about->count_one();
    const std::uint32_t id = about->id(overt::shard_of(ref.hash));
    at.id() = id;
    if (at.batch().values == nullptr) return;
    std::uint32_t& value = interner_.entry_of(id).value;
    if (value == 0) value = at.batch().values[ref.place];
  }

  Interner& interner_;
  Cursor slots_;
  Cursor entries_;
  Cursor texts_;
  Cursor names_;
};

void Interner::resolve(std::span<const ShardNames> batches) { Resolution(*this, batches).run(); }

std::uint32_t Interner::find(std::string_view name, std::uint8_t label) const {
  NameRef ref;
  fill_ref(ref, words_of(name, label), 0);
  if (shard_of(ref).lines.empty()) return kNoId;
  const Found found = find(ref);
  const About& about = shard_of(ref).lines[found.line].about[found.slot];
  return about.is_used() ? about.id(overt::shard_of(ref.hash)) : kNoId;
}

std::string_view Interner::name(std::uint32_t id) const {
  const Entry& entry = entry_of(id);
  const std::size_t size = size_of(entry.label_and_size);
  if (is_long(entry.label_and_size)) return {text_of(entry.words), size};
  return {reinterpret_cast<const char*>(entry.words.data()), size};
}

std::uint8_t Interner::label(std::uint32_t id) const {
  const Entry& entry = entry_of(id);
  return static_cast<std::uint8_t>(entry.label_and_size >> 28);
}

std::vector<std::uint32_t> Interner::counts() const {
  std::vector<std::uint32_t> counts(id_bound(), 0);
  for (std::size_t shard = 0; shard < kInternShards; ++shard) {
    for (const SlotLine& line : shards_[shard].lines) {
      for (const About& about : line.about) {
        if (about.is_used()) counts[about.id(shard)] = about.count();
      }
    }
  }
  return counts;
}

std::uint32_t Interner::value(std::uint32_t id) const { return entry_of(id).value; }

std::uint64_t Interner::size() const {
  std::uint64_t sum = 0;
  for (const Shard& shard : shards_) sum += shard.names;
  return sum;
}

std::uint32_t Interner::id_bound() const {
  std::size_t most = 0;
  for (const Column& column : columns_) most = std::max(most, column.entries.size());
  return static_cast<std::uint32_t>(most * kIdColumns);
}

bool Interner::is_id(std::uint32_t id) const {
  return id / kIdColumns < columns_[id % kIdColumns].entries.size();
}

std::uint64_t Interner::memory_bytes() const { return slot_heap_.held() + name_heap_.held(); }

void Interner::forget_hashes() {
  for (Shard& shard : shards_) SlotLines(slot_heap_).swap(shard.lines);
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

[[gnu::always_inline]] inline void SeenSet::ask_for(std::uint64_t hash) const {
  const Slots& slots = shards_[shard_of(hash)].slots;
  if (!slots.empty()) __builtin_prefetch(&slots[hash & (slots.size() - 1)], 1);
}

std::uint64_t SeenSet::resolve(std::span<const NameRef> refs, std::span<std::uint8_t> seen) {
  constexpr std::size_t kAhead = 16;
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < refs.size(); ++i) {
    if (i + 2 * kAhead < refs.size()) __builtin_prefetch(&refs[i + 2 * kAhead]);
    if (i + kAhead < refs.size()) ask_for(refs[i + kAhead].hash);
    if (add(shards_[shard_of(refs[i].hash)], refs[i].hash)) continue;
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
