<?php
// PHP's curl extension, with no SDK. json_encode writes <\/b> and escapes all
// that is not ASCII.

declare(strict_types=1);

require __DIR__ . '/lines.php';

final class Client
{
    private ?string $kept = null;

    public function __construct(private string $base, private string $appid, private string $secret)
    {
    }

    public function token(): string
    {
        return $this->kept ??= $this->call('/cgi-bin/token', [
            'grant_type' => 'client_credential', 'appid' => $this->appid, 'secret' => $this->secret,
        ])['access_token'];
    }

    public function upload(string $path): string
    {
        $query = ['access_token' => $this->token(), 'type' => 'image'];
        return $this->call('/cgi-bin/media/upload', $query, ['media' => new CURLFile($path)])['media_id'];
    }

    public function modify(array $fields): void
    {
        $this->call('/wxa/modify_merchant', ['access_token' => $this->token()], json_encode($fields, JSON_THROW_ON_ERROR));
    }

    private function call(string $path, array $query, array|string|null $body = null): array
    {
        $curl = curl_init($this->base . $path . '?' . http_build_query($query));
        $options = [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 20];
        if ($body !== null) {
            $options[CURLOPT_POSTFIELDS] = $body;
        }
        curl_setopt_array($curl, $options);
        $answer = curl_exec($curl);
        if ($answer === false) {
            throw new RuntimeException(curl_error($curl));
        }
        return checked(json_decode($answer, true, flags: JSON_THROW_ON_ERROR));
    }
}

answer('curl ' . curl_version()['version'], new Client($base, $appid, $secret));
