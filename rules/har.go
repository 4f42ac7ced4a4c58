package main

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/url"
	"os"
	"strings"

	"github.com/formtrace/formtrace/rules/form"
)

// har is what is read of an HTTP archive (HAR 1.2): names, never values.
type har struct {
	Log struct {
		Pages []struct {
			ID    string `json:"id"`
			Title string `json:"title"` // browsers put the page's URL here
		} `json:"pages"`
		Entries []struct {
			Pageref      string `json:"pageref"`
			ResourceType string `json:"_resourceType"`
			Request      struct {
				Method  string `json:"method"`
				URL     string `json:"url"`
				Headers []struct {
					Name  string `json:"name"`
					Value string `json:"value"`
				} `json:"headers"`
				PostData *struct {
					MimeType string `json:"mimeType"`
					Text     string `json:"text"`
					Params   []struct {
						Name     string `json:"name"`
						FileName string `json:"fileName"`
					} `json:"params"`
				} `json:"postData"`
			} `json:"request"`
		} `json:"entries"`
	} `json:"log"`
}

// maxHAR is the size of the largest archive that is read, in bytes.
const maxHAR = 512 << 20

// readHAR returns the submissions in an archive: requests other than GET with
// named fields, and navigations with a query.
func readHAR(file string) ([]form.Submission, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxHAR {
		return nil, fmt.Errorf("%s: larger than %d MiB", file, maxHAR>>20)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var h har
	if err := json.Unmarshal(data, &h); err != nil {
		return nil, fmt.Errorf("%s: expected an HTTP archive (HAR 1.2): %w", file, err)
	}
	pages := map[string]string{}
	for _, p := range h.Log.Pages {
		pages[p.ID] = p.Title
	}
	var out []form.Submission
	for _, e := range h.Log.Entries {
		target, err := url.Parse(e.Request.URL)
		if err != nil || target.Host == "" || target.Scheme != "http" && target.Scheme != "https" {
			continue
		}
		page := pages[e.Pageref]
		for _, header := range e.Request.Headers {
			if strings.EqualFold(header.Name, "Referer") {
				page = header.Value
			}
		}
		if u, err := url.Parse(page); err != nil || u.Host == "" {
			page = target.Scheme + "://" + target.Host + "/"
		}
		method := strings.ToLower(e.Request.Method)
		var fields []form.Field
		add := func(name string, file bool) {
			f := form.Field{Name: name, Control: "input", Type: "text", Filled: true}
			if file {
				f.Type = "file"
			}
			fields = append(fields, f)
		}
		enctype := ""
		switch {
		case method == "get" && e.ResourceType == "document":
			names := target.Query()
			for _, name := range sortedNames(names) {
				add(name, false)
			}
		case method != "get" && method != "head" && method != "options" && e.Request.PostData != nil:
			enctype, _, _ = mime.ParseMediaType(e.Request.PostData.MimeType)
			for _, p := range e.Request.PostData.Params {
				add(p.Name, p.FileName != "")
			}
			if len(fields) == 0 && enctype == "application/json" {
				var object map[string]json.RawMessage
				if json.Unmarshal([]byte(e.Request.PostData.Text), &object) == nil {
					for _, name := range sortedNames(object) {
						add(name, false)
					}
				}
			}
			method = "post"
		}
		if len(fields) == 0 {
			continue
		}
		var s form.Submission
		s.Page.URL = without(page)
		s.Target.URL, s.Target.Method, s.Target.Enctype, s.Target.Context = without(e.Request.URL), method, enctype, "_self"
		s.Fields = fields
		out = append(out, s)
	}
	return out, nil
}

// without is a URL without user name, query and fragment, as facts have it.
func without(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.User, u.RawQuery, u.Fragment, u.RawFragment = nil, "", "", ""
	return u.String()
}
