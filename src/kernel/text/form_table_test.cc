#include "kernel/text/form_table.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace overt::text {
namespace {

using Documents = std::vector<std::string_view>;

TEST(FormTableTest, JoinsDocumentsOfOneForm) {
  const Documents documents = {"Vote now!", "something else", "vote  NOW", "V0te now"};
  ThreadPool pool(1);
  const FormTable forms(documents, {.graphemes_min = 3}, pool);
  ASSERT_EQ(forms.size(), 2U);
  const std::uint32_t vote = forms.form(0) == "votenow" ? 0 : 1;
  EXPECT_EQ(forms.form(vote), "votenow");
  const auto members = forms.documents(vote);
  // The first is the smallest by its bytes.
  EXPECT_EQ(std::vector<std::uint32_t>(members.begin(), members.end()),
            (std::vector<std::uint32_t>{3, 0, 2}));
  EXPECT_EQ(forms.documents(1 - vote).size(), 1U);
  EXPECT_EQ(forms.sketches().size(), 2U);
}

TEST(FormTableTest, LeavesOutShortAndLongDocuments) {
  const std::string eleven(11, 'a');
  const Documents documents = {"abc", "", "abcde", eleven, "กิกิก", "字字字字字"};
  ThreadPool pool(1);
  const FormTable forms(documents, {.graphemes_min = 4, .document_bytes_max = 15}, pool);
  // กิกิก has five letters and signs, and three graphemes; eleven bytes are not too long.
  EXPECT_EQ(forms.size(), 3U);
  EXPECT_EQ(forms.too_short(), 3U);
  const FormTable fewer(documents, {.graphemes_min = 4, .document_bytes_max = 10}, pool);
  EXPECT_EQ(fewer.too_long(), 3U);
}

TEST(FormTableTest, OrderDependsOnContentOnly) {
  std::vector<std::string> texts;
  texts.reserve(1000);
  for (int i = 0; i < 1000; ++i) texts.push_back("the text number " + std::to_string(i * 7));
  Documents documents(texts.begin(), texts.end());
  ThreadPool one(1);
  ThreadPool three(3);
  const FormTable forms(documents, {.graphemes_min = 5}, one);
  std::reverse(documents.begin(), documents.end());
  const FormTable reversed(documents, {.graphemes_min = 5}, three);
  ASSERT_EQ(forms.size(), reversed.size());
  for (std::uint32_t i = 0; i < forms.size(); ++i) EXPECT_EQ(forms.form(i), reversed.form(i));
}

}  // namespace
}  // namespace overt::text
