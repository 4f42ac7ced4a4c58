package e2e

import (
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/http/httputil"
	"net/url"

	"github.com/formtrace/formtrace/worker/lab"
)

// resolver is the name under which a lab answers DNS over HTTPS.
const resolver = "resolver.test"

// toLab adds to how the driver is told to start Firefox that it knows no internet
// but the lab: every connection goes there by a proxy, every name is looked up
// there and nowhere else, and the lab's authority is trusted.
func (b *Browser) toLab(how params, l *lab.Lab) error {
	proxy, err := startSOCKS(l)
	if err != nil {
		return err
	}
	b.proxy = proxy
	upstream, err := url.Parse(l.DoH)
	if err != nil {
		return err
	}
	l.Handle(resolver, httputil.NewSingleHostReverseProxy(&url.URL{Scheme: upstream.Scheme, Host: upstream.Host}))
	root, _ := pem.Decode([]byte(l.RootsPEM()))
	how["roots"] = base64.StdEncoding.EncodeToString(root.Bytes)
	how["args"] = []string{}
	how["prefs"] = Prefs(proxy.Addr().String())
	return nil
}

// Prefs returns the settings of a Firefox that reaches what is not on this
// machine by the SOCKS proxy at address only, and fetches nothing by itself.
// http is not upgraded, and Firefox's own question before an https page's form is
// sent over http is not asked.
func Prefs(address string) map[string]any {
	direct := fmt.Sprintf(`data:text/javascript,function FindProxyForURL(url, host) { return host == "127.0.0.1" || host == "localhost" ? "DIRECT" : "SOCKS5 %s"; }`, address)
	return map[string]any{
		"network.proxy.type":                                          2,
		"network.proxy.autoconfig_url":                                direct,
		"network.proxy.failover_direct":                               false,
		"network.proxy.socks5_remote_dns":                             true,
		"network.trr.mode":                                            3,
		"network.trr.uri":                                             "https://" + resolver + "/dns-query",
		"network.trr.custom_uri":                                      "https://" + resolver + "/dns-query",
		"network.trr.confirmationNS":                                  "skip",
		"network.trr.allow-rfc1918":                                   true,
		"network.connectivity-service.enabled":                        false,
		"network.captive-portal-service.enabled":                      false,
		"network.http.speculative-parallel-limit":                     0,
		"network.dns.disablePrefetch":                                 true,
		"network.prefetch-next":                                       false,
		"fission.bfcacheInParent":                                     true,
		"services.settings.server":                                    "data:,", // it knows no other than the one it ships
		"network.stricttransportsecurity.preloadlist":                 false,
		"network.lna.enabled":                                         false,
		"dom.security.https_first":                                    false,
		"dom.security.https_first_schemeless":                         false,
		"dom.security.https_only_mode":                                false,
		"security.warn_submit_secure_to_insecure":                     false,
		"security.OCSP.enabled":                                       0,
		"dom.disable_open_during_load":                                true, // people's browsers block pop-ups
		"browser.safebrowsing.malware.enabled":                        false,
		"browser.safebrowsing.phishing.enabled":                       false,
		"app.normandy.enabled":                                        false,
		"app.update.enabled":                                          false,
		"extensions.update.enabled":                                   false,
		"extensions.getAddons.cache.enabled":                          false,
		"datareporting.policy.dataSubmissionEnabled":                  false,
		"toolkit.telemetry.enabled":                                   false,
		"browser.newtabpage.activity-stream.feeds.section.topstories": false,
	}
}
