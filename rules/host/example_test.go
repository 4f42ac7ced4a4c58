package host_test

import (
	"fmt"

	"github.com/formtrace/formtrace/rules/host"
)

func ExampleRegistrable() {
	fmt.Println(host.Registrable("lists.mi5.gov.uk"))
	fmt.Println(host.Registrable("someone.github.io"))
	fmt.Println(host.Registrable("192.0.2.1"))
	// Output:
	// mi5.gov.uk true
	// someone.github.io true
	//  false
}

func ExampleNormalise() {
	fmt.Println(host.Normalise("WWW.Bücher.Example."))
	fmt.Println(host.Normalise("0x7f.1"))
	fmt.Println(host.Normalise("example.org:443"))
	// Output:
	// www.xn--bcher-kva.example <nil>
	// 127.0.0.1 <nil>
	//  host "example.org:443": has a port; expected the host alone
}

func ExampleNetworkOf() {
	for _, name := range []string{"www.mi5.gov.uk", "printer.local", "10.0.0.1", "localhost"} {
		fmt.Println(name, host.NetworkOf(name))
	}
	// Output:
	// www.mi5.gov.uk public
	// printer.local local
	// 10.0.0.1 private
	// localhost loopback
}

// The keys of a protected name are what a bundle stores; each key may have
// several names.
func ExampleLookAlike() {
	stored := map[string][]string{}
	for _, key := range host.Keys("paypal") {
		stored[key] = append(stored[key], "paypal.com")
	}
	protected := func(skeleton string) (string, bool) {
		if skeleton == host.Skeleton("paypal") {
			return "paypal.com", true
		}
		return "", false
	}
	near := func(key string, n int) (string, bool) {
		if n >= len(stored[key]) {
			return "", false
		}
		return stored[key][n], true
	}
	for _, target := range []string{"mi5.h0st.biz", "paypa1.com", "payapl.com", "web1.net"} {
		like, ok := host.LookAlike(target, "www.mi5.gov.uk", protected, near)
		fmt.Println(target, like.Imitates, like.How, ok)
	}
	// Output:
	// mi5.h0st.biz host.biz digits true
	// paypa1.com paypal.com digits true
	// payapl.com paypal.com edit true
	// web1.net   false
}
