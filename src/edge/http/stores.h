#pragma once
// What one worker thread has open of the data folder. Stores belong to one thread; each is opened
// when it is first asked for, and again after it failed. Not thread-safe: one object a worker.

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "pipeline/case_work.h"
#include "pipeline/decision_data.h"
#include "ports/access_store.h"
#include "ports/decision_store.h"

namespace overt::http {

class Stores {
 public:
  explicit Stores(std::string data) : data_(std::move(data)) {}

  [[nodiscard]] const std::string& data() const { return data_; }

  /// For looking; writing goes through the pipeline's own calls.
  Result<DecisionStore*> decisions();
  /// After an error of its: the next call opens it anew.
  void close_decisions() { decisions_.reset(); }

  /// For looking at cases.
  Result<CaseWork*> cases();
  void close_cases() { cases_.reset(); }

  /// Passwords, tokens and sessions.
  Result<AccessStore*> access();
  void close_access() { access_.reset(); }

 private:
  std::string data_;
  std::unique_ptr<DecisionStore> decisions_;
  std::optional<CaseWork> cases_;
  std::unique_ptr<AccessStore> access_;
};

}  // namespace overt::http
