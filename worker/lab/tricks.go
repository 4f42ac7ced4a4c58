package lab

// HostTricks are spellings of hosts that must never lead to a connection: every
// way that is known of writing an address or a name that is not public.
var HostTricks = []string{
	// IPv4, as it is and as only some programs read it.
	"127.0.0.1", "127.0.0.2", "127.1", "127.0.1", "0.0.0.0", "0", "2130706433", "0x7f000001", "0x7F000001.", "0x7f.0.0.1", "0x7f.1",
	"0177.0.0.1", "017700000001", "00000177.1", "127.0.0.1.", "127.0.0.1..", "127.00.0.1", "127.0.0.01", "4294967295", "1.2.3.4.5",
	"10.0.0.5", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "169.254.169.254", "169.254.170.2", "0251.0376.0251.0376", "2852039166",
	"168.63.129.16", "100.100.100.200", "192.0.0.192", "224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1", "192.88.99.1",
	// IPv6, and IPv4 inside it.
	"::", "[::]", "::1", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "::ffff:7f00:1", "[::ffff:0:127.0.0.1]", "::127.0.0.1", "[::ffff:169.254.169.254]",
	"[64:ff9b::7f00:1]", "64:ff9b:1::a00:5", "2002:7f00:1::", "2002:a00:5::1", "2001:0:7f00:1::", "2001:0:808:808::80ff:fffe", "2a00:1450::5efe:127.0.0.1",
	"2a00:1450::200:5efe:10.0.0.5", "2002:808:808::5efe:10.0.0.5", "fe80::1", "fe80::1%lo", "[fe80::1%25lo]", "fd00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "100::1", "2001:db8::1", "3fff::1", "4000::1",
	// Names.
	"localhost", "LOCALHOST.", "a.localhost", "localhost.localdomain", "metadata", "instance-data", "metadata.google.internal", "Metadata.Google.Internal.", "instance-data.ec2.internal",
	"metadata.azure.internal", "router.local", "printer.lan", "router.home.arpa", "1.0.0.127.in-addr.arpa", "intranet", "a.test", "a.onion",
	// Other scripts and what is not there to see.
	"１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "127．0．0．1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "\u00ad127.0.0.1", "127.0.0.1\u200b", "local\u00adhost", "xn--127-0001", "0x7f。1", "[::１]",
	// More than a host.
	"127.0.0.1:80", "[::1]:80", "user@127.0.0.1", "127.0.0.1/", "127.0.0.1#", "127.0.0.1?", "http://127.0.0.1", "//127.0.0.1", `127.0.0.1\@example.org`, "127.0.0.1%00.example.org",
	"127.0.0.1\x00.example.org", "127.0.0.1\r\n.example.org", " 127.0.0.1", "127.0.0.1 ", "127.0.0.1%2eexample", "%31%32%37.0.0.1", "",
}

// RedirectTricks are targets of redirects that must never lead to a connection.
// The host of each is not public, or the scheme or the port is another.
var RedirectTricks = []string{
	"http://127.0.0.1/", "https://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.0.0.1./", "http://0/", "http://0.0.0.0/",
	"http://10.0.0.5/", "http://192.168.0.1/", "http://169.254.169.254/latest/meta-data/", "http://168.63.129.16/", "http://100.64.0.1/", "http://[::1]/", "http://[::]/", "https://[::1]/",
	"http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[fe80::1%25lo]/", "http://[fd00::1]/", "http://[::127.0.0.1]/",
	"//127.0.0.1/", "///127.0.0.1/", `http:\\127.0.0.1\`, `\\127.0.0.1\`, "http:///127.0.0.1/", "http:127.0.0.1", "http:/127.0.0.1", "HTTP://127.0.0.1/", "\thttp://127.0.0.1/", "http://127.0.0.1\t/",
	"http://user@127.0.0.1/", "http://user:pass@127.0.0.1/", "http://example.org@127.0.0.1/", "http://127.0.0.1@example.org/", `http://127.0.0.1\@example.org/`, "http://127.0.0.1#@example.org/", "http://127.0.0.1?@example.org/", "http://127.0.0.1:80;@example.org/",
	"http://127.0.0.1:22/", "http://example.org:22/", "http://example.org:8080/", "http://example.org:43/", "http://example.org:0/", "http://example.org:65616/", "http://example.org:-80/", "https://example.org:8443/", "http://[::1]:22/",
	"ftp://127.0.0.1/", "ftp://example.org/", "gopher://127.0.0.1:80/_GET", "file:///etc/passwd", "dict://127.0.0.1:80/", "ldap://127.0.0.1:80/", "javascript:alert(1)", "data:text/html,x", "ws://127.0.0.1/", "unix:/run/x.sock", "jar:http://127.0.0.1/",
	"http://localhost/", "http://LOCALHOST./", "http://a.localhost/", "http://metadata/", "http://metadata.google.internal/", "http://router.local/", "http://1.0.0.127.in-addr.arpa/",
	"http://１２７.０.０.１/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://%31%32%37.0.0.1/", "http://127.0.0.1%2f@example.org/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "http://127.0.0.1%00.example.org/", "http:// 127.0.0.1/", "http://", "http:",
}
