//go:build !js

package lookup

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
	"github.com/miekg/dns"
)

// labGraph says which answer each question waits for, for the dossier of
// dual.example.org with mail from deep.spf.example.net.
var labGraph = map[string]string{
	"dual.example.org A":    "",
	"dual.example.org AAAA": "",
	"PTR of 195.172.99.3":   "dual.example.org A",
	"PTR of 195.172.99.4":   "dual.example.org A",
	"PTR of ::8844":         "dual.example.org AAAA",
	"PTR of ::8888":         "dual.example.org AAAA",
	"dual.example.org NS":   "",
	"example.org NS":        "dual.example.org NS",
	"dual.example.org MX":   "",
	"dual.example.org CAA":  "",
	"example.org CAA":       "",
	"org CAA":               "",

	"example.org MX":                  "",
	"example.org TXT":                 "",
	"_dmarc.example.org TXT":          "",
	"deep.spf.example.net TXT":        "",
	"deep1.spf.example.net TXT":       "deep.spf.example.net TXT",
	"deep2.spf.example.net TXT":       "deep1.spf.example.net TXT",
	"deep3.spf.example.net TXT":       "deep2.spf.example.net TXT",
	"deep.spf.example.net MX":         "",
	"_dmarc.deep.spf.example.net TXT": "",
	"_dmarc.example.net TXT":          "",
}

// BenchmarkDossier looks up in a lab whose every answer takes 20 ms. The limit
// for over-ms, which is what is beyond the best schedule over six connections, is
// 10. Between the dossiers bare-ms is measured: as many rounds of six questions
// that nobody makes anything of, which shows what the machine and the lab take.
func BenchmarkDossier(b *testing.B) {
	const each = 20 * time.Millisecond
	s := labService(b, lab.Options{Delay: each})
	s.Resolver.Client.(*http.Client).Transport = &http.Transport{MaxIdleConnsPerHost: 16}
	asked := Query{Host: "dual.example.org", Sections: []string{"dns", "hosting", "mail"}, From: "deep.spf.example.net"}
	rounds := ideal(labGraph, maxConnections)
	subrequests := 0
	var took, bare time.Duration
	for b.Loop() {
		began := time.Now()
		for range rounds {
			var wg sync.WaitGroup
			for range maxConnections {
				wg.Go(func() { s.Resolver.ask(context.Background(), asked.Host, dns.TypeA) })
			}
			wg.Wait()
		}
		bare += time.Since(began)
		began = time.Now()
		q, end := s.query(context.Background(), asked)
		d := q.dossier(context.Background())
		subrequests = len(q.asked)
		end()
		took += time.Since(began)
		if d.DNS.Error+d.Hosting.Error+d.Mail.Error != "" || d.Mail.From.SPF != "pass" {
			b.Fatalf("%+v, %+v, %+v", d.DNS, d.Hosting, d.Mail)
		}
	}
	if subrequests != len(labGraph) {
		b.Errorf("%d questions, where the graph has %d", subrequests, len(labGraph))
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	took, bare = took/time.Duration(b.N), bare/time.Duration(b.N)
	best := time.Duration(rounds) * each
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ms(took), "ms/op")
	b.ReportMetric(ms(bare), "bare-ms")
	b.ReportMetric(ms(best), "best-ms")
	b.ReportMetric(ms(took-best), "over-ms")
	b.ReportMetric(float64(subrequests), "subrequests/op")
}
