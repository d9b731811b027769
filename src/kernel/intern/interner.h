#pragma once
// Interner: names to dense 32-bit ids, at the speed of the cache. Names are split into shards by
// hash; a batch of names is first scattered to the shards by the threads that found them
// (NameBatch), then every shard is resolved by one thread, in the order of the batch. So no lock
// is taken on the way, and the same input gives the same ids at any number of threads.
//
// A name carries a label (what kind of name it is); the same bytes under two labels are two names.
// Exact: names are compared, not only their hashes. Cost: one cache line a name, prefetched, where
// the name is one word: up to 8 bytes, or a number of up to 19 digits, as most ids are; the line is
// four slots of an open table, of which one holds the whole name. Up to kShortNameBytes, and where
// names have values, the name's entry is looked at too, a line more. Longer names cost another two.
// Memory: 24 bytes a distinct name, its bytes where it is long, and 21 to 43 of slots, which
// forget_hashes() gives back; in huge pages, as everything here is met in no order.
//
// Thread safety: resolve() of different shards at once; reads once no resolve() runs.

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/huge_page_heap.h"

namespace overt {

// With more, a batch is in more pieces, and the processor follows fewer of them; with fewer, there
// is less for threads to share.
inline constexpr unsigned kInternShardBits = 4;
inline constexpr std::size_t kInternShards = std::size_t{1} << kInternShardBits;
/// Ids come in so many columns, by hash: id = row · columns + column, rows in the order in which
/// names first came. A shard has neighbouring columns.
inline constexpr std::size_t kIdColumns = 256;
inline constexpr std::uint32_t kNameBytesMax = (1U << 27) - 1;

inline constexpr std::size_t kShortNameBytes = 16;

/// One occurrence of a name.
struct NameRef {
  std::uint64_t hash;
  /// The name and zeros after it. Of a longer one its first 8 bytes, or its value where it is a
  /// number of up to 19 digits, and its address.
  std::array<std::uint64_t, 2> words;
  std::uint32_t label_and_size;  // label in the upper 4 bits, then whether it is such a number
  std::uint32_t place;           // where its id is wanted
};

/// Where resolve() writes: id of the name at `place` goes to first[place * stride].
struct IdColumn {
  std::uint32_t* first = nullptr;
  std::size_t stride = 1;
};

std::uint64_t hash_name(std::string_view name, std::uint8_t label);

/// The occurrences found in one chunk of input, by shard. The heap, which must outlive it, may be
/// shared with others.
class NameBatch {
 public:
  explicit NameBatch(HugePageHeap& heap) : heap_(&heap) {}
  ~NameBatch();
  NameBatch(const NameBatch&) = delete;
  NameBatch& operator=(const NameBatch&) = delete;

  /// `name` must stay where it is until resolved; label < 16.
  void add(std::string_view name, std::uint8_t label, std::uint32_t place);
  [[nodiscard]] std::span<const NameRef> shard(std::size_t shard) const {
    return {refs_[shard].begin, refs_[shard].end};
  }
  /// Removes the occurrences whose place is marked.
  void drop(const std::vector<bool>& places);
  void clear();

 private:
  friend class FoldingBatch;

  // An array that grows: a vector asks and does more at each of its many appends.
  struct Refs {
    NameRef* begin = nullptr;
    NameRef* end = nullptr;
    NameRef* room_end = nullptr;
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end - begin); }
    [[nodiscard]] std::size_t room() const { return static_cast<std::size_t>(room_end - begin); }
  };

  Refs& refs_of(std::uint64_t hash);
  NameRef& append(Refs& refs);
  void grow(Refs& refs);

  HugePageHeap* heap_;
  std::array<Refs, kInternShards> refs_;
};

/// A batch for names that come again and again within a short time: an occurrence
/// soon after another of the same name is not resolved by itself, and Interner::counts() leaves it
/// out. Ids are those that a NameBatch would give. Places must ascend.
class FoldingBatch {
 public:
  explicit FoldingBatch(HugePageHeap& heap);
  /// `has_value`: resolve() will be given a value other than 0 for it.
  void add(std::string_view name, std::uint8_t label, std::uint32_t place, bool has_value);
  [[nodiscard]] std::span<const NameRef> shard(std::size_t shard) const {
    return batch_.shard(shard);
  }
  /// Once all shards are resolved: the ids of the occurrences that were left out.
  void copy_ids(IdColumn ids) const;
  void drop(const std::vector<bool>& places);
  void clear();

