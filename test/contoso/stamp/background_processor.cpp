#include "test/contoso/stamp/background_processor.hpp"

#include "test/contoso/stamp/backoff.hpp"
#include "test/contoso/stamp/comment_message.hpp"
#include "test/contoso/stamp/key_vault.hpp"
#include "test/contoso/stamp/message_queue.hpp"

#include <fmt/format.h>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace contoso {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

clock::duration waited(const json::object& received) {
    boost::system::error_code error;
    const auto ms = received.at("waited_ms").to_number<double>(error);
    return std::chrono::duration_cast<clock::duration>(std::chrono::duration<double, std::milli>(ms));
}

}  // namespace

background_processor::background_processor(asio::io_context& loop, dependencies needed,
                                           clock::duration window)
    : event_hubs_(std::move(needed.event_hubs)),
      cosmos_db_(std::move(needed.cosmos_db)),
      signing_key_(std::move(needed.key_vault), signing_key_path),
      announcer_(std::move(needed.announcements)),
      tasks_(loop.get_executor()),
      queued_(window),
      processed_(window),
      succeeded_(window),
      failed_(window),
      unannounced_(window) {}

// A test of what only this component can reach: the third party, with the secret that it asks for.
asio::awaitable<http::response> background_processor::answer(http::request asked) {
    if (asked.path() != "/announcements/test")
        co_return http::failure(404, "there are /stats and /announcements/test: it works by itself");
    http::response tested = co_await announcer_.test();
    co_return tested;
}

asio::awaitable<void> background_processor::work() {
    asio::steady_timer pause(tasks_.executor());
    backoff after_failures;
    for (;;) {
        const outcome last = co_await work_once();
        if (last == outcome::failed) {
            failed_.add(clock::now());
            pause.expires_after(after_failures.next());
            co_await pause.async_wait(asio::use_awaitable);
            continue;
        }
        after_failures.reset();
        if (last == outcome::done) continue;
        pause.expires_after(poll_every);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<background_processor::outcome> background_processor::work_once() {
    if (still_) co_return outcome::nothing_to_do;
    http::request asking = http::post("/receive", json::object());
    dependency::document received = co_await event_hubs_.ask(std::move(asking), "message");
    if (!received) co_return outcome::failed;
    if (!received->at("message").is_object()) co_return outcome::nothing_to_do;

    if (is_probe(received->at("message"))) {
        const outcome dropped = co_await process(std::move(*received));
        co_return dropped;
    }
    const auto began = clock::now();
    queued_.add(began, waited(*received));
    const outcome ended = co_await process(std::move(*received));
    processed_.add(clock::now(), clock::now() - began);
    if (ended == outcome::done) succeeded_.add(clock::now());
    co_return ended;
}

asio::awaitable<background_processor::outcome> background_processor::process(json::object received) {
    const outcome stored = co_await store(received.at("message").as_object());
    if (stored == outcome::failed) co_return stored;

    json::object receipt;
    receipt["id"] = received.at("id");
    receipt["lease"] = received.at("lease");
    http::request completing = http::post("/complete", receipt);
    const auto completed = co_await event_hubs_.ask(std::move(completing), "completed");
    co_return completed ? outcome::done : outcome::failed;
}

// Done also when the message can never be stored (not signed, or the database says that it is no comment): it
// would block the queue for ever. A probe that is only to arrive here is not even signed.
asio::awaitable<background_processor::outcome> background_processor::store(json::object sealed) {
    if (is_probe(sealed) && !sealed.contains("signature")) co_return outcome::done;
    cached_secret::value key = co_await signing_key_.get();
    if (!key) co_return outcome::failed;
    auto message = unseal(sealed, *key);
    if (!message) {
        fmt::print(stderr, "background-processor: a message without a valid signature is dropped\n");
        co_return outcome::done;
    }
    if (message->probe) {
        const outcome dropped = co_await store_probe(std::move(*message));
        co_return dropped;
    }
    const outcome stored = co_await store_comment(std::move(*message));
    co_return stored;
}

// The way of a comment, but for what is stored: a document of its own kind, which nobody sees and which the
// database sweeps should its sender not fetch it. Done in any case: a probe is about now.
asio::awaitable<background_processor::outcome> background_processor::store_probe(comment_message message) {
    json::object body;
    body["ttl"] = std::chrono::duration_cast<std::chrono::seconds>(message_queue::probe_life).count();
    http::request writing = http::post("/probes/" + message.written.id, body);
    co_await cosmos_db_.forward(std::move(writing));
    co_return outcome::done;
}

asio::awaitable<background_processor::outcome> background_processor::store_comment(comment_message message) {
    json::object body;
    body["id"] = message.written.id;
    body["author"] = message.written.author;
    body["text"] = message.written.text;
    http::request writing = http::post("/items/" + message.item + "/comments", body);
    const http::response written = co_await cosmos_db_.forward(std::move(writing));
    const bool hopeless = written.status == 400 || written.status == 404;
    if (hopeless) fmt::print(stderr, "background-processor: a comment is dropped: {}", written.body);
    if (written.status == 201) tasks_.spawn(announce(std::move(message)));
    co_return written.status == 201 || hopeless ? outcome::done : outcome::failed;
}

// Nobody waits for it, and nothing depends on it: a third party's failure stays with the third party.
asio::awaitable<void> background_processor::announce(comment_message message) {
    const http::response told = co_await announcer_.announce(std::move(message));
    if (!told.ok()) unannounced_.add(clock::now());
}

figures background_processor::stats(time_point now) const {
    return {
        {"failures_per_min", failed_.per_minute(now)},
        {"avg_queue_ms", queued_.average_ms(now)},
        {"avg_processing_ms", processed_.average_ms(now)},
        {"processed_per_s", succeeded_.per_second(now)},
        {"unannounced_per_min", unannounced_.per_minute(now)},
    };
}

void background_processor::start() {
    for (auto* window : {&queued_, &processed_, &succeeded_, &failed_, &unannounced_}) window->clear();
    signing_key_.forget();
    announcer_.forget();
    event_hubs_.drop_connections();
    cosmos_db_.drop_connections();
    for (int i = 0; i < workers; ++i) tasks_.spawn(work());
}

}  // namespace contoso
