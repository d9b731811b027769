#include "kernel/csv/csv_scanner.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace overt {
namespace {

constexpr std::uint64_t kNoLimit = std::uint64_t{1} << 30;

std::string_view name_of(CsvOutcome outcome) {
  constexpr std::string_view kNames[] = {"", "broken", "too_long", "unfinished", "end"};
  return kNames[static_cast<std::size_t>(outcome)];
}

// "a|b" for a record, "broken<raw>" for what is none.
std::vector<std::string> scan(std::string_view text, CsvDialect dialect = {},
                              std::uint64_t limit = kNoLimit) {
  std::vector<CsvField> fields(16);
  CsvScanner scanner(text, dialect, limit, fields);
  Arena arena;
  std::vector<std::string> out;
  for (;;) {
    const CsvOutcome outcome = scanner.next();
    if (outcome == CsvOutcome::kEnd) return out;
    std::string line(name_of(outcome));
    if (outcome != CsvOutcome::kRecord) {
      out.push_back(line + "<" + std::string(scanner.raw()) + ">");
      continue;
    }
    for (std::size_t i = 0; i < scanner.field_count() && i < fields.size(); ++i) {
      if (i > 0) line += '|';
      line += csv_value(fields[i], arena);
    }
    out.push_back(line);
  }
}

using Lines = std::vector<std::string>;

TEST(CsvScannerTest, ReadsPlainFields) {
  EXPECT_EQ(scan("a,b,c\nd,,f\n"), (Lines{"a|b|c", "d||f"}));
}

TEST(CsvScannerTest, ReadsALastLineWithoutItsEnd) {
  EXPECT_EQ(scan("a,b\nc,d"), (Lines{"a|b", "c|d"}));
}

TEST(CsvScannerTest, TakesCarriageReturnsOffLineEnds) {
  EXPECT_EQ(scan("a,b\r\n\"c\",\"d\"\r\ne,f\r"), (Lines{"a|b", "c|d", "e|f"}));
}

TEST(CsvScannerTest, ReadsQuotedFieldsWithDelimitersQuotesAndLineEnds) {
  EXPECT_EQ(scan("\"a,b\",\"c\"\"d\",\"e\nf\"\ng,\"\",\"\"\"\"\n"),
            (Lines{"a,b|c\"d|e\nf", "g||\""}));
}

TEST(CsvScannerTest, ReadsOtherDelimiters) {
  EXPECT_EQ(scan("a;b,c;d\n", {';', true}), (Lines{"a|b,c|d"}));
  EXPECT_EQ(scan("a\tb c\t\"d\te\"\n", {'\t', true}), (Lines{"a|b c|d\te"}));
}

TEST(CsvScannerTest, TakesQuotesAsTheyAreWhereThereIsNoQuoting) {
  EXPECT_EQ(scan("\"a,b\"\nc\"d,e\n", {',', false}), (Lines{"\"a|b\"", "c\"d|e"}));
}

TEST(CsvScannerTest, GivesUpOneLineForAQuoteInsideAPlainField) {
  EXPECT_EQ(scan("a,b\"c\nd,e\n"), (Lines{"broken<a,b\"c>", "d|e"}));
}

TEST(CsvScannerTest, GivesUpOneLineForTextAfterAClosingQuote) {
  EXPECT_EQ(scan("\"a\"b,c\nd,e\n"), (Lines{"broken<\"a\"b,c>", "d|e"}));
}

TEST(CsvScannerTest, AnOpenQuoteCostsItsLineAndNotTheRowsUpToTheNextQuote) {
  EXPECT_EQ(scan("1,\"a\n2,b\n3,c\n4,\"d\"\n5,e\n"),
            (Lines{"broken<1,\"a>", "2|b", "3|c", "4|d", "5|e"}));
}

TEST(CsvScannerTest, AnOpenQuoteAtTheEndOfTheTextIsUnfinished) {
  EXPECT_EQ(scan("1,a\n2,\"b\n3,c\n"), (Lines{"1|a", "unfinished<2,\"b>", "3|c"}));
}

TEST(CsvScannerTest, AnOpenQuoteIsBrokenOnceItPassesTheLimit) {
  const std::string text = "1,\"a\n" + std::string(10, 'x') + "\n" + std::string(10, 'y') + "\n";
  EXPECT_EQ(scan(text, {}, 20), (Lines{"broken<1,\"a>", "xxxxxxxxxx", "yyyyyyyyyy"}));
}

TEST(CsvScannerTest, ALineBeyondTheLimitIsTooLong) {
  const std::string text = "1,a\n" + std::string(200, 'x') + "\n2,b\n";
  EXPECT_EQ(scan(text, {}, 100), (Lines{"1|a", "too_long<" + std::string(200, 'x') + ">", "2|b"}));
  EXPECT_EQ(scan(text, {}, 199), (Lines{"1|a", "too_long<" + std::string(200, 'x') + ">", "2|b"}));
  EXPECT_EQ(scan(text, {}, 200).size(), 3U);
  EXPECT_EQ(scan(text, {}, 200)[1], std::string(200, 'x'));
}

TEST(CsvScannerTest, CountsFieldsBeyondItsRoom) {
  std::vector<CsvField> fields(2);
  CsvScanner scanner("a,b,c,d\n", {}, kNoLimit, fields);
  EXPECT_EQ(scanner.next(), CsvOutcome::kRecord);
  EXPECT_EQ(scanner.field_count(), 4U);
  EXPECT_EQ(fields[1].view(), "b");
}

TEST(CsvScannerTest, WholeRecordsEndAtLineEndsOutsideQuotes) {
  EXPECT_EQ(whole_csv_records("a,b\nc,d", {}, kNoLimit), 4U);
  EXPECT_EQ(whole_csv_records("a,b\nc,\"d\ne", {}, kNoLimit), 4U);
  EXPECT_EQ(whole_csv_records("a,\"b\nc\"\nd", {}, kNoLimit), 8U);
  EXPECT_EQ(whole_csv_records("a,\"b\nc", {}, kNoLimit), 0U);
  EXPECT_EQ(whole_csv_records("a,\"b\"", {}, kNoLimit), 0U);
  EXPECT_EQ(whole_csv_records("", {}, kNoLimit), 0U);
}

TEST(CsvScannerTest, WholeRecordsLetsACallerPastAnOpenQuote) {
  const std::string text = "1,\"a\n" + std::string(100, 'x');
  EXPECT_EQ(whole_csv_records(text, {}, 1000), 0U);
  EXPECT_EQ(whole_csv_records(text, {}, 50), 5U);
}

TEST(CsvScannerTest, WholeRecordsIsZeroForALineBeyondTheLimit) {
  EXPECT_EQ(whole_csv_records(std::string(100, 'x') + "\"", {}, 50), 0U);
}

// Byte by byte, for text whose quotes are right.
std::vector<std::string> scan_slowly(std::string_view text) {
  std::vector<std::string> rows;
  std::string row;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && inside && i + 1 < text.size() && text[i + 1] == '"') {
      row += '"';
      ++i;
    } else if (c == '"') {
      inside = !inside;
    } else if (c == '\n' && !inside) {
      rows.push_back(row);
      row.clear();
    } else {
      row += c == ',' && !inside ? '|' : c;
    }
  }
  return rows;
}

