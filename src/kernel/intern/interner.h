#pragma once
// Interner: names to dense 32-bit ids, at the speed of the cache. Names are split into shards by
// hash; a batch of names is first scattered to the shards by the threads that found them
// (NameBatch), then every shard is resolved by one thread, in the order of the batch. So no lock
// is taken on the way, and the same input gives the same ids at any number of threads.
//
// Looking names up where they are found, in tables that do not change meanwhile, would spare most
// of the scattering, and takes two fifths longer (10 million shares, two cores): a shard's tables
// fit the cache while it is resolved, all of them together do not.
//
// A name carries a label (what kind of name it is); the same bytes under two labels are two names.
// Exact: names are compared, not only their hashes. Cost: two cache lines a name, prefetched; names
// of up to kShortNameBytes, which most are, travel inside their NameRef and their table entry, so
// neither the input nor a store of bytes is touched for them. Longer names cost two lines more.
// Memory: 24 bytes a distinct name, its bytes where it is long, and 12 to 24 of slots, which
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

inline constexpr std::size_t kInternShards = 256;
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
/// soon after another of the same name is not resolved by itself, and Interner::count() leaves it
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
    NameRef ref;
    std::uint32_t round;  // of another, what is here is of no use
    bool has_value;
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
  std::size_t shard = 0;
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
    __builtin_prefetch(&shards_[id % kInternShards].entries[id / kInternShards]);
  }
  [[nodiscard]] std::uint8_t label(std::uint32_t id) const;
  /// Occurrences that were resolved so far.
  [[nodiscard]] std::uint32_t count(std::uint32_t id) const;
  [[nodiscard]] std::uint32_t value(std::uint32_t id) const;

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
  struct Slot {
    std::uint32_t tag = 0;    // where it belongs, too
    std::uint32_t local = 0;  // local id + 1; 0: empty
  };
  struct Entry {
    std::array<std::uint64_t, 2> words;  // as in NameRef; a long name's address is ours
    std::uint32_t label_and_size;
    std::uint32_t count;
  };
  /// By local id, in blocks that stay where they are: nothing is copied when there are more.
  class Entries {
   public:
    explicit Entries(HugePageHeap& heap) : heap_(&heap) {}
    [[nodiscard]] std::size_t size() const { return size_; }
    Entry& operator[](std::size_t local) { return blocks_[local / kBlock][local % kBlock]; }
    const Entry& operator[](std::size_t local) const {
      return blocks_[local / kBlock][local % kBlock];
    }
    Entry& append();

   private:
    static constexpr std::size_t kBlock = 64;
    HugePageHeap* heap_;
    std::vector<Entry*> blocks_;
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
  using Slots = std::vector<Slot, HugePageAllocator<Slot>>;
  struct Shard {
    Shard(HugePageHeap& slot_heap, HugePageHeap& name_heap)
        : slots(slot_heap), entries(name_heap), bytes(name_heap) {}

    Slots slots;
    Entries entries;
    Bytes bytes;
    std::vector<std::uint32_t> values;  // by local id; empty while every value is 0
  };
  class Resolution;

  static void grow(Shard& shard);
  static void place(Slot slot, Slots& slots);
  static bool equals(const Entry& entry, const NameRef& ref);
  static std::uint32_t find(const Shard& shard, const NameRef& ref);
  static std::uint32_t add(Shard& shard, const NameRef& ref);
  static void remember_value(Shard& shard, std::uint32_t local, std::uint32_t value);

  // Slots are given back earlier. Of a heap's memory little lies idle: the slots that a shard
  // leaves for twice as many are soon those of another.
  HugePageHeap slot_heap_;
  HugePageHeap name_heap_;  // entries and bytes
  std::vector<Shard> shards_;
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
  std::uint64_t resolve(std::size_t shard, std::span<const NameRef> refs,
                        std::span<std::uint8_t> seen);
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

  HugePageHeap heap_;
  std::vector<Shard> shards_;
};

}  // namespace overt
