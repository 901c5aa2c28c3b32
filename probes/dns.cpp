// The dns probe: one question to a name server, over UDP or TCP. An answer that is truncated over UDP is
// asked for again over TCP within the same run, at the same address, as clients do.
//
// What is made of an answer: dns_expectations.hpp. What is no DNS message is protocol_error; so is, over TCP,
// an answer to another question. Over UDP anybody can send one of these: they are passed over, and the true
// answer is waited for until the deadline. More than the limits of wire/dns_message.hpp is too_large.
#include "probes/datagram_run.hpp"
#include "probes/dns_expectations.hpp"
#include "probes/kinds.hpp"
#include "probes/stream_run.hpp"
#include "probes/unguessable.hpp"

namespace hm::probes {

using model::reason;
using wire::dns_fault;

namespace {

// A spec and what of it is the same for every run.
struct prepared : plan_of<model::dns_spec> {
    explicit prepared(std::shared_ptr<const model::signal_spec> s) : plan_of(std::move(s)) {
        const auto type = wire::dns_type_named(spec.type);
        const auto name = wire::dns_name_bytes(spec.name);
        if (!type || !name)
            impossible = words("nobody can ask for " + spec.type + " of \"" + spec.name + "\"");
        else
            question = {0, *name, *type, spec.recursion};
    }

    wire::dns_question new_question() const {
        wire::dns_question q = question;
        q.id = static_cast<std::uint16_t>(unguessable());
        return q;
    }

    dns_outcome conclude(const wire::dns_reading& read, model::observation& seen) const {
        if (read.fault == dns_fault::too_large) return {reason::too_large, read.words};
        if (read.fault != dns_fault::none) return {reason::protocol_error, read.words};
        seen.status = static_cast<int>(read.reply.rcode);
        seen.body = dns_fields(read.reply, signal->body_paths);
        const dns_outcome end = judged(spec.expect, question.type, read.reply);
        return {end.why, words(end.detail)};
    }

    wire::dns_question question;
    std::string impossible;  // why there is no question
};

class dns_over_tcp final : public stream_run {
public:
    dns_over_tcp(const prepared& plan, const environment& env, completion done)
        : stream_run(env, std::move(done)), plan_(plan), question_(plan.new_question()) {}

    void start() override {
        if (!plan_.impossible.empty()) return finish(reason::prober_error, plan_.impossible);
        connect_to(plan_.spec.to, {});
    }

private:
    bool speaks_first() const override { return true; }
    void on_connected() override { say(wire::with_dns_length(wire::dns_query(question_))); }

    void on_bytes(std::string_view bytes) override {
        const bool is_complete = stream_.took(bytes);
        // Another protocol's greeting need not be as long as the length that we take it for.
        if (!is_complete && wire::may_be_answer(stream_.message(), question_)) return;
        close_at_once();
        const wire::dns_reading read = wire::read_dns_reply(stream_.message(), question_);
        if (read.reply.truncated) return finish(reason::protocol_error, "truncated, over TCP");
        dns_outcome end = plan_.conclude(read, seen_);
        finish(end.why, std::move(end.detail));
    }

    const prepared& plan_;
    const wire::dns_question question_;
    wire::dns_stream_reader stream_;
};

class dns_over_udp final : public datagram_run {
public:
    dns_over_udp(const prepared& plan, const environment& env, completion done)
        : datagram_run(env, plan.signal->when.timeout, std::move(done)),
          plan_(plan),
          question_(plan.new_question()) {}

    void start() override {
        if (!plan_.impossible.empty()) return finish(reason::prober_error, plan_.impossible);
        ask(plan_.spec.to, wire::dns_query(question_));
    }

    void expire() override {
        if (const auto tcp = tcp_) return tcp->expire();
        datagram_run::expire();
    }

private:
    void on_datagram(std::string_view bytes) override {
        const wire::dns_reading read = wire::read_dns_reply(bytes, question_);
        if (read.fault == dns_fault::other_question) return not_ours();
        answered();
        if (read.reply.truncated) return go_over_to_tcp();
        dns_outcome end = plan_.conclude(read, seen_);
        finish(end.why, std::move(end.detail));
    }

    void go_over_to_tcp() {
        remark("truncated: once more over TCP");
        close();
        environment there = env();
        there.only = peer().address();
        tcp_ = std::make_shared<dns_over_tcp>(
            plan_, there,
            [me = self<dns_over_udp>()](model::observation o) { me->on_tcp_over(std::move(o)); });
        const auto tcp = tcp_;  // it may end before it has begun
        tcp->start();
    }

    // TCP brought the outcome; UDP's part of the time stays part of it.
    void on_tcp_over(model::observation o) {
        tcp_.reset();
        seen_.status = o.status;
        seen_.body = std::move(o.body);
        seen_.phase.connect = o.phase.connect;
        seen_.phase.transfer = o.phase.transfer;
        if (o.phase.first_byte) *seen_.phase.first_byte += *o.phase.first_byte;
        finish(o.why, o.detail.empty() ? "" : model::printable("over TCP, since truncated: " + o.detail));
    }

    const prepared& plan_;
    const wire::dns_question question_;
    std::shared_ptr<run> tcp_;
};

class dns_probe final : public probe {
public:
    explicit dns_probe(std::shared_ptr<const model::signal_spec> spec) : plan_(std::move(spec)) {}

    std::shared_ptr<run> begin(const environment& env, completion done) override {
        if (plan_.spec.transport == model::dns_transport::tcp)
            return std::make_shared<dns_over_tcp>(plan_, env, std::move(done));
        return std::make_shared<dns_over_udp>(plan_, env, std::move(done));
    }

private:
    const prepared plan_;
};

}  // namespace

std::unique_ptr<probe> make_dns_probe(std::shared_ptr<const model::signal_spec> spec) {
    return std::make_unique<dns_probe>(std::move(spec));
}

}  // namespace hm::probes
