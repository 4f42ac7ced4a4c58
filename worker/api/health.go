package api

import (
	"encoding/json"
	"net/http"
)

// health says that the worker answers, which one it is, and by which rules and
// tables it goes.
func (h *Handler) health(w http.ResponseWriter, r *http.Request) {
	var out struct {
		Status string `json:"status"`
		Worker struct {
			Version string `json:"version"`
		} `json:"worker"`
		Bundle About `json:"bundle"`
		Places struct {
			Revision string `json:"revision"`
		} `json:"places"`
	}
	rules, err := h.Rules(r.Context())
	if err != nil {
		rulesMissing.write(w, r)
		return
	}
	out.Status, out.Worker.Version, out.Bundle = "ok", h.Version, rules.About()
	revision, err := h.Places(r.Context())
	if err != nil {
		problem{Type: "places", Title: "The tables of networks are missing", Status: http.StatusServiceUnavailable,
			Detail: "The tables of networks could not be loaded: hosting sections will be empty."}.write(w, r)
		return
	}
	out.Places.Revision = revision
	body, err := json.Marshal(out)
	if err != nil {
		panic(err) // strings and numbers only: cannot be
	}
	w.Header().Set("Cache-Control", "no-store")
	send(w, r, http.StatusOK, "application/json", append(body, '\n'))
}
