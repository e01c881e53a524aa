<?php

final class ZohoError extends RuntimeException
{
    public function __construct(public readonly int $status, public readonly string $zohoCode)
    {
        parent::__construct("Zoho answered $status $zohoCode");
    }
}

/** The code that is tested: it attaches a file to a lead, and tries once more if Zoho fails. Returns the attachment's id. */
function attach(string $base, string $token, string $lead, string $name, string $content, int $attempts = 2): string
{
    $curl = curl_init("$base/crm/v8/Leads/$lead/Attachments");
    curl_setopt_array($curl, [
        CURLOPT_HTTPHEADER => ["Authorization: Zoho-oauthtoken $token"],
        CURLOPT_POSTFIELDS => ['file' => new CURLStringFile($content, $name)],
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT => 10,
    ]);
    $body = curl_exec($curl);
    if ($body === false) {
        throw new RuntimeException(curl_error($curl));
    }
    $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    $answer = json_decode($body, true, flags: JSON_THROW_ON_ERROR);
    if ($status === 200) {
        return $answer['data'][0]['details']['id'];
    }
    if ($status >= 500 && $attempts > 1) {
        return attach($base, $token, $lead, $name, $content, $attempts - 1);
    }
    throw new ZohoError($status, $answer['code']);
}
