// What a dns probe makes of an answer: whether it is the expected one, and what conditions see of it. Pure.
//
//   an rcode that is not expected                         status_mismatch "answered NXDOMAIN"
//   not authoritative though it should be                 body_mismatch
//   NOERROR with too few answers, or without an expected  body_mismatch
//
// An unexpected rcode is not dns_failure: that counts as trouble of the network (model::is_network), and a
// name server that says REFUSED has proven that there is none.
#pragma once

#include "model/observation.hpp"
#include "model/probe_spec.hpp"
#include "probes/wire/dns_message.hpp"

#include <span>

namespace hm::probes {

struct dns_outcome {
    model::reason why = model::reason::ok;
    std::string detail{};  // as the server said it: neither printable nor without secrets
};

dns_outcome judged(const model::dns_expect& expect, wire::dns_type asked, const wire::dns_reply& reply);

// Of an expected answer and one that came. The case of names does not matter, and their final dot may be left
// out; strings (TXT, CAA) are what they are.
bool is_same_answer(std::string_view expected, std::string_view came, wire::dns_type type);

// body.answers: how many there are of the type that was asked for; body.ttl: the smallest TTL of these, in
// seconds, absent when there are none. In the order of the paths; whatever else these name is absent.
std::vector<model::body_value> dns_fields(const wire::dns_reply& reply,
                                          std::span<const std::vector<std::string>> paths);

}  // namespace hm::probes
