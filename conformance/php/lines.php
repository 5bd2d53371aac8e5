<?php
// Lets a client in PHP judge: answers the lines that the conformance test
// writes.

[, $base, $appid, $secret] = $argv;

/** An answer of the interface, or an exception where it has an errcode. */
function checked(array $body): array
{
    if ($body['errcode'] ?? 0) {
        throw new RuntimeException(json_encode($body));
    }
    return $body;
}

function answer(string $version, object $client): void
{
    $write = fn (array $line) => fwrite(STDOUT, json_encode($line, JSON_THROW_ON_ERROR) . "\n");
    $write(['version' => "$version (PHP " . PHP_VERSION . ')', 'keeps' => false]);
    while (($line = fgets(STDIN)) !== false) {
        $question = json_decode($line, true, flags: JSON_THROW_ON_ERROR);
        try {
            $write(['value' => match ($question['do']) {
                'token' => $client->token(),
                'upload' => $client->upload($question['path']),
                'modify' => $client->modify($question['fields']),
            }]);
        } catch (Throwable $e) {
            $write(['error' => $e->getMessage()]);
        }
    }
}
