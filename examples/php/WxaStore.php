<?php
// Starts wxastore for tests, on free ports and in a folder of its own, and ends it.
//
//   $store = new WxaStore();
//   $store->api     // http://127.0.0.1:…, answers as api.weixin.qq.com does
//   $store->stop(); // at the latest when the object or the script ends
//
// The program is WXASTORE_BIN, or wxastore on the PATH. PHP 8, no extension.
final class WxaStore
{
    // The account of --demo, whose secret everybody knows.
    public const APPID = 'wx0123456789abcdef';
    public const SECRET = '0123456789abcdef0123456789abcdef';

    public readonly string $api;
    public readonly string $console;
    private string $folder;
    private $process;
    private array $pipes = [];

    public function __construct(array $arguments = ['--demo'], ?string $program = null)
    {
        $this->folder = sys_get_temp_dir() . '/wxastore-' . bin2hex(random_bytes(8));
        $command = [$program ?? (getenv('WXASTORE_BIN') ?: 'wxastore'), 'serve', '--listen', '127.0.0.1:0', '--console', '127.0.0.1:0',
            '--data', $this->folder, '--log-level', 'warn', ...$arguments];
        $this->process = proc_open($command, [1 => ['pipe', 'w'], 2 => STDERR], $this->pipes);
        if ($this->process === false) {
            throw new RuntimeException("$command[0] cannot be started");
        }
        $found = [];
        while (!isset($found['data']) && ($line = fgets($this->pipes[1])) !== false) {
            [$name, $rest] = explode(' ', $line, 2) + [1 => ''];
            $found[$name] = trim($rest);
        }
        if (!isset($found['api'], $found['console'])) {
            $this->stop();
            throw new RuntimeException('wxastore did not start: its log says why');
        }
        [$this->api, $this->console] = [$found['api'], $found['console']];
    }

    public function stop(): void
    {
        if (!is_resource($this->process)) {
            return;
        }
        proc_terminate($this->process); // SIGTERM
        stream_get_contents($this->pipes[1]);
        fclose($this->pipes[1]);
        proc_close($this->process);
        $this->remove($this->folder);
    }

    public function __destruct()
    {
        $this->stop();
    }

    private function remove(string $folder): void
    {
        if (!is_dir($folder)) {
            return;
        }
        foreach (array_diff(scandir($folder), ['.', '..']) as $name) {
            $path = "$folder/$name";
            is_dir($path) && !is_link($path) ? $this->remove($path) : unlink($path);
        }
        rmdir($folder);
    }
}

// An example, and the test of this file.
if (realpath($_SERVER['SCRIPT_FILENAME']) === __FILE__) {
    $store = new WxaStore();
    $body = json_encode(['grant_type' => 'client_credential', 'appid' => WxaStore::APPID, 'secret' => WxaStore::SECRET]);
    $answer = file_get_contents("$store->api/cgi-bin/stable_token", false, stream_context_create(['http' => ['method' => 'POST', 'header' => 'Content-Type: application/json', 'content' => $body]]));
    echo 'token of ', json_decode($answer, true)['expires_in'], " seconds\n";
    $store->stop();
}
