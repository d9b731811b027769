#include "kernel/text/near_duplicates.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "kernel/text/likeness_rule.h"
#include "kernel/text/matching_form.h"

namespace overt::text {
namespace {

using Texts = std::vector<std::string>;

NearDuplicates find(const Texts& texts, std::size_t threads = 1,
                    const NearDuplicateOptions& options = {}) {
  const std::vector<std::string_view> documents(texts.begin(), texts.end());
  ThreadPool pool(threads);
  return find_near_duplicates(documents, options, pool);
}

bool are_together(const Texts& texts) {
  const NearDuplicates found = find(texts);
  const auto in_first = [&](std::uint32_t cluster) { return cluster == found.cluster[0]; };
  return found.cluster[0] != NearDuplicates::kAlone &&
         std::all_of(found.cluster.begin(), found.cluster.end(), in_first);
}

Verdict exact_verdict(const std::string& one, const std::string& other) {
  LikenessChecker checker{LikenessRule{}};
  checker.set_first(one);
  return checker.check(other);
}

const std::string kPost =
    "They do not want you to know what happened at the polling station last week";

TEST(NearDuplicatesTest, SeesThroughEvasions) {
  EXPECT_TRUE(are_together({kPost,
                            "Тhеу dо nоt wаnt уоu tо knоw whаt hарреnеd аt thе роlling "
                            "stаtiоn lаst wееk"}));
  EXPECT_TRUE(are_together({kPost,
                            "Th3y d0 n0t w4nt y0u t0 kn0w wh@t h4pp3n3d at the p0ll!ng "
                            "5tation la$t week"}));
  EXPECT_TRUE(are_together({kPost,
                            "T h e y do not w a n t you to know, what hap pened at the "
                            "pol.ling sta-tion l a s t week"}));
  EXPECT_TRUE(are_together({kPost,
                            "They\u200B do no\u200Dt want y\u2060ou to k\u00ADnow what "
                            "happened at t\uFEFFhe polling station last week"}));
  EXPECT_TRUE(are_together({kPost,
                            "@friend THEY DO NOT WANT YOU TO KNOW WHAT HAPPENED AT THE "
                            "POLLING STATION LAST WEEK!!! 🔥 https://t.co/x #vote"}));
}

TEST(NearDuplicatesTest, SeesThroughSwappedReplacedAndAddedWords) {
  EXPECT_TRUE(are_together({kPost,
                            "They do not want you to know what last week happened at the "
                            "polling station"}));
  EXPECT_TRUE(are_together({kPost,
                            "At the polling station last week: they do not want you to know "
                            "what happened"}));
  EXPECT_TRUE(are_together({kPost,
                            "They do not want us to know what occurred at the polling "
                            "station last week"}));
  EXPECT_TRUE(are_together({kPost, kPost + ", share this before it is deleted"}));
}

TEST(NearDuplicatesTest, LeavesOtherTextsAlone) {
  const NearDuplicates found =
      find({kPost, "Rain fell on the hills all night and the river rose by two metres",
            "They do not want to go to the station on foot, it is too far for the children"});
  EXPECT_EQ(found.cluster, std::vector<std::uint32_t>(3, NearDuplicates::kAlone));
  EXPECT_TRUE(found.edges.empty());
  EXPECT_TRUE(found.representative.empty());
}

TEST(NearDuplicatesTest, ShortTextsTakeNoPart) {
  const NearDuplicates found =
      find({"Les chats sont gris", "Les chats ne sont pas gris", "Les chats sont gris"});
  EXPECT_EQ(found.too_short, 3U);
  EXPECT_EQ(found.cluster[0], NearDuplicates::kAlone);
  EXPECT_EQ(found.cluster[2], NearDuplicates::kAlone);
}

TEST(NearDuplicatesTest, ANegationInALongTextIsTheSameWording) {
  EXPECT_TRUE(are_together(
      {"Les chats de la voisine sont gris et dorment toute la journée sur le toit",
       "Les chats de la voisine ne sont pas gris et dorment toute la journée sur le toit"}));
}

TEST(NearDuplicatesTest, FindsVariantsInLanguagesWithoutSpaces) {
  EXPECT_TRUE(
      are_together({"他们不想让你知道上周在投票站发生了什么事情，请在被删除之前分享给所有的朋友",
                    "他们不想让大家知道上周在投票站发生了什么事情，请在删除之前分享给所有朋友"}));
  EXPECT_TRUE(
      are_together({"先週投票所で何が起きたのか彼らはあなたに知られたくない。消される前に共有して",
                    "先週、投票所で何が起きたか彼らは皆に知られたくない！消される前に共有して"}));
  EXPECT_TRUE(
      are_together({"พวกเขาไม่อยากให้คุณรู้ว่าเกิด"
                    "อะไรขึ้นที่หน่วยเลือกตั้งเมื่อสัปดาห์ที่แล้ว",
                    "พวกเขาไม่อยากให้เรารู้ว่าเกิด"
                    "อะไรขึ้นที่หน่วยเลือกตั้งเมื่อสัปดาห์ก่อน"}));
  EXPECT_FALSE(
      are_together({"他们不想让你知道上周在投票站发生了什么事情，请在被删除之前分享给所有的朋友",
                    "昨天晚上山上下了很大的雨，河水涨了两米多，村里的人都搬到了学校里面去住"}));
}

TEST(NearDuplicatesTest, DocumentsOfOneFormHaveTheFirstByItsTextForRepresentative) {
  const std::string shouted = kPost + "!!!";
  const NearDuplicates found = find({shouted, kPost, kPost + "."});
  ASSERT_EQ(found.representative.size(), 1U);
  EXPECT_EQ(found.representative[0], 1U);
  ASSERT_EQ(found.edges.size(), 2U);
  EXPECT_EQ(found.edges[0].a, 0U);
  EXPECT_EQ(found.edges[0].b, 1U);
  EXPECT_EQ(found.edges[0].jaccard, 1);
  EXPECT_EQ(found.distinct_forms, 1U);
}

/// Texts of random words: each shares most of them with the next.
Texts chain(Random& random, std::size_t length) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < 12 + 3 * length; ++i) {
    std::string word;
    for (int c = 0; c < 6; ++c) word += static_cast<char>('b' + random.below(24));
    words.push_back(word);
  }
  Texts texts;
  for (std::size_t i = 0; i < length; ++i) {
    std::string text;
    for (std::size_t w = 0; w < 12; ++w) text += words[3 * i + w] + " ";
    texts.push_back(text);
  }
  return texts;
}

