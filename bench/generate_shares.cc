// Makes share logs (object_id,account_id,content_id,timestamp_share) of any size for the
// benchmarks, with planted groups and the truth about them. The same numbers and seed give the
// same bytes, on any machine, in any version: published figures name their file by them.
//
// usage: generate_shares EVENTS SEED OUT.csv TRUTH.csv [--spike SHARES]
//
// A month of shares in 50 communities. Objects and accounts follow Zipf–Mandelbrot laws, shares
// follow their object's birth by a log-normal delay and the hour by a diurnal rhythm; five objects
// go viral. 50 planted groups share their objects within 30 s and camouflage themselves with
// ordinary shares. --spike adds that many shares of one object within an hour.

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

constexpr std::uint32_t kBegin = 1'700'000'000;
constexpr std::uint32_t kSpan = 30 * 86'400;
constexpr std::uint32_t kCommunities = 50;
constexpr int kGroups = 50;
constexpr double kTau = 6.283185307179586;
constexpr std::array<double, 5> kViralShares = {0.02, 0.01, 0.007, 0.005, 0.003};
constexpr std::uint32_t kViral = kViralShares.size();

// The generator keeps random numbers of its own: those of the engine may change with it.
std::uint64_t next_seed(std::uint64_t& x) {
  std::uint64_t z = (x += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

double unit(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1.0p-53; }

class Dice {
 public:
  explicit Dice(std::uint64_t& seed) {
    for (auto& word : state_) word = next_seed(seed);
  }

  double uniform() { return unit(next()); }
  std::uint64_t below(std::uint64_t bound) {
    return static_cast<std::uint64_t>(uniform() * static_cast<double>(bound));
  }
  std::uint32_t below32(std::uint64_t bound) { return static_cast<std::uint32_t>(below(bound)); }
  double normal() {
    const double a = uniform() + 1e-300;
    const double b = uniform();
    return std::sqrt(-2 * std::log(a)) * std::cos(kTau * b);
  }

 private:
  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  std::array<std::uint64_t, 4> state_{};
};

// Ranks 0 … count − 1 with probability near (rank + shift)^−exponent; exponent ≠ 1.
class ZipfMandelbrot {
 public:
  ZipfMandelbrot(std::uint64_t count, double exponent, double shift)
      : shift_(shift),
        exponent_(exponent),
        low_(std::pow(shift + 0.5, 1 - exponent)),
        high_(std::pow(static_cast<double>(count) + shift + 0.5, 1 - exponent)),
        count_(count) {}

  std::uint64_t draw(Dice& dice) const {
    const double x = std::pow(low_ + dice.uniform() * (high_ - low_), 1 / (1 - exponent_));
    const auto rank = static_cast<long long>(x - shift_ + 0.5) - 1;
    return std::min(static_cast<std::uint64_t>(std::max(rank, 0LL)), count_ - 1);
  }

 private:
  double shift_;
  double exponent_;
  double low_;
  double high_;
  std::uint64_t count_;
};

struct Share {
  std::uint32_t object;
  std::uint32_t account;
  std::uint32_t second;  // since kBegin
};

// How likely a share is at this second, against the busiest one.
double diurnal(std::uint32_t second) {
  const double hour = std::fmod(second / 3600.0, 24);
  return 0.15 + 0.85 * std::pow(0.5 + 0.5 * std::cos((hour - 19) / 24 * kTau), 1.3);
}

class Month {
 public:
  Month(std::uint64_t events, std::uint64_t seed)
      : events_(events),
        objects_(std::max<std::uint64_t>(1000, events / 4)),
        per_community_(std::max<std::uint64_t>(5000, events / 12) / kCommunities),
        seed_(seed),
        dice_(seed_),
        popular_(objects_, 1.05, 200),
        active_(per_community_, 0.95, 8),
        next_account_(static_cast<std::uint32_t>(per_community_ * kCommunities)),
        next_object_(objects_ + kViral) {}

  void plant_groups(std::FILE* truth);
  void go_viral();
  void fill();
  void spike(std::uint64_t shares);
  void write(std::FILE* out);

 private:
  [[nodiscard]] std::uint32_t birth(std::uint64_t object) const;
  std::uint32_t account_in(std::uint64_t community);
  std::int64_t second_after(std::uint32_t birth, double median, double spread);
  void plant_group(int group, std::FILE* truth);
  void plant_object(const std::vector<std::uint32_t>& members, bool everybody,
                    std::vector<int>& shared);
  void camouflage(std::uint32_t account);
  void add(std::uint64_t object, std::uint32_t account, std::uint64_t second) {
    shares_.push_back(
        {static_cast<std::uint32_t>(object), account, static_cast<std::uint32_t>(second)});
  }
  [[nodiscard]] std::uint64_t popular_object() { return kViral + popular_.draw(dice_); }

  std::uint64_t events_;
  std::uint64_t objects_;
  std::uint64_t per_community_;  // accounts
  std::uint64_t seed_;           // moved on by dice_; births hash what is left
  Dice dice_;
  ZipfMandelbrot popular_;
  ZipfMandelbrot active_;
  std::uint32_t next_account_;
  std::uint64_t next_object_;
  std::vector<Share> shares_;
};

// A hash of the object, so that no table of births is kept.
std::uint32_t Month::birth(std::uint64_t object) const {
  std::uint64_t x = seed_ * 77777777ULL + object * 2654435761ULL;
  for (;;) {
    const auto second = static_cast<std::uint32_t>(unit(next_seed(x)) * kSpan);
    if (unit(next_seed(x)) < diurnal(second)) return second;
  }
}

// Mostly from the community itself, three times in ten from any.
std::uint32_t Month::account_in(std::uint64_t community) {
  if (dice_.uniform() < 0.3) community = dice_.below(kCommunities);
  return static_cast<std::uint32_t>(active_.draw(dice_) * kCommunities + community);
}

// A log-normal delay at an hour when people are awake; −1 where the month ends first.
std::int64_t Month::second_after(std::uint32_t birth, double median, double spread) {
  for (int attempt = 0; attempt < 50; ++attempt) {
    const double second = birth + std::exp(std::log(median) + spread * dice_.normal());
    if (second >= kSpan) continue;
    if (dice_.uniform() < diurnal(static_cast<std::uint32_t>(second))) {
      return static_cast<std::int64_t>(second);
    }
  }
  return -1;
}

void Month::plant_groups(std::FILE* truth) {
  std::fprintf(truth, "group_id,account_id,n_coordinated_objects\n");
  for (int group = 0; group < kGroups; ++group) plant_group(group, truth);
}

void Month::plant_group(int group, std::FILE* truth) {
  const double size = std::round(std::exp(std::log(5.) + dice_.uniform() * std::log(20.)));
  const std::uint64_t objects = 5 + dice_.below(11);
  std::vector<std::uint32_t> members(static_cast<std::size_t>(size));
  for (auto& member : members) member = next_account_++;
  std::vector<int> shared(members.size(), 0);
  for (std::uint64_t object = 0; object < objects; ++object) {
    plant_object(members, object < 5, shared);
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    camouflage(members[i]);
    std::fprintf(truth, "%d,a%u,%d\n", group, members[i], shared[i]);
  }
}

void Month::plant_object(const std::vector<std::uint32_t>& members, bool everybody,
                         std::vector<int>& shared) {
  const bool fresh = dice_.uniform() < 0.6;
  const std::uint64_t object = fresh ? next_object_++ : kViral + dice_.below(objects_);
  const std::uint32_t second = dice_.below32(kSpan - 100);
  const double share_of_members = 0.8 + 0.2 * dice_.uniform();
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!everybody && dice_.uniform() >= share_of_members) continue;
    add(object, members[i], second + dice_.below32(31));
    ++shared[i];
  }
}

