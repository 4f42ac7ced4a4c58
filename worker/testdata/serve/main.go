// Command serve is what a worker by workers.Serve is, for the benchmark: a new
// instance of the program for each request.
package main

import (
	"io"
	"net/http"

	"github.com/syumai/workers"
)

const body = `{"host":"mi5.h0st.biz","sections":"as many bytes as a small dossier has, more or less, so that what is compared is the way and not what is carried"}`

func main() {
	workers.Serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, body)
	}))
}
