//go:build linux

package apps

import (
	"context"
	"os"
	"path/filepath"
)

// behindProxy tells PHP, before a program runs, under which address the browser
// sees it.
const behindProxy = `<?php
[$host, $port] = explode(':', $_SERVER['HTTP_HOST'] ?? '') + ['', ''];
if (($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https') {
	$_SERVER['HTTPS'] = 'on';
	$port = $port ?: '443';
}
$_SERVER['SERVER_NAME'] = $host;
$_SERVER['SERVER_PORT'] = $port ?: '80';
unset($host, $port);
`

// php serves the folder root by PHP's own web server. prepend is PHP that runs
// before every program, the place for what an application reads as a constant;
// settings are those of php.ini, "name=value".
func php(ctx context.Context, folder, root, prepend string, settings ...string) (*process, error) {
	temporary := filepath.Join(folder, "tmp")
	if err := os.MkdirAll(temporary, 0o700); err != nil {
		return nil, err
	}
	first := filepath.Join(folder, "prepend.php")
	if err := os.WriteFile(first, []byte(behindProxy+prepend), 0o600); err != nil {
		return nil, err
	}
	address, err := free()
	if err != nil {
		return nil, err
	}
	args := []string{"-S", address, "-t", root}
	settings = append(settings,
		"auto_prepend_file="+first,
		"session.save_path="+temporary,
		"upload_tmp_dir="+temporary,
		"sys_temp_dir="+temporary,
		"error_log="+filepath.Join(folder, "php.log"),
		"log_errors=1",
		"display_errors=0",
		"date.timezone=UTC",
		"opcache.enable_cli=1",
	)
	for _, setting := range settings {
		args = append(args, "-d", setting)
	}
	return serve(ctx, address, folder, []string{"PHP_CLI_SERVER_WORKERS=4", "HOME=" + folder}, "php", args...)
}
