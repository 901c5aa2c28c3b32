// Requests and answers as the services see them. The wire is the business of server.cpp and connection.cpp,
// the only two files that know Beast.
#pragma once

#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace contoso::http {

struct request {
    std::string method = "GET";
    std::string target = "/";  // path and query, as on the wire
    std::string body;
    std::string content_type = "application/json";
    std::string authorization;  // as in its header; empty: none
    std::string parameter;      // what the request has in the place of its route's {…}

    std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
};

struct response {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;  // further ones, by name
    bool withheld = false;  // never to be sent: the peer waits until it gives up

    bool ok() const { return status >= 200 && status < 300; }
};

request get(std::string target);
request post(std::string target, const boost::json::value& body);

response json(int status, const boost::json::value& body);
response failure(int status, std::string_view message);  // {"error": message}
response silence();                                      // an answer that is withheld

}  // namespace contoso::http