 private:
  struct Recent {
    std::array<std::uint64_t, 2> words{};
    std::uint32_t label_and_size = 0;
    std::uint32_t place = 0;
    std::uint32_t round = 0;  // of another, what is here is of no use
    bool has_value = false;
  };
  struct Repeat {
    std::uint32_t place;
    std::uint32_t first;  // the place that is resolved
  };
  void unfold(const std::vector<bool>& places);
  void forget_recent();

  NameBatch batch_;
  std::vector<Recent, HugePageAllocator<Recent>> recent_;  // by hash, the last to come
  std::vector<Repeat> repeats_;
  std::uint32_t round_ = 0;
};

/// One shard of one batch, as resolve() takes it.
struct ShardNames {
  std::span<const NameRef> refs;
  IdColumn ids;
  /// Where not null: a number for each place; a name keeps the first that is not 0.
  const std::uint32_t* values = nullptr;
};

class Interner {
 public:
  Interner();
  Interner(const Interner&) = delete;
  Interner& operator=(const Interner&) = delete;

  /// Ids for every occurrence, in the order of the batches. Several shards at a time cost less than
  /// one by one: what each begins and ends with is done while others are on their way.
  void resolve(std::span<const ShardNames> batches);

  [[nodiscard]] std::string_view name(std::uint32_t id) const;
  /// Asks memory for what name() reads of a short name.
  [[gnu::always_inline]] void prefetch_name(std::uint32_t id) const {
    // The compiler drops calls of functions that only give hints; this one has none.
    __builtin_prefetch(&columns_[id % kIdColumns].entries[id / kIdColumns]);
  }
  [[nodiscard]] std::uint8_t label(std::uint32_t id) const;
  [[nodiscard]] std::uint32_t value(std::uint32_t id) const;

  /// Occurrences that were resolved so far, by id, at most kCountMax. Not after forget_hashes().
  /// Cost: O(names).
  [[nodiscard]] std::vector<std::uint32_t> counts() const;
  static constexpr std::uint32_t kCountMax = (std::uint32_t{1} << 27) - 1;

  /// The id of a name, or kNoId. Not after forget_hashes().
  [[nodiscard]] std::uint32_t find(std::string_view name, std::uint8_t label) const;
  static constexpr std::uint32_t kNoId = 0xFFFF'FFFFU;

  /// Distinct names.
  [[nodiscard]] std::uint64_t size() const;
  /// All ids are below; not every number below is an id (see is_id).
  [[nodiscard]] std::uint32_t id_bound() const;
  [[nodiscard]] bool is_id(std::uint32_t id) const;

  /// What the tables and the names take.
  [[nodiscard]] std::uint64_t memory_bytes() const;

  /// No name can be added or found any more; looking up by id goes on.
  void forget_hashes();

 private:
  /// What a slot says beside its key.
  class About {
   public:
    About() = default;
    About(std::uint32_t form, std::uint32_t id)
        : bits_(std::uint64_t{form} << kFormAt | (id / kIdColumns * kColumns + id % kColumns)) {}
    [[nodiscard]] bool is_used() const { return bits_ != 0; }  // a form is not 0
    [[nodiscard]] std::uint32_t form() const {
      return static_cast<std::uint32_t>(bits_ >> kFormAt) % (1U << (kCountAt - kFormAt));
    }
    [[nodiscard]] std::uint32_t id(std::size_t shard) const {
      const auto place = static_cast<std::uint32_t>(bits_) % (1U << kFormAt);
      return static_cast<std::uint32_t>(place / kColumns * kIdColumns + shard * kColumns +
                                        place % kColumns);
    }
    [[nodiscard]] std::uint32_t count() const {
      return static_cast<std::uint32_t>(bits_ >> kCountAt);
    }
    void count_one() {
      if (count() < kCountMax) bits_ += std::uint64_t{1} << kCountAt;
    }

