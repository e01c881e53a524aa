# frozen_string_literal: true

require 'json'
require 'net/http'

class ZohoError < StandardError
  attr_reader :status, :code

  def initialize(status, code)
    super("Zoho answered #{status} #{code}")
    @status = status
    @code = code
  end
end

# The code that is tested: it attaches a file to a lead, and tries once more if Zoho fails. Returns the attachment's id.
def attach(base, token, lead, name, content, attempts: 2)
  uri = URI("#{base}/crm/v8/Leads/#{lead}/Attachments")
  request = Net::HTTP::Post.new(uri, 'Authorization' => "Zoho-oauthtoken #{token}")
  request.set_form([['file', content, { filename: name }]], 'multipart/form-data')
  reply = Net::HTTP.start(uri.host, uri.port, read_timeout: 10) { |http| http.request(request) }
  status = reply.code.to_i
  answer = JSON.parse(reply.body)
  return answer['data'][0]['details']['id'] if status == 200
  return attach(base, token, lead, name, content, attempts: attempts - 1) if status >= 500 && attempts > 1

  raise ZohoError.new(status, answer['code'])
end
