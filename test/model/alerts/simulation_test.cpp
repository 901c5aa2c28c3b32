// Random lives of alerts: what is true, unclear or muted, what the model has, which targets answer, and when
// the daemon is killed. After every step what must always hold; at the end the books are balanced.
#include "model/alerts/delivery_book.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>

using namespace hm::model;
using namespace hm::model::alerts;
using namespace std::chrono_literals;

namespace {

std::uint32_t from_surroundings(const char* name, std::uint32_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : static_cast<std::uint32_t>(std::stoul(text));
}

struct condition {
    bool is = false, unclear = false, muted = false, gone = false;
    std::optional<steady_time> since;  // it holds, as a second opinion counts it
};

// What one target heard of one incident.
struct heard {
    int begins = 0, ends = 0;
};

class life {
public:
    explicit life(std::uint32_t seed) : chance_(seed) {
        const int n = between(1, 6);
        for (int i = 0; i < n; ++i) rules_.push_back(random_rule(i));
        conditions_.resize(rules_.size());
        for (int a = 0; a < n; ++a)
            for (int b = a + 1; b < n; ++b)
                if (one_in(2)) causes_.emplace(a, b);
        targets_ = {{"hook", "hook", false, 0s, severity::ticket},
                    {"am", "am", true, 60s, severity::ticket},
                    {"pages", "pages", false, 0s, severity::page}};
        start();
    }

    std::string live() {
        for (int step = 0; step < 120 && wrong_.empty(); ++step) {
            if (one_in(25)) kill();
            for (int i = between(0, 2); i > 0; --i) change_something();
            pass(std::chrono::seconds{between(1, 40)});
        }
        settle_everything();
        return wrong_;
    }

private:
    bool one_in(int n) { return between(1, n) == 1; }
    int between(int from, int to) { return std::uniform_int_distribution{from, to}(chance_); }

    rule random_rule(int number) {
        rule r;
        r.name = std::string(1, static_cast<char>('a' + number));
        r.lasting = std::chrono::seconds{between(0, 3) * 20};
        r.clear_for = std::chrono::seconds{between(0, 2) * 30};
        r.level = one_in(2) ? severity::page : severity::ticket;
        if (one_in(2)) r.remind = 100s;
        if (one_in(4)) r.sinks = {"hook"};
        return r;
    }

    void start() {
        machine_.emplace(rules_);
        book_.emplace(targets_);
        for (const auto& [id, i] : disk_) {
            book_->recall(i);
            if (i.what.ended) continue;
            machine_->resume({i.what.key, id, i.what.level, i.what.since, i.what.started, i.what.told}, now_);
        }
        under_way_.clear();
        for (condition& c : conditions_) c.unclear = true;  // nothing is known after a start
    }

    void kill() { start(); }
    void write_down() { disk_ = book_->incidents(); }

    void change_something() {
        condition& c = conditions_[static_cast<std::size_t>(between(0, static_cast<int>(rules_.size()) - 1))];
        switch (between(0, 9)) {
            case 0:
                c.unclear = !c.unclear;
                break;
            case 1:
                c.muted = !c.muted;
                break;
            case 2:
                c.gone = one_in(3);
                break;
            case 3:
                answers_[targets_[static_cast<std::size_t>(between(0, 2))].name] = one_in(2);
                break;
            default:
                c.is = one_in(2);
                c.unclear = false;
        }
    }

    std::vector<finding> found() const {
        std::vector<finding> all;
        for (std::size_t i = 0; i < rules_.size(); ++i) {
            const condition& c = conditions_[i];
            if (c.gone || (!c.is && !c.unclear)) continue;
            finding f;
            f.key = rules_[i].name + "/x";
            f.of = i;
            f.level = rules_[i].level;
            f.is = c.unclear ? truth::unclear : truth::holds;
            if (c.muted) f.muted_by = "maintenance";
            all.push_back(f);
        }
        return all;
    }

    bool is_cause(const finding& a, const finding& b) const {
        return causes_.contains({static_cast<int>(a.of), static_cast<int>(b.of)});
    }

    void pass(std::chrono::seconds time) {
        now_.steady += time;
        now_.wall += time;
        const machine::surroundings around{
            [this](const finding& a, const finding& b) { return is_cause(a, b); },
            [this](const std::string& key) {
                return conditions_[static_cast<std::size_t>(key[0] - 'a')].gone ? absence::gone
                                                                                : absence::well;
            }};
        for (const change& c : machine_->step(found(), around, now_)) note(c);
        count();
        look_for_a_deadlock();
        write_down();
        send();
    }

