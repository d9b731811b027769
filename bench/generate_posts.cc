// Makes short posts, one a line, for the benchmarks of near-duplicate text, and the truth about
// them: the group of each line, 0 where it stands alone. The same numbers give the same bytes.
//
// usage: generate_posts POSTS SEED OUT.txt TRUTH.txt
//
// Words are made of syllables and used by Zipf's law; 80 % of the posts are Latin, 15 % Cyrillic,
// 5 % Han. One post in five belongs to a group of 2 to 12 that vary one text: words replaced,
// swapped and added, and, in one of four, look-alikes, zero-width characters, leet or spaces.

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"

namespace {

using overt::Random;
using Words = std::vector<std::string>;

constexpr std::size_t kWords = 30'000;
constexpr std::size_t kSigns = 3'000;

enum class Script { kLatin, kCyrillic, kHan };

std::string utf8(std::uint32_t c) {
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
  return {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
          static_cast<char>(0x80 | (c & 0x3F))};
}

std::string_view one_of(Random& random, std::string_view list) {
  const std::uint64_t count = list.size() / 2;  // two bytes an entry, a space where it has one
  std::string_view entry = list.substr(2 * random.below(count), 2);
  if (entry[1] == ' ') entry.remove_suffix(1);
  return entry;
}

std::string syllable(Random& random, Script script) {
  std::string result;
  if (script == Script::kLatin) {
    result += one_of(random, "b c d f g h l m n p r s t v n t s r sttrchthpl");
    result += one_of(random, "a e i o u a e i eaouie");
    if (random.chance(0.4)) result += one_of(random, "n r s t l m d ngstnt");
  } else {
    result += one_of(random, "бвгдзклмнпрстнтрсв");
    result += one_of(random, "аеиоуыяаео");
    if (random.chance(0.4)) result += one_of(random, "нрстлмй");
  }
  return result;
}

Words make_words(Random& random, Script script) {
  Words words(script == Script::kHan ? kSigns : kWords);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (script == Script::kHan) {
      words[i] = utf8(0x4E00 + static_cast<std::uint32_t>(i * 7 % kSigns));
      continue;
    }
    // Frequent words are short.
    const std::uint64_t syllables = 1 + random.below(i < 100 ? 2 : 3) + (i < 100 ? 0 : 1);
    for (std::uint64_t s = 0; s < syllables; ++s) words[i] += syllable(random, script);
  }
  return words;
}

/// Zipf's law with exponent 1, by inversion of its logarithm.
const std::string& draw(Random& random, const Words& words) {
  const double n = static_cast<double>(words.size());
  const auto rank = static_cast<std::size_t>(std::pow(n + 1, random.uniform()) - 1);
  return words[rank < words.size() ? rank : words.size() - 1];
}

struct Post {
  Script script = Script::kLatin;
  Words words;
};

Post make_post(Random& random, const std::array<Words, 3>& vocabularies) {
  Post post;
  const double u = random.uniform();
  post.script = u < 0.8 ? Script::kLatin : u < 0.95 ? Script::kCyrillic : Script::kHan;
  const std::uint64_t length =
      post.script == Script::kHan ? 32 + random.below(60) : 8 + random.below(21);
  for (std::uint64_t i = 0; i < length; ++i) {
    post.words.push_back(draw(random, vocabularies[static_cast<std::size_t>(post.script)]));
  }
  return post;
}

void vary(Random& random, Post& post, const std::array<Words, 3>& vocabularies) {
  for (std::uint64_t edits = random.below(4); edits > 0; --edits) {
    const std::size_t at = random.below(post.words.size() - 1);
    const std::string& word = draw(random, vocabularies[static_cast<std::size_t>(post.script)]);
    switch (random.below(3)) {
      case 0:
        post.words[at] = word;
        break;
      case 1:
        post.words[at].swap(post.words[at + 1]);
        break;
      default:
        post.words.insert(post.words.begin() + static_cast<std::ptrdiff_t>(at), word);
    }
  }
}

struct Disguise {
  char letter;
  std::string_view alike;
  std::string_view leet;
};
constexpr std::array<Disguise, 6> kDisguises = {{{'a', "а", "4"},
                                                 {'e', "е", "3"},
                                                 {'o', "о", "0"},
                                                 {'c', "с", "c"},
                                                 {'i', "і", "1"},
                                                 {'p', "р", "p"}}};

std::string disguised(Random& random, const std::string& text) {
  const std::uint64_t way = random.below(4);
  std::string result;
  for (const char c : text) {
    std::string_view put(&c, 1);
    for (const Disguise& disguise : kDisguises) {
      if (way < 2 && c == disguise.letter) put = way == 0 ? disguise.alike : disguise.leet;
    }
    result += put;
    const bool is_letter = c >= 'a' && c <= 'z';
    if (way == 2 && is_letter) result += "\u200B";
    if (way == 3 && is_letter) result += ' ';
  }
  return result;
}

std::string written(Random& random, const Post& post, bool disguise) {
  std::string text;
  for (const std::string& word : post.words) {
    if (!text.empty() && post.script != Script::kHan) text += random.chance(0.08) ? ", " : " ";
    text += word;
  }
  if (disguise && post.script == Script::kLatin) text = disguised(random, text);
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  if (random.chance(0.5)) text += random.chance(0.3) ? "!!" : ".";
  if (random.chance(0.2)) text.insert(0, "@user" + std::to_string(random.below(100'000)) + " ");
  if (random.chance(0.3)) text += " https://t.co/" + std::to_string(random.below(1'000'000'000));
  if (random.chance(0.2)) text += " #tag" + std::to_string(random.below(500));
  if (random.chance(0.15)) text += " 🔥";
  return text;
}

void print_line(std::FILE* file, const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), file);
  std::fputc('\n', file);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: generate_posts POSTS SEED OUT.txt TRUTH.txt\n", stderr);
    return 2;
  }
  const std::uint64_t posts = std::strtoull(argv[1], nullptr, 10);
  Random random(std::strtoull(argv[2], nullptr, 10));
  std::FILE* const out = std::fopen(argv[3], "wb");
  std::FILE* const truth = std::fopen(argv[4], "wb");
  if (out == nullptr || truth == nullptr) {
    std::fputs("generate_posts: cannot write there\n", stderr);
    return 1;
  }
  std::array<Words, 3> vocabularies;
  for (const Script script : {Script::kLatin, Script::kCyrillic, Script::kHan}) {
    vocabularies[static_cast<std::size_t>(script)] = make_words(random, script);
  }
  std::uint64_t group = 0;
  for (std::uint64_t written_posts = 0; written_posts < posts;) {
    const Post post = make_post(random, vocabularies);
    // Groups have seven on average.
    const bool alone = random.chance(1 - 0.2 / (0.2 + 0.8 * 7));
    const std::uint64_t copies = alone ? 1 : 2 + random.below(11);
    if (!alone) ++group;
    for (std::uint64_t i = 0; i < copies && written_posts < posts; ++i, ++written_posts) {
      Post variant = post;
      if (i > 0) vary(random, variant, vocabularies);
      print_line(out, written(random, variant, i > 0 && random.chance(0.25)));
      print_line(truth, std::to_string(alone ? 0 : group));
    }
  }
  return std::fclose(out) == 0 && std::fclose(truth) == 0 ? 0 : 1;
}
