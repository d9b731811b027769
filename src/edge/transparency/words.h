#pragma once
// What is said of the same thing on several pages. Thread safety: pure.

#include <string>
#include <string_view>

#include "edge/transparency/html.h"
#include "pipeline/public_record.h"

namespace overt::transparency {

std::string_view kind_words(const Texts& texts, DisclosureKind kind);
std::string_view mode_words(const Texts& texts, PolicyMode mode);
std::string_view event_words(const Texts& texts, LabelEventKind kind);
std::string_view subject_words(const Texts& texts, LabelSubjectKind kind);

std::string path_of(const Publication& publication);
std::string path_of(const PolicyHistory& history);
/// Of the assessment that a label rests on.
std::string path_of_assessment(std::string_view id);

/// A list of what happened, one line a step.
std::string steps_list(const Reader& reader, const PublicRecord& record, std::size_t max);

}  // namespace overt::transparency
