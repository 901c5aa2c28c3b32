// A small shop in two regions, as the outputs see it: signals are set by name, the rest is evaluated by the
// real model. Time stands where the test puts it.
#pragma once

#include "daemon/http/router.hpp"
#include "daemon/outputs/context.hpp"
#include "model/verdict_board.hpp"
#include "test/model/build.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace hm::test {

using model::state;

inline std::shared_ptr<const model::graph> shop(bool with_cache = true) {
    model::test::model_builder b{"shop"};
    b.traffic(model::test::at_once()).regions({"eu", "us"}).share(0, 3 * model::weight_one);
    b.flow("browse", {{"api"}});
    b.flow("comment", {{"api"}, {"db/write"}}, model::criticality::medium);
    b.component("api",
                {{"db/read"}, {"vault", model::impact::limited, false, model::weight_one, {"scale-out"}}},
                {"latency"});
    b.dependency("db", {"read", "write"});
    b.dependency("vault", {"up"}, model::scope::global);
    if (with_cache) b.dependency("cache");
    return b.unfold();
}

class picture {
public:
    explicit picture(std::shared_ptr<const model::graph> g = shop())
        : graph(std::move(g)), evaluator_(graph), board_(graph), maintenance_(graph), rows_(graph->size()) {
        context.facts = {"1.2.3", at(-3600), true, at(-3600)};
        context.now = [this] { return now; };
        context.core_heartbeat_age = [this] { return core_age; };
    }

    picture& set(std::string_view signal, state s, model::reason why = model::reason::ok,
                 std::string detail = {}) {
        const model::vertex_id v = graph->find(signal);
        auto judged = std::make_shared<model::judged_signal>();
        judged->now = s;
        judged->why = why;
        judged->detail = std::move(detail);
        judged->since = judged->last_result = now.wall;
        judged->ever_known = model::is_known(s);
        rows_.edit(v).leaf = judged;
        changed_.push_back(v);
        evaluator_.set_leaf(graph->at(v).signal, {s, model::is_known(s), false});
        return *this;
    }
    picture& all(state s) {
        for (std::size_t i = 0; i < graph->signal_count(); ++i)
            set(graph->name(graph->vertex_of(model::signal_id(i))), s);
        return *this;
    }

    picture& publish() {
        maintenance_.step(now.wall);
        for (const auto& [id, window] : maintenance_.picture()->covered())
            evaluator_.set_maintenance(id, true);
        for (const model::vertex_id id : evaluator_.evaluate()) {
            model::row& r = rows_.edit(id);
            if (r.health.health.now != evaluator_.at(id).health.now) r.since = now.wall;
            r.health = evaluator_.at(id);
            changed_.push_back(id);
        }
        board_.step(evaluator_, now);
        auto table = std::make_shared<model::verdict_table>(board_.table(now));
        table->generation = 1;
        table->sequence = ++sequence_;
        table->ready = ready;
        return show(std::move(table));
    }

    // With a table of the test's own making.
    picture& show(std::shared_ptr<const model::verdict_table> table) {
        auto s = std::make_shared<model::snapshot>();
        s->model = graph;
        s->rows = rows_.publish();
        s->verdicts = table;
        s->maintenance = maintenance_.picture();
        s->at = now;
        s->generation = 1;
        s->sequence = ++sequence_;
        std::sort(changed_.begin(), changed_.end());
        changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
        s->changed = std::exchange(changed_, {});
        state_.verdicts = std::move(table);
        state_.snapshot = std::move(s);
        return *this;
    }

    // The same picture, with what became of objectives.
    picture& attain(model::slo::attained_list all) {
        auto s = std::make_shared<model::snapshot>(*state_.snapshot);
        s->attained = std::make_shared<const model::slo::attained_list>(std::move(all));
        state_.snapshot = std::move(s);
        return *this;
    }

    const daemon::view& view() const { return state_; }
    void without_rows() { state_.snapshot = nullptr; }

    std::shared_ptr<const model::graph> graph;
    model::moment now{model::steady_time{std::chrono::hours{1}}, at(0)};
    model::duration core_age = std::chrono::milliseconds{40};
    bool ready = true;

private:
    static model::wall_time at(int seconds) {
        return model::wall_time{std::chrono::hours{24 * 365 * 56} + std::chrono::seconds{seconds}};
    }

    daemon::view state_;
    model::evaluator evaluator_;
    model::verdict_board board_;
    model::maintenance_board maintenance_;
    model::row_writer rows_;
    std::vector<model::vertex_id> changed_;
    std::uint64_t sequence_ = 0;

public:
    daemon::output_context context{state_};
};

struct caught final : daemon::http::answer_sink {
    void answer(std::uint64_t, daemon::http::response r) override { answers.push_back(std::move(r)); }
    std::vector<daemon::http::response> answers;
};

inline daemon::http::response ask(const daemon::http::router& routes, daemon::http::request r) {
    const auto sink = std::make_shared<caught>();
    routes.handle(r, {sink, 0});
    REQUIRE(sink->answers.size() == 1);
    return sink->answers[0];
}

inline daemon::http::request get(std::string target) {
    daemon::http::request r;
    r.target = std::move(target);
    return r;
}

inline daemon::http::request posted(std::string target, std::string body) {
    daemon::http::request r = get(std::move(target));
    r.verb = daemon::http::method::post;
    r.body = std::move(body);
    return r;
}

inline boost::json::value json(const daemon::http::response& r) {
    return boost::json::parse(boost::json::string_view{r.body().data(), r.body().size()});
}

// Members and elements by a path: "/regions/0/verdict/effective". Fails the test where there is none.
inline const boost::json::value& at(const boost::json::value& v, std::string_view path) {
    return v.at_pointer({path.data(), path.size()});
}
inline std::string text(const boost::json::value& v, std::string_view path) {
    const auto& s = at(v, path).as_string();
    return {s.data(), s.size()};
}
inline bool has(const boost::json::value& v, std::string_view path) {
    boost::json::error_code ec;
    return v.find_pointer({path.data(), path.size()}, ec) != nullptr;
}

// The value of a header in `Name: value\r\n` lines, or "(none)".
inline std::string header(const daemon::http::response& r, std::string_view name) {
    const std::string all = "\n" + (r.shared_headers ? *r.shared_headers : std::string{}) + r.headers;
    const std::size_t begin = all.find("\n" + std::string{name} + ": ");
    if (begin == std::string::npos) return "(none)";
    const std::size_t value = begin + name.size() + 3;
    return all.substr(value, all.find('\r', value) - value);
}

}  // namespace hm::test
