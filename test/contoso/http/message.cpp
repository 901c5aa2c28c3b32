#include "test/contoso/http/message.hpp"

#include <boost/json/serialize.hpp>

namespace contoso::http {

namespace json_ns = boost::json;

request get(std::string target) {
    request r;
    r.target = std::move(target);
    return r;
}

request post(std::string target, const json_ns::value& body) {
    request r;
    r.method = "POST";
    r.target = std::move(target);
    r.body = json_ns::serialize(body);
    return r;
}

response json(int status, const json_ns::value& body) {
    response r;
    r.status = status;
    r.body = json_ns::serialize(body) + "\n";
    return r;
}

response failure(int status, std::string_view message) {
    json_ns::object body;
    body["error"] = message;
    return json(status, body);
}

response silence() {
    response r;
    r.withheld = true;
    return r;
}

}  // namespace contoso::http
