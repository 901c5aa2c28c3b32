// Rules as the model language writes them: what explain shows, and what `check --explain` prints.
#pragma once

#include "model/rollup_rule.hpp"

#include <string>

namespace hm::model {

std::string to_text(const resolution& r, const scale& states);  // degraded, worst, best(60%)
std::string to_text(const rung_test& t, const scale& states);   // percent(degraded or worse) > 50%
std::string to_text(const rung& r, const scale& states);        // count(healthy) >= 3 and count(any) >= 4
std::string predicate_text(rank_set who, const scale& states);  // not healthy, degraded or worse, in [a b]
std::string to_text(const quorum& q);                           // 3, 60%

// 999500000 parts per billion: 99.95%
std::string percent_text(parts_per_billion share);
// 2500 thousandths: 2.5
std::string weight_text(std::int64_t thousandths);

}  // namespace hm::model
