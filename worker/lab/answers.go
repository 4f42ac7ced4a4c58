package lab

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// serveEntry answers for a host of hosts.txt.
func (l *Lab) serveEntry(w http.ResponseWriter, r *http.Request, e *entry) {
	if e.http != "" {
		conn, rw, err := w.(http.Hijacker).Hijack()
		if err == nil {
			l.fail(conn, rw.Writer, e.http)
			conn.Close()
		}
		return
	}
	for _, h := range e.headers {
		w.Header().Set(h[0], h[1])
	}
	if e.redirect != "" {
		w.Header().Set("Location", e.redirect)
		respond(w, r, http.StatusFound, "text/plain; charset=utf-8", []byte("See "+e.redirect+"\n"))
		return
	}
	respond(w, r, http.StatusOK, "text/plain; charset=utf-8", []byte("A host of the lab.\n"))
}

// fail answers in a way that is wrong.
func (l *Lab) fail(conn net.Conn, w *bufio.Writer, fault string) {
	// drip writes a piece now and then until the other side has enough.
	drip := func(piece func(i int) string) {
		for i := 0; l.wait(20*time.Millisecond, nil); i++ {
			if _, err := io.WriteString(conn, piece(i)); err != nil {
				return
			}
		}
	}
	const begin = "HTTP/1.1 200 OK\r\nServer: Example/1.0\r\n"
	switch fault {
	case "timeout":
		io.Copy(io.Discard, conn)
	case "truncated":
		io.WriteString(conn, begin+"X-Pow")
	case "malformed":
		io.WriteString(conn, "220 mail.example.net ESMTP\r\n\r\n")
	case "huge":
		w.WriteString(begin)
		for i := range 2000 {
			fmt.Fprintf(w, "X-Field-%d: %s\r\n", i, strings.Repeat("x", 100))
		}
		w.WriteString("\r\n")
		w.Flush()
	case "slow":
		text := begin + "X-Slow: " + strings.Repeat("x", 1<<20)
		drip(func(i int) string { return text[i : i+1] })
	case "interim":
		io.WriteString(conn, "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"+begin+"Content-Length: 0\r\n\r\n")
	case "endless":
		drip(func(int) string { return "HTTP/1.1 100 Continue\r\n\r\n" })
	}
}
