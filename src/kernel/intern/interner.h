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
// forget_hashes() gives back.
//
// Thread safety: resolve() on different shards at once; reads once no resolve() runs.

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

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

/// The occurrences found in one chunk of input, by shard.
class NameBatch {
 public:
  /// `name` must stay where it is until resolved; label < 16.
  void add(std::string_view name, std::uint8_t label, std::uint32_t place);
  [[nodiscard]] std::span<const NameRef> shard(std::size_t shard) const { return refs_[shard]; }
  /// Removes the occurrences whose place is marked.
  void drop(const std::vector<bool>& places);
  void clear();

 private:
  friend class FoldingBatch;

  NameRef& append(std::uint64_t hash);

  std::array<std::vector<NameRef>, kInternShards> refs_;
};

/// A batch for names that come again and again within a short time: an occurrence
/// soon after another of the same name is not resolved by itself, and Interner::count() leaves it
/// out. Ids are those that a NameBatch would give. Places must ascend.
class FoldingBatch {
 public:
  FoldingBatch();
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
    bool has_value;
  };
  struct Repeat {
    std::uint32_t place;
    std::uint32_t first;  // the place that is resolved
  };
  void unfold(const std::vector<bool>& places);

  NameBatch batch_;
  std::vector<Recent> recent_;  // by hash, the last to come
  std::vector<Repeat> repeats_;
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
  /// Ids for every occurrence of one shard, in the order of the batches.
  void resolve(std::size_t shard, std::span<const ShardNames> batches);

  [[nodiscard]] std::string_view name(std::uint32_t id) const;
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
    [[nodiscard]] std::size_t size() const { return size_; }
    Entry& operator[](std::size_t local) { return blocks_[local / kBlock][local % kBlock]; }
    const Entry& operator[](std::size_t local) const {
      return blocks_[local / kBlock][local % kBlock];
    }
    Entry& append();
    [[nodiscard]] std::size_t memory_bytes() const {
      return blocks_.size() * (kBlock * sizeof(Entry) + sizeof(blocks_[0]));
    }

   private:
    static constexpr std::size_t kBlock = 64;
    std::vector<std::unique_ptr<Entry[]>> blocks_;
    std::size_t size_ = 0;
  };
  /// The bytes of long names, where they stay.
  class Bytes {
   public:
    const char* keep(const char* text, std::size_t size);
    [[nodiscard]] std::size_t memory_bytes() const { return held_; }

   private:
    std::vector<std::unique_ptr<char[]>> blocks_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
    std::size_t held_ = 0;
  };
  struct Shard {
    std::vector<Slot> slots;
    Entries entries;
    Bytes bytes;
    std::vector<std::uint32_t> values;  // by local id; empty while every value is 0
  };
  class Pipeline;

  static void grow(Shard& shard);
  static void place(Slot slot, std::vector<Slot>& slots);
  static bool equals(const Entry& entry, const NameRef& ref);
  static std::uint32_t find(const Shard& shard, const NameRef& ref);
  static std::uint32_t add(Shard& shard, const NameRef& ref);
  static void remember_value(Shard& shard, std::uint32_t local, std::uint32_t value);

  std::array<Shard, kInternShards> shards_;
};

/// Keys seen before, by their 64-bit hash, sharded like the interner's names. Two different keys
/// share a hash with a chance of about n² / 2⁶⁵.
class SeenSet {
 public:
  /// Marks the places of occurrences that were seen before, here or in an earlier call; returns
  /// how many. Marks are bytes, so that shards may be resolved at once.
  std::uint64_t resolve(std::size_t shard, std::span<const NameRef> refs,
                        std::span<std::uint8_t> seen);
  /// One key at a time, for a single thread.
  bool seen_before(std::string_view key);

 private:
  struct Shard {
    std::vector<std::uint64_t> slots;  // 0: empty
    std::size_t used = 0;
  };
  static void grow(Shard& shard);
  static bool add(Shard& shard, std::uint64_t hash);
  std::array<Shard, kInternShards> shards_;
};

}  // namespace overt
