#include "probes/every_address.hpp"

#include "probes/dialogue.hpp"
#include "probes/resolver.hpp"

#include <boost/asio/ip/udp.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <numeric>

namespace hm::probes {

using model::observation;
using model::reason;

std::size_t needed(model::address_rule rule, std::size_t addresses) {
    switch (rule) {
        case model::address_rule::any:
        case model::address_rule::first:
            return 1;
        case model::address_rule::quorum:
            return addresses / 2 + 1;
        case model::address_rule::all:
            break;
    }
    return addresses;
}

namespace {

// Good ones by how long they took, then the others: what the target did comes before what we could not find
// out.
bool is_better(const observation& a, const observation& b) {
    const auto rank = [](const observation& o) {
        return o.why == reason::ok ? 0 : is_prober_trouble(o.why) ? 1 : 2;
    };
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    return a.latency < b.latency;
}

// No route, no family, no source address: what nothing can be sent to says nothing about the target. Asks the
// kernel alone: to connect a datagram socket sends nothing.
bool is_out_of_reach(const boost::asio::ip::address& address) {
    const boost::asio::ip::udp::endpoint there{address, 9};  // any port
    const int fd = ::socket(there.protocol().family(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return errno == EAFNOSUPPORT;
    const bool reached = ::connect(fd, there.data(), static_cast<socklen_t>(there.size())) == 0;
    const int error = reached ? 0 : errno;
    ::close(fd);
    return error == ENETUNREACH || error == EADDRNOTAVAIL || error == EAFNOSUPPORT ||
           error == EINVAL;  // a link-local address without its interface
}

class every_address_run final : public run, public std::enable_shared_from_this<every_address_run> {
public:
    every_address_run(probe& each, const model::target& to, const environment& env, completion done)
        : each_(each), to_(to), env_(env), done_(std::move(done)) {}

    void start() override {
        const model::moment at = env_.clock.now();
        started_ = at.steady;
        at_ = at.wall;
        env_.names.resolve(to_.host,
                           [me = shared_from_this()](const resolver::result& r) { me->on_resolved(r); });
    }

    void expire() override {
        if (!done_) return;
        if (runs_.empty()) return fail(reason::prober_error, "no name server answered in time");
        const auto runs = runs_;  // the last one that ends ends all
        for (const auto& r : runs) r->expire();
    }

private:
    void on_resolved(const resolver::result& found) {
        if (!done_) return;
        if (!found->literal) resolving_ = env_.clock.steady() - started_;
        if (found->answer.why != reason::ok) return fail(found->answer.why, found->answer.detail);
        addresses_ = addresses_of(found->answer, to_.family);
        if (addresses_.size() > max_addresses) addresses_.resize(max_addresses);
        if (addresses_.empty()) return fail(reason::dns_failure, no_such_address(to_.family));
        results_.resize(addresses_.size());
        open_ = addresses_.size();
        for (std::size_t i = 0; i < addresses_.size(); ++i) {
            environment here = env_;
            here.only = addresses_[i];
            if (here.listener != nullptr)
                here.listener = &here.listener->at(text_of(addresses_[i], to_.port));
            runs_.push_back(each_.begin(here, [me = shared_from_this(), i](observation o) {
                me->results_[i] = std::move(o);
                if (--me->open_ == 0) me->all_over();
            }));
        }
        const auto runs = runs_;
        for (const auto& r : runs) r->start();
    }

    // Those that count: all but the ones out of our reach, unless there are no others.
    std::vector<std::size_t> counting() const {
        std::vector<std::size_t> all(results_.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        std::vector<std::size_t> within_reach;
        std::copy_if(all.begin(), all.end(), std::back_inserter(within_reach), [this](std::size_t i) {
            return !is_prober_trouble(results_[i].why) || !is_out_of_reach(addresses_[i]);
        });
        return within_reach.empty() ? all : within_reach;
    }

    // Of the good ones the certificate that ends first, whichever of them is decisive: it ends for some
    // clients.
    std::shared_ptr<const model::tls_facts> soonest_to_expire(const std::vector<std::size_t>& among) const {
        std::shared_ptr<const model::tls_facts> soonest;
        for (const std::size_t i : among) {
            const observation& o = results_[i];
            if (o.why != reason::ok || !o.tls || !o.tls->expires) continue;
            if (!soonest || *o.tls->expires < *soonest->expires) soonest = o.tls;
        }
        return soonest;
    }

    // It is as good as the worst of those that are needed.
    void all_over() {
        std::vector<std::size_t> order = counting();
        std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
            return is_better(results_[a], results_[b]);
        });
        const auto failed = std::count_if(order.begin(), order.end(),
                                          [this](std::size_t i) { return results_[i].why != reason::ok; });
        const std::size_t decisive = order[needed(to_.addresses, order.size()) - 1];
        observation seen = results_[decisive];
        if (seen.why == reason::ok || !seen.tls)
            if (auto soonest = soonest_to_expire(order)) seen.tls = std::move(soonest);
        if (seen.why != reason::ok)
            seen.detail = model::printable(std::to_string(failed) + " of " + std::to_string(order.size()) +
                                           " addresses failed: " + seen.peer + ": " + seen.detail);
        for (std::size_t i = 0; i < results_.size(); ++i)
            seen.addresses.push_back({text_of(addresses_[i], to_.port), results_[i].why,
                                      std::move(results_[i].detail), results_[i].latency});
        complete(std::move(seen));
    }

    void fail(reason why, std::string detail) {
        observation seen;
        seen.why = why;
        seen.detail = std::move(detail);
        seen.latency = env_.clock.steady() - started_;
        complete(std::move(seen));
    }

    void complete(observation seen) {
        seen.at = at_;
        if (resolving_) {
            seen.phase.resolve = resolving_;
            if (!runs_.empty()) seen.latency += *resolving_;
        }
        runs_.clear();  // each holds us
        const completion done = std::exchange(done_, nullptr);
        done(std::move(seen));
    }

    probe& each_;
    const model::target& to_;
    const environment env_;
    completion done_;  // empty once it was called
    model::steady_time started_{};
    model::wall_time at_{};
    std::optional<model::duration> resolving_;
    std::vector<boost::asio::ip::address> addresses_;
    std::vector<std::shared_ptr<run>> runs_;
    std::vector<observation> results_;
    std::size_t open_ = 0;
};

class every_address_probe final : public probe {
public:
    every_address_probe(std::unique_ptr<probe> each, const model::target& to,
                        std::shared_ptr<const model::signal_spec> spec)
        : spec_(std::move(spec)), to_(to), each_(std::move(each)) {}

    std::shared_ptr<run> begin(const environment& env, completion done) override {
        return std::make_shared<every_address_run>(*each_, to_, env, std::move(done));
    }

private:
    std::shared_ptr<const model::signal_spec> spec_;
    const model::target& to_;
    std::unique_ptr<probe> each_;
};

}  // namespace

std::unique_ptr<probe> probe_every_address(std::unique_ptr<probe> each, const model::target& to,
                                           std::shared_ptr<const model::signal_spec> spec) {
    return std::make_unique<every_address_probe>(std::move(each), to, std::move(spec));
}

}  // namespace hm::probes
