#include "daemon/engine.hpp"

#include "daemon/alerts/alerting.hpp"
#include "daemon/clock.hpp"
#include "daemon/dns_options.hpp"
#include "daemon/exports/exporter.hpp"
#include "daemon/history/history_desk.hpp"
#include "daemon/listeners.hpp"
#include "daemon/loop_thread.hpp"
#include "daemon/outputs/events.hpp"
#include "daemon/override_desk.hpp"
#include "daemon/push_desk.hpp"
#include "daemon/reader.hpp"
#include "daemon/shard_pool.hpp"
#include "daemon/store/state_keeper.hpp"
#include "model/change.hpp"

#include <fmt/format.h>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <span>

namespace hm::daemon {

namespace {

// Of one stop: what is still under way then is cut.
constexpr std::chrono::seconds stop_limit{5};

// What the daemon before us has left should be known before anybody is told anything; but a disk that does
// not answer must not keep us from answering.
constexpr std::chrono::seconds recall_limit{5};

constexpr std::string_view state_file_name = "state.sqlite";
constexpr std::string_view history_file_name = "history.sqlite";

// The number of model generations of one process; a reload makes the next one.
constexpr std::uint64_t first_generation = 1;

probes::shard_options shard_options(const config::settings& s) {
    probes::shard_options o;
    o.dns = dns_options(s.resolver);
    o.max_concurrent = static_cast<std::size_t>(s.probing.max_concurrent);
    o.max_per_host = static_cast<std::size_t>(s.probing.max_per_host);
    return o;
}

}  // namespace

class engine::impl final : private publisher {
public:
    impl(std::shared_ptr<const model::definition> model, engine_options options);
    ~impl() { stop(); }

    void start();
    void stop();
    const std::vector<bound_listener>& listeners() const { return bound_; }
    reload_report reload(std::shared_ptr<const model::definition> next, bool force);
    void reload_failed();
    std::shared_ptr<const generation> newest() const { return generation_; }
    engine_picture latest() const;
    model::duration heartbeat_age() const { return now().steady - core_loop_.last_heartbeat(); }

private:
    // core hands its pictures to every reader.
    void publish(std::shared_ptr<const model::verdict_table> verdicts) override;
    void publish(std::shared_ptr<const model::snapshot> snapshot) override;
    void keep(write_batch batch) override;
    void closed(std::span<const model::slo::slice> slices) override;

    std::unique_ptr<state_keeper> make_keeper() const;
    std::unique_ptr<history_keeper> make_history();
    void start_history();
    alerting::sources sources_of_alerts() const;
    recalled recall();
    output_context context_of(const reader& r) const;
    void complete_serve_outputs();
    void fetch_observations(const std::string& signal, std::function<void(observations)> done);
    probe_figures figures_of(std::uint64_t number) const;
    void pass_on_reload(bool force, std::function<void(const reload_report&)> done);
    void serve_generation(std::shared_ptr<generation> next);
    void change_over(std::shared_ptr<generation> next);
    void open(const config::listener& wanted);
    void end_threads();

    const engine_options options_;
    const model::moment started_ = now();

    // Declared before all that lives on them; they end in stop(), before anything else is destroyed.
    loop_thread core_thread_{"hm-core"};
    loop_thread answer_thread_{"hm-answer"};
    loop_thread serve_thread_{"hm-serve", behind_the_others};
    loop_thread export_thread_{"hm-export"};

    reader answer_{answer_thread_.context(), core_thread_.context(), reader::wants::verdicts};
    reader serve_{serve_thread_.context(), core_thread_.context(), reader::wants::everything};
    reader export_{export_thread_.context(), core_thread_.context(), reader::wants::verdicts};

    std::shared_ptr<generation> generation_;  // the newest; touched by whoever reloads
    mutable std::mutex latest_mutex_;         // held for a copy of pointers
    engine_picture latest_;
    std::unique_ptr<state_keeper> keeper_;     // null: nothing outlives this process
    std::unique_ptr<history_keeper> history_;  // likewise
    alerting alerts_;                          // core publishes from its constructor on
    core core_;
    core_loop core_loop_;
    shard_pool shards_;