void Month::camouflage(std::uint32_t account) {
  const std::uint64_t shares = 5 + dice_.below(25);
  for (std::uint64_t i = 0; i < shares; ++i) {
    const std::uint64_t object = popular_object();
    const std::int64_t second = second_after(birth(object), 1500, 2.0);
    if (second >= 0) add(object, account, static_cast<std::uint64_t>(second));
  }
}

void Month::go_viral() {
  for (std::uint32_t object = 0; object < kViral; ++object) {
    const std::uint32_t birth = (3 + object * 5) * 86'400 + 15 * 3600;
    const auto shares =
        static_cast<std::uint64_t>(kViralShares[object] * static_cast<double>(events_));
    for (std::uint64_t i = 0; i < shares; ++i) {
      const std::int64_t second = second_after(birth, 3 * 3600, 1.3);
      if (second < 0) continue;
      add(object, account_in(dice_.below(kCommunities)), static_cast<std::uint64_t>(second));
    }
  }
}

// Ordinary shares up to the number asked for; one in a hundred is soon repeated.
void Month::fill() {
  shares_.reserve(events_ + events_ / 50 + 100'000);
  while (shares_.size() < events_) {
    const std::uint64_t object = popular_object();
    const std::int64_t second = second_after(birth(object), 1500, 2.0);
    if (second < 0) continue;
    const auto at = static_cast<std::uint64_t>(second);
    const std::uint32_t account = account_in(object % kCommunities);
    add(object, account, at);
    if (dice_.uniform() < 0.01 && shares_.size() < events_) {
      add(object, account, std::min<std::uint64_t>(kSpan - 1, at + dice_.below(90)));
    }
  }
}

void Month::spike(std::uint64_t shares) {
  if (shares == 0) return;
  const std::uint32_t begin = 12 * 86'400 + 18 * 3600;
  const std::uint64_t object = next_object_++;
  for (std::uint64_t i = 0; i < shares; ++i) {
    const std::uint64_t rank = active_.draw(dice_);
    const std::uint64_t account = rank * kCommunities + dice_.below(kCommunities);
    add(object, static_cast<std::uint32_t>(account), begin + dice_.below(3600));
  }
}

void Month::write(std::FILE* out) {
  std::sort(shares_.begin(), shares_.end(), [](const Share& x, const Share& y) {
    if (x.second != y.second) return x.second < y.second;
    return x.object != y.object ? x.object < y.object : x.account < y.account;
  });
  std::fprintf(out, "object_id,account_id,content_id,timestamp_share\n");
  for (std::size_t i = 0; i < shares_.size(); ++i) {
    std::fprintf(out, "o%u,a%u,c%zu,%u\n", shares_[i].object, shares_[i].account, i,
                 shares_[i].second + kBegin);
  }
}

std::FILE* open_or_die(const char* path) {
  std::FILE* file = std::fopen(path, "w");
  if (file == nullptr) {
    std::perror(path);
    std::exit(1);
  }
  std::setvbuf(file, nullptr, _IOFBF, std::size_t{1} << 20);
  return file;
}

void close_or_die(std::FILE* file, const char* path) {
  const bool failed = std::ferror(file) != 0;
  if (std::fclose(file) != 0 || failed) {
    std::fprintf(stderr, "%s: not written whole\n", path);
    std::exit(1);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const bool spiked = argc == 7 && std::strcmp(argv[5], "--spike") == 0;
  if (argc != 5 && !spiked) {
    std::fprintf(stderr, "usage: %s EVENTS SEED OUT.csv TRUTH.csv [--spike SHARES]\n", argv[0]);
    return 2;
  }
  Month month(std::strtoull(argv[1], nullptr, 10), std::strtoull(argv[2], nullptr, 10));
  std::FILE* truth = open_or_die(argv[4]);
  month.plant_groups(truth);
  close_or_die(truth, argv[4]);
  month.go_viral();
  month.fill();
  if (spiked) month.spike(std::strtoull(argv[6], nullptr, 10));
  std::FILE* out = open_or_die(argv[3]);
  month.write(out);
  close_or_die(out, argv[3]);
  return 0;
}
