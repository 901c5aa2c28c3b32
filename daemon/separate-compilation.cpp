// Asio, its SSL part and Beast, compiled once for the whole program (9–20 s a file otherwise).
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
