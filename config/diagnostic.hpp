// A mistake (or a warning) in a text, with its place, and how it is shown:
//
//   contoso.yaml:12:9: error: unknown key "weigth"
//     12 |         weigth: 3
//        |         ^
//        hint: did you mean "weight"?
#pragma once

#include <string>
#include <vector>

namespace hm::config {

enum class severity { error, warning };

// Another place that a diagnostic is about. For programs: people are told in the message or the hint.
struct related_place {
    std::string file;
    int line = 0;
    int column = 0;
    std::string message;  // what is there
};

struct diagnostic {
    severity level = severity::error;
    std::string file;
    int line = 0;             // from 1; 0 when the whole file is meant
    int column = 0;           // from 1
    std::string message;      // lower case, no full stop
    std::string hint;         // what to do; may be empty
    std::string source_line;  // the line's text, for the caret; empty when line is 0
    std::vector<related_place> related;
};

std::string render(const diagnostic& d);
std::string render(
    const std::vector<diagnostic>& all);  // each on its own lines; at the end "N errors, M warnings"

bool has_errors(const std::vector<diagnostic>& all);

}  // namespace hm::config
