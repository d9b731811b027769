#pragma once
// Cases as people and programs read them. Nobody who is to judge a case is told how others judged
// it, nor who had taken it: until its last judgement is in, a case looks as if nobody had. One with
// a known answer looks so for good. Pure.

#include <string>
#include <vector>

#include "base/json_writer.h"
#include "model/case.h"
#include "model/case_desk.h"
#include "stages/cases/agreement.h"
#include "stages/cases/case_queue.h"

namespace overt {

/// What may be told of its events.
std::vector<CaseEvent> told_events(const Case& one, const CaseDesk& desk);

std::string case_line(const Case& one, TimeUs now);
std::string case_in_full(const Case& one, const CaseDesk& desk, TimeUs now);
/// One object.
void write_case(JsonWriter& json, const Case& one, const CaseDesk& desk, TimeUs now);

std::string agreement_in_words(const AgreementReport& report);
void write_agreement(JsonWriter& json, const AgreementReport& report);

/// What the rules are; never the key.
std::string rules_in_words(const DeskRules& rules);
void write_rules(JsonWriter& json, const DeskRules& rules);

}  // namespace overt