TEST(NearDuplicatesTest, ChainsDoNotTieTheirEnds) {
  Random random(11);
  const Texts texts = chain(random, 8);
  const NearDuplicates found = find(texts);
  std::set<std::pair<std::uint32_t, std::uint32_t>> edges;
  for (const Likeness& edge : found.edges) edges.emplace(edge.a, edge.b);
  for (std::uint32_t i = 0; i + 1 < texts.size(); ++i) EXPECT_TRUE(edges.contains({i, i + 1}));
  EXPECT_NE(found.cluster.front(), found.cluster.back());
  EXPECT_GT(found.representative.size(), 1U);
}

std::string random_word(Random& random) {
  // Words repeat as they do in language.
  Random letters(random.below(random.below(3000) + 1));
  std::string word;
  for (std::uint64_t i = 2 + letters.below(7); i > 0; --i) {
    word += static_cast<char>('a' + letters.below(26));
  }
  return word;
}

std::string in_text(const Texts& words) {
  std::string text;
  for (const std::string& word : words) text += word + " ";
  return text;
}

/// Texts of which many are variants of others, by up to five of their words.
Texts varied_texts(Random& random, std::size_t count) {
  Texts texts;
  while (texts.size() < count) {
    Texts words(10 + random.below(15));
    for (std::string& word : words) word = random_word(random);
    for (std::uint64_t copies = 1 + random.below(8); copies > 0; --copies) {
      Texts variant = words;
      for (std::uint64_t edits = random.below(random.below(6) + 1); edits > 0; --edits) {
        variant[random.below(words.size())] = random_word(random);
      }
      texts.push_back(in_text(variant));
    }
  }
  return texts;
}

void shuffle(Random& random, std::vector<std::size_t>& order) {
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
}

