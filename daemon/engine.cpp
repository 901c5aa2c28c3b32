#include "daemon/engine.hpp"

#include "daemon/clock.hpp"
#include "daemon/http/listener.hpp"
#include "daemon/loop_thread.hpp"
#include "daemon/outputs/events.hpp"
#include "daemon/outputs/routes.hpp"
#include "daemon/reader.hpp"
#include "daemon/shard_host.hpp"
#include "daemon/signal_board.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace hm::daemon {

namespace {

// Of one stop: what is still under way then is cut.
constexpr std::chrono::seconds stop_limit{5};

// The number of model generations of one process; a reload makes the next one.
constexpr std::uint64_t first_generation = 1;

probes::resolver_options dns_options(const config::resolver_settings& s) {
    probes::resolver_options o;
    o.servers = s.servers;
    o.timeout = s.timeout;
    o.tries = s.tries;
    o.min_ttl = s.min_ttl;
    o.max_ttl = s.max_ttl;
    o.negative_ttl = s.negative_ttl;
    return o;
}

std::vector<probes::assignment> all_signals(const model::graph& g) {
    std::vector<probes::assignment> signals;
    for (std::size_t i = 0; i < g.signal_count(); ++i) {
        const model::signal_id id{static_cast<std::uint32_t>(i)};
        signals.push_back({id, g.name(g.vertex_of(id)), g.spec_of(id)});
    }
    return signals;
}

// What only answers load balancers lives on the answer thread, where nothing else can delay it.
bool answers_only(const config::listener& l) {
    return std::all_of(l.serves.begin(), l.serves.end(),
                       [](config::service s) { return s == config::service::lb; });
}

}  // namespace

class engine::impl final : private publisher {
public:
    impl(std::shared_ptr<const model::definition> model, engine_options options);
    ~impl() { stop(); }

    void start();
    void stop();
    const std::vector<bound_listener>& listeners() const { return bound_; }

private:
    // core hands its pictures to every reader.
    void publish(std::shared_ptr<const model::verdict_table> verdicts) override;
    void publish(std::shared_ptr<const model::snapshot> snapshot) override;

    output_context context_of(const reader& r) const;
    void complete_serve_outputs();
    void open(const config::listener& wanted);
    void end_threads();

    const engine_options options_;
    const model::moment started_ = now();
    const std::shared_ptr<const model::graph> graph_;

    // Declared before all that lives on them; they end in stop(), before anything else is destroyed.
    loop_thread core_thread_{"hm-core"};
    loop_thread answer_thread_{"hm-answer"};
    loop_thread serve_thread_{"hm-serve"};

    reader answer_{answer_thread_.context(), core_thread_.context(), reader::wants::verdicts};
    reader serve_{serve_thread_.context(), core_thread_.context(), reader::wants::everything};

    std::vector<probes::signal_stats> signal_stats_;
    signal_board board_;
    core core_;
    core_loop core_loop_;
    shard_host shard_;

    output_context answer_outputs_;
    output_context serve_outputs_;
    events_hub events_;
    std::vector<std::pair<loop_thread*, std::unique_ptr<http::listener>>> listeners_;
    std::vector<bound_listener> bound_;
    bool running_ = false;
};

engine::impl::impl(std::shared_ptr<const model::definition> model, engine_options options)
    : options_(std::move(options)),
      graph_(std::make_shared<const model::graph>(std::move(model))),
      signal_stats_(graph_->signal_count()),
      board_(graph_->signal_count(), [this] { core_loop_.wake(); }),
      core_(graph_, board_, *this, first_generation, options_.verdicts, options_.timing, started_),
      core_loop_(core_thread_.context(), core_, options_.timing),
      shard_("hm-probes-0", {.dns = dns_options(options_.settings.resolver)}, board_, signal_stats_),
      answer_outputs_(context_of(answer_)),
      serve_outputs_(context_of(serve_)),
      events_(serve_thread_.context(), serve_outputs_) {
    complete_serve_outputs();
    for (const config::listener& wanted : options_.settings.listeners) open(wanted);
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
    serve_outputs_.last_observations = [this](model::signal_id signal,
                                              std::function<void(observations)> done) {
        shard_.recent(signal, [this, done = std::move(done)](observations runs) {
            boost::asio::post(serve_thread_.context(),
                              [done, runs = std::move(runs)]() mutable { done(std::move(runs)); });
        });
    };
    serve_outputs_.figures = [this] { return probe_figures{signal_stats_, {&shard_.stats()}}; };
    serve_outputs_.events = &events_;
    serve_.on_snapshot([this](const view& v) { events_.published(v); });
}

void engine::impl::open(const config::listener& wanted) {
    const bool answer = answers_only(wanted);
    loop_thread& thread = answer ? answer_thread_ : serve_thread_;
    output_context& outputs = answer ? answer_outputs_ : serve_outputs_;
    auto made = std::make_unique<http::listener>(thread.context(), wanted.address, wanted.port,
                                                 make_routes(wanted.serves, outputs));
    bound_.push_back({wanted.address, made->port(), wanted.serves});
    listeners_.emplace_back(&thread, std::move(made));
}

void engine::impl::publish(std::shared_ptr<const model::verdict_table> verdicts) {
    answer_.publish(verdicts);
    serve_.publish(verdicts);
}

void engine::impl::publish(std::shared_ptr<const model::snapshot> snapshot) {
    serve_.publish(snapshot);
}

void engine::impl::start() {
    running_ = true;
    core_loop_.start();
    events_.start();
    for (auto& [thread, listener] : listeners_) listener->start();
    core_thread_.start();
    answer_thread_.start();
    serve_thread_.start();
    shard_.start(all_signals(*graph_));
}

// Results first, so that nothing new is published; then the listeners, whose last answers still find a
// picture.
void engine::impl::stop() {
    if (!running_) return;
    running_ = false;
    shard_.stop();
    shard_.join();
    boost::asio::post(core_thread_.context(), [this] { core_loop_.stop(); });
    for (auto& [thread, listener] : listeners_)
        boost::asio::post(thread->context(), [l = listener.get()] { l->stop(); });
    boost::asio::post(serve_thread_.context(), [this] { events_.stop(); });
    end_threads();
}

void engine::impl::end_threads() {
    for (loop_thread* t : {&answer_thread_, &serve_thread_, &core_thread_}) t->release();
    for (loop_thread* t : {&answer_thread_, &serve_thread_, &core_thread_}) t->join(stop_limit);
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

}  // namespace hm::daemon