   private:
    static constexpr std::size_t kColumns = kIdColumns / kInternShards;  // of a shard
    static constexpr unsigned kFormAt = 32 - kInternShardBits;
    static constexpr unsigned kCountAt = kFormAt + 9;
    static_assert(kCountMax == (std::uint64_t{1} << (64 - kCountAt)) - 1);
    std::uint64_t bits_ = 0;  // from the lowest: row and column of the shard, form, count
  };
  /// A cache line of slots, looked at in one go and filled one after the other. A key is all of a
  /// name of one word, the hash of any other.
  struct SlotLine {
    static constexpr std::size_t kSlots = 4;
    std::array<std::uint64_t, kSlots> keys{};
    std::array<About, kSlots> about;
    [[nodiscard]] bool is_full() const { return about.back().is_used(); }
    [[nodiscard]] std::size_t first_free() const {
      std::size_t slot = 0;
      while (about[slot].is_used()) ++slot;
      return slot;
    }
  };
  struct Found {
    std::size_t line;
    std::size_t slot;
  };
  struct Entry {
    std::array<std::uint64_t, 2> words;  // as in NameRef; a long name's address is ours
    std::uint32_t label_and_size;
    std::uint32_t value;
  };
  /// By row, in blocks that stay where they are: nothing is copied when there are more.
  class Entries {
   public:
    explicit Entries(HugePageHeap& heap) : heap_(&heap) {}
    [[nodiscard]] std::size_t size() const { return size_; }
    Entry& operator[](std::size_t row) { return blocks_[row / kBlock][row % kBlock]; }
    const Entry& operator[](std::size_t row) const { return blocks_[row / kBlock][row % kBlock]; }
    Entry& append();

   private:
    static constexpr std::size_t kBlock = 64;
    HugePageHeap* heap_;
    std::vector<Entry*> blocks_;
    Entry* next_ = nullptr;  // in the last block
    Entry* block_end_ = nullptr;
    std::size_t size_ = 0;
  };
  /// The bytes of long names, where they stay.
  class Bytes {
   public:
    explicit Bytes(HugePageHeap& heap) : heap_(&heap) {}
    const char* keep(const char* text, std::size_t size);

   private:
    HugePageHeap* heap_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
    std::size_t held_ = 0;
  };
  using SlotLines = std::vector<SlotLine, HugePageAllocator<SlotLine>>;
  /// A cache line each: what one thread writes is not in the way of another.
  struct alignas(64) Shard {
    explicit Shard(HugePageHeap& slot_heap) : lines(slot_heap) {}

    SlotLines lines;
    std::size_t names = 0;
  };
  struct alignas(64) Column {
    explicit Column(HugePageHeap& name_heap) : entries(name_heap), bytes(name_heap) {}

    Entries entries;
    Bytes bytes;
  };
  class Cursor;
  class Resolution;

  static std::uint64_t hash_of(std::uint64_t key, const About& about);
  static void grow(Shard& shard);
  static About& place(std::uint64_t key, const About& about, SlotLines& lines);
  static bool equals(const Entry& entry, const NameRef& ref);
  [[nodiscard]] Found find(const NameRef& ref) const;
  About& add(const NameRef& ref, const Found& free);
  Shard& shard_of(const NameRef& ref);
  [[nodiscard]] const Shard& shard_of(const NameRef& ref) const;
  Entry& entry_of(std::uint32_t id) { return columns_[id % kIdColumns].entries[id / kIdColumns]; }
  [[nodiscard]] const Entry& entry_of(std::uint32_t id) const {
    return columns_[id % kIdColumns].entries[id / kIdColumns];
  }

  // Slots are given back earlier. Of a heap's memory little lies idle: the slots that a shard
  // leaves for twice as many are soon those of another.
  HugePageHeap slot_heap_;
  HugePageHeap name_heap_;  // entries and bytes
  std::vector<Shard> shards_;
  std::vector<Column> columns_;
};

/// Keys seen before, by their 64-bit hash, sharded like the interner's names. Two different keys
/// share a hash with a chance of about n² / 2⁶⁵.
class SeenSet {
 public:
  SeenSet();
  SeenSet(const SeenSet&) = delete;
  SeenSet& operator=(const SeenSet&) = delete;

  /// Marks the places of occurrences that were seen before, here or in an earlier call; returns
  /// how many. Marks are bytes, so that shards may be resolved at once.
  std::uint64_t resolve(std::span<const NameRef> refs, std::span<std::uint8_t> seen);
  /// One key at a time, for a single thread.
  bool seen_before(std::string_view key);

 private:
  using Slots = std::vector<std::uint64_t, HugePageAllocator<std::uint64_t>>;
  struct Shard {
    explicit Shard(HugePageHeap& heap) : slots(heap) {}

    Slots slots;  // 0: empty
    std::size_t used = 0;
  };
  static void grow(Shard& shard);
  static bool add(Shard& shard, std::uint64_t hash);
  void ask_for(std::uint64_t hash) const;

  HugePageHeap heap_;
  std::vector<Shard> shards_;
};

}  // namespace overt
