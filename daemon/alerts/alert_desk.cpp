#include "daemon/alerts/alert_desk.hpp"

#include "daemon/alerts/command_sender.hpp"
#include "daemon/alerts/http_senders.hpp"
#include "daemon/alerts/incident_text.hpp"
#include "daemon/log.hpp"
#include "model/alerts/kinship.hpp"

#include <fmt/format.h>
#include <boost/asio/post.hpp>

#include <algorithm>

namespace hm::daemon {

using namespace model::alerts;

namespace {

std::string end_in_words(const change& c) {
    return c.gone ? "nothing watches it any more" : "it is well again";
}

notice test_notice(const std::string& sink, const std::string& by, const std::string& public_url,
                   model::wall_time now) {
    notice n;
    n.key = n.rule = "test";
    n.incident = fmt::format("test/{}@{}", sink, now.time_since_epoch().count());
    n.level = severity::ticket;
    n.summary = fmt::format("a test of the sink {}; nothing is wrong", sink);
    n.reason = by.empty() ? "somebody asked for it" : by + " asked for it";
    n.link = public_url;
    n.since = n.started = n.told = now;
    return n;
}

}  // namespace

alert_desk::alert_desk(boost::asio::io_context& io, const config::settings& settings,
                       const probes::resolver_options& dns, const view& state, alert_keeper* keeper,
                       sources from)
    : io_(io),
      state_(state),
      keeper_(keeper),
      from_(std::move(from)),
      public_url_(settings.public_url),
      rules_(settings.alerts.rules),
      timer_(io),
      machine_(rules_) {
    const auto speaks_http = [](const config::alert_sink& s) { return !s.http.empty(); };
    if (std::ranges::any_of(settings.alerts.sinks, speaks_http))
        http_ = std::make_unique<http_poster>(io, dns);
    for (const config::alert_sink& s : settings.alerts.sinks) add(s);
    std::vector<destination> all;
    for (const courier& c : couriers_) all.push_back(c.of);
    book_.emplace(std::move(all));
}

alert_desk::~alert_desk() = default;

void alert_desk::add(const config::alert_sink& sink) {
    destination d{sink.name, sink.name, false, sink.resend, sink.at_least};
    switch (sink.what) {
        case config::alert_sink::kind::webhook:
            couriers_.push_back({d, std::make_unique<webhook_sender>(*http_, sink)});
            return;
        case config::alert_sink::kind::command:
            couriers_.push_back({d, std::make_unique<command_sender>(io_, sink)});
            return;
        case config::alert_sink::kind::alertmanager:
            d.gathers = true;
            for (std::size_t i = 0; i < sink.http.size(); ++i) {
                d.name = sink.http.size() == 1 ? sink.name : fmt::format("{}#{}", sink.name, i + 1);
                couriers_.push_back({d, std::make_unique<alertmanager_sender>(*http_, sink, i)});
            }
            return;
    }
}

void alert_desk::start() {
    publish();
    if (keeper_ == nullptr) return begin_to_look();
    keeper_->start(
        [this](incident_texts found) {
            boost::asio::post(io_, [this, found = std::move(found)] { recalled(found); });
        },
        [this] { boost::asio::post(io_, [this] { begin_to_look(); }); });
    timer_.expires_after(recall_limit);
    timer_.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled) begin_to_look();
    });
}

// Before the first look, unless the disk was late: what was told anew meanwhile is the older incident's end.
void alert_desk::recalled(const incident_texts& found) {
    const model::moment now = from_.now();
    for (const auto& [id, text] : found) {
        std::optional<incident> i = parse_incident(text);
        if (!i) {
            log::warning("alert_unreadable", {{"incident", id}});
            continue;
        }
        const notice what = i->what;
        book_->recall(std::move(*i));
        if (what.ended) continue;
        const auto known = machine_.alerts().find(what.key);
        if (known != machine_.alerts().end() && known->second.now == phase::firing)
            book_->end(id, now.wall, "it is told of anew", now);
        else
            machine_.resume({what.key, id, what.level, what.since, what.started, what.told}, now);
    }
    if (looks_) changed_ = true;
    publish();
}