std::string quoted(const std::string& value) {
  std::string text = "\"";
  for (const char c : value) {
    text += c;
    if (c == '"') text += '"';
  }
  return text + "\"";
}

RC_GTEST_PROP(CsvScannerTest, AgreesWithAByteByByteReader, ()) {
  const auto value = rc::gen::container<std::string>(rc::gen::element('a', 'b', ',', '"', '\n'));
  const auto rows = *rc::gen::container<std::vector<std::vector<std::string>>>(
      rc::gen::resize(10, rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(value))));
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size() && i < 16; ++i) {
      if (i > 0) text += ',';
      const bool plain = row[i].find_first_of(",\"\n") == std::string::npos;
      text += plain ? row[i] : quoted(row[i]);
    }
    text += '\n';
  }
  RC_ASSERT(scan(text) == scan_slowly(text));
}

// Any text at all: no byte is lost, and reading from any cut gives what reading at once gives.
RC_GTEST_PROP(CsvScannerTest, CutsAtWholeRecordsChangeNothing, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::element('a', 'b', ',', '"', '"', '\n', '\n', '\r'));
  const auto limit = *rc::gen::inRange<std::uint64_t>(3, 40);
  const auto cut = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
  const std::size_t whole = whole_csv_records(std::string_view(text).substr(0, cut), {}, limit);
  auto parts = scan(std::string_view(text).substr(0, whole), {}, limit);
  // What the rest shows to be broken can only look unfinished without it.
  for (std::string& part : parts) {
    if (part.substr(0, 10) == "unfinished") part = "broken" + part.substr(10);
  }
  const auto rest = scan(std::string_view(text).substr(whole), {}, limit);
  parts.insert(parts.end(), rest.begin(), rest.end());
  RC_ASSERT(parts == scan(text, {}, limit));
}

}  // namespace
}  // namespace overt
