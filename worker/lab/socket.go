package lab

import (
	"net/http"
	"strings"

	"golang.org/x/net/websocket"
)

// MethodSocket is the method of a Request that came as one message of a
// WebSocket (RFC 6455); its URL is the connection's.
const MethodSocket = "SOCKET"

// isSocket reports whether a request asks for a WebSocket.
func isSocket(r *http.Request) bool { return strings.EqualFold(r.Header.Get("Upgrade"), "websocket") }

// serveSocket takes a WebSocket of any origin, keeps every message as something
// that the host received, and says it back.
func (l *Lab) serveSocket(host string, w http.ResponseWriter, r *http.Request) {
	taken := func(conn *websocket.Conn) {
		conn.MaxPayloadBytes = maxBody
		for {
			var message []byte
			if websocket.Message.Receive(conn, &message) != nil {
				return
			}
			l.keep(host, MethodSocket, r, message)
			if websocket.Message.Send(conn, string(message)) != nil {
				return
			}
		}
	}
	websocket.Server{Handler: taken}.ServeHTTP(w, r)
}
