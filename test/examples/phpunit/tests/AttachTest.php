<?php

use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/../src/Attach.php';
require_once __DIR__ . '/../src/Sandbox.php';

final class AttachTest extends TestCase
{
    private Sandbox $zoho;

    /** A sandbox for each test, so that tests can run at the same time, with ParaTest too. */
    protected function setUp(): void
    {
        $this->zoho = new Sandbox($this->toString());
    }

    public function testAFileIsAttachedUnchanged(): void
    {
        $attachment = attach($this->zoho->url, '1000.all', '1', 'quote.txt', 'Hello');
        $this->assertSame('Hello', $this->zoho->content($attachment));
        $this->assertSame(['quote.txt'], array_column($this->zoho->attachments(), 'name'));
    }

    public function testATokenWithoutTheScopeIsRefused(): void
    {
        try {
            attach($this->zoho->url, '1000.read-only', '1', 'quote.txt', 'Hello');
            $this->fail('The upload was accepted');
        } catch (ZohoError $refusal) {
            $this->assertSame([401, 'OAUTH_SCOPE_MISMATCH'], [$refusal->status, $refusal->zohoCode]);
        }
        $this->assertSame([], $this->zoho->attachments());
    }

    public function testAFailedUploadIsRetried(): void
    {
        $this->zoho->addFault(['operation' => 'upload', 'action' => ['answer' => 'INTERNAL_ERROR']]);
        attach($this->zoho->url, '1000.all', '1', 'quote.txt', 'Hello');
        $this->assertSame([500, 200], $this->zoho->statuses('upload'));
    }

    // A mistake of this client: after a failure that comes when the file is already stored, it attaches the file twice.
    public function testAnUploadThatWasStoredButReportedAsFailedIsAttachedTwice(): void
    {
        $this->zoho->addFault(['operation' => 'upload', 'action' => ['answer' => 'INTERNAL_ERROR', 'phase' => 'after-commit']]);
        attach($this->zoho->url, '1000.all', '1', 'quote.txt', 'Hello');
        $this->assertCount(2, $this->zoho->attachments());
    }
}