    void note(const change& c) {
        const std::size_t of = static_cast<std::size_t>(c.of.what.key[0] - 'a');
        const condition& is = conditions_[of];
        switch (c.what) {
            case change::kind::fired: {
                if (!open_.emplace(c.of.what.key, c.incident).second) wrong("fired twice: " + c.of.what.key);
                if (is.muted || is.unclear || !is.is || is.gone) wrong("fired without a reason");
                if (!is.since && rules_[of].lasting > 0s) wrong("fired at once");
                if (is.since && now_.steady - *is.since < rules_[of].lasting) wrong("fired too early");
                if (told_by_a_cause(of)) wrong("fired beside its cause: " + c.of.what.key);
                notice n;
                n.key = c.of.what.key;
                n.incident = c.incident;
                n.level = c.of.what.level;
                n.sinks = rules_[of].sinks;
                n.since = c.of.since;
                n.started = n.told = c.at;
                book_->begin(n);
                break;
            }
            case change::kind::reminded: {
                if (is.muted || !is.is || is.unclear) wrong("reminded without a reason");
                notice n = book_->find(c.incident)->what;
                n.told = c.at;
                book_->remind(n);
                break;
            }
            case change::kind::over:
                if (open_.erase(c.of.what.key) != 1) wrong("over without a beginning");
                if (!is.gone && (is.is || is.unclear)) wrong("over while it holds: " + c.of.what.key);
                book_->end(c.incident, c.at, "", now_);
                break;
        }
    }

    bool told_by_a_cause(std::size_t of) const {
        for (const auto& [key, incident] : open_) {
            const auto a = static_cast<std::size_t>(key[0] - 'a');
            const bool reaches = rules_[a].sinks.empty() || rules_[a].sinks == rules_[of].sinks;
            if (a != of && causes_.contains({static_cast<int>(a), static_cast<int>(of)}) && reaches &&
                rules_[a].level >= rules_[of].level)
                return true;
        }
        return false;
    }

    void count() {
        for (condition& c : conditions_) {
            const bool holds = c.is && !c.unclear && !c.gone;
            if (!holds && !c.unclear) c.since.reset();
            if (c.gone) c.since.reset();
            if (holds && !c.since) c.since = now_.steady;
        }
    }

    // Whoever is held back is held back by somebody who is told of, or will be.
    void look_for_a_deadlock() {
        for (const auto& [key, a] : machine_->alerts()) {
            if (a.now != phase::held || now_.steady < a.settled) continue;
            const auto cause = machine_->alerts().find(a.held_by);
            if (a.what.is != truth::holds || a.well_since) continue;
            if (cause == machine_->alerts().end() || cause->second.now == phase::muted)
                wrong("held back by nobody: " + key);
        }
    }

    // Each target does one thing at a time; some end in a later step, some never, because we are killed.
    void send() {
        for (const destination& t : targets_) {
            for (int i = 0; i < 3; ++i) {
                if (!under_way_.contains(t.name)) {
                    const auto e = book_->next(t.name, now_);
                    if (!e) break;
                    if (book_->begun(*e)) write_down();
                    under_way_[t.name] = *e;
                    arrive(*e, t.name);
                }
                if (one_in(4)) break;
                const errand e = under_way_.extract(t.name).mapped();
                if (arrived_[t.name])
                    book_->delivered(e, now_);
                else
                    book_->failed(e, "no answer", now_);
                if (one_in(2)) write_down();
            }
        }
    }

    // Also what fails may have arrived.
    void arrive(const errand& e, const std::string& to) {
        const bool well = !answers_.contains(to) || answers_[to];
        arrived_[to] = well && !one_in(6);
        if (!well && !one_in(3)) return;
        for (const auto& [id, what] : e.what) {
            heard& h = heard_[to][id];
            if (what == wish::begin) ++h.begins;
            if (what == wish::end) ++h.ends;
            if (what == wish::begin && h.ends > 0)
                wrong(to + " heard of the beginning after the end of " + id);
        }
    }

    void settle_everything() {
        for (condition& c : conditions_) c = {};
        for (const destination& t : targets_) answers_[t.name] = true;
        for (int i = 0; i < 120 && wrong_.empty(); ++i) pass(20s);
        if (!wrong_.empty()) return;
        if (!open_.empty()) wrong("not over: " + open_.begin()->first);
        if (!book_->incidents().empty())
            wrong("somebody still has to hear of " + book_->incidents().begin()->first);
        for (const auto& [to, all] : heard_)
            for (const auto& [id, h] : all)
                if (h.begins > 0 && h.ends == 0) wrong(to + " never heard of the end of " + id);
    }

    void wrong(std::string what) {
        if (wrong_.empty()) wrong_ = std::move(what);
    }

    std::mt19937 chance_;
    std::vector<rule> rules_;
    std::vector<condition> conditions_;
    std::set<std::pair<int, int>> causes_;
    std::vector<destination> targets_;
    std::optional<machine> machine_;
    std::optional<delivery_book> book_;
    std::map<std::string, incident> disk_;
    moment now_{steady_time{} + 1000h, wall_time{1'000'000s}};
    std::map<std::string, std::string> open_;  // incident by key
    std::map<std::string, bool> answers_, arrived_;
    std::map<std::string, errand> under_way_;
    std::map<std::string, std::map<std::string, heard>> heard_;
    std::string wrong_;
};

}  // namespace

TEST_CASE("whatever happens, incidents are told of once, and the end of each that anybody heard of",
          "[model][alerts][simulation]") {
    const std::uint32_t first = from_surroundings("HM_SEED", 1);
    const std::uint32_t count = from_surroundings("HM_HISTORIES", 3000);
    for (std::uint32_t seed = first; seed < first + count; ++seed) {
        const std::string wrong = life{seed}.live();
        if (!wrong.empty()) FAIL("HM_SEED=" << seed << ": " << wrong);
    }
    SUCCEED(count << " lives from seed " << first);
}