void alert_desk::begin_to_look() {
    if (looks_ || stopped_) return;
    looks_ = true;
    tick();
}

void alert_desk::tick() {
    if (stopped_) return;
    look();
    timer_.expires_after(pace);
    timer_.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled) tick();
    });
}

void alert_desk::look() {
    if (!state_.snapshot || !state_.verdicts) return;
    const model::snapshot& s = *state_.snapshot;
    const model::moment now = from_.now();
    follow_model(s);
    reported more = from_.more(s);
    more.now = now.wall;
    const std::vector<finding> found = watcher_->look(s, more);
    kinship kin{s, rules_};
    const machine::surroundings around{
        [&](const finding& a, const finding& b) { return kin.is_cause(a, b); },
        [&](const std::string& key) { return watcher_->absence_of(key, more); }};
    for (const change& c : machine_.step(found, around, now)) note(c, s);
    const std::size_t before = book_->incidents().size();
    book_->forget(now);
    if (std::exchange(changed_, false) || book_->incidents().size() != before) write_down();
    dispatch();
    publish();
}

void alert_desk::follow_model(const model::snapshot& s) {
    if (watcher_ && watcher_->model() == s.model) return;
    watcher_.emplace(rules_, s.model);
    machine_.forget_subjects();
}

void alert_desk::note(const change& c, const model::snapshot& s) {
    changed_ = true;
    if (c.what == change::kind::over) {
        if (const incident* i = book_->find(c.incident)) note_in_log(i->what, "alert_resolved");
        return book_->end(c.incident, c.at, end_in_words(c), from_.now());
    }
    notice n = describe(c.of, *watcher_, s, public_url_);
    n.told = c.at;
    if (c.what == change::kind::fired) {
        ++begun_[n.rule];
        note_in_log(n, "alert_firing");
        return book_->begin(std::move(n));
    }
    const incident* i = book_->find(c.incident);
    if (i == nullptr) return;
    // What makes it this incident, to whoever was told, stays.
    n.level = i->what.level;
    n.model = i->what.model;
    n.kind = i->what.kind;
    n.region = i->what.region;
    n.owner = i->what.owner;
    n.labels = i->what.labels;
    note_in_log(n, "alert_reminder");
    book_->remind(n);
}

void alert_desk::note_in_log(const notice& n, std::string_view event) const {
    log::warning(event, {{"incident", n.incident},
                         {"severity", std::string{to_string(n.level)}},
                         {"summary", n.summary},
                         {"reason", n.reason}});
}

void alert_desk::write_down(std::function<void(bool)> done) {
    if (keeper_ == nullptr) {
        if (done) done(false);
        return;
    }
    incident_texts all;
    for (const auto& [id, i] : book_->incidents()) all[id] = to_text(i);
    keeper_->keep(std::move(all), std::move(done));
}

void alert_desk::dispatch() {
    for (courier& c : couriers_) dispatch(c);
}

void alert_desk::dispatch(courier& c) {
    if (c.busy || stopped_) return;
    std::optional<errand> e = book_->next(c.of.name, from_.now());
    if (!e) return;
    c.busy = true;
    if (book_->begun(*e))
        write_down_and_send(c, std::move(*e));
    else
        send(c, std::move(*e));
}

// Whoever comes first, the disk or the end of our patience, sends.
void alert_desk::write_down_and_send(courier& c, errand e) {
    const auto gone = std::make_shared<bool>(false);
    const auto go = [this, &c, e = std::move(e), gone] {
        if (std::exchange(*gone, true) || stopped_) return;
        send(c, e);
    };
    if (keeper_ == nullptr) return go();
    const auto limit = std::make_shared<boost::asio::steady_timer>(io_, patience);
    limit->async_wait([go, limit](boost::system::error_code cancelled) {
        if (!cancelled) go();
    });
    write_down([this, go, limit](bool) {
        boost::asio::post(io_, [go, limit] {
            limit->cancel();
            go();
        });
    });
}

