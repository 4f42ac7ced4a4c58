package host

import "testing"

func TestNetworkOf(t *testing.T) {
	for _, c := range []struct {
		host string
		want Network
	}{
		{"", None}, {"a..b", None}, {"example.org:80", None}, {"1.2.3.4.5", None}, {"fe80::1%eth0", None},
		{"example.org", Public}, {"www.Example.org.", Public}, {"example.test", Local}, {"localhost.example.org", Public}, {"onion.example", Public}, {"mylocal.example", Public}, {"x.arpa", Public},
		{"localhost", Loopback}, {"LOCALHOST.", Loopback}, {"app.localhost", Loopback}, {"a.b.localhost", Loopback},
		{"127.0.0.1", Loopback}, {"127.255.0.1", Loopback}, {"0x7f.1", Loopback}, {"2130706433", Loopback}, {"::1", Loopback}, {"[::1]", Loopback}, {"::ffff:127.0.0.1", Loopback},
		{"intranet", Single}, {"nas.", Single}, {"ai", Single},
		{"printer.local", Local}, {"vault.internal", Local}, {"nas.home.arpa", Local}, {"router.lan", Local}, {"x.localdomain", Local}, {"a.b.corp", Local}, {"home.arpa", Local},
		{"service.onion", Onion}, {"a.b.ONION", Onion},
		{"10.0.0.1", Private}, {"9.255.255.255", Public}, {"11.0.0.0", Public},
		{"172.15.255.255", Public}, {"172.16.0.0", Private}, {"172.31.255.255", Private}, {"172.32.0.0", Public},
		{"192.168.0.1", Private}, {"192.167.255.255", Public}, {"192.169.0.0", Public},
		{"169.254.1.1", Private}, {"169.253.255.255", Public},
		{"100.63.255.255", Public}, {"100.64.0.0", Private}, {"100.127.255.255", Private}, {"100.128.0.0", Public},
		{"0.0.0.0", Private}, {"0.1.2.3", Private}, {"1.0.0.0", Public}, {"192.0.0.8", Private}, {"198.18.0.1", Private}, {"198.20.0.0", Public},
		{"63.211.10.1", Public}, {"192.0.2.1", Public}, {"224.0.0.1", Public}, {"240.0.0.1", Public}, {"255.255.255.255", Public},
		{"::", Private}, {"fc00::1", Private}, {"fdff::1", Private}, {"fb00::1", Public}, {"fe00::1", Public}, {"fe80::1", Private}, {"febf::1", Private}, {"fec0::1", Private}, {"ff02::1", Public},
		{"::ffff:10.0.0.1", Private}, {"::ffff:8.8.8.8", Public}, {"64:ff9b::8.8.8.8", Public}, {"64:ff9b:1::1", Private}, {"64:ff9b:2::1", Public}, {"2001:db8::1", Public}, {"2606:4700::1", Public}, {"::2", Public},
	} {
		if got := NetworkOf(c.host); got != c.want {
			t.Errorf("NetworkOf(%q): got %d (%s), want %d (%s)", c.host, got, got, c.want, c.want)
		}
	}
}

func TestNetworkString(t *testing.T) {
	for n, want := range map[Network]string{None: "none", Public: "public", Private: "private", Local: "local", Loopback: "loopback", Onion: "onion", Single: "local", 99: "none"} {
		if got := n.String(); got != want {
			t.Errorf("Network(%d): got %q, want %q", n, got, want)
		}
	}
}

// TestLocalNames: no name of a local network may be a rule of the list, but for arpa's.
// They are those reserved for them, then those of RFC 6762, appendix G, which home
// routers and companies use and which the public DNS does not have.
func TestLocalNames(t *testing.T) {
	for _, name := range []string{"localhost", "local", "internal", "home.arpa", "localdomain", "lan", "home", "corp", "intranet", "private"} {
		if got := NetworkOf("x." + name); got != Local && got != Loopback {
			t.Errorf("x.%s: got %s, want a local network", name, got)
		}
		if _, icann := Suffix("x." + name); icann && name != "home.arpa" {
			t.Errorf("%s: the public suffix list has it in the ICANN section; want a name that the public DNS does not have", name)
		}
	}
}
