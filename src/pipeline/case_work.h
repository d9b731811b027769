#pragma once
// CaseWork: where people work on cases, for the command line, the API and the console alike. Each
// step reads a case, asks the rules (stages/cases), and adds one event; where somebody else was
// faster, kUnavailable says so. Who somebody is comes with what they have an interest in.
//
// Thread safety: one object belongs to one thread. Cost of a step: one transaction; next() reads
// every case.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/case_desk.h"
#include "pipeline/decision_data.h"
#include "ports/case_store.h"
#include "stages/cases/agreement.h"
#include "stages/cases/case_queue.h"

namespace overt {

class CaseWork {
 public:
  static Result<CaseWork> open(const std::string& data, DecisionAccess access);

  /// Where the people are who may work.
  DecisionStore& people() { return *people_; }
  /// With interests. kNotFound, with what to do, where nobody is called so.
  Result<Person> person(const std::string& id);
  Result<std::vector<Case>> all() { return cases_->all(); }
  Result<Case> find(const std::string& id);
  Result<CaseDesk> desk();

  /// kNotFound where there is none.
  Result<void> must_be_decision(const std::string& id);

  using Step = std::function<Result<void>(Case&)>;
  Result<Case> change(const std::string& id, const Step& step);
  /// Opens them, each with its entry in the ledger; needs the ledger's key.
  Result<void> add(const std::vector<Case>& cases);

  struct Handed {
    Case one;
    std::string why;
  };
  /// Takes the next case for this person, until the end of the lease; of several that ask at once
  /// each gets another. Where they hold one already, it is that one, as it stands.
  Result<Handed> next(const Person& person, std::string_view queue, TimeUs at);
  Result<Case> renew(const std::string& id, const Person& by, TimeUs at);

  /// Rules and known answers are an admin's; an interest is declared by the person or an admin, and
  /// ended by an admin who is somebody else.
  Result<void> record(DeskRecord record, const Person& by);
  /// For auditors.
  Result<AgreementReport> agreement(const Person& by);

 private:
  CaseWork(std::string data, std::unique_ptr<DecisionStore> people,
           std::unique_ptr<CaseStore> cases)
      : data_(std::move(data)), people_(std::move(people)), cases_(std::move(cases)) {}
  Result<void> make_key(const Person& by, TimeUs at);

  std::string data_;
  std::unique_ptr<DecisionStore> people_;
  std::unique_ptr<CaseStore> cases_;
};

}  // namespace overt