TEST(NearDuplicatesTest, AgreesWithAllPairsComparedExactly) {
  Random random(21);
  // One text a form, because of equal forms only the first has edges to others.
  Texts texts;
  Texts forms;
  for (std::string& text : varied_texts(random, 700)) {
    std::string form = matching_form(text);
    if (std::find(forms.begin(), forms.end(), form) != forms.end()) continue;
    texts.push_back(std::move(text));
    forms.push_back(std::move(form));
  }
  const NearDuplicates found = find(texts, 2);
  std::map<std::pair<std::uint32_t, std::uint32_t>, float> edges;
  for (const Likeness& edge : found.edges) edges[{edge.a, edge.b}] = edge.jaccard;
  std::size_t near = 0;
  std::size_t near_found = 0;
  std::size_t alike = 0;
  std::size_t alike_found = 0;
  for (std::uint32_t a = 0; a < texts.size(); ++a) {
    for (std::uint32_t b = a + 1; b < texts.size(); ++b) {
      const Verdict exact = exact_verdict(forms[a], forms[b]);
      const auto edge = edges.find({a, b});
      const bool is_found = edge != edges.end();
      // Precision is 1, with the right figures.
      ASSERT_TRUE(!is_found || exact.near) << texts[a] << '\n' << texts[b];
      if (is_found) {
        ASSERT_FLOAT_EQ(edge->second, static_cast<float>(exact.jaccard));
      }
      near += static_cast<std::size_t>(exact.near);
      near_found += static_cast<std::size_t>(exact.near && is_found);
      alike += static_cast<std::size_t>(exact.jaccard >= 0.8);
      alike_found += static_cast<std::size_t>(exact.jaccard >= 0.8 && is_found);
    }
  }
  ASSERT_GT(alike, 100U);
  EXPECT_GE(static_cast<double>(alike_found), 0.99 * static_cast<double>(alike));
  EXPECT_GE(static_cast<double>(near_found), 0.9 * static_cast<double>(near));
}

TEST(NearDuplicatesTest, EveryMemberIsANearDuplicateOfItsRepresentative) {
  Random random(22);
  const Texts texts = varied_texts(random, 2000);
  const NearDuplicates found = find(texts);
  std::size_t members = 0;
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    if (found.cluster[i] == NearDuplicates::kAlone) continue;
    const std::string form = matching_form(texts[i]);
    const std::string centre = matching_form(texts[found.representative[found.cluster[i]]]);
    EXPECT_TRUE(form == centre || exact_verdict(form, centre).near);
    ++members;
  }
  EXPECT_GT(members, 500U);
}

/// What find() says of texts in this order, in terms of the texts.
std::set<std::string> said_of(const Texts& texts, const std::vector<std::size_t>& order,
                              std::size_t threads) {
  Texts ordered;
  for (const std::size_t i : order) ordered.push_back(texts[i]);
  NearDuplicateOptions options;
  options.bucket_max = 4;
  const NearDuplicates found = find(ordered, threads, options);
  std::set<std::string> said;
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    said.insert(std::to_string(found.cluster[i]) + " " + ordered[i]);
  }
  for (const Likeness& edge : found.edges) {
    const auto [one, other] = std::minmax(ordered[edge.a], ordered[edge.b]);
    said.insert(one + "~" + other + std::to_string(edge.jaccard) +
                std::to_string(edge.levenshtein));
  }
  for (const std::uint32_t document : found.representative) said.insert("!" + ordered[document]);
  return said;
}

