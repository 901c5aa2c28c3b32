# Embeds the page's files into hm_daemon as byte arrays (daemon/dashboard/assets.hpp declares them).
