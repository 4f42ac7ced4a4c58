//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/websocket"
)

// inspector is a connection to workerd's inspector (the Chrome DevTools Protocol).
type inspector struct {
	conn *websocket.Conn
	last atomic.Int64
}

// inspect connects to the inspector of a worker.
func (r *running) inspect(t testing.TB) *inspector {
	t.Helper()
	res, err := http.Get("http://" + r.inspector + "/json/list")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var targets []struct{ WebSocketDebuggerURL string }
	if err := json.Unmarshal(text, &targets); err != nil || len(targets) == 0 {
		t.Fatalf("workerd's inspector: %s, %v", text, err)
	}
	conn, err := websocket.Dial(targets[0].WebSocketDebuggerURL, "", "http://"+r.inspector)
	if err != nil {
		t.Fatal(err)
	}
	conn.MaxPayloadBytes = 256 << 20
	t.Cleanup(func() { conn.Close() })
	return &inspector{conn: conn}
}

// call calls a method and returns its result.
func (i *inspector) call(t testing.TB, method string, result any) {
	t.Helper()
	id := i.last.Add(1)
	i.conn.SetDeadline(time.Now().Add(20 * time.Second))
	if err := websocket.JSON.Send(i.conn, map[string]any{"id": id, "method": method}); err != nil {
		t.Fatal(err)
	}
	for {
		var answer struct {
			ID     int64
			Result json.RawMessage
			Error  *struct{ Message string }
		}
		if err := websocket.JSON.Receive(i.conn, &answer); err != nil {
			t.Fatalf("%s: %v", method, err)
		}
		switch {
		case answer.ID != id: // an event
		case answer.Error != nil:
			t.Fatalf("%s: %s", method, answer.Error.Message)
		case result == nil:
			return
		default:
			if err := json.Unmarshal(answer.Result, result); err != nil {
				t.Fatalf("%s: %v", method, err)
			}
			return
		}
	}
}

// heap is what an isolate uses, in bytes.
type heap struct {
	UsedSize           int64 // JavaScript's heap
	BackingStorageSize int64 // ArrayBuffers, and with them the memory of WebAssembly
}

func (h heap) total() int64 { return h.UsedSize + h.BackingStorageSize }

func (h heap) String() string {
	return fmt.Sprintf("%.1f MB of JavaScript's heap and %.1f MB of buffers and wasm memory", float64(h.UsedSize)/1e6, float64(h.BackingStorageSize)/1e6)
}

// heap returns what the isolate uses after a collection.
func (i *inspector) heap(t testing.TB) (h heap) {
	t.Helper()
	i.call(t, "Runtime.getHeapUsage", &h)
	return h
}
