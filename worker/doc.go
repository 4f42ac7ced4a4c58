// Command worker is Formtrace's backend: it says where a host is (dossiers) and
// serves the rules. Package api is its interface, package lookup its look-ups.
//
//	go run ./worker                    serve on this machine
//	cd worker && npx wrangler dev      the same in workerd, as Cloudflare runs it
//	go run ./worker build              make worker/build, which wrangler does by itself
//
// # Settings
//
// Natively by flags, in workerd by variables (wrangler.jsonc, or wrangler's
// --var NAME:VALUE); this is all of them:
//
//	flag       variable  meaning
//	-listen    -         address to listen on; 127.0.0.1:8787. On a loopback address
//	                     only requests under loopback names are answered; in workerd
//	                     the same holds for what comes in cleartext.
//	-attached  -         end when standard input does, and so with the program that
//	                     holds it; off
//	-resolver  RESOLVER  URL of DNS over HTTPS (RFC 8484, POST);
//	                     https://cloudflare-dns.com/dns-query. It learns the host names
//	                     that are looked up. http only outside the public internet.
//	-rdap      RDAP      URL of the bootstrap file that names each registry's RDAP
//	                     server (RFC 9224); https://data.iana.org/rdap/dns.json
//	-whois     WHOIS     the WHOIS server that names each registry's; whois.iana.org
//	-ct        CT        URL of a search of Certificate Transparency logs, for hosts
//	                     that the platform does not let us contact; https://crt.sh/,
//	                     and empty is none
//	-roots     ROOTS     authorities that certificates are verified against instead of
//	                     the platform's (in workerd: Mozilla's, packaged). -roots names
//	                     a file of PEM, ROOTS holds the text itself.
//	-place     PLACE     networks that go before the packaged tables: CSV as
//	                     place.ParseOverlay reads it. -place names a file, PLACE holds
//	                     the text itself (Cloudflare allows 5 KB).
//	-clock     CLOCK     fixed time by which dossiers are dated (RFC 3339), for the
//	                     lab; empty is now
//	-data      -         folder of newer tables of networks, which take the place of the
//	                     packaged ones: files named and made as in the packages of
//	                     ip-location-db (asn-ipv4.csv, …), databases in MaxMind's format
//	                     (.mmdb). Read at the start, and again at SIGHUP; package
//	                     rules/place/source says more. For workerd: go run ./worker
//	                     build -data FOLDER.
//	-channels  -         published folder of signed rules (rules publish) that is served
//	                     under /v1/rules/; what is published later is served from then
//	                     on. For workerd: go run ./worker build -channels FOLDER, or
//	                     FORMTRACE_CHANNELS in the environment of wrangler.
//	-carry     CARRY     loopback address of a lab that every connection to a host is
//	                     carried to (HTTP CONNECT), so that nothing goes out; refused
//	                     beside a -listen that is not loopback; empty is none
//	-limit     LIMIT     how many hosts one client may have looked up in a minute, half
//	                     of them at once; 120, and 0 is no limit. A client is an IPv4
//	                     address or an IPv6 network of 64 bits; behind a proxy on the
//	                     same machine, the last address of its X-Forwarded-For. Answers
//	                     from the cache, the rules, the page and /v1/health do not count.
//	                     On Cloudflare the number in "ratelimits" of wrangler.jsonc
//	                     counts, and of LIMIT only whether it is 0.
//
// A setting that is not understood keeps the program from starting; in workerd every
// request is answered with which one it is (503), and the console says what was
// expected there, and which variables are no settings. A variable that is missing
// has the value that stands above.
//
// The worker keeps no log of requests, and what it says at its start, its end and
// about upstreams that fail names no host that was asked for. wrangler dev prints
// the path of each request, host names included; --log-level warn keeps it from
// that. It also asks Cloudflare for a sample of what requests look like there,
// unless CLOUDFLARE_CF_FETCH_ENABLED=false stands in the environment.
//
// The names under which workerd finds the rest: ASSETS, the binding of
// build/assets, where the tables of networks (place.bin) and the certificate
// authorities (roots.pem) lie, and LIMITER, the rate limit; without one nobody is
// limited.
//
// # In workerd
//
// One instance of the program answers all requests of an isolate: bridge.mjs and
// serve_js.go say how a request crosses, wait_js.go how Go waits. Three rules of
// the platform shape all of the _js.go files: what a request has begun (a fetch,
// a socket, a timer) is its own and ends with it, so only finished results are
// kept; there are no timers of Go's, as they would belong to any request; and
// the memory that Go has taken is never given back, so an instance that has grown
// is replaced, as is one that failed.
package main
