<?php

/** A world of its own in the double. Its URL stands for https://www.zohoapis.com. */
final class Sandbox
{
    public readonly string $url;

    public function __construct(string $title)
    {
        $this->url = getenv('ZOHO_MOCK_URL') . '/s/' . self::nameFrom($title);
        // A double that runs for longer than the tests still has what the last run left.
        $this->ask('POST', 'reset');
    }

    /**
     * The name of a sandbox for any text: the same as `mock.sandbox(text)` takes in JavaScript.
     *
     * A text of 1 to 64 letters, digits, `.`, `_` and `-` that begins with a letter or digit is a name. Of any other, a name
     * is made: up to 40 characters that can be read, and 16 digits of its SHA-256, so that no two texts get the same name.
     */
    public static function nameFrom(string $text): string
    {
        if (preg_match('/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/D', $text)) {
            return $text;
        }
        $digest = substr(hash('sha256', $text), 0, 16);
        $slug = preg_replace(['/[^A-Za-z0-9]+/', '/^-/'], ['-', ''], $text);
        $start = preg_replace('/-$/', '', substr($slug, 0, 40));
        return $start === '' ? $digest : "$start-$digest";
    }

    /** Sends a request to the control API. */
    public function ask(string $method, string $path, ?array $json = null): string
    {
        $curl = curl_init("$this->url/_mock/$path");
        curl_setopt_array($curl, [CURLOPT_CUSTOMREQUEST => $method, CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 10]);
        if ($json !== null) {
            curl_setopt_array($curl, [
                CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
                CURLOPT_POSTFIELDS => json_encode($json, JSON_THROW_ON_ERROR),
            ]);
        }
        $body = curl_exec($curl);
        if ($body === false || curl_getinfo($curl, CURLINFO_RESPONSE_CODE) >= 400) {
            throw new RuntimeException($body ?: curl_error($curl));
        }
        return $body;
    }

    public function addFault(array $fault): void
    {
        $this->ask('POST', 'faults', $fault);
    }

    public function content(string $attachment): string
    {
        return $this->ask('GET', "attachments/$attachment/content");
    }

    public function attachments(): array
    {
        return json_decode($this->ask('GET', 'attachments'), true)['attachments'];
    }

    /** What the requests of an operation were answered, in their order. */
    public function statuses(string $operation): array
    {
        $requests = json_decode($this->ask('GET', "requests?operation=$operation"), true)['requests'];
        return array_column(array_column($requests, 'answer'), 'status');
    }
}
