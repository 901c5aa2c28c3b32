// The tcp probe: a connection that is accepted, TLS if it is asked for, and a dialogue if there is one.
#include "probes/kinds.hpp"
#include "probes/stream_run.hpp"
#include "probes/wire/tcp_dialogue.hpp"

namespace hm::probes {

using model::reason;
using wire::tcp_dialogue;

namespace {

// A spec and what of it is the same for every run.
struct prepared : plan_of<model::tcp_spec> {
    explicit prepared(std::shared_ptr<const model::signal_spec> s)
        : plan_of(std::move(s)), script(spec.dialogue) {
        tls_choice& when = script.has_starttls() ? later : at_once;
        when = spec.tls;
        if (script.has_starttls() && !later) later = model::tls_settings{};
    }

    wire::tcp_script script;
    tls_choice at_once, later;
};

class tcp_run final : public stream_run {
public:
    tcp_run(const prepared& plan, const environment& env, completion done)
        : stream_run(env, std::move(done)), plan_(plan), dialogue_(plan.script) {}

    void start() override { connect_to(plan_.spec.to, plan_.at_once); }

private:
    bool speaks_first() const override {
        const auto& steps = plan_.script.steps();
        return !steps.empty() && steps.front().what == model::tcp_step::kind::send;
    }

    void on_connected() override {
        if (plan_.script.steps().empty() && !plan_.at_once) close_at_once();
        go_on();
    }

    void on_secured() override { go_on(); }

    void on_bytes(std::string_view bytes) override {
        dialogue_.heard(bytes);
        go_on();
    }

    void go_on() {
        while (does(dialogue_.next())) {
        }
    }

    // False when there is nothing more to do for now.
    bool does(tcp_dialogue::demand what) {
        switch (what) {
            case tcp_dialogue::demand::listen:
                return false;
            case tcp_dialogue::demand::send:
                say(dialogue_.to_send());
                return true;
            case tcp_dialogue::demand::start_tls:
                start_tls(plan_.later);
                return false;
            case tcp_dialogue::demand::done:
                over();
                return false;
            case tcp_dialogue::demand::failed:
                finish(dialogue_.why(), plan_.words(dialogue_.words()));
                return false;
        }
        return false;
    }

    // Who has asked for our certificate may refuse it after the handshake: silence does not tell, a goodbye
    // does.
    void over() {
        if (!may_still_be_refused()) return finish(reason::ok);
        parting_ = true;
        part();
    }

    void on_closed() override {
        if (parting_) return finish(reason::ok);
        dialogue_.ended();
        if (dialogue_.next() == tcp_dialogue::demand::done) return finish(reason::ok);
        finish(reason::closed, "closed: " + unanswered());
    }

    std::string unanswered() const override {
        if (parting_) return "the peer did not say whether our certificate will do";
        return plan_.words(dialogue_.waiting());
    }

    const prepared& plan_;
    tcp_dialogue dialogue_;
    bool parting_ = false;
};

}  // namespace

std::unique_ptr<probe> make_tcp_probe(std::shared_ptr<const model::signal_spec> spec) {
    return std::make_unique<prepared_probe<prepared, tcp_run>>(std::move(spec));
}

}  // namespace hm::probes
