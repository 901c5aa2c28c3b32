// A verdict machine with a clock of its own, and evidence in words.
#pragma once

#include "model/verdict_machine.hpp"

#include <catch2/catch.hpp>

#include "test/model/build.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hm::model::test {

using namespace std::chrono_literals;

inline region_evidence good() {
    return {state::healthy, score{10000}, false};
}
inline region_evidence weak() {
    return {state::degraded, score{7000}, false};
}
inline region_evidence partial(int points) {
    return {state::unhealthy, score{points}, false};
}
inline region_evidence dead() {
    return {state::unhealthy, score{0}, true};
}
inline region_evidence silent() {
    return {};
}

inline std::shared_ptr<const operator_override> said(override_kind kind, std::string id = "o1") {
    operator_override o;
    o.id = std::move(id);
    o.kind = kind;
    o.reason = "a test";
    o.since = wall_time{1'700'000'000'000ms};
    o.until = o.since + 4h;
    return std::make_shared<const operator_override>(o);
}

class bench {
public:
    explicit bench(std::size_t regions, traffic_rules rules = {})
        : rules_(rules), machine_(std::vector<weight>(regions, weight_one), rules) {}
    bench(std::vector<weight> shares, traffic_rules rules)
        : rules_(rules), machine_(std::move(shares), rules) {}

    bench& step(std::vector<region_evidence> evidence, duration later = 1s) {
        now_.steady += std::chrono::duration_cast<steady_time::duration>(later);
        now_.wall += std::chrono::duration_cast<std::chrono::milliseconds>(later);
        changed = machine_.step(evidence, now_);
        return *this;
    }
    // From now on for so long: at every deadline on the way, and at the end.
    bench& stay(const std::vector<region_evidence>& evidence, duration d) {
        step(evidence, 0s);
        const steady_time end = now_.steady + d;
        while (machine_.next_deadline() < end) step(evidence, machine_.next_deadline() - now_.steady);
        return step(evidence, end - now_.steady);
    }
    bench& say(std::size_t region, operator_words words) {
        machine_.say(region, std::move(words));
        return *this;
    }
    // Another machine goes on with what the store has of this one, so much later.
    void restart(duration later) {
        std::vector<remembered_verdict> records;
        for (std::size_t r = 0; r < machine_.verdicts().size(); ++r)
            records.push_back(machine_.remember(r, now_).value_or(remembered_verdict{}));
        now_.steady += std::chrono::duration_cast<steady_time::duration>(later);
        now_.wall += std::chrono::duration_cast<std::chrono::milliseconds>(later);
        machine_ = verdict_machine{std::vector<weight>(records.size(), weight_one), rules_};
        for (std::size_t r = 0; r < records.size(); ++r)
            if (records[r].at != wall_time{}) machine_.resume(r, records[r], now_);
    }

    const region_verdict& operator[](std::size_t r) const { return machine_.verdicts()[r]; }
    duration due() const { return machine_.next_deadline() - now_.steady; }
    bool has_deadline() const { return machine_.next_deadline() != steady_time::max(); }
    moment now() const { return now_; }
    bool changed = false;

private:
    traffic_rules rules_;
    verdict_machine machine_;
    moment now_{steady_time{1h}, wall_time{1'700'000'000'000ms}};
};

}  // namespace hm::model::test

namespace Catch {
template <>
struct StringMaker<hm::model::verdict> {
    static std::string convert(hm::model::verdict v) { return std::string{to_string(v)}; }
};
template <>
struct StringMaker<hm::model::verdict_source> {
    static std::string convert(hm::model::verdict_source s) { return std::string{to_string(s)}; }
};
}  // namespace Catch
