; MAX/MIN: in between, healthmodeld's file says how long each answer may be remembered. Without /MIN that is at least half of MAX; 5 is the least that gdnsd takes.
@     900  SOA   ns1 hostmaster 1 7200 1800 259200 900
@     900  NS    ns1
ns1   900  A     192.0.2.53
www   60/5 DYNA  weighted!regions
