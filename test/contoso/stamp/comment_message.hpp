// A comment on its way through the queue, signed, so that the background processor stores only what came
// through the catalog API: both know the key, from the key vault. What a probe sends bears a marker, by which
// every consumer knows that it is no user's. Pure.
#pragma once

#include "test/contoso/stamp/documents.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace contoso {

struct comment_message {
    std::string item;
    comment written;
    bool probe = false;  // never to become a comment that anybody sees
};

// Never the same twice. On the loop's thread only.
std::string new_comment_id();

// A message with {"probe": true, …}: from whoever tests the way, and to be dropped at its end.
bool is_probe(const boost::json::value& message);

boost::json::object seal(const comment_message& message, std::string_view key);

// Absent when a part is missing or the signature is not by this key.
std::optional<comment_message> unseal(const boost::json::object& sealed, std::string_view key);

}  // namespace contoso
