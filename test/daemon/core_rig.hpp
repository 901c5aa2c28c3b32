// core on a clock of its own, with the test as the probe shard and as the reader.
#pragma once

#include "daemon/core.hpp"

#include <catch2/catch.hpp>

#include "test/model/build.hpp"

#include <string>
#include <string_view>

namespace hm::test {

using namespace std::chrono_literals;
using model::state;

class rig : private daemon::publisher {
public:
    rig(const rig&) = delete;  // core knows its address
    rig& operator=(const rig&) = delete;
    explicit rig(std::shared_ptr<const model::graph> g, const daemon::recalled& before = {})
        : graph_(std::move(g)),
          generation_(std::make_shared<daemon::generation>(1, graph_, nullptr, [this] { ++wakes; })),
          core_(generation_, *this, {}, now_, before) {}

    void reload(std::shared_ptr<const model::graph> next) {
        graph_ = std::move(next);
        generation_ = std::make_shared<daemon::generation>(generation_->number + 1, graph_, generation_.get(),
                                                           [this] { ++wakes; });
        core_.adopt(generation_, now_);
    }

    void result(std::string_view signal, state s, model::reason why = model::reason::ok) {
        const model::vertex_id v = graph_->find(signal);
        REQUIRE(v != model::vertex_id::none);
        const model::signal_id id = graph_->at(v).signal;
        generation_->board.note_result(id, now_.steady, model::is_known(s), why);
        model::judged_signal j;
        j.now = s;
        j.why = why;
        j.ever_known = model::is_known(s);
        j.since = now_.wall;
        generation_->board.leave(id, j);
        core_.take(now_);
    }
    // A run that does not move the state yet.
    void run(std::string_view signal, model::reason why) {
        generation_->board.note_result(graph_->find_signal(signal), now_.steady, true, why);
    }
    const std::shared_ptr<daemon::generation>& in_use() const { return generation_; }
    // A run whose outcome is what the signal is already: the shard hands nothing over.
    void same_again(std::string_view signal) {
        generation_->board.note_result(graph_->at(graph_->find(signal)).signal, now_.steady, true,
                                       model::reason::ok);
    }
    void all_same_again() {
        for (std::size_t i = 0; i < graph_->signal_count(); ++i)
            generation_->board.note_result(model::signal_id(i), now_.steady, true, model::reason::ok);
    }
    daemon::override_outcome place(model::operator_override wanted) {
        wanted.since = now_.wall;
        return core_.place(std::move(wanted), now_);
    }
    daemon::override_outcome try_out(const model::operator_override& wanted) const {
        return core_.try_out(wanted);
    }
    daemon::override_outcome undo(std::string_view id) { return core_.undo(id, "bob", "enough", now_); }
    void recall_slices(const std::vector<model::slo::slice>& stored) { core_.recall_slices(stored, now_); }
    void recall_late(const daemon::recalled& before) { core_.recall_late(before, now_); }
    daemon::write_batch last_words() const { return core_.last_words(now_); }
    const model::moment& now() const { return now_; }
    void set_wall(model::wall_time to) { now_.wall = to; }
    void wait(model::duration d, bool ticking = true) {
        constexpr model::duration step = 100ms;
        if (!ticking) return stand_still(d), core_.tick(now_);
        for (model::duration passed{0}; passed < d; passed += step) {
            advance(step);
            core_.tick(now_);
        }
    }

    // Between two ticks: something woke it, or a verdict is due.
    void look() { core_.take(now_); }
    // Until something is asked of it, or its next tick.
    void stand_still(model::duration d) { advance(d); }

    state at(std::string_view name) const {
        return pictures.back()->rows.at(graph_->find(name)).health.health.now;
    }
    const model::row& row(std::string_view name) const {
        return pictures.back()->rows.at(graph_->find(name));
    }
    const model::region_verdict& verdict(std::size_t r) const { return tables.back()->regions[r]; }

    std::vector<std::shared_ptr<const model::verdict_table>> tables;
    std::vector<std::shared_ptr<const model::snapshot>> pictures;
    std::vector<daemon::write_batch> kept;
    std::vector<model::slo::slice> slices;
    int wakes = 0;

private:
    void keep(daemon::write_batch batch) override { kept.push_back(std::move(batch)); }
    void closed(std::span<const model::slo::slice> s) override {
        slices.insert(slices.end(), s.begin(), s.end());
    }
    void publish(std::shared_ptr<const model::verdict_table> t) override { tables.push_back(std::move(t)); }
    void publish(std::shared_ptr<const model::snapshot> s) override { pictures.push_back(std::move(s)); }
    void advance(model::duration d) {
        now_.steady += std::chrono::duration_cast<model::steady_time::duration>(d);
        now_.wall += std::chrono::duration_cast<std::chrono::milliseconds>(d);
    }

    std::shared_ptr<const model::graph> graph_;
    model::moment now_{model::steady_time{1h}, model::wall_time{1'700'000'000'000ms}};
    std::shared_ptr<daemon::generation> generation_;
    daemon::core core_;
};

inline std::shared_ptr<const model::graph> two_regions() {
    model::test::model_builder b{"shop"};
    b.traffic(model::test::at_once()).regions({"a", "b"}).dependency("db");
    b.flow("browse", {{"db"}});
    return b.unfold();
}

}  // namespace hm::test
