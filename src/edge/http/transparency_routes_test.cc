// The public pages through the whole service: for nobody in particular, in their language, kept by
// caches, and without a word about what is wrong inside.

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "edge/http/service.h"
#include "edge/http/site.h"

namespace overt::http {
namespace {

class Nobody final : public SignIn {
 public:
  Result<std::optional<Person>> who(const Request& /*request*/, Stores& /*stores*/) override {
    return std::optional<Person>();
  }
};

class TransparencyRoutesTest : public ::testing::Test {
 protected:
  TransparencyRoutesTest() {
    folder_ = testing::TempDir() + "/transparency-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    site_.data = folder_;
    site_.clock = [] { return TimeUs{kMicrosPerDay}; };
    site_.runs = std::make_shared<RunShelf>(folder_);
    stores_ = std::make_unique<Stores>(folder_);
    service_ = std::make_unique<Service>(all_routes(site_), std::make_unique<Nobody>(),
                                         site_.metrics, ServiceOptions{site_.clock, nullptr});
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Response ask(std::string target, Names headers = {}) {
    return service_->answer({"GET", std::move(target), std::move(headers), {}, "192.0.2.7"},
                            *stores_);
  }
  static std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }

  std::string folder_;
  Site site_;
  std::unique_ptr<Stores> stores_;
  std::unique_ptr<Service> service_;
};

TEST_F(TransparencyRoutesTest, EveryPageIsThereBeforeAnythingWasPublished) {
  for (const char* path : {"/transparency", "/transparency/statements", "/transparency/policies",
                           "/transparency/labels", "/transparency/ledger", "/transparency/data"}) {
    const Response page = ask(path);
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8") << path;
    EXPECT_EQ(header(page, "Cache-Control"), "public, max-age=60") << path;
    EXPECT_EQ(header(page, "Content-Security-Policy").find("unsafe"), std::string::npos);
    EXPECT_NE(header(page, "Content-Security-Policy").find("default-src 'none'"),
              std::string::npos);
    EXPECT_EQ(header(page, "Referrer-Policy"), "same-origin") << "forms say where they are from";
    EXPECT_FALSE(header(page, "ETag").empty()) << path;
    EXPECT_EQ(ask(path, {{"if-none-match", header(page, "ETag")}}).status, 304) << path;
  }
  for (const char* file :
       {"/transparency/feed.atom", "/transparency/style.css", "/transparency/data/statements.csv",
        "/transparency/data/labels.json", "/transparency/data/dictionary.json"}) {
    EXPECT_EQ(ask(file).status, 200) << file;
  }
}

TEST_F(TransparencyRoutesTest, SpeaksTheReadersLanguage) {
  const Response french = ask("/transparency", {{"accept-language", "fr, en;q=0.5"}});
  EXPECT_EQ(header(french, "Content-Language"), "fr");
  EXPECT_EQ(header(french, "Vary"), "Accept-Language");
  EXPECT_NE(french.body.find("Centre de transparence"), std::string::npos);
  const Response russian = ask("/transparency?lang=ru", {{"accept-language", "fr"}});
  EXPECT_EQ(header(russian, "Content-Language"), "ru");
}

TEST_F(TransparencyRoutesTest, WhatIsNotThereIsAPageToo) {
  for (const char* path :
       {"/transparency/statements/none", "/transparency/policies/none",
        "/transparency/policies/none/0", "/transparency/labels/none", "/transparency/data/none.csv",
        "/transparency/ledger/checkpoint", "/transparency/ledger/key"}) {
    const Response page = ask(path);
    EXPECT_EQ(page.status, 404) << path;
    EXPECT_NE(page.body.find("There is nothing here"), std::string::npos) << path;
    EXPECT_EQ(header(page, "Cache-Control"), "no-store") << path;
  }
}

TEST_F(TransparencyRoutesTest, WhatIsWrongInsideIsNotTold) {
  std::ofstream(folder_ + "/labels.ndjson") << "no label event\n";
  const Response page = ask("/transparency/labels");
  EXPECT_EQ(page.status, 503);
  EXPECT_EQ(page.body.find(folder_), std::string::npos);
  EXPECT_EQ(page.body.find("ndjson"), std::string::npos);
}

}  // namespace
}  // namespace overt::http
