package main

import (
	"context"
	"io/fs"

	"github.com/syumai/workers/cloudflare"
)

// shelf serves the published folder among the assets (api.Published).
type shelf struct{}

// File returns a file and its digest.
func (shelf) File(ctx context.Context, name string) ([]byte, string, error) {
	v, err := await(ctx, cloudflare.GetBinding("published").Invoke(name))
	if err != nil {
		return nil, "", err
	}
	if v.IsNull() || v.IsUndefined() {
		return nil, "", fs.ErrNotExist
	}
	return toBytes(v.Index(0)), v.Index(1).String(), nil
}
