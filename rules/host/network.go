package host

// Network is the kind of network that a host is on, as far as its name or
// address alone tells. Nothing is looked up.
type Network uint8

// The kinds of network.
const (
	None     Network = iota // no host at all: an empty or bad name
	Public                  // the internet, and every address that is not known to be something else
	Private                 // an address of a private network, or one that names no single host elsewhere
	Local                   // a name that only a local network can know: .local, .internal, .home.arpa, … (a test lists them)
	Loopback                // this machine
	Onion                   // a Tor service
	Single                  // a single label, which only a local network can know
)

// String returns the word for it in a report. A single label is "local".
func (n Network) String() string {
	switch n {
	case Public:
		return "public"
	case Private:
		return "private"
	case Local, Single:
		return "local"
	case Loopback:
		return "loopback"
	case Onion:
		return "onion"
	}
	return "none"
}

// NetworkOf returns the kind of network that a host is on. Addresses that are
// set aside for documentation, multicast or the future count as public: they
// are judged as strictly. An IPv4-mapped IPv6 address counts as the IPv4 one.
func NetworkOf(host string) Network {
	name, k, _ := analyse(host)
	return parsed(name, k).Network
}

// networkName is NetworkOf for a normalised name.
func networkName(name string) Network {
	top := len(name)
	for top > 0 && name[top-1] != '.' {
		top--
	}
	if top == 0 && name != "localhost" {
		return Single
	}
	switch name[top:] {
	case "localhost":
		return Loopback
	case "onion":
		return Onion
	case "local", "internal", "localdomain", "lan", "home", "corp", "intranet", "private",
		"test", "invalid", "alt": // these three are no names of the public DNS (RFC 6761, RFC 9476)
		return Local
	case "arpa":
		if isUnder(name, "home.arpa") {
			return Local
		}
	}
	return Public
}

// networkV4 is NetworkOf for an IPv4 address.
func networkV4(a uint32) Network {
	in := func(network uint32, bits int) bool { return (a^network)>>(32-bits) == 0 }
	switch {
	case in(127<<24, 8):
		return Loopback
	case in(0, 8), // this network; 0.0.0.0 reaches this machine on some systems
		in(10<<24, 8),
		in(100<<24|64<<16, 10), // shared by a carrier's customers
		in(169<<24|254<<16, 16),
		in(172<<24|16<<16, 12),
		in(192<<24, 24), // protocol assignments
		in(192<<24|168<<16, 16),
		in(198<<24|18<<16, 15): // benchmarks
		return Private
	}
	return Public
}

// networkV6 is NetworkOf for an IPv6 address.
func networkV6(a *[16]byte) Network {
	switch {
	case isMapped(a):
		return networkV4(lastV4(a))
	case *a == [16]byte{15: 1}:
		return Loopback
	case *a == [16]byte{}, // unspecified
		a[0]&0xfe == 0xfc,                                    // unique local
		a[0] == 0xfe && a[1]&0x80 != 0,                       // link-local, and site-local of old
		[6]byte(a[:6]) == [6]byte{0, 0x64, 0xff, 0x9b, 0, 1}: // translation inside a network
		return Private
	}
	return Public
}