void alert_desk::send(courier& c, errand e) {
    std::vector<telling> what;
    for (auto& [id, how] : e.what) {
        const incident* i = book_->find(id);
        if (i == nullptr) continue;
        if (i->what.ended) how = wish::end;  // while the disk was waited for
        what.push_back({i->what, how});
    }
    if (what.empty()) {
        c.busy = false;
        return;
    }
    c.by->send(std::move(what), from_.now(),
               [this, &c, e = std::move(e)](std::string trouble) { came_back(c, e, std::move(trouble)); });
}

void alert_desk::came_back(courier& c, const errand& e, std::string trouble) {
    c.busy = false;
    if (stopped_) return;
    const bool was_well = book_->health(c.of.name).trouble.empty();
    if (trouble.empty()) {
        if (!was_well) log::warning("alert_sink_works_again", {{"sink", c.of.name}});
        book_->delivered(e, from_.now());
    } else {
        if (was_well) log::warning("alert_not_delivered", {{"sink", c.of.name}, {"reason", trouble}});
        book_->failed(e, std::move(trouble), from_.now());
    }
    changed_ = true;
    dispatch(c);
}

void alert_desk::publish() {
    auto p = std::make_shared<alert_picture>();
    for (const auto& [key, a] : machine_.alerts()) {
        const bool has_node = watcher_ && a.what.subject != model::vertex_id::none;
        p->alerts.push_back({a, key.substr(0, key.find('/')),
                             has_node ? watcher_->model()->name(a.what.subject) : std::string{}});
    }
    p->incidents = book_->incidents();
    for (const courier& c : couriers_)
        p->destinations.push_back({c.of, book_->health(c.of.name), book_->waiting(c.of.name)});
    p->begun = begun_;
    p->left_out = machine_.left_out();
    if (keeper_ != nullptr) p->store = keeper_->health();
    const std::lock_guard lock{picture_mutex_};
    picture_ = std::move(p);
}

std::shared_ptr<const alert_picture> alert_desk::picture() const {
    const std::lock_guard lock{picture_mutex_};
    return picture_;
}

bool alert_desk::has_sink(const std::string& name) const {
    return std::ranges::any_of(couriers_, [&](const courier& c) { return c.of.sink == name; });
}

void alert_desk::test(const std::string& sink, std::string by, std::function<void(test_report)> done) {
    boost::asio::post(
        io_, [this, sink, by = std::move(by), done = std::move(done)] { send_test(sink, by, done); });
}

void alert_desk::send_test(const std::string& sink, const std::string& by,
                           std::function<void(test_report)> done) {
    struct outcome {
        test_report all;
        std::size_t open = 0;
    };
    const auto result = std::make_shared<outcome>();
    const model::moment now = from_.now();
    const notice n = test_notice(sink, by, public_url_, now.wall);
    std::vector<courier*> asked;
    for (courier& c : couriers_) {
        if (c.of.sink != sink) continue;
        if (stopped_) {
            result->all.emplace_back(c.of.name, "the daemon is stopping");
            continue;
        }
        // One thing at a time: who is being told something else is asked to wait for its turn.
        if (c.busy) {
            result->all.emplace_back(c.of.name, "it is being told something else just now; try again");
            continue;
        }
        asked.push_back(&c);
    }
    result->open = asked.size();
    if (asked.empty()) return done(result->all);
    for (courier* c : asked) {
        c->busy = true;
        notice once = n;
        if (c->of.gathers) once.ended = now.wall + std::chrono::minutes{1};  // it ends by itself
        c->by->send({{once, c->of.gathers ? wish::end : wish::none}}, now,
                    [this, c, result, done](std::string trouble) {
                        c->busy = false;
                        result->all.emplace_back(c->of.name, std::move(trouble));
                        if (--result->open == 0) done(result->all);
                        dispatch(*c);
                    });
    }
}

void alert_desk::stop() {
    stopped_ = true;
    timer_.cancel();
    if (changed_) write_down();
    for (courier& c : couriers_) c.by->stop();
    if (http_) http_->stop();
}

}  // namespace hm::daemon
