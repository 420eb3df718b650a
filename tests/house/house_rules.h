// The rules of the house as functions: a file's path and text go in, what breaks a rule comes out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tieout::house {

// Sentences of the form "path:line: what is wrong"; empty when the file obeys the rules: includes
// run one way, packages stay at home, no floating point near money, an opening sentence, 500 lines.
std::vector<std::string> faults_of(std::string_view path, std::string_view text);

}  // namespace tieout::house
