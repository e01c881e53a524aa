# frozen_string_literal: true

require 'digest'
require 'json'
require 'net/http'

# A world of its own in the double. Its URL stands for https://www.zohoapis.com.
class Sandbox
  attr_reader :url

  # The name of a sandbox for any text: the same as `mock.sandbox(text)` takes in JavaScript.
  #
  # A text of 1 to 64 letters, digits, `.`, `_` and `-` that begins with a letter or digit is a name. Of any other, a name is
  # made: up to 40 characters that can be read, and 16 digits of its SHA-256, so that no two texts get the same name.
  def self.name_from(text)
    return text if text.match?(/\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z/)

    digest = Digest::SHA256.hexdigest(text)[0, 16]
    start = text.gsub(/[^A-Za-z0-9]+/, '-').delete_prefix('-')[0, 40].delete_suffix('-')
    start.empty? ? digest : "#{start}-#{digest}"
  end

  def initialize(title)
    @url = "#{ENV.fetch('ZOHO_MOCK_URL')}/s/#{Sandbox.name_from(title)}"
    # A double that runs for longer than the tests still has what the last run left.
    ask(Net::HTTP::Post, 'reset')
  end

  # Sends a request to the control API.
  def ask(method, path, json = nil)
    uri = URI("#{url}/_mock/#{path}")
    request = method.new(uri)
    request.content_type = 'application/json' if json
    request.body = JSON.generate(json) if json
    reply = Net::HTTP.start(uri.host, uri.port, read_timeout: 10) { |http| http.request(request) }
    raise reply.body unless reply.is_a?(Net::HTTPSuccess)

    reply.body
  end

  def add_fault(fault)
    ask(Net::HTTP::Post, 'faults', fault)
  end

  def content(attachment)
    ask(Net::HTTP::Get, "attachments/#{attachment}/content")
  end

  def attachments
    JSON.parse(ask(Net::HTTP::Get, 'attachments'))['attachments']
  end

  # What the requests of an operation were answered, in their order.
  def statuses(operation)
    JSON.parse(ask(Net::HTTP::Get, "requests?operation=#{operation}"))['requests'].map { |request| request['answer']['status'] }
  end
end

RSpec.shared_context 'with Zoho' do
  # A sandbox for each example, so that examples can run at the same time, with parallel_tests too.
  let(:zoho) { |example| Sandbox.new(example.full_description) }
end

RSpec.configure do |config|
  config.include_context 'with Zoho'
end