TEST(NearDuplicatesTest, DependsNeitherOnTheOrderNorOnThreads) {
  Random random(23);
  Texts texts = varied_texts(random, 1200);
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  std::vector<std::size_t> order(texts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::set<std::string> said = said_of(texts, order, 1);
  for (const std::size_t threads : {2U, 3U}) {
    shuffle(random, order);
    EXPECT_EQ(said_of(texts, order, threads), said);
  }
}

TEST(NearDuplicatesTest, FindsPairsOfJaccardFourFifths) {
  Random random(24);
  std::size_t pairs = 0;
  std::size_t found_pairs = 0;
  while (pairs < 1500) {
    Texts texts;
    std::vector<std::size_t> firsts;
    for (int i = 0; i < 300; ++i) {
      Texts words(12 + random.below(20));
      for (std::string& word : words) word = random_word(random);
      const std::string one = in_text(words);
      words[random.below(words.size())] = random_word(random);
      const std::string other = in_text(words);
      const double jaccard = exact_verdict(matching_form(one), matching_form(other)).jaccard;
      if (jaccard < 0.8 || jaccard > 0.85) continue;
      firsts.push_back(texts.size());
      texts.push_back(one);
      texts.push_back(other);
    }
    const NearDuplicates found = find(texts);
    for (const std::size_t first : firsts) {
      const bool together = found.cluster[first] == found.cluster[first + 1] &&
                            found.cluster[first] != NearDuplicates::kAlone;
      found_pairs += static_cast<std::size_t>(together);
    }
    pairs += firsts.size();
  }
  EXPECT_GE(static_cast<double>(found_pairs), 0.99 * static_cast<double>(pairs));
}

TEST(NearDuplicatesTest, ReportsItsLimits) {
  Texts texts;
  for (int i = 0; i < 200; ++i) texts.push_back(kPost + " said number " + std::to_string(i));
  texts.push_back(std::string(20'000, 'a'));
  const NearDuplicates found = find(texts);
  EXPECT_EQ(found.too_long, 1U);
  EXPECT_GT(found.large_buckets, 0U);
  EXPECT_GT(found.largest_bucket, 32U);
  // All vary one text, and large buckets leave them together.
  std::set<std::uint32_t> clusters(found.cluster.begin(), found.cluster.end() - 1);
  EXPECT_EQ(clusters.size(), 1U);
}

TEST(NearDuplicatesTest, TakesNothingAndNonsense) {
  EXPECT_TRUE(find({}).cluster.empty());
  NearDuplicateOptions options;
  options.graphemes_min = 0;
  const NearDuplicates found = find({"", "a", "\xFF\xFE", "b", "a"}, 2, options);
  EXPECT_EQ(found.cluster[1], found.cluster[4]);
  EXPECT_NE(found.cluster[1], NearDuplicates::kAlone);
  EXPECT_EQ(found.cluster[3], NearDuplicates::kAlone);
}

struct Labelled {
  std::string group;
  std::string kind;
  std::string text;
};

/// The fields of a line of CSV; quotes double inside quotes. No field holds a line break.
std::vector<std::string> csv_fields(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[++i];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

std::vector<Labelled> read_labelled(const std::string& path) {
  std::vector<Labelled> result;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = csv_fields(line);
    if (fields.size() == 6) result.push_back({fields[1], fields[4], fields[5]});
  }
  return result;
}

struct Counts {
  std::size_t truth = 0;
  std::size_t found = 0;
  [[nodiscard]] double recall() const {
    return static_cast<double>(found) / static_cast<double>(truth);
  }
};

TEST(NearDuplicatesTest, FindsTheCopyPastaOfTheD3ltaSet) {
  const char* const datasets = std::getenv("OVERT_DATASETS");
  if (datasets == nullptr) GTEST_SKIP() << "OVERT_DATASETS is not set";
  const std::vector<Labelled> labelled =
      read_labelled(std::string(datasets) + "/text/d3lta_synthetic/documents.csv");
  ASSERT_EQ(labelled.size(), 2817U);
  Texts texts;
  for (const Labelled& document : labelled) texts.push_back(document.text);
  const NearDuplicates found = find(texts, 2);
  std::map<std::string, Counts> kinds;
  std::size_t wrong = 0;
  for (std::size_t a = 0; a < texts.size(); ++a) {
    for (std::size_t b = a + 1; b < texts.size(); ++b) {
      const bool together =
          found.cluster[a] != NearDuplicates::kAlone && found.cluster[a] == found.cluster[b];
      if (labelled[a].group != labelled[b].group) {
        wrong += static_cast<std::size_t>(together);
        continue;
      }
      Counts& counts = kinds[labelled[a].kind];
      ++counts.truth;
      counts.found += static_cast<std::size_t>(together);
    }
  }
  for (const auto& [kind, counts] : kinds) {
    RecordProperty(kind + "_recall", std::to_string(counts.recall()));
  }
  EXPECT_EQ(wrong, 0U);
  const double recall = kinds["copypasta"].recall();
  EXPECT_GE(2 * recall / (1 + recall), 0.97);
  // Rewording and translation are not looked for; what is found of them is nearly verbatim.
  EXPECT_LT(kinds["rewording"].recall(), 0.15);
  EXPECT_LT(kinds["translation"].recall(), 0.05);
}

}  // namespace
}  // namespace overt::text
