// The tcp probe: a connection that is accepted is all it asks for.
#include "probes/kinds.hpp"
#include "probes/stream_run.hpp"

namespace hm::probes {

namespace {

class tcp_run final : public stream_run {
public:
    tcp_run(const model::tcp_spec& spec, const environment& env, completion done)
        : stream_run(env, std::move(done)), spec_(spec) {}

    void start() override { connect_to(spec_.to); }

private:
    void on_connected() override {
        close_at_once();
        finish(model::reason::ok);
    }

    const model::tcp_spec& spec_;
};

class tcp_probe final : public probe {
public:
    explicit tcp_probe(std::shared_ptr<const model::signal_spec> spec) : spec_(std::move(spec)) {}

    std::shared_ptr<run> begin(const environment& env, completion done) override {
        return std::make_shared<tcp_run>(std::get<model::tcp_spec>(spec_->probe), env, std::move(done));
    }

private:
    std::shared_ptr<const model::signal_spec> spec_;
};

}  // namespace

std::unique_ptr<probe> make_tcp_probe(std::shared_ptr<const model::signal_spec> spec) {
    return std::make_unique<tcp_probe>(std::move(spec));
}

}  // namespace hm::probes