    // The serve thread's.
    push_desk pushed_;
    override_desk overrides_;
    history_desk past_;
    std::vector<std::shared_ptr<generation>> served_;  // the newest last; the one before may still be shown

    output_context answer_outputs_;
    output_context serve_outputs_;
    events_hub events_;
    std::vector<std::pair<loop_thread*, std::unique_ptr<tcp::listening>>> listeners_;
    pinned_gates gates_;  // among these
    exporter exporter_;
    std::vector<bound_listener> bound_;
    bool running_ = false;
};

engine::impl::impl(std::shared_ptr<const model::definition> model, engine_options options)
    : options_(std::move(options)),
      generation_(std::make_shared<generation>(first_generation,
                                               std::make_shared<const model::graph>(std::move(model)),
                                               nullptr, [this] { core_loop_.wake(); })),
      latest_{{}, {}, generation_},
      keeper_(make_keeper()),
      history_(make_history()),
      alerts_(options_.settings, core_thread_.context(), sources_of_alerts()),
      core_(generation_, *this, options_.timing, started_, recall()),
      core_loop_(core_thread_.context(), core_, options_.timing),
      shards_(options_.settings.probing.shards, shard_options(options_.settings), generation_,
              options_.settings.log.runs),
      pushed_(options_.settings.log.runs),
      overrides_(serve_thread_.context(), core_thread_.context(), core_, keeper_.get()),
      past_(serve_thread_.context(), history_.get()),
      answer_outputs_(context_of(answer_)),
      serve_outputs_(context_of(serve_)),
      events_(serve_thread_.context(), serve_outputs_),
      exporter_(export_thread_.context(), options_.settings.exports, export_.state()) {
    complete_serve_outputs();
    serve_generation(generation_);
    for (const config::listener& wanted : options_.settings.listeners) open(wanted);
    answer_.on_verdicts([this](const view& v) { gates_.follow(v); });
    export_.on_verdicts([this](const view&) { exporter_.follow(); });
}

std::unique_ptr<state_keeper> engine::impl::make_keeper() const {
    if (!options_.settings.state_dir) return nullptr;
    const auto file = std::filesystem::path{*options_.settings.state_dir} / state_file_name;
    return std::make_unique<state_keeper>(file.string());
}

std::unique_ptr<history_keeper> engine::impl::make_history() {
    if (!options_.settings.state_dir) return nullptr;
    const auto file = std::filesystem::path{*options_.settings.state_dir} / history_file_name;
    const config::history_settings& s = options_.settings.history;
    const history_bounds bounds{s.keep, static_cast<std::int64_t>(s.max_size)};
    auto keeper = std::make_unique<history_keeper>(file.string(), bounds, core_thread_.context());
    keeper->follow(generation_);
    return keeper;
}

alerting::sources engine::impl::sources_of_alerts() const {
    alerting::sources from;
    from.store = [this] { return keeper_ ? std::optional{keeper_->health()} : std::nullopt; };
    from.shards = [this] { return shards_.stats(); };
    from.in_use = [this](std::uint64_t number) {
        const auto in_use = latest().in_use;
        return in_use->number == number ? in_use : nullptr;
    };
    return from;
}

recalled engine::impl::recall() {
    if (!keeper_) return {};
    auto found = keeper_->start(recall_limit, [this](recalled late) {
        boost::asio::post(core_thread_.context(),
                          [this, late = std::move(late)] { core_.recall_late(late, now()); });
    });
    return std::move(found).value_or(recalled{});
}

output_context engine::impl::context_of(const reader& r) const {
    output_context c{r.state()};
    c.own_region = options_.settings.region;
    c.facts.version = options_.version;
    c.facts.started = started_.wall;
    c.facts.last_successful_reload = started_.wall;
    c.core_heartbeat_age = [this] { return now().steady - core_loop_.last_heartbeat(); };
    return c;
}

void engine::impl::complete_serve_outputs() {
    serve_outputs_.last_observations = [this](const std::string& signal,
                                              std::function<void(observations)> done) {
        fetch_observations(signal, std::move(done));
    };
    serve_outputs_.figures = [this](std::uint64_t number) { return figures_of(number); };
    serve_outputs_.events = &events_;
    serve_outputs_.pushed = &pushed_;
    serve_outputs_.overrides = &overrides_;
    if (past_.keeps_any()) serve_outputs_.history = &past_;
    serve_outputs_.alerts = alerts_.desk();
    serve_outputs_.on_this_thread = [this](std::function<void()> work) {
        boost::asio::post(serve_thread_.context(), std::move(work));
    };
    serve_outputs_.tokens = options_.settings.tokens;
    if (options_.on_reload_request)
        serve_outputs_.reload = [this](bool force, std::function<void(const reload_report&)> done) {
            pass_on_reload(force, std::move(done));
        };
    serve_.on_snapshot([this](const view& v) { events_.published(v); });
}

void engine::impl::fetch_observations(const std::string& signal, std::function<void(observations)> done) {
    if (pushed_.knows(signal)) return done(pushed_.recent(signal));
    shards_.recent(signal, [this, done = std::move(done)](observations runs) {
        boost::asio::post(serve_thread_.context(),
                          [done, runs = std::move(runs)]() mutable { done(std::move(runs)); });
    });
}

probe_figures engine::impl::figures_of(std::uint64_t number) const {
    probe_figures figures{{}, shards_.stats()};
    for (const auto& g : served_)
        if (g->number == number) figures.signals = g->stats;
    return figures;
}

void engine::impl::pass_on_reload(bool force, std::function<void(const reload_report&)> done) {
    options_.on_reload_request(force, [this, done = std::move(done)](const reload_report& r) {
        boost::asio::post(serve_thread_.context(), [done, r] { done(r); });
    });
}

void engine::impl::serve_generation(std::shared_ptr<generation> next) {
    pushed_.adopt(next);
    served_.push_back(std::move(next));
    if (served_.size() > 2) served_.erase(served_.begin());
}

reload_report engine::impl::reload(std::shared_ptr<const model::definition> next, bool force) {
    const auto& own = options_.settings.region;
    if (own && !next->has_region(*own))
        return {422, fmt::format("the model has no region \"{}\", which is this daemon's own", *own),
                generation_->number};
    auto graph = std::make_shared<const model::graph>(std::move(next));
    const model::model_change change = model::change_between(*generation_->graph, *graph);
    if (const std::string why = model::too_much(change); !why.empty() && !force)
        return {409, why + "; force it if it is meant", generation_->number};

    generation_ = std::make_shared<generation>(generation_->number + 1, std::move(graph), generation_.get(),
                                               [this] { core_loop_.wake(); });
    boost::asio::post(core_thread_.context(), [this, g = generation_] { change_over(g); });
    return {200, fmt::format("{} nodes added, {} removed", change.nodes_added, change.nodes_removed),
            generation_->number};
}

// On core's thread. The serve thread must know the generation before it is shown a picture of it; the shards
// begin to fill its board last, so that nothing is lost.
void engine::impl::change_over(std::shared_ptr<generation> next) {
    {
        const std::lock_guard lock{latest_mutex_};
        latest_.in_use = next;
    }
    boost::asio::post(serve_thread_.context(), [this, next] {
        serve_generation(next);
        serve_outputs_.facts.last_reload_successful = true;
        serve_outputs_.facts.last_successful_reload = now().wall;
    });
    core_.adopt(next, now());
    if (history_) history_->follow(next);
    shards_.adopt(next);
}

void engine::impl::reload_failed() {
    boost::asio::post(serve_thread_.context(),
                      [this] { serve_outputs_.facts.last_reload_successful = false; });
}

engine_picture engine::impl::latest() const {
    const std::lock_guard lock{latest_mutex_};
    return latest_;
}

void engine::impl::open(const config::listener& wanted) {
    const bool answer = wanted.is_for_balancers();
    loop_thread& thread = answer ? answer_thread_ : serve_thread_;
    const output_context& outputs = answer ? answer_outputs_ : serve_outputs_;
    auto made = wanted.offers(config::service::tcp)
                    ? gates_.add(thread.context(), wanted)
                    : open_listener(thread.context(), wanted, outputs, options_.settings.listeners.size());
    bound_.push_back({wanted.address, made->port(), wanted.serves, wanted.pinned});
    listeners_.emplace_back(&thread, std::move(made));
}

void engine::impl::publish(std::shared_ptr<const model::verdict_table> verdicts) {
    for (reader* r : {&answer_, &serve_, &export_}) r->publish(verdicts);
    alerts_.publish(verdicts);
    const std::lock_guard lock{latest_mutex_};
    latest_.verdicts.swap(verdicts);  // the old one dies when the lock is free
}

void engine::impl::publish(std::shared_ptr<const model::snapshot> snapshot) {
    serve_.publish(snapshot);
    if (history_) history_->publish(snapshot);
    alerts_.publish(snapshot);
    const std::lock_guard lock{latest_mutex_};
    latest_.snapshot.swap(snapshot);
}

void engine::impl::keep(write_batch batch) {
    if (keeper_) keeper_->keep(std::move(batch), {});
}

void engine::impl::closed(std::span<const model::slo::slice> slices) {
    if (history_) history_->keep({slices.begin(), slices.end()});
}

// What was attained before comes when it is read: nobody waits for it.
void engine::impl::start_history() {
    const auto hand_over = [this](std::vector<model::slo::slice> part) {
        boost::asio::post(core_thread_.context(),
                          [this, part = std::move(part)] { core_.recall_slices(part, now()); });
    };
    if (!history_) return hand_over({});
    history_->recall(hand_over);
    history_->start();
}

void engine::impl::start() {
    running_ = true;
    core_loop_.start();
    events_.start();
    for (auto& [thread, listener] : listeners_) listener->start();
    start_history();
    core_thread_.start();
    answer_thread_.start();
    serve_thread_.start();
    export_thread_.start();
    alerts_.start();
    shards_.start();
}

// Results first, so that nothing new is published; then the listeners, whose last answers still find a
// picture.
void engine::impl::stop() {
    if (!running_) return;
    running_ = false;
    shards_.stop();
    boost::asio::post(core_thread_.context(), [this] {
        core_loop_.stop();
        keep(core_.last_words(now()));
    });
    for (auto& [thread, listener] : listeners_)
        boost::asio::post(thread->context(), [l = listener.get()] { l->stop(); });
    boost::asio::post(serve_thread_.context(), [this] { events_.stop(); });
    boost::asio::post(export_thread_.context(), [this] { exporter_.stop(); });
    alerts_.stop();
    end_threads();
}

void engine::impl::end_threads() {
    const auto all = {&answer_thread_, &serve_thread_, &export_thread_, &core_thread_};
    for (loop_thread* t : all) t->release();
    for (loop_thread* t : all) t->join(stop_limit);
    alerts_.end(stop_limit);
    if (keeper_) keeper_->stop(stop_limit);
    if (history_) history_->stop(stop_limit);
}

engine::engine(std::shared_ptr<const model::definition> model, engine_options options)
    : impl_(std::make_unique<impl>(std::move(model), std::move(options))) {}

engine::~engine() = default;

void engine::start() {
    impl_->start();
}
void engine::stop() {
    impl_->stop();
}
const std::vector<bound_listener>& engine::listeners() const {
    return impl_->listeners();
}
reload_report engine::reload(std::shared_ptr<const model::definition> next, bool force) {
    return impl_->reload(std::move(next), force);
}
void engine::reload_failed() {
    impl_->reload_failed();
}
std::shared_ptr<const generation> engine::newest() const {
    return impl_->newest();
}
engine_picture engine::latest() const {
    return impl_->latest();
}
model::duration engine::heartbeat_age() const {
    return impl_->heartbeat_age();
}

}  // namespace hm::daemon
