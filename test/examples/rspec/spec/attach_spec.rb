# frozen_string_literal: true

require 'attach'

RSpec.describe 'attach' do
  it 'attaches a file unchanged' do
    attachment = attach(zoho.url, '1000.all', '1', 'quote.txt', 'Hello')
    expect(zoho.content(attachment)).to eq 'Hello'
    expect(zoho.attachments.map { |file| file['name'] }).to eq ['quote.txt']
  end

  it 'is refused with a token without the scope' do
    expect { attach(zoho.url, '1000.read-only', '1', 'quote.txt', 'Hello') }
      .to raise_error(ZohoError) { |refusal| expect([refusal.status, refusal.code]).to eq [401, 'OAUTH_SCOPE_MISMATCH'] }
    expect(zoho.attachments).to be_empty
  end

  it 'retries an upload that failed' do
    zoho.add_fault({ operation: 'upload', action: { answer: 'INTERNAL_ERROR' } })
    attach(zoho.url, '1000.all', '1', 'quote.txt', 'Hello')
    expect(zoho.statuses('upload')).to eq [500, 200]
  end

  # A mistake of this client: after a failure that comes when the file is already stored, it attaches the file twice.
  it 'attaches a file twice if its upload was stored but reported as failed' do
    zoho.add_fault({ operation: 'upload', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } })
    attach(zoho.url, '1000.all', '1', 'quote.txt', 'Hello')
    expect(zoho.attachments.length).to eq 2
  end
end
