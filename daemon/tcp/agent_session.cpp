#include "daemon/tcp/agent_session.hpp"

#include <boost/asio/write.hpp>

namespace hm::daemon::tcp {

namespace asio = boost::asio;
using boost::system::error_code;

agent_session::agent_session(socket s, std::shared_ptr<agent_group> group, time_point due)
    : socket_(std::move(s)), group_(std::move(group)), due_(due) {}

void agent_session::start() {
    place_ = group_->open.insert(group_->open.end(), shared_from_this());
    if (!group_->protocol.asks) return answer({});
    read();
}

void agent_session::read() {
    socket_.async_read_some(asio::buffer(input_.data() + size_, input_.size() - size_),
                            [self = shared_from_this()](error_code ec, std::size_t n) {
                                if (self->ended_) return;
                                if (ec) return self->end();
                                self->size_ += n;
                                self->received();
                            });
}

void agent_session::received() {
    if (const auto question = agent_question({input_.data(), size_})) return answer(*question);
    if (size_ == input_.size()) return end();
    read();
}

void agent_session::answer(std::string_view question) {
    output_ = group_->protocol.answer(question);
    if (output_.empty()) return end();
    asio::async_write(socket_, asio::buffer(output_),
                      [self = shared_from_this()](error_code ec, std::size_t) {
                          if (self->ended_) return;
                          if (ec) return self->end();
                          error_code ignored;
                          self->socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
                          self->wait_until_the_client_leaves();
                      });
}

// Closing with unread input would reset the connection, and the answer might be lost: a client may ask where
// nothing needs to be asked.
void agent_session::wait_until_the_client_leaves() {
    socket_.async_read_some(asio::buffer(input_), [self = shared_from_this()](error_code ec, std::size_t) {
        if (self->ended_) return;
        if (ec) return self->end();
        self->wait_until_the_client_leaves();
    });
}

void agent_session::end() {
    if (ended_) return;
    ended_ = true;
    error_code ignored;
    socket_.close(ignored);
    group_->open.erase(place_);
}

}  // namespace hm::daemon::tcp
